"""Which numbers of pledges somebody sees of units that are not the own one. Knows no database.

A cell is a number of persons of one unit. It is withheld where it holds fewer than ten, and where what is shown beside it would
leave a rest of one to nine: «38 of 40 signed» says of two that they did not. That everybody did singles out nobody and may be
said of a unit of ten or more. What is summed is what is shown, so that no choice of units tells more than its cells do; one sum
alone holds the withheld cells too, that of everything somebody may see, and only where at least three units and ten persons stand
behind both what it adds and what it leaves.

A unit's own head and reporter see its own numbers whole, and what the unit confirms in a report is in the report as confirmed:
the register withholds, it never rounds or changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LEAST: Final = 10  # persons
LEAST_UNITS: Final = 3  # behind what the sum of everything adds to the cells that are shown

Values = Mapping[str, int | None]  # None: not stated

# Each number with the ones that hold it: a name, or several that hold it together.
NESTED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "members_due": (),
    "members_signed": (("members_due",),),
    "leaders_signed": (("members_due",), ("members_signed",)),
    "others_signed": (),
    "fulfilled": (("members_signed", "others_signed"),),
    "signed": (("working",), ("members_signed", "others_signed")),
    "reviewed": (("working",), ("signed",)),
    "remarked": (("working",), ("signed",), ("reviewed",)),
}
OPEN: Final = "working"  # accounts of a unit: no number of pledges


@dataclass(frozen=True)
class Row:
    """One unit: its numbers, and which of them are shown."""

    values: Values
    shown: frozenset[str]

    def seen(self, name: str) -> int | None:
        return self.values[name] if name == OPEN or name in self.shown else None

    def withholds(self, name: str) -> bool:
        return self.values[name] is not None and name in NESTED and name not in self.shown


def row_of(values: Values, *, own: bool) -> Row:
    return Row(values, frozenset(NESTED) if own else _showable(values))


def _showable(values: Values) -> frozenset[str]:
    shown = {OPEN}
    for name, holders in NESTED.items():
        value = values[name]
        if value is None or value < LEAST:
            continue
        rests = (_sum(values, names) - value for names in holders if shown.issuperset(names))
        if all(rest == 0 or abs(rest) >= LEAST for rest in rests):
            shown.add(name)
    return frozenset(shown - {OPEN})


def _sum(values: Values, names: Iterable[str]) -> int:
    return sum(values[name] or 0 for name in names)


def sums_of_shown(rows: Sequence[Row]) -> dict[str, int]:
    return {name: sum(row.seen(name) or 0 for row in rows) for name in (OPEN, *NESTED)}


def sums_of_all(rows: Sequence[Row]) -> dict[str, int | None]:
    """With the withheld cells; None where their part of the sum would tell of few. Only for everything somebody may see: asked
    for a choice of units, two answers could be subtracted."""
    found: dict[str, int | None] = {OPEN: _total(rows, OPEN)}
    for name, holders in NESTED.items():
        hidden = [row for row in rows if row.withholds(name)]
        found[name] = _total(rows, name) if not hidden or _covers(hidden, name, holders) else None
    return found


def _total(rows: Sequence[Row], name: str) -> int:
    return sum(row.values[name] or 0 for row in rows)


def _covers(hidden: Sequence[Row], name: str, holders: Iterable[tuple[str, ...]]) -> bool:
    """Whether what the withheld cells add, and what they leave of each number that holds them, is of enough persons."""
    if len(hidden) < LEAST_UNITS or _total(hidden, name) < LEAST:
        return False
    for names in holders:
        stated = [row for row in hidden if all(row.values[one] is not None for one in names)]
        rest = sum(_sum(row.values, names) for row in stated) - _total(stated, name)
        if stated and abs(rest) < LEAST:
            return False
    return True
