"""The second step of sign-in; and one's own authenticator app, recovery codes, and taking second factors off."""

from datetime import timedelta

from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import LoginStageController
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lantoa.accounts.authentication import code_is_right, confirms
from lantoa.accounts.ceremonies import site_of, take_back
from lantoa.accounts.codes import new_app_secret
from lantoa.accounts.devices import visitor
from lantoa.accounts.forms import CodeForm, CredentialForm, NewAppForm, PresentPasswordForm
from lantoa.accounts.gate import confirmed, own
from lantoa.accounts.mfa_adapter import WRONG_CODE, HouseMfaAdapter
from lantoa.accounts.models import User
from lantoa.accounts.passkeys import PasskeyRefused
from lantoa.accounts.queries.second_factors import has_passkey, second_factors_of
from lantoa.accounts.services.passkeys import use_passkey
from lantoa.accounts.services.second_factors import (
    add_app,
    make_recovery_codes,
    remove_second_factor,
)
from lantoa.accounts.throttle import TooManyTries
from lantoa.accounts.views.passkeys import after_adding
from lantoa.accounts.wording import passkey_refused, wait_sentence
from lantoa.core.errors import NotFound, Refused
from lantoa.printing.qr import qr_for_page

SECRET_SALT, SECRET_KEPT = "lantoa.new_app", timedelta(minutes=30)


def answered(request: HttpRequest, user: User, form: CodeForm) -> Authenticator | None:
    """The second factor by which this request's form shows who it is; None leaves the reason in the form."""
    if "credential" in request.POST:
        given = CredentialForm(request.POST)
        try:
            state = take_back(request, "answer")
            if not given.is_valid():
                raise PasskeyRefused("no answer")
            return use_passkey(
                site=site_of(request), state=state, credential=given.cleaned_data["credential"], user=user
            )
        except PasskeyRefused:
            form.add_error(None, passkey_refused())
            return None
    if not form.is_valid():
        return None
    try:
        found = code_is_right(user, form.cleaned_data["code"], visitor(request, user.username))
    except TooManyTries as refusal:
        form.add_error("code", wait_sentence(refusal))
        return None
    if found is None:
        form.add_error("code", str(WRONG_CODE))
    return found


@sensitive_post_parameters("code", "credential")
@never_cache
def second_step(request: HttpRequest) -> HttpResponseBase:
    """Between password and page. Without a sign-in under way it leads back to its beginning."""
    stage = (
        None if request.user.is_authenticated else LoginStageController.enter(request, AuthenticateStage.key)
    )
    if stage is None:
        return redirect("account_login")
    user = stage.login.user
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    status = 200
    if request.method == "POST":
        used = answered(request, user, form)
        if used is not None:
            record_authentication(request, user, "mfa", id=used.pk, type=used.type)
            response: HttpResponseBase = stage.exit()
            return response
        status = 422
    shown = {"form": form, "has_passkey": has_passkey(user)}
    return render(request, "accounts/second_step.html", shown, status=status)


@never_cache
def second_factor_due(request: HttpRequest) -> HttpResponseBase:
    """Said to who must set one up before anything else; to who has one, that all is well."""
    if second_factors_of(own(request)).any:
        return redirect("account_room")
    return render(request, "accounts/factor_due.html")


@sensitive_post_parameters("code", "secret")
@never_cache
@confirmed
def set_up_app(request: HttpRequest) -> HttpResponseBase:
    """Show a secret as QR and in letters, take the first code. The secret travels signed in the form and is kept only then."""
    user = own(request)
    form = NewAppForm(request.POST) if request.method == "POST" else NewAppForm()
    secret = _secret_of(request)
    status = 200
    if request.method == "POST":
        status = 422
        if secret is None:
            form.add_error(None, _("Trang đã mở quá lâu. Hãy quét lại mã mới bên dưới."))
        elif form.is_valid():
            try:
                codes = add_app(actor=user, user=user, secret=secret, code=_bare(form.cleaned_data["code"]))
            except Refused as refusal:
                form.add_error("code" if "code" in refusal.fields else None, refusal.sentence)
            else:
                return after_adding(request, codes, _("Đã bật xác minh hai bước bằng ứng dụng."))
    secret = secret or new_app_secret()
    adapter = HouseMfaAdapter()
    address = adapter.build_totp_url(user, secret)
    shown = {
        "form": form,
        "signed_secret": signing.dumps(secret, salt=SECRET_SALT),
        "letters": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "picture": mark_safe(qr_for_page(address)),  # noqa: S308  drawn by us
        "address": address,
        "trail": [(_("Tài khoản của tôi"), reverse("account_room")), (_("Thêm ứng dụng xác minh"), "")],
    }
    return render(request, "accounts/app_set_up.html", shown, status=status)


def _secret_of(request: HttpRequest) -> str | None:
    try:
        return str(signing.loads(request.POST.get("secret", ""), salt=SECRET_SALT, max_age=SECRET_KEPT))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _bare(code: str) -> str:
    return "".join(letter for letter in code if letter.isdigit())


@never_cache
@confirmed
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """How many are left; making new ones shows them this once, to be printed."""
    user = own(request)
    if request.method == "POST":
        codes = make_recovery_codes(actor=user, user=user)
        return render(request, "accounts/recovery_codes.html", {"codes": codes, "user_name": user.username})
    shown = {
        "factors": second_factors_of(user),
        "trail": [(_("Tài khoản của tôi"), reverse("account_room")), (_("Mã dự phòng"), "")],
    }
    return render(request, "accounts/recovery_codes_ask.html", shown)


@sensitive_post_parameters("present")
@never_cache
@confirmed
def remove(request: HttpRequest) -> HttpResponseBase:
    """Ask, then take one off: `factor` is «app» or the number of a passkey. The last one only from who has a long password."""
    user = own(request)
    factor = request.POST.get("factor") or request.GET.get("factor", "")
    factors = second_factors_of(user)
    names = {str(one.number): one.name for one in factors.passkeys}
    if factors.app_since is not None:
        names["app"] = _("Ứng dụng xác minh")
    if factor not in names:
        raise NotFound
    is_last = factors.count == 1
    form = PresentPasswordForm(request.POST if request.method == "POST" and is_last else None)
    if request.method == "POST" and (not is_last or _may_go_without(form, user)):
        remove_second_factor(actor=user, user=user, number=None if factor == "app" else int(factor))
        messages.success(request, _("Đã bỏ: %(name)s.") % {"name": names[factor]})
        return redirect("account_room")
    shown = {
        "form": form,
        "factor": factor,
        "name": names[factor],
        "is_last": is_last,
        "trail": [(_("Tài khoản của tôi"), reverse("account_room")), (_("Bỏ một cách xác minh"), "")],
    }
    return render(request, "accounts/factor_remove.html", shown, status=422 if form.errors else 200)


def _may_go_without(form: PresentPasswordForm, user: User) -> bool:
    """The password must be right, and long enough to stand alone."""
    if not form.is_valid():
        return False
    typed = form.cleaned_data["present"]
    try:
        right = confirms(user, typed)
    except TooManyTries as refusal:
        form.add_error("present", wait_sentence(refusal))
        return False
    if not right:
        form.add_error(
            "present", _("Mật khẩu không đúng. Tài khoản chưa có mật khẩu thì đặt mật khẩu trước rồi mới bỏ.")
        )
        return False
    return _long_enough(form, typed)


def _long_enough(form: PresentPasswordForm, typed: str) -> bool:
    if len(typed) >= settings.PASSWORD_SHORTEST:
        return True
    sentence = _(
        "Không còn xác minh hai bước thì mật khẩu cần ít nhất %(fewest)d ký tự. Hãy đổi mật khẩu dài hơn trước."
    )
    form.add_error("present", sentence % {"fewest": settings.PASSWORD_SHORTEST})
    return False
