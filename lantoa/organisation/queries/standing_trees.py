"""The tree of a day as a file may change it, and what the codes and kinds of a file mean in it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lantoa.core import text
from lantoa.organisation.models import Ancestry, Unit, UnitKind, UnitVersion


@dataclass(frozen=True)
class Standing:
    """A unit of the standing tree, as far as a file may change it."""

    id: uuid.UUID
    code: str
    name: str
    short_name: str
    kind: str
    parent: str
    official_code: str
    position: int


@dataclass(frozen=True)
class Surroundings:
    """What a file is held against: the branch it may change, kinds by folded name and code, and codes used elsewhere.

    `node` is the code of the unit below which the file speaks, "" where it brings the root itself.
    """

    node: str
    branch: Mapping[str, Standing]
    kinds: Mapping[str, str]
    kind_names: Mapping[str, str]
    elsewhere: Mapping[str, str]


def surroundings(node: Unit | None, day: date, codes: Iterable[str]) -> Surroundings:
    """The standing branch on a day and what the codes of a file mean outside it. Four statements, five with a node."""
    branch = {one.code: one for one in standing_branch(node, day)}
    names = kind_names()
    kinds = {text.folding_key(said): code for code, name in names.items() for said in (code, name)}
    outside = {one for one in codes if one not in branch} - {node.code if node else ""}
    elsewhere = dict.fromkeys(Unit.objects.filter(code__in=outside).values_list("code", flat=True), "ended")
    active = UnitVersion.objects.filter(unit__code__in=elsewhere, valid__contains=day)
    elsewhere |= dict.fromkeys(active.values_list("unit__code", flat=True), "active")
    return Surroundings(node.code if node else "", branch, kinds, names, elsewhere)


def kind_names() -> dict[str, str]:
    """Code → name of every kind of unit."""
    return dict(UnitKind.objects.values_list("code", "name"))


def standing_branch(node: Unit | None, day: date) -> list[Standing]:
    """Every unit strictly below a node on a day, or of the whole house without one; in official order, parents first."""
    versions = UnitVersion.objects.filter(valid__contains=day)
    if node is not None:
        below = Ancestry.objects.filter(ancestor=node, depth__gt=0, valid__contains=day)
        versions = versions.filter(unit__in=below.values("descendant"))
    rows = versions.order_by("unit__position", "unit__code").values_list(
        "unit_id",
        "unit__code",
        "name",
        "short_name",
        "kind__code",
        "parent__code",
        "official_code",
        "unit__position",
    )
    found = [Standing(*row[:5], row[5] or "", *row[6:]) for row in rows]
    return _parents_first(found, node.code if node else "")


def _parents_first(units: Sequence[Standing], root: str) -> list[Standing]:
    below: dict[str, list[Standing]] = defaultdict(list)
    for one in units:
        below[one.parent].append(one)
    ordered: list[Standing] = []
    waiting = list(reversed(below[root]))
    while waiting:
        one = waiting.pop()
        ordered.append(one)
        waiting.extend(reversed(below[one.code]))
    return ordered
