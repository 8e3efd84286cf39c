"""Limits and themes that are in force on a day."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from lantoa.core import clock
from lantoa.organisation.models import UnitLevel, UnitVersion
from lantoa.oversight.choices import LimitKind
from lantoa.oversight.models import InspectionLimit, InspectionTheme


@dataclass(frozen=True)
class Limits:
    """What holds for inspections of a unit decided on a day; None: no paper is entered that says it."""

    length: InspectionLimit | None
    extension: InspectionLimit | None
    period: InspectionLimit | None

    def last_day(self, begins_on: date) -> date | None:
        """The last day an inspection may have that begins on this one."""
        return begins_on + timedelta(days=self.length.value - 1) if self.length else None

    def extra_days(self, begins_on: date, ends_on: date) -> int | None:
        """By how many days one of this length may be extended, whole days only."""
        if self.extension is None:
            return None
        return ((ends_on - begins_on).days + 1) * self.extension.value // self.extension.per

    def earliest(self, begins_on: date) -> date | None:
        """The first day that may be looked at."""
        if self.period is None:
            return None
        year = begins_on.year - self.period.value
        try:
            return begins_on.replace(year=year)
        except ValueError:  # 29 February
            return date(year, 3, 1)


def limits_of(unit: uuid.UUID, day: date) -> Limits:
    """The rows for the unit's level on that day, else those for all levels. Two statements."""
    version = UnitVersion.objects.filter(unit=unit, valid__contains=day).select_related("kind__level").first()
    level = version.kind.level.code if version else ""
    rows = InspectionLimit.objects.filter(Q(level=level) | Q(level=""), valid__contains=day)
    found = {row.kind: row for row in rows.order_by("level")}  # the level's own comes last
    return Limits(*(found.get(kind) for kind in (LimitKind.LENGTH, LimitKind.EXTENSION, LimitKind.PERIOD)))


def all_limits() -> Sequence[tuple[InspectionLimit, str]]:
    """Every row, with the name of the level; "" for all. Two statements."""
    names = dict(UnitLevel.objects.values_list("code", "name"))
    return [(row, names.get(row.level, row.level)) for row in InspectionLimit.objects.all()]


def themes() -> QuerySet[InspectionTheme]:
    """Those that may be chosen today."""
    return InspectionTheme.objects.filter(Q(ended_on=None) | Q(ended_on__gt=clock.today()))
