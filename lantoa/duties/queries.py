"""What units still owe, for who asked; and whether what is kept is what is there."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from lantoa.core import clock
from lantoa.duties.choices import WITH_UNIT
from lantoa.duties.models import Counted
from lantoa.organisation.models import Unit, UnitVersion


def asked_by(askers: QuerySet[Unit], kind: str) -> QuerySet[Counted]:
    """The counts of what these units asked of any: sums of `n` over them are numbers of duties."""
    return Counted.objects.filter(asker__in=askers.values("pk"), kind=kind)


def is_late() -> Q:
    """With the unit after the moment until which it was in time; of counts that tell it themselves."""
    return Q(standing__in=WITH_UNIT, due_at__lt=clock.now())


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


@dataclass(frozen=True)
class Difference:
    """A key whose number differs: what is kept, and what was counted anew."""

    kind: str
    subject: uuid.UUID
    branch: uuid.UUID
    standing: str
    due_at: datetime | None
    kept: int
    counted: int


def differences(kinds: Iterable[str] | None = None) -> list[Difference]:
    """Every key that differs, none when all agree. Goes through every duty and climbs by the versions of the units, not by the
    closure that the triggers use."""
    wanted = set(RECOUNTS if kinds is None else kinds)
    parents = dict(UnitVersion.objects.filter(valid__upper_inf=True).values_list("unit", "parent"))
    counted: Counter[tuple[Any, ...]] = Counter()
    for kind in wanted:
        for one in RECOUNTS[kind]():
            branch = _branch(one.unit, one.asker, parents)
            counted[kind, one.subject, one.asker, branch, str(one.standing), one.due_at] += 1
    kept: Counter[tuple[Any, ...]] = Counter()
    names = ("kind", "subject", "asker", "branch", "standing", "due_at", "n")
    for *key, n in Counted.objects.filter(kind__in=wanted).values_list(*names):
        kept[tuple(key)] += n
    differing = sorted((key for key in kept.keys() | counted.keys() if kept[key] != counted[key]), key=str)
    return [
        Difference(kind, subject, branch, standing, due_at, kept[key], counted[key])
        for key in differing
        for kind, subject, _asker, branch, standing, due_at in [key]
    ]


def _branch(unit: uuid.UUID, asker: uuid.UUID, parents: Mapping[uuid.UUID, uuid.UUID | None]) -> uuid.UUID:
    if unit == asker or unit not in parents or asker not in parents:
        return unit
    below, above = unit, parents[unit]
    while above is not None and above != asker and above in parents:
        below, above = above, parents[above]
    return below if above == asker else unit
