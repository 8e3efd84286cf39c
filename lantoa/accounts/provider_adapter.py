"""Sign-in by another service: only into an account that was linked before, and nothing is kept but who one is there."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.gate import is_confirmed
from lantoa.accounts.models import User
from lantoa.accounts.services.providers import link_provider
from lantoa.core.errors import Refused


class LinkedOnlyAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The service has said who it is. Link it to who is signed in and has just confirmed it, or sign in who was linked."""
        if sociallogin.state.get("process") == "connect":
            raise ImmediateHttpResponse(_linked(request, sociallogin))
        user = sociallogin.user if sociallogin.is_existing else None
        if (
            not isinstance(user, User)
            or not user.is_active
            or (user.is_sample and not settings.SAMPLE_ALLOWED)
        ):
            messages.error(
                request,
                _(
                    "Tài khoản ở dịch vụ đó chưa được nối với tài khoản nào ở đây. "
                    "Đăng nhập bằng mật khẩu rồi nối ở trang «Tài khoản của tôi»."
                ),
            )
            raise ImmediateHttpResponse(redirect("account_login"))

    def on_authentication_error(self, request: HttpRequest, *arguments: Any, **more: Any) -> None:
        """Also what a person broke off over there."""
        raise ImmediateHttpResponse(failed(request))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("account_providers")


def failed(request: HttpRequest) -> HttpResponseBase:
    """Back to where it began, with one sentence for every cause: broken off, refused, no line, an answer to nothing asked."""
    messages.error(
        request, _("Chưa đăng nhập được qua dịch vụ đó. Hãy thử lại, hoặc đăng nhập bằng mật khẩu.")
    )
    return redirect("account_providers" if request.user.is_authenticated else "account_login")


def _linked(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponseBase:
    if not isinstance(request.user, User):
        return failed(request)
    if not is_confirmed(request):
        messages.error(request, _("Đã quá lâu từ lần xác nhận trước. Hãy xác nhận là anh/chị rồi nối lại."))
        return redirect("account_providers")
    account = sociallogin.account
    try:
        link_provider(actor=request.user, user=request.user, provider=account.provider, subject=account.uid)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Đã nối. Từ nay đăng nhập được qua dịch vụ này."))
    return redirect("account_providers")


def _keep_nothing(sender: type[SocialAccount], instance: SocialAccount, **more: Any) -> None:
    """The library would keep name, address and picture, as the service tells them, at every sign-in."""
    instance.extra_data = {}


pre_save.connect(_keep_nothing, sender=SocialAccount, dispatch_uid="lantoa.keep_nothing")
