"""Open and close accounts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User, username_key
from lantoa.audit.services import Act, record_many
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
