"""The terms at which adoptions are asked about again: sets of months, each in force from a day on."""

from dataclasses import dataclass
from datetime import date

from lantoa.core import clock
from lantoa.practices.models import CheckTerm


@dataclass(frozen=True)
class TermSet:
    """Months that hold together from `since` (None: from the beginning) to `until` (not included; None: open)."""

    since: date | None
    until: date | None
    months: tuple[int, ...]
    is_now: bool
    is_to_come: bool


def term_sets() -> list[TermSet]:
    """Every set there was, is and will be, latest first: a day on which any term begins or ends begins a set. One statement."""
    rows = [(row.valid.lower, row.valid.upper, row.months) for row in CheckTerm.objects.all()]
    days: set[date | None] = {day for lower, upper, _months in rows for day in (lower, upper) if day}
    if any(lower is None for lower, _upper, _months in rows):
        days.add(None)
    ordered = sorted(days, key=lambda day: day or date.min)
    today = clock.today()
    found = []
    for place, since in enumerate(ordered):
        until = ordered[place + 1] if place + 1 < len(ordered) else None
        months = sorted({one for lower, upper, one in rows if _holds(lower, upper, since)})
        begun = since is None or since <= today
        found.append(
            TermSet(since, until, tuple(months), begun and (until is None or today < until), not begun)
        )
    return found[::-1]


def _holds(lower: date | None, upper: date | None, since: date | None) -> bool:
    day = since or date.min
    return (lower or date.min) <= day and (upper is None or day < upper)


def last_change() -> date | None:
    """The latest day on which a term begins or ends; None where nothing ever changed."""
    days = [day for row in CheckTerm.objects.all() for day in (row.valid.lower, row.valid.upper) if day]
    return max(days, default=None)
