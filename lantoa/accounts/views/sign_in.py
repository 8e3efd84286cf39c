"""Sign-in by name and password."""

import math

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lantoa.accounts.authentication import account_of
from lantoa.accounts.devices import visitor
from lantoa.accounts.forms import SignInForm
from lantoa.accounts.gate import PASSWORD_DUE
from lantoa.accounts.models import User, username_key
from lantoa.accounts.password_rules import shortest
from lantoa.accounts.queries.providers import providers
from lantoa.accounts.throttle import TooManyTries
from lantoa.accounts.views.providers import may_lead_to_providers
from lantoa.accounts.wording import other_ways, wait_sentence
from lantoa.core.errors import Refused


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The form; 422 for what does not match, 429 where no more is evaluated for now."""
    onward = get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL
    if request.user.is_authenticated:
        return redirect(onward)
    form = SignInForm(request.POST or None)
    if request.method != "POST":
        return sign_in_page(request, form, 200)
    if not form.is_valid():
        return sign_in_page(request, form, 422)
    name, password = form.cleaned_data["login"], form.cleaned_data["password"]
    try:
        user = account_of(name, password, visitor(request, username_key(name)))
    except TooManyTries as refusal:
        form.add_error(None, wait_sentence(refusal))
        form.add_error(None, other_ways())
        response = sign_in_page(request, form, 429)
        response["Retry-After"] = str(math.ceil(refusal.wait.total_seconds()))
        return response
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return sign_in_page(request, form, 422)
    if user is None:
        form.add_error(
            None,
            _("Sai tên đăng nhập hoặc mật khẩu. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại."),
        )
        return sign_in_page(request, form, 422)
    return _go_on(request, user, password, onward)


def _go_on(request: HttpRequest, user: User, password: str, onward: str) -> HttpResponseBase:
    # Somebody whose second factor was taken off may hold a password that is too short without one.
    if len(password) < shortest(user) and not user.is_sample:
        request.session[PASSWORD_DUE] = True
    response: HttpResponseBase = perform_password_login(
        request, {"username": user.username}, Login(user=user, redirect_url=onward)
    )
    return response


def sign_in_page(
    request: HttpRequest, form: SignInForm, status: int, *, refusal: str = ""
) -> HttpResponseBase:
    """The page with a form; `refusal` says why another way of signing in did not work."""
    shown = {
        "form": form,
        "next": get_next_redirect_url(request) or "",
        "refusal": refusal,
        "providers": providers(),
    }
    return may_lead_to_providers(render(request, "account/login.html", shown, status=status))
