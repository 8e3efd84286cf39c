"""Which account of another service signs in to which account here."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import NotFound, Refused


@transaction.atomic
def link_provider(*, actor: Actor, user: User, provider: str, subject: str) -> None:
    """Let `subject` (who somebody is at `provider`) sign in to `user`. Again is no change.

    Raises `Refused` where it signs in to another account, and where the account is linked with another of that provider.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    there = SocialAccount.objects.filter(provider=provider, uid=subject).first()
    if there is not None and there.user_id == user.pk:
        return
    if there is not None:
        raise Refused(
            _("Tài khoản ở dịch vụ đó đã nối với một tài khoản khác ở đây. Mỗi tài khoản chỉ nối một lần.")
        )
    if SocialAccount.objects.filter(provider=provider, user=user).exists():
        raise Refused(
            _("Tài khoản này đã nối với một tài khoản khác của dịch vụ đó. Bỏ nối trước rồi nối lại.")
        )
    SocialAccount.objects.create(
        user=user, provider=provider, uid=subject, last_login=clock.now(), date_joined=clock.now()
    )
    record(actor, "account.provider_linked", user, after={"provider": provider})


@transaction.atomic
def unlink_provider(*, actor: Actor, user: User, provider: str) -> None:
    """Raises `NotFound` where it is not linked, and `Refused` where nothing else would be left to sign in by."""
    user = User.objects.select_for_update().get(pk=user.pk)
    found = SocialAccount.objects.filter(user=user, provider=provider)
    if not found.exists():
        raise NotFound
    if not user.has_usable_password():
        raise Refused(_("Tài khoản chưa có mật khẩu. Đặt mật khẩu trước rồi mới bỏ nối."))
    found.delete()
    record(actor, "account.provider_unlinked", user, before={"provider": provider})
