"""The one clock. Nothing else in the house asks for the time.

`now()` is the time in UTC, `today()` the day it is in Vietnam. `set_to(instant)` stops the clock: tests and the sample use
it, so that what they build is dated as the story needs and the same at every run. A database made by the sample lives in
its own year: the setting CLOCK_OFFSET (a timedelta, zero in real use) moves the clock there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_stopped: ContextVar[datetime | None] = ContextVar("stopped_clock", default=None)


def now() -> datetime:
    stopped = _stopped.get()
    if stopped is not None:
        return stopped
    offset: timedelta = getattr(settings, "CLOCK_OFFSET", timedelta(0))
    return datetime.now(UTC) + offset


def outside_now() -> datetime:
    """The time on the devices of people outside, in UTC: what a sample's clock in another year does not move.

    For what is made by somebody else's clock, such as the codes of an authenticator app.
    """
    return _stopped.get() or datetime.now(UTC)


def today() -> date:
    return now().astimezone(VIETNAM).date()


def instant(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """A wall-clock time in Vietnam as an aware instant."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


@contextmanager
def set_to(moment: datetime | date) -> Iterator[None]:
    """Stop the clock at `moment`; a bare date means eight in the morning of that day in Vietnam."""
    stopped = moment if isinstance(moment, datetime) else instant(moment)
    token = _stopped.set(stopped.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(token)
