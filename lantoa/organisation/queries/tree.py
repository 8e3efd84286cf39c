"""The whole tree on one day, as a page or a workbook shows it.

Four statements whatever its size; one more for a search, one more for a group.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from django.db.models import Q

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.models import UnitKind, UnitVersion
from lantoa.organisation.queries.groups import units_in_group
from lantoa.organisation.queries.units import NamedUnit, named_on, sector_names

NO_SECTOR = "none"  # units of no sector, as the address says it


@dataclass(frozen=True)
class TreeFilter:
    """What the tree is narrowed to; empty values narrow nothing. `day` None is today."""

    text: str = ""
    sector: str = ""
    kind: str = ""
    day: date | None = None
    group: str = ""  # scheme/group


@dataclass(frozen=True)
class TreeUnit:
    """A unit as it was on the day. `other_names`: those it bears on other days and by which a search found it."""

    id: uuid.UUID
    code: str
    name: str
    short_name: str
    kind_code: str
    kind_name: str
    parent_id: uuid.UUID | None
    sector: str
    sector_code: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Units of one sector below one parent, in official order."""

    code: str
    name: str
    units: tuple[TreeUnit, ...]


@dataclass(frozen=True)
class Branch:
    """A unit that has units below it, with the childless ones grouped. `level` counts from 0 at the root."""

    unit: TreeUnit
    level: int
    groups: tuple[Group, ...]
    count: int  # childless units anywhere below it that are shown


@dataclass(frozen=True)
class Counted:
    """One counter of the strip: sector code ("" = all), its name, how many childless units the other filters leave."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Tree:
    """The tree of a day as narrowed, and the counters of the strip, which the choice of a sector does not narrow."""

    day: date
    branches: tuple[Branch, ...]
    counters: tuple[Counted, ...]

    @property
    def total(self) -> int:
        return sum(len(group.units) for branch in self.branches for group in branch.groups)

    def rows(self) -> Iterator[tuple[Branch, Group, TreeUnit]]:
        """The childless units shown, in the order of the page."""
        for branch in self.branches:
            for group in branch.groups:
                for unit in group.units:
                    yield branch, group, unit


def tree_on(user: User, wanted: TreeFilter) -> Tree:
    """The tree on a day as far as the person may see it, narrowed; branches without a shown unit drop out."""
    day = wanted.day or clock.today()
    units = units_on(user, day)
    found = _names_found(wanted.text)
    if found is not None:
        units_found = {one.id for one in units if one.id in found}
        units = [replace(one, other_names=_others(one, found.get(one.id, ()))) for one in units]
    else:
        units_found = {one.id for one in units}
    shown = {one.id for one in units if one.id in units_found and wanted.kind in ("", one.kind_code)}
    if wanted.group:
        shown &= units_in_group(wanted.group, day)
    above = {one.parent_id for one in units}
    leaves = [one for one in units if one.id in shown and one.id not in above]
    names = sector_names()
    counts = Counter(one.sector_code for one in leaves)
    if wanted.sector:
        leaves = [one for one in leaves if one.sector_code == wanted.sector]
        shown = {one.id for one in leaves}
    return Tree(day, tuple(_branches(units, leaves, shown, names)), tuple(_counters(counts, names)))


def kinds() -> list[tuple[str, str]]:
    """Code and name of every kind of unit, by name."""
    return list(UnitKind.objects.order_by("name").values_list("code", "name"))


def units_on(user: User, day: date) -> list[TreeUnit]:
    """Every unit of the day within the reader's sight, in official order. Two statements."""
    rows = named_on(access.units_in_scope(user, "unit.read_name_code", tree_day=day), day)
    return [_tree_unit(cast(NamedUnit, row)) for row in rows]


def _tree_unit(row: NamedUnit) -> TreeUnit:
    return TreeUnit(
        row.id,
        row.code,
        row.name,
        row.short_name,
        row.kind_code,
        row.kind_name,
        row.parent_id,
        row.sector or "",
        row.sector_code or NO_SECTOR,
    )


def _names_found(text: str) -> Mapping[uuid.UUID, Sequence[str]] | None:
    """Unit → the names under which it holds every word of the text on some day; None where nothing is searched for."""
    words = folding_key(text).split()
    if not words:
        return None
    matching = Q()
    for word in words:
        matching &= Q(search_key__contains=word)
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for unit, name in UnitVersion.objects.filter(matching).order_by("valid").values_list("unit", "name"):
        found[unit].append(name)
    return found


def _others(unit: TreeUnit, names: Sequence[str]) -> tuple[str, ...]:
    """The other names, where the name of the day is not itself among those found."""
    return () if unit.name in names else tuple(dict.fromkeys(names))


def _branches(
    units: Sequence[TreeUnit], leaves: Iterable[TreeUnit], shown: set[uuid.UUID], names: Mapping[str, str]
) -> Iterator[Branch]:
    by_id = {one.id: one for one in units}
    below: dict[uuid.UUID | None, list[TreeUnit]] = defaultdict(list)
    for one in units:
        below[one.parent_id if one.parent_id in by_id else None].append(one)
    own: dict[uuid.UUID | None, list[TreeUnit]] = defaultdict(list)
    for leaf in leaves:
        own[leaf.parent_id if leaf.parent_id in by_id else leaf.id].append(leaf)

    def walk(unit: TreeUnit, level: int) -> list[Branch]:
        lower = [branch for child in below[unit.id] if below[child.id] for branch in walk(child, level + 1)]
        groups = tuple(_groups(own[unit.id], names))
        direct = [branch.count for branch in lower if branch.level == level + 1]
        count = sum(len(group.units) for group in groups) + sum(direct)
        if not count and unit.id not in shown:
            return lower  # lower branches found by their own name stay
        return [Branch(unit, level, groups, count), *lower]

    for root in below[None]:
        yield from walk(root, 0)


def _groups(units: Sequence[TreeUnit], names: Mapping[str, str]) -> Iterator[Group]:
    for code in (*names, NO_SECTOR):
        members = tuple(one for one in units if one.sector_code == code)
        if members:
            yield Group(code, names.get(code, ""), members)


def _counters(counts: Mapping[str, int], names: Mapping[str, str]) -> Iterator[Counted]:
    yield Counted("", "", sum(counts.values()))
    for code, name in names.items():
        yield Counted(code, name, counts.get(code, 0))
    if counts.get(NO_SECTOR):
        yield Counted(NO_SECTOR, "", counts[NO_SECTOR])
