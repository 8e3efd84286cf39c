"""Passkeys: what a browser is asked, sign-in without a password, and one's own passkeys."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lantoa.accounts.ceremonies import keep, site_of, take_back
from lantoa.accounts.forms import CredentialForm, NewPasskeyForm, PasskeyNameForm, SignInForm
from lantoa.accounts.gate import PASSWORD_DUE, confirmed, own
from lantoa.accounts.models import User
from lantoa.accounts.passkeys import PasskeyRefused, ask, ask_for_new
from lantoa.accounts.queries.second_factors import credentials_of
from lantoa.accounts.services.passkeys import add_passkey, rename_passkey, use_passkey
from lantoa.accounts.views.sign_in import sign_in_page
from lantoa.accounts.wording import passkey_refused
from lantoa.core.errors import NotFound, Refused


@never_cache
def challenge(request: HttpRequest) -> HttpResponseBase:
    """What a passkey is asked: of whoever signs in, of who is half-way through sign-in, or of who is signed in (to confirm)."""
    login = unstash_login(request, peek=True)
    known = []
    if request.user.is_authenticated:
        known = credentials_of(own(request))
    elif login is not None and isinstance(login.user, User):
        known = credentials_of(login.user)
    options, state = ask(site_of(request), known)
    keep(request, "answer", state)
    return JsonResponse(options)


@never_cache
def sign_in_by_passkey(request: HttpRequest) -> HttpResponseBase:
    """No name and no password: the passkey says whose it is, and has verified its holder."""
    onward = get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL
    form = CredentialForm(request.POST)
    try:
        state = take_back(request, "answer")
        if not form.is_valid():
            raise PasskeyRefused("no answer")
        found = use_passkey(site=site_of(request), state=state, credential=form.cleaned_data["credential"])
        if found.user.is_sample and not settings.SAMPLE_ALLOWED:
            raise PasskeyRefused("sample account")
    except PasskeyRefused:
        return sign_in_page(request, SignInForm(), 422, refusal=passkey_refused())
    record_authentication(request, found.user, "mfa", id=found.pk, type=found.type, passwordless=True)
    response: HttpResponseBase = perform_login(request, Login(user=found.user, redirect_url=onward))
    return response


@never_cache
@confirmed
def new_passkey_options(request: HttpRequest) -> HttpResponseBase:
    user = own(request)
    options, state = ask_for_new(site_of(request), user, user.username, credentials_of(user))
    keep(request, "new", state)
    return JsonResponse(options)


@never_cache
@confirmed
def add(request: HttpRequest) -> HttpResponseBase:
    user = own(request)
    form = NewPasskeyForm(request.POST or None)
    shown: dict[str, Any] = {
        "form": form,
        "trail": [(_("Tài khoản của tôi"), reverse("account_room")), (_("Thêm khóa truy cập"), "")],
        "is_due": bool(request.session.get(PASSWORD_DUE)),
    }
    if request.method != "POST":
        return render(request, "accounts/passkey_add.html", shown)
    if form.is_valid():
        try:
            codes = add_passkey(
                actor=user,
                user=user,
                name=form.cleaned_data["name"],
                site=site_of(request),
                state=take_back(request, "new"),
                credential=form.cleaned_data["credential"],
            )
        except PasskeyRefused:
            form.add_error(None, passkey_refused())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            request.session.pop(PASSWORD_DUE, None)
            return after_adding(request, codes, _("Đã thêm khóa truy cập."))
    return render(request, "accounts/passkey_add.html", shown, status=422)


def after_adding(request: HttpRequest, codes: list[str], sentence: str) -> HttpResponseBase:
    """The recovery codes that came with the first second factor, shown this once; else back to the room."""
    messages.success(request, sentence)
    if codes:
        return render(
            request, "accounts/recovery_codes.html", {"codes": codes, "user_name": own(request).username}
        )
    return redirect("account_room")


@never_cache
@confirmed
def rename(request: HttpRequest) -> HttpResponseBase:
    user = own(request)
    form = PasskeyNameForm(request.POST)
    if "key" not in form.errors and form.is_valid():
        rename_passkey(actor=user, user=user, number=form.cleaned_data["key"], name=form.cleaned_data["name"])
        messages.success(request, _("Đã đổi tên khóa truy cập."))
        return redirect("account_room")
    if "key" in form.errors:
        raise NotFound
    raise Refused(_("Tên khóa cần từ 1 đến 60 ký tự. Hãy quay lại và nhập tên khác."))
