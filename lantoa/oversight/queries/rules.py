"""Limits and themes that are in force on a day."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.dated import ENDED, standing
from lantoa.core.errors import NotFound
from lantoa.organisation.access import holds_somewhere
from lantoa.organisation.models import UnitLevel, UnitVersion
from lantoa.oversight.choices import InspectionState, LimitKind
from lantoa.oversight.models import Inspection, InspectionLimit, InspectionTheme


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


def past_extending(inspection: Inspection) -> date | None:
    """The last day that its one extension may name, where no day is left to name; None where one is, and where it was not
    decided. Two statements."""
    begins_on, ends_on = inspection.begins_on, inspection.first_ends_on
    if begins_on is None or ends_on is None:
        return None
    extra = limits_of(inspection.unit_id, begins_on).extra_days(begins_on, ends_on)
    last = None if extra is None else ends_on + timedelta(days=extra)
    return last if last is not None and (last == ends_on or last < clock.today()) else None


def level_names() -> dict[str, str]:
    """Code → name of every level that was ever entered, the highest first."""
    return dict(UnitLevel.objects.values_list("code", "name"))


def all_limits() -> list[InspectionLimit]:
    """Every row that was entered: by what it limits, the level, and its days."""
    return list(InspectionLimit.objects.order_by("kind", "level", "valid"))


def get_limit(user: User, identity: uuid.UUID) -> InspectionLimit:
    """One that has not ended. NotFound otherwise, and for who may not end it."""
    found: InspectionLimit = _to_end(user, InspectionLimit.objects.filter(pk=identity))
    return found


def get_theme(user: User, identity: uuid.UUID) -> InspectionTheme:
    """One that has not ended. NotFound otherwise, and for who may not end it."""
    found: InspectionTheme = _to_end(user, InspectionTheme.objects.filter(pk=identity))
    return found


def _to_end(user: User, rows: QuerySet[Any]) -> Any:
    found = rows.first() if holds_somewhere(user, "inspection.set_rules") else None
    if found is None or standing(found.valid, clock.today()) == ENDED:
        raise NotFound()
    return found


def themes(*kept: InspectionTheme | None) -> QuerySet[InspectionTheme]:
    """Those that may be chosen today, and those that a thing in hand has already."""
    had = [one.pk for one in kept if one is not None]
    return InspectionTheme.objects.filter(Q(valid__contains=clock.today()) | Q(pk__in=had))


def all_themes() -> QuerySet[InspectionTheme]:
    """Every theme, also those to come and those that have ended: something may stand under each."""
    return InspectionTheme.objects.all()


def decided_by(kind: str, level: str, valid: DateRange) -> QuerySet[Inspection]:
    """Inspections whose days were decided by limits of this kind and level in force within these days.

    Those that were cancelled are none. A limit for all levels decides for bodies whose level has none of its own on that day.
    """
    rows = Inspection.objects.exclude(state=InspectionState.CANCELLED).filter(begins_on__gte=valid.lower)
    if valid.upper is not None:
        rows = rows.filter(begins_on__lt=valid.upper)
    stood = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=OuterRef("begins_on"))
    rows = rows.annotate(level=Subquery(stood.values("kind__level__code")[:1]))
    if level:
        return rows.filter(level=level)
    own = InspectionLimit.objects.filter(
        kind=kind, level=OuterRef("level"), valid__contains=OuterRef("begins_on")
    )
    return rows.exclude(Exists(own))
