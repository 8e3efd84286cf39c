"""By whose name a unit's matters are known to readers elsewhere, so that no name and no number stands for few people.

Knows no database. A unit of enough people speaks in its own name. Units of fewer (nobody, where the number is not known) speak
together: those below one unit form a pool of that unit, without its own; else the pool goes up to the next. A pool must have
enough people also without the largest of its units, for every unit knows its own matters and could take them off. Where even the
highest pool is too small, nobody's name is shown and no number counts it.

A matter keeps the voice that it was raised with. Every table counts by voice and by nothing finer, so whatever filters two tables
are asked with, what one has more than the other is the matters of whole voices: of enough people, or of nobody.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """`unit` None: too few stand behind any name. `is_pooled`: the small units below `unit` together, itself left out."""

    unit: uuid.UUID | None
    is_pooled: bool = False


def voices_of(
    parents: Mapping[uuid.UUID, uuid.UUID | None], people: Mapping[uuid.UUID, int], least: int
) -> dict[uuid.UUID, Voice]:
    """Every unit of `parents` (unit → the one above it, all of a tree) → its voice. `people`: own people of each unit, so that
    nobody counts for two units."""
    children: dict[uuid.UUID | None, list[uuid.UUID]] = defaultdict(list)
    for unit, parent in parents.items():
        children[parent if parent in parents else None].append(unit)
    found: dict[uuid.UUID, Voice] = {}
    waiting: dict[
        uuid.UUID, list[uuid.UUID]
    ] = {}  # small units that still look for a pool, by where they have come
    for unit in reversed(_downwards(children)):
        small = [one for child in children[unit] for one in waiting.pop(child, [])]
        known = [people.get(one, 0) for one in small]
        if sum(known) - max(known, default=0) >= least:
            found.update({one: Voice(unit, True) for one in small})
            small = []
        if people.get(unit, 0) >= least:
            found[unit] = Voice(unit)
        else:
            small.append(unit)
        waiting[unit] = small
    found.update({one: Voice(None) for small in waiting.values() for one in small})
    return found


def _downwards(children: Mapping[uuid.UUID | None, list[uuid.UUID]]) -> list[uuid.UUID]:
    """Every unit after the one above it."""
    order = list(children.get(None, []))
    for unit in order:
        order.extend(children.get(unit, []))
    return order
