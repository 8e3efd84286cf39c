"""What a session owes before anything else, and when it was last confirmed who sits there.

Kept in the session: `PASSWORD_DUE` after a one-time link, until a password or a passkey is set.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from lantoa.accounts.models import User
from lantoa.core import clock

PASSWORD_DUE, CONFIRMED_AT = "lantoa_password_due", "lantoa_confirmed_at"
View = Callable[..., HttpResponseBase]


def own(request: HttpRequest) -> User:
    """The signed-in person of a view whose act is not public: `@acts` lets nobody else through."""
    return cast(User, request.user)


def led_to(request: HttpRequest, url_name: str) -> HttpResponseBase:
    """Another page first. A fragment cannot be led: htmx opens the page as a whole."""
    address = reverse(url_name)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)


def note_confirmed(request: HttpRequest) -> None:
    """The person has just shown who they are: by sign-in, password, code or passkey."""
    request.session[CONFIRMED_AT] = clock.now().timestamp()


def is_confirmed(request: HttpRequest) -> bool:
    at = request.session.get(CONFIRMED_AT)
    age = timedelta(seconds=clock.now().timestamp() - at) if isinstance(at, float) else None
    return age is not None and age < settings.CONFIRMED_FOR


def confirmed(view: View) -> View:
    """Before the view: ask once more who sits there, unless it was shown a few minutes ago."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_confirmed(request):
            back = request.path if request.method == "GET" else reverse("account_room")
            return HttpResponseRedirect(f"{reverse('account_confirm')}?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    return wrapped
