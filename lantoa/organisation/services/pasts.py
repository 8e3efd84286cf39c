"""Keep up who reads the past of units that have ended. Called wherever the closure of the tree is recomputed."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from lantoa.organisation.choices import EventKind, EventSide
from lantoa.organisation.models import InheritedPast, UnitEventPart, UnitVersion

# Events that give a unit that ends to others.
GIVING = (EventKind.MERGE, EventKind.ABSORB, EventKind.SPLIT)


class Way(NamedTuple):
    """How a reader came to a past: received all along the way, and the day from which it reads."""

    reader: uuid.UUID
    is_received: bool
    since: date


def rebuild(unit_ids: Iterable[uuid.UUID]) -> None:
    """Recompute who reads the past of these units, and of those whose past came down to them."""
    touched = set(unit_ids)
    touched |= set(InheritedPast.objects.filter(reader__in=touched).values_list("unit", flat=True))
    ways = _first_ways(touched)
    seen = dict(ways)
    frontier = {way.reader for found in ways.values() for way in found} - seen.keys()
    while frontier:  # readers that have ended themselves
        further = _first_ways(frontier)
        seen |= {unit: further.get(unit, []) for unit in frontier}
        frontier = {way.reader for found in further.values() for way in found} - seen.keys()
    InheritedPast.objects.filter(unit__in=touched).delete()
    InheritedPast.objects.bulk_create(
        [
            InheritedPast(unit_id=unit, reader_id=way.reader, is_received=way.is_received, since=way.since)
            for unit in touched
            for way in _all_ways(unit, seen)
        ],
        batch_size=2000,
    )


def _first_ways(unit_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Way]]:
    """Unit → its receivers and the parent under which it ended; units that still stand are left out. Two statements."""
    last: dict[uuid.UUID, UnitVersion] = {}
    for version in UnitVersion.objects.filter(unit__in=unit_ids).order_by("valid"):
        last[version.unit_id] = version
    ended = {unit: version for unit, version in last.items() if version.valid.upper is not None}
    found: dict[uuid.UUID, list[Way]] = defaultdict(list)
    given = UnitEventPart.objects.filter(
        unit__in=ended, side=EventSide.SOURCE, event__kind__in=GIVING, event__undone_at=None
    )
    rows = given.filter(event__parts__side=EventSide.TARGET)
    for unit, receiver, day in rows.values_list("unit", "event__parts__unit", "event__effective_on"):
        if receiver != unit and day == ended[unit].valid.upper:
            found[unit].append(Way(receiver, True, day))
    for unit, version in ended.items():
        if version.parent_id is not None:
            found[unit].append(Way(version.parent_id, False, version.valid.upper))
    return dict(found)


def _all_ways(unit: uuid.UUID, first: dict[uuid.UUID, list[Way]]) -> list[Way]:
    """One way for each reader: received before kept, then the earliest."""
    best: dict[uuid.UUID, Way] = {}
    waiting = list(first.get(unit, []))
    while waiting:
        way = waiting.pop()
        known = best.get(way.reader)
        if way.reader == unit or (known is not None and _rank(known) <= _rank(way)):
            continue
        best[way.reader] = way
        waiting += [
            Way(then.reader, way.is_received and then.is_received, max(way.since, then.since))
            for then in first.get(way.reader, [])
        ]
    return list(best.values())


def _rank(way: Way) -> tuple[bool, date]:
    return (not way.is_received, way.since)
