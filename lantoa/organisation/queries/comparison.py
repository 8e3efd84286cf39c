"""The tree of two days side by side: what is new, ended, renamed, moved or of another kind, and by which decision."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lantoa.accounts.models import User
from lantoa.organisation.models import UnitEvent, UnitEventChange, UnitEventPart
from lantoa.organisation.queries.tree import TreeUnit, units_on


class Difference(StrEnum):
    NEW = "moi"
    ENDED = "ket-thuc"
    RENAMED = "doi-ten"
    MOVED = "chuyen"
    KIND = "loai-hinh"


@dataclass(frozen=True)
class Compared:
    """A unit that differs: as it was on the first day and on the second (None where it was not), the names of its parents."""

    unit: TreeUnit  # as it was on the last of the two days on which it was
    kinds: tuple[Difference, ...]
    before: TreeUnit | None
    after: TreeUnit | None
    parent_before: str
    parent_after: str
    decisions: tuple[UnitEvent, ...]


@dataclass(frozen=True)
class Comparison:
    """`rows` in official order; `counts` of every difference; how many units each day had."""

    first: date
    second: date
    rows: tuple[Compared, ...]
    counts: Mapping[Difference, int]
    before: int
    after: int


def comparison(user: User, first: date, second: date) -> Comparison:
    """What differs between two days in the reader's tree, the earlier first whichever was given first. Six statements."""
    first, second = min(first, second), max(first, second)
    old = {one.id: one for one in units_on(user, first)}
    new = {one.id: one for one in units_on(user, second)}
    last = {**old, **new}
    differing = [(one, kinds) for one in last if (kinds := _differences(old.get(one), new.get(one)))]
    decisions = _decisions([one for one, _kinds in differing], first, second)
    rows = tuple(
        Compared(
            last[one],
            kinds,
            old.get(one),
            new.get(one),
            _parent_name(old, old.get(one)),
            _parent_name(new, new.get(one)),
            tuple(decisions.get(one, ())),
        )
        for one, kinds in differing
    )
    counts = {kind: sum(kind in row.kinds for row in rows) for kind in Difference}
    return Comparison(first, second, rows, counts, len(old), len(new))


def _differences(before: TreeUnit | None, after: TreeUnit | None) -> tuple[Difference, ...]:
    if before is None:
        return (Difference.NEW,)
    if after is None:
        return (Difference.ENDED,)
    return tuple(_differing(before, after))


def _differing(before: TreeUnit, after: TreeUnit) -> Iterator[Difference]:
    if (before.name, before.short_name) != (after.name, after.short_name):
        yield Difference.RENAMED
    if before.parent_id != after.parent_id:
        yield Difference.MOVED
    if before.kind_code != after.kind_code:
        yield Difference.KIND


def _parent_name(units: Mapping[uuid.UUID, TreeUnit], unit: TreeUnit | None) -> str:
    parent = units.get(unit.parent_id) if unit is not None and unit.parent_id else None
    return parent.short_name if parent else ""


def _decisions(units: Sequence[uuid.UUID], first: date, second: date) -> dict[uuid.UUID, list[UnitEvent]]:
    """Unit → the standing decisions that took effect after the first day, up to the second, and touched it."""
    between = {"event__undone_at": None, "event__effective_on__gt": first, "event__effective_on__lte": second}
    pairs: set[tuple[uuid.UUID, uuid.UUID]] = set()
    for model in (UnitEventChange, UnitEventPart):
        pairs |= set(model._default_manager.filter(unit__in=units, **between).values_list("unit", "event"))
    events = {one.pk: one for one in UnitEvent.objects.filter(pk__in={event for _unit, event in pairs})}
    order = sorted(pairs, key=lambda pair: (events[pair[1]].effective_on, events[pair[1]].sequence))
    found: dict[uuid.UUID, list[UnitEvent]] = defaultdict(list)
    for unit, event in order:
        found[unit].append(events[event])
    return found
