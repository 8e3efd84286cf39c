"""One-time links. Opening one changes nothing, so that the preview of a message does not use it up; a button does."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from lantoa.accounts.forms import LinkCodeForm
from lantoa.accounts.gate import PASSWORD_DUE
from lantoa.accounts.queries.links import usable_link
from lantoa.accounts.services.links import redeem_sign_in_link
from lantoa.core.errors import NotFound


@never_cache
def type_code(request: HttpRequest) -> HttpResponseBase:
    """For those who hold the paper and no camera."""
    form = LinkCodeForm(request.POST or None)
    if request.method != "POST":
        return render(request, "accounts/link_code.html", {"form": form})
    if form.is_valid():
        code = "".join(letter for letter in form.cleaned_data["code"] if letter.isalnum())
        if code:
            return redirect("account_link", code=code)
    return render(request, "accounts/link_code.html", {"form": form}, status=422)


@never_cache
def one_time_link(request: HttpRequest, code: str) -> HttpResponseBase:
    link = usable_link(code)
    if link is None:
        return _gone(request)
    if request.method != "POST":
        return render(request, "accounts/link.html", {"link": link})
    try:
        user = redeem_sign_in_link(code=code)
    except NotFound:
        return _gone(request)
    logout(request)  # whoever was signed in here: the session begins anew
    request.session[PASSWORD_DUE] = True
    record_authentication(request, user, method="link")
    response: HttpResponseBase = perform_login(
        request, Login(user=user, redirect_url=reverse("account_password"))
    )
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    """One answer for unknown, used, revoked and too old."""
    return render(request, "accounts/link_gone.html", status=404)
