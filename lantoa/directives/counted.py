"""How this room's duties are found when they are counted anew (`duties`)."""

from collections.abc import Iterator
from datetime import datetime, time

from lantoa.core import clock
from lantoa.directives.models import Receipt
from lantoa.duties.choices import Standing
from lantoa.duties.queries import Owed, register

KIND = "receipt"


def every_duty() -> Iterator[Owed]:
    """Each receipt that was asked for; an issuing is one matter."""
    rows = Receipt.objects.order_by()
    names = ("issuing", "issuing__unit", "unit", "acknowledged_at", "kept", "due_on")
    for issuing, asker, unit, read_at, kept, due_on in rows.values_list(*names).iterator():
        standing = Standing.SETTLED if read_at is not None or kept else Standing.OPEN
        yield Owed(issuing, asker, unit, standing, datetime.combine(due_on, time.max, clock.VIETNAM))


def register_all() -> None:
    register(KIND, every_duty)
