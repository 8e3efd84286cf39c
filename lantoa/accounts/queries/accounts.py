import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from lantoa.accounts.models import User, username_key
from lantoa.core import clock
from lantoa.core.errors import Refused

SHOWN = 12


def sample_accounts_exist() -> bool:
    return User.objects.filter(is_sample=True).exists()


def sample_accounts_to_show() -> list[str]:
    """Names of sample accounts that can sign in, in the order they were made; none in a real installation."""
    if not settings.SAMPLE_ALLOWED:
        return []
    rows = User.objects.filter(is_sample=True, is_active=True).exclude(
        password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    return list(rows.order_by("created_at", "username").values_list("username", flat=True)[:SHOWN])


def account_named(typed: str) -> User:
    """The account of a sign-in name however it is typed. Raises `Refused` where there is none: for the command line."""
    found = User.objects.filter(username=username_key(typed)).first()
    if found is None:
        raise Refused(_("Không có tài khoản nào tên %(name)s.") % {"name": typed})
    return found


def account_by_id(identity: uuid.UUID) -> User:
    """For jobs that go on with what a person asked for."""
    return User.objects.get(pk=identity)


def idle_accounts(days: int, *, keep: Iterable[str] = ()) -> QuerySet[User]:
    """Open accounts that nobody has signed in to for `days` days, the longest unused first.

    Counted from the last sign-in, else from the opening, or from when the account was opened again. `keep` names those to
    leave out.
    """
    since = Greatest(
        "created_at", Coalesce("last_login", "created_at"), Coalesce("reopened_at", "created_at")
    )
    found = User.objects.filter(is_active=True).alias(used_at=since)
    found = found.filter(used_at__lt=clock.now() - timedelta(days=days))
    return found.exclude(username__in=[username_key(one) for one in keep]).order_by("used_at", "username")
