"""A target among the units below a node: each with its part of a year, and what has become of those that left."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from lantoa.core.vi_dates import format_day
from lantoa.organisation.models import Ancestry, Unit
from lantoa.organisation.queries.lineage import PlacementKind, whereabouts
from lantoa.organisation.queries.units import children_of, life_lines, short_name_on
from lantoa.reporting.checks import Figure
from lantoa.reporting.models import Target, TargetValue
from lantoa.reporting.queries.over_time import Catalogue
from lantoa.reporting.queries.targets.progress import Course, Place, courses
from lantoa.reporting.queries.targets.registry import named_units, tree_day, values_of


@dataclass(frozen=True)
class UnitRow:
    """A unit below with its part of a year. `note` says what has become of it; `is_below`: it stands below on the day."""

    unit_id: uuid.UUID
    code: str
    name: str
    course: Course
    is_below: bool
    parted: bool  # it has units below that it may divide its part among
    is_given_here: bool  # by the unit above on this page, not by one under which it stood before
    note: str = ""


SORTS = {
    "ten": lambda row: row.name,
    "chi-tieu": lambda row: row.course.value if row.course.value is not None else Decimal(-1),
    "dat": lambda row: row.course.reached.value if row.course.reached.value is not None else Decimal(-1),
    "tien-do": lambda row: row.course.share if row.course.share is not None else Fraction(-1),
}


def units_below(target: Target, node: Unit, year: int, catalogue: Catalogue, sort: str = "") -> list[UnitRow]:
    """The units directly below a node with their parts, in official order unless sorted; last those that have a part from it, but
    stand below it no longer. A constant number of statements.
    """
    day = tree_day(year)
    children = list(children_of(node.pk, day))
    given = (
        TargetValue.objects.filter(
            target=target,
            year=year,
            replaced_by=None,
            value__isnull=False,
            decision__unit=node,
            decision__act="divided",
        )
        .exclude(unit=node)
        .exclude(unit__in=[one.pk for one in children])
    )
    gone = list(
        Unit.objects.filter(pk__in=given.values("unit"))
        .annotate(name=short_name_on("pk"))
        .order_by("position", "code")
    )
    everybody: list[Unit] = [*children, *gone]
    ids = [one.pk for one in everybody]
    values = values_of([target.pk], ids)
    found = courses([Place(target, one, [year]) for one in ids], values, catalogue, foretell=False)
    parents = set(
        Ancestry.objects.filter(ancestor__in=ids, depth=1, valid__contains=day).values_list(
            "ancestor", flat=True
        )
    )
    notes = _notes([one.pk for one in gone]) if gone else {}
    elsewhere = {
        one: values[target.pk][one][year].decision.unit_id
        for one in ids
        if year in values[target.pk][one] and values[target.pk][one][year].decision.unit_id != node.pk
    }
    givers = named_units(elsewhere.values()) if elsewhere else {}
    for unit, giver in elsewhere.items():
        sentence = _("Chỉ tiêu do %(giver)s giao, không cộng vào tổng đã chia ở đây.")
        notes[unit] = sentence % {"giver": givers[giver].name}
    rows = [
        UnitRow(
            one.pk,
            one.code,
            getattr(one, "short_name", "") or getattr(one, "name", "") or one.code,
            found[target.pk, one.pk, year],
            place < len(children),
            one.pk in parents,
            one.pk not in elsewhere,
            notes.get(one.pk, ""),
        )
        for place, one in enumerate(everybody)
    ]
    if sort.removeprefix("-") in SORTS:
        rows.sort(key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return rows


def _notes(units: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What has become of units that stand no longer where their targets came from."""
    now, lives = whereabouts(units), life_lines(units)
    found = {}
    for unit in units:
        placed = now[unit]
        if placed.placement.kind == PlacementKind.SAME:
            since = next(
                (one.valid.lower for one in reversed(lives[unit]) if one.parent_id == placed.parent_id), None
            )
            sentence = _("Từ ngày %(day)s trực thuộc %(parent)s; chỉ tiêu đã giao vẫn ghi ở đây.")
            words = {"day": format_day(since) if since else "", "parent": placed.parent_name or placed.code}
        else:
            ended = lives[unit][-1].valid.upper if lives[unit] else None
            sentence = _(
                "Kết thúc hoạt động từ ngày %(day)s%(heir)s. Chỉ tiêu và số đạt được đến khi ấy vẫn ghi ở đơn vị này."
            )
            heir = _(", nay thuộc %(name)s") % {"name": placed.name} if placed.name else ""
            words = {"day": format_day(ended) if ended else "", "heir": heir}
        found[unit] = sentence % words
    return found


def difference(rows: Sequence[UnitRow], whole: Figure) -> Decimal | None:
    """The sum of the units' parts minus the whole; None without a whole or without parts."""
    parts = [row.course.value for row in rows if row.course.value is not None and row.is_given_here]
    return sum(parts, Decimal(0)) - whole if parts and whole is not None else None
