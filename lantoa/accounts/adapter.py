"""How the sign-in library is bound to the house: nobody signs up by themselves, and no answer tells which names exist."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User, username_key


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    # The library takes its sentences from here, not from the form.
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "Sai tên đăng nhập hoặc mật khẩu. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại."
        ),
        "too_many_login_attempts": gettext_lazy("Đã thử sai quá nhiều lần. Đợi năm phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this installation: not even an absolute address of its own."""
        return (
            bool(url)
            and str(url).startswith("/")
            and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
        )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The account of a name and password, or None. The name counts, and its failed tries are counted, in folded form.

        A closed account answers like a wrong password; the library would tell its owner, and whoever guessed, that it exists.
        """
        if "username" in credentials:
            credentials["username"] = username_key(str(credentials["username"]))
        user: User | None = super().authenticate(request, **credentials)
        if user is None or not user.is_active:
            return None
        if user.is_sample and not settings.SAMPLE_ALLOWED:
            raise ValidationError(_("Tài khoản minh họa không dùng được ở hệ thống thật."))
        return user
