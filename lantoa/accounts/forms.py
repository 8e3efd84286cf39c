from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password, said in the house's words."""

    error_messages = {
        **LoginForm.error_messages,
        "username_password_mismatch": _("Sai tên đăng nhập hoặc mật khẩu. Kiểm tra phím Caps Lock rồi nhập lại."),
        "account_inactive": _("Sai tên đăng nhập hoặc mật khẩu. Kiểm tra phím Caps Lock rồi nhập lại."),
        "too_many_login_attempts": _("Đã thử quá nhiều lần. Đợi năm phút rồi thử lại."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Tên đăng nhập")
        self.fields["login"].widget.attrs.pop("placeholder", None)
        self.fields["login"].error_messages["required"] = _("Nhập tên đăng nhập.")
        self.fields["password"].label = _("Mật khẩu")
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].error_messages["required"] = _("Nhập mật khẩu.")
        self.fields.pop("remember", None)
