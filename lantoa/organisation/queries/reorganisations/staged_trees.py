"""The tree as the steps of a draft will leave it, without touching the database: what an editor offers, and against what the
faults of a step are found before the services are asked.

Every effect is taken leniently (a step that is not finished changes what it can): the services that apply the steps remain the
only judges.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from lantoa.core.text import folding_key, initials, slug
from lantoa.organisation.choices import EventKind
from lantoa.organisation.models import ReorganisationStep, Unit
from lantoa.organisation.queries.units import NamedUnit, named_on, subtree_of

NUMBERED = re.compile(r"^(.*?)(\d+)$")
ALONE_CODES = re.compile(r"[,;\t]+")


@dataclass(frozen=True)
class StagedUnit:
    """A unit as it stands after the steps so far. `id` None: it does not exist yet. `parent` "" above the branch."""

    code: str
    name: str
    short_name: str
    kind_code: str
    kind_name: str
    parent: str
    sector_code: str = ""
    sector: str = ""
    id: uuid.UUID | None = None
    position: int = 0


@dataclass(frozen=True)
class Pasted:
    """What a pasted list was understood as: codes in its order, lines that name nothing, lines that name several."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...]
    ambiguous: tuple[str, ...]


@dataclass
class StagedTree:
    """The branch below (and with) `top`, by code, in official order. `made_by`: code → number of the step that establishes it."""

    top: str
    units: dict[str, StagedUnit] = field(default_factory=dict)
    made_by: dict[str, int] = field(default_factory=dict)
    ended_by: dict[str, int] = field(default_factory=dict)

    def __contains__(self, code: str) -> bool:
        return code in self.units

    def below(self, code: str) -> list[StagedUnit]:
        """The direct units of a unit."""
        return [unit for unit in self.units.values() if unit.parent == code]

    def branch(self, code: str) -> list[StagedUnit]:
        """A unit and everything below it, itself first."""
        children = self._children()
        found: list[StagedUnit] = []
        waiting = [code] if code in self.units else []
        seen = set(waiting)
        while waiting:
            at = waiting.pop(0)
            found.append(self.units[at])
            following = [one.code for one in children[at] if one.code not in seen]
            seen.update(following)
            waiting = following + waiting
        return found

    def parents(self) -> list[StagedUnit]:
        """Units that have others below them, the branch's top, and those that steps establish: where one looks for a receiver."""
        above = {unit.parent for unit in self.units.values()} | {self.top} | self.made_by.keys()
        return [unit for unit in self.units.values() if unit.code in above]

    def _children(self) -> dict[str, list[StagedUnit]]:
        children: dict[str, list[StagedUnit]] = defaultdict(list)
        for unit in self.units.values():
            children[unit.parent].append(unit)
        return children

    def found(self, text: str = "", *, branch: str = "", sector: str = "") -> list[StagedUnit]:
        """Units that bear every word of the text (accents do not count) in a branch and a sector; the top is never among them."""
        words = folding_key(text).split()
        within = self.branch(branch)[1:] if branch else list(self.units.values())
        return [
            unit
            for unit in within
            if unit.code != self.top
            and (not sector or unit.sector_code == sector)
            and all(
                word in folding_key(f"{unit.code} {unit.name} {unit.short_name} {unit.sector}")
                for word in words
            )
        ]

    def understood(self, text: str) -> Pasted:
        """Codes or names pasted one a line; codes may also stand in one line, parted by commas, semicolons or tabs."""
        codes: dict[str, None] = {}
        unknown: list[str] = []
        ambiguous: list[str] = []
        names = self._names()
        for line in text.splitlines():
            wanted = line.strip()
            if not wanted:
                continue
            pieces = [wanted]
            if not names.get(folding_key(wanted)) and ALONE_CODES.search(wanted):
                pieces = [piece.strip() for piece in ALONE_CODES.split(wanted) if piece.strip()]
            for piece in pieces:
                matching = names.get(folding_key(piece), [])
                if len(matching) == 1:
                    codes[matching[0]] = None
                else:
                    (ambiguous if matching else unknown).append(piece)
        return Pasted(tuple(codes), tuple(unknown), tuple(ambiguous))

    def _names(self) -> dict[str, list[str]]:
        """Folded code or name → codes; a code wins over a name."""
        names: dict[str, list[str]] = defaultdict(list)
        for unit in self.units.values():
            for name in {folding_key(unit.name), folding_key(unit.short_name)}:
                names[name].append(unit.code)
        for unit in self.units.values():
            names[folding_key(unit.code)] = [unit.code]
        return names

    def proposed_code(self, name: str, parent: str, taken: Iterable[str]) -> str:
        """A free code for a new unit: the number after the last of its future siblings, else the initials of its name."""
        used = {code.casefold() for code in taken} | {code.casefold() for code in self.units}
        prefixes: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for sibling in self.below(parent):
            matched = NUMBERED.match(sibling.code)
            if matched:
                prefixes[matched[1]].append((int(matched[2]), len(matched[2])))
        if prefixes:
            prefix, numbers = max(prefixes.items(), key=lambda one: len(one[1]))
            number, width = max(numbers)
            while True:
                number += 1
                code = f"{prefix}{number:0{width}d}"
                if code.casefold() not in used:
                    return code
        stem = f"{parent}-" if parent else ""
        stem = (stem + slug(initials(name)).replace("-", "").upper())[:36] or "DV"
        code, number = stem, 1
        while code.casefold() in used:
            number += 1
            code = f"{stem}{number}"
        return code

    # --- effects ---

    def take(self, number: int, step: ReorganisationStep) -> None:
        """Let a step have its effect as far as it is finished."""
        kind = EventKind(step.kind)
        sources = [code for code in step.sources if code in self.units]
        rows = [row for row in step.rows if row.get("code")]
        if kind in {EventKind.RENAME, EventKind.UPGRADE}:
            for row in rows:
                if row["code"] in sources:
                    self._rename(row)
        elif kind in {EventKind.MOVE, EventKind.TRANSFER}:
            self._put_under(sources, step.receiver)
        elif kind == EventKind.DISSOLVE:
            self._end(sources, number)
        elif kind == EventKind.ABSORB:
            if step.receiver in self.units:
                self._take_over(sources, step.receiver, number)
        elif kind in {EventKind.ESTABLISH, EventKind.MERGE, EventKind.SPLIT}:
            self._make(rows, number)
            if kind == EventKind.MERGE and rows:
                self._take_over(sources, rows[0]["code"], number)
            elif kind == EventKind.SPLIT:
                for source in sources:
                    for child in self.below(source):
                        self._put_under([child.code], step.shares.get(child.code, ""))
                self._end(sources, number)

    def _rename(self, row: dict[str, str]) -> None:
        unit = self.units[row["code"]]
        self.units[unit.code] = replace(
            unit,
            name=row.get("name") or unit.name,
            short_name=row.get("short_name") or row.get("name") or unit.short_name,
            kind_code=row.get("kind") or unit.kind_code,
        )

    def _make(self, rows: Sequence[dict[str, str]], number: int) -> None:
        for row in rows:
            code = row["code"]
            if code in self.units:
                continue  # the check says that the code is taken
            self.units[code] = StagedUnit(
                code,
                row.get("name", ""),
                row.get("short_name") or row.get("name", ""),
                row.get("kind", ""),
                "",
                row.get("parent", ""),
                row.get("sector", ""),
            )
            self.made_by[code] = number

    def _put_under(self, codes: Sequence[str], parent: str) -> None:
        if parent not in self.units:
            return
        for code in codes:
            if code != parent:
                self.units[code] = replace(self.units[code], parent=parent)

    def _take_over(self, sources: Sequence[str], receiver: str, number: int) -> None:
        if self.units[receiver].parent in sources:
            self.units[receiver] = replace(
                self.units[receiver], parent=self._first_standing_above(receiver, sources)
            )
        for source in sources:
            self._put_under(
                [one.code for one in self.below(source) if one.code not in {receiver, *sources}], receiver
            )
        self._end([code for code in sources if code != receiver], number)

    def _first_standing_above(self, code: str, ending: Sequence[str]) -> str:
        parent = self.units[code].parent
        seen = set()
        while parent in ending and parent in self.units and parent not in seen:
            seen.add(parent)
            parent = self.units[parent].parent
        return parent

    def _end(self, codes: Sequence[str], number: int) -> None:
        for code in codes:
            if code != self.top:
                self.units.pop(code, None)
                self.ended_by[code] = number


def branch_on(top: Unit, day: date) -> StagedTree:
    """The branch of a unit as the tree stands on a day, before any step. One statement; empty if the unit is not there then."""
    rows = [cast(NamedUnit, row) for row in named_on(subtree_of(top.pk, day), day)]
    codes = {row.id: row.code for row in rows}
    tree = StagedTree(top.code)
    for row in rows:
        parent = codes.get(row.parent_id, "") if row.parent_id else ""
        tree.units[row.code] = StagedUnit(
            row.code,
            row.name,
            row.short_name,
            row.kind_code,
            row.kind_name,
            parent,
            row.sector_code or "",
            row.sector or "",
            row.id,
            row.position,
        )
    return tree


def staged(tree: StagedTree, steps: Iterable[ReorganisationStep]) -> Iterator[tuple[int, ReorganisationStep]]:
    """Walk the steps with their numbers from 1: while a step is looked at, `tree` stands as the steps before it leave it."""
    for number, step in enumerate(steps, start=1):
        yield number, step
        tree.take(number, step)
