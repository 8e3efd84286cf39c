"""How far yearly programmes have been carried out, as reports count it: what stood in the plan of a period when it ended, and
what of that was concluded by then.

A line belongs to the quarter for which it is planned. One that was left out before the period's end was not planned for it;
one that was left out later was, and was not carried out. One that is concluded after its quarter counts in the year, not in
the quarter.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from lantoa.core import clock
from lantoa.core.periods import Period, quarter, year
from lantoa.oversight.choices import InspectionKind, InspectionState
from lantoa.oversight.models import Programme, ProgrammeItem


@dataclass(frozen=True)
class Completion:
    """Lines of a period, and those of them that were carried out by its end."""

    period: Period
    planned: int
    completed: int

    @property
    def share(self) -> tuple[int, int] | None:
        """As a pair; None for what has not begun."""
        begun = self.period.start <= clock.today()
        return (self.completed, self.planned) if begun else None


def _planned(period: Period) -> Q:
    """Lines for the quarters of the period, as the plan stood when it ended (stands, while it goes on)."""
    end = clock.instant(period.end, 0)
    wanted = Q(pk__in=[])
    for one in period.quarters():
        wanted |= Q(programme__year=one.start.year, quarter=one.number)
    left = Q(dropped_at=None) | Q(dropped_at__gte=end)
    return wanted & left & Q(programme__announced_at__lt=end, added_at__lt=end)


def _completed(period: Period) -> Q:
    return _planned(period) & Q(
        inspection__state=InspectionState.CONCLUDED, inspection__concluded_at__lt=clock.instant(period.end, 0)
    )


def _lines(unit_ids: Sequence[uuid.UUID], wanted: Q) -> QuerySet[Any]:
    rows: QuerySet[Any] = ProgrammeItem.objects.filter(wanted, programme__unit__in=unit_ids)
    found: QuerySet[Any] = rows.annotate(
        body=F("programme__unit"),
        programme_code=F("programme__code"),
        subject_code=F("subject__code"),
        theme_code=F("theme__code"),
        theme_name=F("theme__name"),
    ).order_by("quarter", "added_at")
    return found


def planned_lines(unit_ids: Sequence[uuid.UUID], period: Period) -> QuerySet[Any]:
    """What these bodies planned for the period, with body, programme_code, subject_code, theme_code, theme_name.

    Nothing for a period that is shorter than a quarter. One statement.
    """
    return _lines(unit_ids, _planned(period))


def completed_lines(unit_ids: Sequence[uuid.UUID], period: Period) -> QuerySet[Any]:
    """Of those, the ones whose inspection was concluded before the period's end. One statement."""
    return _lines(unit_ids, _completed(period))


def line_code(line: Any) -> str:
    """«CT-2021-HG-DUK/HG-048/KT/hoc-tap»: once in a period."""
    letters = InspectionKind(line.kind).letters
    return f"{line.programme_code}/{line.subject_code}/{letters}/{line.theme_code}"


def completion_of(programme: Programme) -> list[Completion]:
    """By quarter and for the year, those that have lines alone; one statement. Empty for a programme that is not announced."""
    if programme.announced_at is None:
        return []
    periods = [*(quarter(programme.year, number) for number in range(1, 5)), year(programme.year)]
    counts = {f"planned_{place}": Count("pk", filter=_planned(one)) for place, one in enumerate(periods)}
    counts |= {f"done_{place}": Count("pk", filter=_completed(one)) for place, one in enumerate(periods)}
    told = programme.items.order_by().aggregate(**counts)
    found = [
        Completion(one, told[f"planned_{place}"], told[f"done_{place}"]) for place, one in enumerate(periods)
    ]
    return [one for one in found if one.planned]
