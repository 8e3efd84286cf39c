"""When mail may leave: knows the rule, the days off and the time it is told, and no database."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lantoa.core.clock import VIETNAM

BACK = 40  # days looked back for the last digest; no row of days off is as long
SATURDAY = 6


@dataclass(frozen=True)
class Hours:
    """The times of a rule, on the clock of Viet Nam; `weekly_on`: 1 = Monday."""

    quiet_from: time
    quiet_until: time
    digest_at: time
    weekly_on: int


def is_quiet(now: datetime, hours: Hours, off: Container[date]) -> bool:
    """Night, or a day off by the law. A weekend is no day off: reports are returned on Saturdays too."""
    local = now.astimezone(VIETNAM)
    at = local.time()
    if hours.quiet_from > hours.quiet_until:
        night = at >= hours.quiet_from or at < hours.quiet_until
    else:
        night = hours.quiet_from <= at < hours.quiet_until
    return night or local.date() in off


def awake_since(now: datetime, hours: Hours, off: Container[date]) -> datetime:
    """When the last night or row of days off ended; `now` is in neither."""
    local = now.astimezone(VIETNAM)
    today = local.date()
    if hours.quiet_from > hours.quiet_until or local.time() >= hours.quiet_until:
        return datetime.combine(today, hours.quiet_until, VIETNAM)
    before = today - timedelta(days=1)
    if before in off:
        return datetime.combine(today, time(), VIETNAM)
    return datetime.combine(before, hours.quiet_until, VIETNAM)


def is_working(day: date, off: Container[date]) -> bool:
    return day.isoweekday() < SATURDAY and day not in off


def last_daily(now: datetime, hours: Hours, off: Container[date], *, any_day: bool = False) -> datetime:
    """When the last digest left, at `now` or before: on a working day, or on any."""
    today = now.astimezone(VIETNAM).date()
    for back in range(BACK):
        day = today - timedelta(days=back)
        at = datetime.combine(day, hours.digest_at, VIETNAM)
        if at <= now and (any_day or is_working(day, off)):
            return at
    raise ValueError(f"no working day in {BACK} days")


def last_weekly(now: datetime, hours: Hours, off: Container[date], *, any_day: bool = False) -> datetime:
    """When the last weekly digest left: on its day of the week, or on the next working day where that one is off."""
    today = now.astimezone(VIETNAM).date()
    day = today - timedelta(days=(today.isoweekday() - hours.weekly_on) % 7)
    for _week in range(BACK // 7 + 1):
        sent = day
        while not any_day and not is_working(sent, off):
            sent += timedelta(days=1)
        at = datetime.combine(sent, hours.digest_at, VIETNAM)
        if at <= now:
            return at
        day -= timedelta(days=7)
    raise ValueError(f"no working day in {BACK} days")
