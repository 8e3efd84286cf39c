"""Which unit a list means by a name, in the year of which it speaks."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Q

from lantoa.core.text import folding_key
from lantoa.organisation.models import Ancestry, InheritedPast, UnitVersion

NEAR: Final = 5
# Lists write «Sở Nội vụ» for «Chi bộ cơ sở Sở Nội vụ» and the other way round.
_KINDS: Final = ("dang bo co so", "chi bo co so", "dang bo bo phan", "dang bo", "chi bo", "dang uy", "chi uy")


@dataclass(frozen=True)
class Version:
    """What a unit was called during [since, until); None is open."""

    unit_id: uuid.UUID
    code: str
    name: str
    short_name: str
    since: date | None
    until: date | None

    def lives_in(self, year: int) -> bool:
        return (self.since is None or self.since <= date(year, 12, 31)) and (
            self.until is None or self.until > date(year, 1, 1)
        )

    def stands_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or self.until > day)


@dataclass(frozen=True)
class Meant:
    """The unit meant, or why none: `problem` is "", "unknown", "several" or "not_then", with the versions in question."""

    unit_id: uuid.UUID | None = None
    problem: str = ""
    versions: Sequence[Version] = ()


@dataclass
class UnitNames:
    """Every name under which the units of a committee, and those whose past came down to them, were ever known."""

    committee: uuid.UUID
    versions: list[Version]
    by_key: dict[str, list[Version]] = field(init=False)
    by_core: dict[str, list[Version]] = field(init=False)
    by_code: dict[str, list[Version]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_key, self.by_core, self.by_code = defaultdict(list), defaultdict(list), defaultdict(list)
        for one in self.versions:
            self.by_code[one.code.casefold()].append(one)
            for key in {folding_key(one.name), folding_key(one.short_name)}:
                self.by_key[key].append(one)
            for core in {_core(one.name), _core(one.short_name)}:
                self.by_core[core].append(one)

    def meant(self, said: str, year: int) -> Meant:
        """By code, then by a name of that year, then by a name of other years, if the unit itself stood in that year."""
        code = self.by_code.get(said.strip().casefold())
        if code:
            return self._of(code, year)
        for found in (self.by_key.get(folding_key(said)), self.by_core.get(_core(said))):
            if found:
                return self._of(found, year)
        return Meant(problem="unknown")

    def _of(self, found: Sequence[Version], year: int) -> Meant:
        then = [one for one in found if one.lives_in(year)]
        last = [one for one in then if one.stands_on(date(year, 12, 31))]
        for some in (last, then):
            units = {one.unit_id for one in some}
            if len(units) == 1:
                return Meant(units.pop())
            if units:
                return Meant(problem="several", versions=some)
        units = {one.unit_id for one in found}
        standing = {one.unit_id for one in self.versions if one.unit_id in units and one.lives_in(year)}
        if len(standing) == 1:
            return Meant(standing.pop())
        return Meant(problem="several" if standing else "not_then", versions=found)

    def near(self, said: str) -> list[str]:
        """Codes of the units whose names share the most words with this one, at most five."""
        words = set(folding_key(said).split())
        best: dict[str, float] = {}
        for one in self.versions:
            for name in (one.name, one.short_name):
                own = set(folding_key(name).split())
                share = len(words & own) / max(len(words | own), 1)
                best[one.code] = max(best.get(one.code, 0.0), share)
        ranked = sorted(best, key=lambda code: (-best[code], code))
        return [code for code in ranked if best[code] > 0][:NEAR]


def unit_names(committee: uuid.UUID) -> UnitNames:
    """Two statements, whatever the tree holds."""
    below = set(Ancestry.objects.filter(ancestor=committee).values_list("descendant", flat=True))
    pasts = InheritedPast.objects.filter(
        reader__in=Ancestry.objects.filter(ancestor=committee).values("descendant")
    )
    rows = UnitVersion.objects.filter(Q(unit__in=list(below)) | Q(unit__in=pasts.values("unit")))
    found = [
        Version(unit, code, name, short_name, valid.lower, valid.upper)
        for unit, code, name, short_name, valid in rows.order_by("valid").values_list(
            "unit", "unit__code", "name", "short_name", "valid"
        )
    ]
    return UnitNames(committee, found)


def units_to_choose(names: UnitNames) -> list[tuple[str, str]]:
    """Code and last short name of each unit, those that have ended with their last day's year; by name."""
    last: dict[str, Version] = {}
    for one in names.versions:
        last[one.code] = one
    told = [
        (code, f"{one.short_name} ({code})" + (f", đến {one.until.year}" if one.until else ""))
        for code, one in last.items()
    ]
    return sorted(told, key=lambda one: folding_key(one[1]))


def _core(name: str) -> str:
    key = folding_key(name)
    for kind in _KINDS:
        if key.startswith(f"{kind} "):
            return key.removeprefix(f"{kind} ")
    return key
