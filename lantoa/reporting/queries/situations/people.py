"""How many people a unit's lines stand for. What is not known counts as nobody, and of two figures the smaller counts."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lantoa.core import clock
from lantoa.core.periods import Period
from lantoa.organisation.models import ProfileEntry, Unit, UnitVersion
from lantoa.organisation.queries.units import children_of, path_of
from lantoa.reporting.models import SituationRule, Submission
from lantoa.reporting.queries.sheets import versions_with
from lantoa.reporting.queries.submissions import counted

QUARTERS_BACK = 4  # whose figures still tell how many a unit has


@dataclass(frozen=True)
class People:
    """`own`: of the unit itself; `below`: of the units directly below that are too small to tell for themselves."""

    own: int = 0
    below: int = 0

    @property
    def together(self) -> int:
        return self.own + self.below


def people_of(
    units: Collection[uuid.UUID],
    period: Period,
    rule: SituationRule,
    reported: Mapping[uuid.UUID, int] | None = None,
) -> dict[uuid.UUID, People]:
    """Every unit asked about → its people on the last day of the quarter (today, where that is yet to come).

    A unit without units below: the smaller of its profile's number and of the last accepted figure of the rule's indicator, at
    most four quarters old. A unit with units below: its office alone, for figures of the whole body would count again who tells
    for himself; with it the units directly below that have none below and fewer than the rule's least. So nobody is counted for
    two units. `reported`: figures of reports that are just being sent, in the place of accepted ones. Five statements.
    """
    day = min(period.last_day, clock.today())
    children: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for parent, child in UnitVersion.objects.filter(parent__in=units, valid__contains=day).values_list(
        "parent", "unit"
    ):
        children[parent].append(child)
    every = {*units, *(child for found in children.values() for child in found)}
    layered = set(
        UnitVersion.objects.filter(parent__in=every, valid__contains=day).values_list("parent", flat=True)
    )
    told: dict[str, dict[uuid.UUID, int]] = {rule.people_field: {}, rule.office_field: {}}
    entries = ProfileEntry.objects.filter(
        unit__in=every, field__code__in=list(told), valid__contains=day, number__isnull=False
    )
    for unit, code, number in entries.values_list("unit", "field__code", "number"):
        told[code][unit] = int(number or 0)
    figures = _figures(every, period, rule.people_indicator) | dict(reported or {})

    def own(unit: uuid.UUID) -> int:
        if unit in layered:
            return told[rule.office_field].get(unit, 0)
        known = [one[unit] for one in (told[rule.people_field], figures) if unit in one]
        return min(known, default=0)

    return {
        unit: People(
            own(unit),
            sum(
                own(child)
                for child in children[unit]
                if child not in layered and own(child) < rule.least_people
            ),
        )
        for unit in units
    }


def _figures(units: Collection[uuid.UUID], period: Period, indicator: str) -> dict[uuid.UUID, int]:
    """The last accepted figure of each unit, of a period that ended within the year up to the quarter's end."""
    places = {line.version_id: line.position for line in versions_with(indicator)}
    oldest = period
    for _back in range(QUARTERS_BACK):
        oldest = oldest.previous
    rows = (
        Submission.objects.filter(
            counted(),
            unit__in=units,
            collection__sheet_version__in=list(places),
            collection__period_end__lte=period.end,
            collection__period_end__gt=oldest.start,
        )
        .order_by("collection__period_end", "collection__period_start")
        .values_list("unit", "collection__sheet_version", "values")
    )
    found: dict[uuid.UUID, int] = {}
    for unit, version, values in rows:
        place = places[version]
        value: Decimal | None = values[place] if place < len(values) else None
        if value is not None:
            found[unit] = int(value)
    return found


@dataclass(frozen=True)
class Telling:
    """Who tells for a unit in a quarter: itself, or the nearest unit above that stands for enough people; nobody, where even the
    highest does not. `people` are those of who tells."""

    unit: Unit | None
    people: People
    is_itself: bool


def telling_for(unit: Unit, period: Period, rule: SituationRule) -> Telling:
    """Six statements, whatever the depth of the tree."""
    day = min(period.last_day, clock.today())
    way = list(reversed(path_of(unit.pk, day)))  # itself first
    people = people_of([one.pk for one in way], period, rule)
    for one in way:
        if people[one.pk].together >= rule.least_people:
            return Telling(one, people[one.pk], one.pk == unit.pk)
    return Telling(None, People(), False)


def small_below(unit: Unit, period: Period, rule: SituationRule) -> list[Unit]:
    """The units directly below for which the unit tells as well, named, in official order."""
    day = min(period.last_day, clock.today())
    below = list(children_of(unit.pk, day))
    people = people_of([one.pk for one in below], period, rule)
    return [one for one in below if people[one.pk].together < rule.least_people]
