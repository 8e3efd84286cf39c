"""What hangs on a unit: higher rooms say how they count, list, block and hand over what is theirs, so that a reorganisation
knows no app.

An app tells of each kind once, in its `held.py`, registered in its `apps.py`. Every answer is for many units in one statement,
and is the same for one unit and for three hundred.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from lantoa.core.actor import Actor


@dataclass(frozen=True)
class Held:
    """One thing that hangs on a unit, as a hand-over list names it. `state` is its state in words, `url` its page or ""."""

    id: uuid.UUID
    unit_id: uuid.UUID
    code: str
    title: str
    state: str = ""
    url: str = ""


@dataclass(frozen=True)
class Blocker:
    """Why a unit cannot end on a day: the sentence says what is open and what to do first."""

    unit_id: uuid.UUID
    sentence: str


Count = Callable[[Sequence[uuid.UUID], date], Mapping[uuid.UUID, int]]
Listing = Callable[[Sequence[uuid.UUID], date], Iterable[Held]]
Blocking = Callable[[Sequence[uuid.UUID], date], Iterable[Blocker]]


class Handing(Protocol):
    """Gives things of a unit into another's hands from a day on, within the hand-over's transaction; how many changed hands."""

    def __call__(
        self, *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
    ) -> int: ...


@dataclass(frozen=True)
class Holding:
    """A kind of thing that hangs on units.

    `count` and `listed` tell what a unit holds on a day; both agree, and count only what is still to be answered for
    (`listed` gives one row for each of `count`). `blocks` names what must be settled before a unit can end. `hand_over` gives
    things into other hands; None where the kind ends with its unit (roles) or stays as history. What stays as history is only
    counted in the minutes of a hand-over (`is_history`).
    """

    kind: str  # "practices", "reports.open"; the key of the hand-over lines
    label: Any  # lazy text, as the list heads it
    count: Count
    listed: Listing
    blocks: Blocking | None = None
    hand_over: Handing | None = None
    is_history: bool = False
    position: int = 100  # order in lists: smaller first


# (events, units that they touched, since when) → a sentence for each thing that was built on them. Asked before an undoing.
Built = Callable[[Sequence[uuid.UUID], Sequence[uuid.UUID], datetime], Iterable[str]]

HOLDINGS: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Offer a kind. ValueError when another app has taken its name."""
    if holding.kind in HOLDINGS:
        raise ValueError(f"{holding.kind} is registered twice")
    HOLDINGS[holding.kind] = holding


BUILT: dict[str, Built] = {}


def register_built(name: str, built: Built) -> None:
    """Let a room say what it has built on a reorganisation since (a hand-over confirmed, a report accepted): its sentences
    stop the undoing. ValueError when the name is taken."""
    if name in BUILT:
        raise ValueError(f"{name} is registered twice")
    BUILT[name] = built


def built_since(event_ids: Sequence[uuid.UUID], unit_ids: Sequence[uuid.UUID], since: datetime) -> list[str]:
    """Every sentence on what was built since `since` on these events or the units they touched."""
    return [sentence for built in BUILT.values() for sentence in built(event_ids, unit_ids, since)]


# (units, the day) → a sentence for what was settled for times after that day on the tree as it was. Asked before a late entry.
Late = Callable[[Sequence[uuid.UUID], date], Iterable[str]]

LATE: dict[str, Late] = {}


def register_late(name: str, late: Late) -> None:
    """Let a room warn of what it has already settled for times after a decision's effect. ValueError when the name is taken."""
    if name in LATE:
        raise ValueError(f"{name} is registered twice")
    LATE[name] = late


def late_for(unit_ids: Sequence[uuid.UUID], day: date) -> list[str]:
    """Every warning about what stands for times after the day and will not follow the decision."""
    return [sentence for late in LATE.values() for sentence in late(unit_ids, day)]


def kinds() -> list[Holding]:
    """Every kind, in the order of lists."""
    return sorted(HOLDINGS.values(), key=lambda one: (one.position, one.kind))


def by_unit(rows: Iterable[tuple[uuid.UUID, int]]) -> dict[uuid.UUID, int]:
    """The pairs of a grouped count, as `count` answers them."""
    found: Counter[uuid.UUID] = Counter()
    for unit, n in rows:
        found[unit] += n
    return dict(found)


def some(codes: Sequence[str], most: int = 5) -> str:
    """A few codes by name, for the sentence of a blocker: «BCQ-2021Q1, BCQ-2021Q2 …»."""
    return ", ".join(codes[:most]) + (" …" if len(codes) > most else "")


def counts_of(unit_ids: Sequence[uuid.UUID], day: date) -> dict[str, dict[uuid.UUID, int]]:
    """Kind → unit → how many it holds on the day; units that hold none are left out. One statement for each kind."""
    return {
        holding.kind: {unit: n for unit, n in holding.count(unit_ids, day).items() if n}
        for holding in kinds()
    }


def blockers_of(unit_ids: Sequence[uuid.UUID], day: date) -> list[Blocker]:
    """Everything that must be settled before these units can end on the day."""
    return [blocker for holding in kinds() if holding.blocks for blocker in holding.blocks(unit_ids, day)]
