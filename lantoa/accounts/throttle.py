"""How often may be tried. Counted in the database, so that all processes and machines count together and no race loses a count.

What the numbers are for (T = tries evaluated, wrong or not yet known to be right; a right one is given back):

- A *known device* is a browser that has signed in to this account before (`devices`). It has an allowance of its own, so that
  strangers who guess at a unit's name on deadline day do not lock its people out.
- All unknown devices together have ACCOUNT tries an hour for one name, whether an account of that name exists or not.
- All unknown devices of one network together have NETWORK tries: one password tried on many names.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from lantoa.accounts.models import SignInTry
from lantoa.core import clock


@dataclass(frozen=True)
class Allowance:
    """At most `tries` within any stretch of time as long as `within`."""

    tries: int
    within: timedelta


HOUR = timedelta(hours=1)
ACCOUNT = Allowance(20, HOUR)
KNOWN_DEVICE = Allowance(20, HOUR)
NETWORK = Allowance(60, timedelta(minutes=10))
# Six digits of which three hold at a time: 5 tries a quarter of an hour and 20 a day leave one chance in 16,000 a day.
CODE = Allowance(5, timedelta(minutes=15))
CODE_DAY = Allowance(20, timedelta(days=1))
# What is asked of somebody signed in already: the present password, before something that matters.
CONFIRM = Allowance(10, timedelta(minutes=15))
LONGEST = timedelta(days=1)


@dataclass(frozen=True)
class Counted:
    """What is counted: its kind and whose it is, and how much of it is allowed."""

    kind: str
    whose: str
    allowance: Allowance

    @property
    def key(self) -> str:
        said = f"{self.kind}:{self.whose}".encode()
        return hmac.new(settings.SECRET_KEY.encode(), b"tries:" + said, hashlib.sha256).hexdigest()


class TooManyTries(Exception):
    """Nothing was evaluated. `wait` is the time until one more try may be allowed."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


@dataclass(frozen=True)
class Taken:
    """Tries that were counted; `give_back` when it was the right person after all."""

    rows: tuple[int, ...]

    def give_back(self) -> None:
        SignInTry.objects.filter(pk__in=self.rows).delete()


@transaction.atomic
def take(counted: Sequence[Counted]) -> Taken:
    """Count one try under each key, before it is evaluated.

    Raises `TooManyTries` when one of them is used up; then none is counted.
    """
    now = clock.now()
    by_key = {one.key: one for one in counted}
    with connection.cursor() as cursor:
        for key in sorted(by_key):  # sorted: two tries that share keys lock in the same order
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    SignInTry.objects.filter(at__lt=now - LONGEST).delete()
    for key, one in by_key.items():
        since = now - one.allowance.within
        times = list(
            SignInTry.objects.filter(key=key, at__gt=since)
            .order_by("-at")
            .values_list("at", flat=True)[: one.allowance.tries]
        )
        if len(times) >= one.allowance.tries:
            raise TooManyTries(times[-1] - since)
    made = SignInTry.objects.bulk_create([SignInTry(key=key, at=now) for key in by_key])
    return Taken(tuple(row.pk for row in made))
