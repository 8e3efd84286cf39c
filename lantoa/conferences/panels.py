"""What a number is made of, grouped for the panel that opens beside it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse

from lantoa.accounts.models import User
from lantoa.commendation.queries import by_register
from lantoa.conferences.figures import Figure, Part
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import named_on
from lantoa.practices.queries.adoptions import by_pairs
from lantoa.practices.queries.practices import by_codes, practices_visible_to
from lantoa.reporting.queries.collections import by_codes as by_collection_codes

SHOWN_AT_ONCE = 60  # groups; the rest is named and counted
OPEN_TO_SIGHT = 8  # groups; more lie folded, so that the panel stays short on a phone


@dataclass(frozen=True)
class Row:
    """One record: its code, words, address if the reader may open it, and a gold dot for what is in the booklet."""

    code: str
    words: str
    address: str = ""
    gold: bool = False


@dataclass(frozen=True)
class Group:
    """The records of one unit (or practice)."""

    name: str
    rows: list[Row] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Panel:
    """A figure opened: its parts with the one chosen, and the records behind it in groups, largest first."""

    figure: Figure
    part: Part | None
    groups: list[Group]
    more_groups: int
    more_rows: int
    gold: int

    @property
    def groups_at_once(self) -> list[Group]:
        return self.groups[:OPEN_TO_SIGHT]

    @property
    def groups_below(self) -> list[Group]:
        return self.groups[OPEN_TO_SIGHT:]

    @property
    def parts_are_years(self) -> bool:
        """Practices are counted by year of recognition; what units report has the periods of its collections."""
        return all(part.label.isdecimal() for part in self.figure.parts)

    @property
    def total_of_parts(self) -> int:
        return sum(part.value for part in self.figure.parts)

    @property
    def parts_add_up(self) -> bool:
        return self.total_of_parts == self.figure.value

    @property
    def counted_twice(self) -> int:
        return self.total_of_parts - int(self.figure.value or 0)

    @property
    def largest_part(self) -> int:
        return max((part.value for part in self.figure.parts), default=1)

    @property
    def count(self) -> int:
        return len(self.part.codes if self.part else self.figure.codes)


def open_figure(user: User, figure: Figure, part_label: str = "", *, node: uuid.UUID) -> Panel:
    """The panel of a figure of the unit `node`; `part_label` narrows to one of its parts (unknown ones are ignored)."""
    part = next((one for one in figure.parts if one.label == part_label), None)
    codes = part.codes if part else figure.codes
    groups = _grouped(user, figure, codes, node)
    groups.sort(key=lambda group: -group.count)
    shown, rest = groups[:SHOWN_AT_ONCE], groups[SHOWN_AT_ONCE:]
    gold = sum(row.gold for group in groups for row in group.rows)
    return Panel(figure, part, shown, len(rest), sum(group.count for group in rest), gold)


def _grouped(user: User, figure: Figure, codes: Iterable[str], node: uuid.UUID) -> list[Group]:
    match figure.records:
        case "practice":
            return _practices(user, codes)
        case "unit":
            return _units(codes)
        case "adoption":
            return _adoptions(codes)
        case "certificate":
            return _certificates(codes, node)
        case "collection":
            return _collections(codes)
    return []


def _practices(user: User, codes: Iterable[str]) -> list[Group]:
    rows = list(by_codes(codes))
    readable = set(
        practices_visible_to(user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    return [
        Group(
            str(name),
            [
                Row(
                    row.code,
                    row.title,
                    reverse("practices:detail", args=[row.code]) if row.pk in readable else "",
                    bool(row.in_booklet),  # type: ignore[attr-defined]
                )
                for row in found
            ],
        )
        for name, found in groupby(rows, key=lambda row: row.unit_name)  # type: ignore[attr-defined]
    ]


def _units(codes: Iterable[str]) -> list[Group]:
    units = named_on(Unit.objects.filter(code__in=list(codes)))
    by_sector: dict[str, list[Row]] = {}
    for unit in units:
        row = Row(unit.code, unit.short_name, reverse("desk:unit", args=[unit.code]))  # type: ignore[attr-defined]
        by_sector.setdefault(unit.sector or "", []).append(row)  # type: ignore[attr-defined]
    return [Group(sector, rows) for sector, rows in by_sector.items()]


def _adoptions(codes: Iterable[str]) -> list[Group]:
    found: dict[str, list[Row]] = {}
    for row in by_pairs(codes):
        address = reverse("desk:unit", args=[row.unit.code])
        words = f"{row.unit_name} · {row.get_state_display()}"  # type: ignore[attr-defined]
        found.setdefault(f"{row.practice.code} {row.practice.title}", []).append(
            Row(row.unit.code, words, address)
        )
    return [Group(name, rows) for name, rows in found.items()]


def _certificates(codes: Iterable[str], node: uuid.UUID) -> list[Group]:
    found: dict[str, list[Row]] = {}
    for row in by_register(codes, node=node):
        found.setdefault(row.unit_name, []).append(Row(f"{row.register_number:03d}", row.receiver_lines[0]))  # type: ignore[attr-defined]
    return [Group(name, rows) for name, rows in found.items()]


def _collections(codes: Iterable[str]) -> list[Group]:
    """The collections whose accepted reports were added; each opens to its units and lines."""
    found: dict[str, list[Row]] = {}
    for collection in by_collection_codes(codes):
        row = Row(collection.code, collection.title, reverse("reporting:totals", args=[collection.code]))
        found.setdefault(str(collection.period.start.year), []).append(row)
    return [Group(year, rows) for year, rows in found.items()]
