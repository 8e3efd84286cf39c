"""Targets as lists show them: one row for each, at the unit where the person meets it; and all of one unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import named_on
from lantoa.reporting.choices import TargetStanding
from lantoa.reporting.models import Line, Target, TargetValue
from lantoa.reporting.queries.openings import versions_to_open
from lantoa.reporting.queries.over_time import Catalogue
from lantoa.reporting.queries.targets.progress import Course, Place, courses
from lantoa.reporting.queries.targets.registry import named_units, places_of, targets_visible_to, values_of

ENDED = "thoi"


@dataclass(frozen=True)
class Row:
    """A target at a unit in one year; `course` None once it is followed no longer."""

    target: Target
    unit: Any  # with `name`
    course: Course | None

    @property
    def standing(self) -> TargetStanding | None:
        return self.course.standing if self.course else None

    @property
    def state(self) -> str:
        if self.target.ended_at is not None:
            return ENDED
        return str(self.standing) if self.standing else ""


@dataclass(frozen=True)
class Wanted:
    """`state` a value of TargetStanding, «thoi» or empty; `sort` one of SORTS, with «-» for downwards."""

    year: int
    text: str = ""
    state: str = ""
    sort: str = ""


SORTS: dict[str, Callable[[Row], Any]] = {
    "ma": lambda row: row.target.code,
    "ten": lambda row: folding_key(row.target.name),
    "tien-do": lambda row: (row.course.share if row.course else None) or Fraction(-1),
}


def target_rows(user: User, year: int) -> list[Row]:
    """Every target of the year that the person sees, by code. A constant number of statements; targets are few (tens)."""
    targets = [
        one for one in targets_visible_to(user).order_by("code") if one.first_year <= year <= one.last_year
    ]
    places = places_of(user, targets)
    return _rows([(one, places[one.pk]) for one in targets], year)


def _rows(found: Sequence[tuple[Target, Any]], year: int) -> list[Row]:
    units = named_units(unit for _target, unit in found)
    running = [Place(target, unit, [year]) for target, unit in found if target.ended_at is None]
    values = values_of([one.target.pk for one in running], {one.unit_id for one in running})
    made = courses(running, values, Catalogue()) if running else {}
    return [Row(target, units[unit], made.get((target.pk, unit, year))) for target, unit in found]


def narrowed(rows: Sequence[Row], wanted: Wanted) -> list[Row]:
    words = folding_key(wanted.text).split()
    found = [
        row
        for row in rows
        if all(word in row.target.search_key for word in words)
        and (row.state == wanted.state if wanted.state else row.state != ENDED)
    ]
    if wanted.sort.removeprefix("-") in SORTS:
        found.sort(key=SORTS[wanted.sort.removeprefix("-")], reverse=wanted.sort.startswith("-"))
    return found


def years_of(user: User) -> list[int]:
    """Every year that some target in sight is set for, and this one."""
    rows = targets_visible_to(user).values_list("first_year", "last_year")
    return sorted({clock.today().year, *(year for first, last in rows for year in range(first, last + 1))})


def rows_of_unit(unit: Unit, year: int) -> list[Row]:
    """All targets of which a unit has a part in a year, by code. A constant number of statements."""
    given = TargetValue.objects.filter(
        unit=unit, year=year, replaced_by=None, value__isnull=False, target__ended_at=None
    ).select_related("target__owner", "target__indicator")
    return _rows([(one.target, unit.pk) for one in given.order_by("target__code")], year)


def own_units(user: User) -> list[Unit]:
    """The units for which this person reports or sends, named, in official order."""
    held = [one.unit_id for one in access.roles_of(user) if one.role in (Role.REPORTER, Role.HEAD)]
    return list(named_on(Unit.objects.filter(pk__in=held)))


def indicators_to_choose(user: User) -> list[tuple[str, list[Line]]]:
    """(name of the sheet, its lines) over the newest versions of the sheets in sight; each indicator once. Three statements."""
    versions = versions_to_open(user)
    lines: dict[Any, list[Line]] = {one.pk: [] for one in versions}
    seen = set()
    for line in (
        Line.objects.filter(version__in=list(lines))
        .exclude(tree_rule="none")
        .select_related("indicator", "section")
        .order_by("version__sheet__code", "position")
    ):
        if line.indicator_id not in seen:
            seen.add(line.indicator_id)
            lines[line.version_id].append(line)
    return [(one.name or one.sheet.name, lines[one.pk]) for one in versions if lines[one.pk]]
