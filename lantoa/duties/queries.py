"""What units still owe, for who asked; and whether what is kept is what is there."""

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import CharField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from lantoa.core import clock
from lantoa.duties.choices import WITH_UNIT
from lantoa.duties.models import ANYWHERE, BelowCount, Counted
from lantoa.organisation.models import Ancestry, Unit, UnitVersion


def asked_by(askers: QuerySet[Unit], kind: str) -> QuerySet[Counted]:
    """The counts of what these units asked of any: sums of `n` over them are numbers of duties."""
    return Counted.objects.filter(asker__in=askers.values("pk"), kind=kind)


def is_late() -> Q:
    """With the unit after the moment until which it was in time; of counts that tell it themselves."""
    return Q(standing__in=WITH_UNIT, due_at__lt=clock.now())


def waiting_below(nodes: Collection[uuid.UUID], kind: str) -> QuerySet[BelowCount]:
    """The counts of what waits strictly below any of these units today, each thing once where they stand below one another: sums
    of `n` over them are numbers of things."""
    today = clock.today()
    inner = Ancestry.objects.filter(
        descendant__in=nodes, ancestor__in=nodes, depth__gt=0, valid__contains=today
    )
    counts = BelowCount.objects.filter(kind=kind, node__in=nodes, valid__contains=today)
    return counts.exclude(node__in=inner.values("descendant"))


def waiting_anywhere(kind: str) -> QuerySet[BelowCount]:
    """The counts of all that waits, by matter."""
    return BelowCount.objects.filter(kind=kind, node=ANYWHERE)


def as_matter(field: str | OuterRef) -> Cast:
    """An identity as it is written in `matter`."""
    return Cast(field, CharField(max_length=36))


class Owed(NamedTuple):
    """One duty of one unit, as a room tells it when it is counted anew."""

    subject: uuid.UUID
    asker: uuid.UUID
    unit: uuid.UUID
    standing: str
    due_at: datetime | None


Recount = Callable[[], Iterable[Owed]]
RECOUNTS: dict[str, Recount] = {}


def register(kind: str, recount: Recount) -> None:
    """Tell how all duties of a kind are found without what is kept, by code that shares nothing with the triggers."""
    RECOUNTS[kind] = recount


class Waits(NamedTuple):
    """One thing that waits in a unit for a word from above, as a room tells it when it is counted anew."""

    matter: str
    unit: uuid.UUID
    standing: str


@dataclass(frozen=True)
class Waiting:
    """How what waits is found anew. `anywhere_only`: it is not kept by unit."""

    recount: Callable[[], Iterable[Waits]]
    anywhere_only: bool


WAITING: dict[str, Waiting] = {}


def register_waiting(
    kind: str, recount: Callable[[], Iterable[Waits]], *, anywhere_only: bool = False
) -> None:
    """The same for what waits below (`waits.kept_below`)."""
    WAITING[kind] = Waiting(recount, anywhere_only)


def kinds_kept() -> list[str]:
    """Every kind of which numbers are kept, by name."""
    return sorted([*RECOUNTS, *WAITING])


@dataclass(frozen=True)
class Difference:
    """A key whose number differs: what is kept, and what was counted anew. Of what waits below a unit `subject` is the matter and
    `branch` the unit."""

    kind: str
    subject: uuid.UUID | str
    branch: uuid.UUID
    standing: str
    due_at: datetime | None
    kept: int
    counted: int


def differences(kinds: Iterable[str] | None = None) -> list[Difference]:
    """Every key that differs, none when all agree. Goes through every duty and climbs by the versions of the units, not by the
    closure that the triggers use."""
    wanted = set(kinds_kept() if kinds is None else kinds)
    return _owed_otherwise(wanted & RECOUNTS.keys()) + _waiting_otherwise(wanted & WAITING.keys())


def _owed_otherwise(kinds: set[str]) -> list[Difference]:
    parents = _parents(None) if kinds else {}
    counted: Counter[tuple[Any, ...]] = Counter()
    for kind in kinds:
        for one in RECOUNTS[kind]():
            branch = _branch(one.unit, one.asker, parents)
            counted[kind, one.subject, one.asker, branch, str(one.standing), one.due_at] += 1
    kept: Counter[tuple[Any, ...]] = Counter()
    names = ("kind", "subject", "asker", "branch", "standing", "due_at", "n")
    for *key, n in Counted.objects.filter(kind__in=kinds).values_list(*names):
        kept[tuple(key)] += n
    return [
        Difference(kind, subject, branch, standing, due_at, kept[key], counted[key])
        for key in _differing(kept, counted)
        for kind, subject, _asker, branch, standing, due_at in [key]
    ]


def _waiting_otherwise(kinds: set[str]) -> list[Difference]:
    """By the tree of today and by the newest that is known."""
    by_unit: Counter[tuple[str, str, str, uuid.UUID]] = Counter()
    for kind in kinds:
        by_unit.update((kind, one.matter, str(one.standing), one.unit) for one in WAITING[kind].recount())
    found: dict[Difference, None] = {}  # what differs on both days is told once
    for day in (clock.today(), None) if kinds else ():
        parents, counted = _parents(day), Counter[tuple[Any, ...]]()
        for (kind, matter, standing, unit), n in by_unit.items():
            counted[kind, matter, ANYWHERE, standing] += n
            above = None if WAITING[kind].anywhere_only else parents.get(unit)
            while above is not None:
                counted[kind, matter, above, standing] += n
                above = parents.get(above)
        rows = BelowCount.objects.filter(kind__in=kinds, valid__contains=day or date.max)
        kept: Counter[tuple[Any, ...]] = Counter()
        for *parts, n in rows.values_list("kind", "matter", "node", "standing", "n"):
            kept[tuple(parts)] += n
        for key in _differing(kept, counted):
            kind, matter, node, standing = key
            found[Difference(kind, matter, node, standing, None, kept[key], counted[key])] = None
    return list(found)


def _differing(kept: Counter[tuple[Any, ...]], counted: Counter[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted((key for key in kept.keys() | counted.keys() if kept[key] != counted[key]), key=str)


def _parents(day: date | None) -> dict[uuid.UUID, uuid.UUID | None]:
    """Unit → the unit directly above it, on a day or in the newest tree that is known."""
    on = Q(valid__upper_inf=True) if day is None else Q(valid__contains=day)
    return dict(UnitVersion.objects.filter(on).values_list("unit", "parent"))


def _branch(unit: uuid.UUID, asker: uuid.UUID, parents: Mapping[uuid.UUID, uuid.UUID | None]) -> uuid.UUID:
    if unit == asker or unit not in parents or asker not in parents:
        return unit
    below, above = unit, parents[unit]
    while above is not None and above != asker and above in parents:
        below, above = above, parents[above]
    return below if above == asker else unit
