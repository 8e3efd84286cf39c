"""«Xác nhận là anh/chị»: before something that matters, once more who sits there. Password, code or passkey."""

from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lantoa.accounts.authentication import confirms
from lantoa.accounts.forms import CodeForm, PresentPasswordForm
from lantoa.accounts.gate import note_confirmed, own
from lantoa.accounts.models import User
from lantoa.accounts.queries.second_factors import second_factors_of
from lantoa.accounts.throttle import TooManyTries
from lantoa.accounts.views.second_factors import answered
from lantoa.accounts.wording import wait_sentence


@sensitive_post_parameters("present", "code", "credential")
@never_cache
def confirm(request: HttpRequest) -> HttpResponseBase:
    user = own(request)
    onward = get_next_redirect_url(request) or "account_room"
    password, code = PresentPasswordForm(), CodeForm()
    status = 200
    if request.method == "POST":
        status = 422
        if "present" in request.POST:
            password = PresentPasswordForm(request.POST)
            right = _password_is_right(password, user)
        else:
            code = CodeForm(request.POST)
            right = answered(request, user, code) is not None
        if right:
            note_confirmed(request)
            return redirect(onward)
    shown = {
        "password_form": password,
        "code_form": code,
        "factors": second_factors_of(user),
        "has_password": user.has_usable_password(),
        "next": get_next_redirect_url(request) or "",
    }
    return render(request, "accounts/confirm.html", shown, status=status)


def _password_is_right(form: PresentPasswordForm, user: User) -> bool:
    if not form.is_valid():
        return False
    try:
        right = confirms(user, form.cleaned_data["present"])
    except TooManyTries as refusal:
        form.add_error("present", wait_sentence(refusal))
        return False
    if not right:
        form.add_error(
            "present", _("Mật khẩu không đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại.")
        )
    return right
