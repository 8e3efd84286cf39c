"""Units to choose from, narrowed and told apart by branch: a province has a thousand of them."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lantoa.core.text import folding_key
from lantoa.oversight.models import Programme
from lantoa.oversight.queries.hints import KINDS, Candidate


@dataclass(frozen=True)
class ChoiceFilter:
    """What the list is narrowed to; empty values narrow nothing. `hint`: one of KINDS; `branch`, `sector`: codes; `marked`: only
    the units of these codes, None for all."""

    text: str = ""
    hint: str = ""
    branch: str = ""
    sector: str = ""
    marked: frozenset[str] | None = None


def branches_of(programme: Programme, everybody: Sequence[Candidate]) -> dict[uuid.UUID, Any]:
    """Unit → the unit directly below the body under which it stands (itself, where it stands there). No statement."""
    by_id = {one.unit.pk: one.unit for one in everybody}
    found: dict[uuid.UUID, Any] = {}

    def head(unit: Any) -> Any:
        path = []
        while unit.pk not in found and unit.parent_id in by_id:
            path.append(unit)
            unit = by_id[unit.parent_id]
        top = found.get(unit.pk, unit)
        for one in (*path, unit):
            found[one.pk] = top
        return top

    for one in everybody:
        head(one.unit)
    return found


def narrowed(
    everybody: Sequence[Candidate], branches: Mapping[uuid.UUID, Any], wanted: ChoiceFilter
) -> list[Candidate]:
    """In the official order. A branch holds its head too; words are looked for without accents in code and names."""
    words = folding_key(wanted.text).split()

    def fits(one: Candidate) -> bool:
        unit = one.unit
        if wanted.hint and all(hint.kind != wanted.hint for hint in one.hints):
            return False
        if wanted.branch and branches[unit.pk].code != wanted.branch:
            return False
        if wanted.sector and unit.sector_code != wanted.sector:
            return False
        if wanted.marked is not None and unit.code not in wanted.marked:
            return False
        key = folding_key(f"{unit.code} {unit.name} {unit.short_name}") if words else ""
        return all(word in key for word in words)

    return [one for one in everybody if fits(one)]


@dataclass(frozen=True)
class Offered:
    """What may be narrowed by, each with how many units it leaves. Branches: those that hold more than their head."""

    hints: list[tuple[str, int]]
    branches: list[tuple[str, str, int]]
    sectors: list[tuple[str, str, int]]


def offered(everybody: Sequence[Candidate], branches: Mapping[uuid.UUID, Any]) -> Offered:
    hints = Counter(kind for one in everybody for kind in {hint.kind for hint in one.hints})
    heads = Counter(branches[one.unit.pk].pk for one in everybody)
    by_id = {one.unit.pk: one.unit for one in everybody}
    sectors = Counter((one.unit.sector_code, one.unit.sector) for one in everybody if one.unit.sector_code)
    return Offered(
        [(kind, hints[kind]) for kind in KINDS],
        [(by_id[pk].code, by_id[pk].short_name, count) for pk, count in heads.items() if count > 1],
        [(code, name, count) for (code, name), count in sectors.items()] if len(sectors) > 1 else [],
    )
