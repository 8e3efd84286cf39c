"""One's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lantoa.accounts.authentication import confirms
from lantoa.accounts.forms import NewPasswordForm
from lantoa.accounts.gate import PASSWORD_DUE, note_confirmed, own
from lantoa.accounts.models import User
from lantoa.accounts.services.passwords import set_password
from lantoa.accounts.services.sessions import follow_session
from lantoa.accounts.throttle import TooManyTries
from lantoa.accounts.wording import wait_sentence
from lantoa.core.errors import Refused


@sensitive_post_parameters("present", "password", "again")
@never_cache
def change_password(request: HttpRequest) -> HttpResponseBase:
    """Change it, or set the first one after a one-time link, which has already shown who it is."""
    user = own(request)
    is_due = bool(request.session.get(PASSWORD_DUE))
    asks_present = user.has_usable_password() and not is_due
    form = NewPasswordForm(request.POST or None, user=user, asks_present=asks_present)
    shown = {
        "form": form,
        "is_due": is_due,
        "is_first": not user.has_usable_password(),
        "trail": [(_("Tài khoản của tôi"), reverse("account_room")), (_("Mật khẩu"), "")],
    }
    if request.method != "POST":
        return render(request, "accounts/password.html", shown)
    if form.is_valid() and _present_is_right(form, user):
        try:
            user = set_password(
                actor=user,
                user=user,
                password=form.cleaned_data["password"],
                keep_session=request.session.session_key or "",
            )
        except Refused as refusal:
            form.add_error("password", refusal.sentence)
        else:
            request.session.pop(PASSWORD_DUE, None)
            old_key = request.session.session_key or ""
            update_session_auth_hash(request, user)  # the session gets a new key
            follow_session(old_key=old_key, new_key=request.session.session_key or "")
            note_confirmed(request)
            messages.success(request, _("Đã đặt mật khẩu mới. Các máy khác đã được đăng xuất."))
            return redirect("desk:home" if is_due else "account_room")
    return render(request, "accounts/password.html", shown, status=422)


def _present_is_right(form: NewPasswordForm, user: User) -> bool:
    if "present" not in form.fields:
        return True
    try:
        if confirms(user, form.cleaned_data["present"]):
            return True
    except TooManyTries as refusal:
        form.add_error("present", wait_sentence(refusal))
        return False
    form.add_error(
        "present",
        _("Mật khẩu đang dùng không đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại."),
    )
    return False
