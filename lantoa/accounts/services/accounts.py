"""Open and close accounts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import SignInLink, User, username_key
from lantoa.accounts.queries.accounts import idle_accounts
from lantoa.accounts.services.sessions import end_open_sessions
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused


@dataclass(frozen=True)
class NewAccount:
    """`password` None opens an account that cannot sign in until a password is set."""

    username: str
    password: str | None = None
    email: str = ""
    is_sample: bool = False


@transaction.atomic
def open_accounts(*, actor: Actor, accounts: Iterable[NewAccount]) -> list[User]:
    """Open accounts; refuses names that are taken, all at once."""
    accounts = list(accounts)
    keys = [username_key(account.username) for account in accounts]
    taken = set(User.objects.filter(username__in=keys).values_list("username", flat=True))
    taken |= {key for key in keys if keys.count(key) > 1} if len(set(keys)) < len(keys) else set()
    if taken:
        names = ", ".join(sorted(taken))
        raise Refused(_("Tên đăng nhập đã có người dùng: %(names)s. Chọn tên khác.") % {"names": names})
    users = User.objects.bulk_create(
        [
            User(
                username=key,
                email=account.email,
                is_sample=account.is_sample,
                password=make_password(account.password),
            )
            for key, account in zip(keys, accounts, strict=True)
        ]
    )
    record_many(actor, [Act("account.opened", user) for user in users])
    return users


@transaction.atomic
def deactivate_account(*, actor: Actor, user: User, reason: str = "") -> User:
    """Close an account: it is signed out at its next click and cannot sign in; its open link stops. What it did stays.

    Raises `Refused` for one that is closed already, and for one's own.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(_("Tài khoản %(name)s đã khóa rồi.") % {"name": user.username})
    if user.pk == actor.actor_id:
        raise Refused(
            _("Anh/chị không tự khóa tài khoản của mình được. Nhờ người quản trị khác làm việc này.")
        )
    user.is_active = False
    user.save(update_fields=["is_active"])
    SignInLink.objects.filter(user=user, used_at=None, revoked_at=None).update(revoked_at=clock.now())
    ended = end_open_sessions(user)
    record(actor, "account.deactivated", user, after={"reason": reason, "sessions": ended})
    return user


@transaction.atomic
def reactivate_account(*, actor: Actor, user: User) -> User:
    """Open a closed account again, with its password and second factor as they were.

    Its idle days are counted from now on. Raises `Refused` for one that is open.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        raise Refused(_("Tài khoản %(name)s đang mở.") % {"name": user.username})
    user.is_active, user.reopened_at = True, clock.now()
    user.save(update_fields=["is_active", "reopened_at"])
    record(actor, "account.reactivated", user)
    return user


@transaction.atomic
def close_idle_accounts(*, actor: Actor, users: Iterable[User], days: int) -> int:
    """Close the accounts found unused for `days` days; returns how many were closed. One used meanwhile stays open."""
    closed = 0
    still = set(idle_accounts(days).values_list("pk", flat=True))
    for user in users:
        if user.pk in still:
            deactivate_account(
                actor=actor, user=user, reason=_("Không dùng trong %(days)d ngày") % {"days": days}
            )
            closed += 1
    return closed
