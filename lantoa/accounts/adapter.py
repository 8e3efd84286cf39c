"""How the sign-in library is bound to the house: nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lantoa.accounts.models import username_key


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Let the library count tries on the same key whatever way the name is typed."""
        if "username" in credentials:
            credentials["username"] = username_key(str(credentials["username"]))
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        if "username" in credentials:
            credentials["username"] = username_key(str(credentials["username"]))
        user = super().authenticate(request, **credentials)
        if user is not None and user.is_sample and not settings.SAMPLE_ALLOWED:
            raise ValidationError(_("Tài khoản minh họa không dùng được ở hệ thống thật."))
        return user
