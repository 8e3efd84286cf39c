"""Whether the policy test would notice: each cell of the table and each grant of the product is flipped once.

A flipped table is judged against what was seen of the product; a flipped grant needs the attempts to be made anew.
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from lantoa.organisation import access
from lantoa.organisation.access import Reach
from lantoa.organisation.choices import Role
from tests.permissions.cells import Cell, Seen, Visitors, all_roles, attempt, cells_of, faults, reach_faults
from tests.permissions.table import ANONYMOUS, REACH, SECTION, Row, Table
from tests.permissions.world.places import HELD

Observed = Mapping[tuple[str, Cell], Seen]


@dataclass(frozen=True)
class TableFlip:
    """One code of one row changed: what is granted is refused, what is refused is granted."""

    row: Row
    role: str

    @property
    def code(self) -> str:
        if self.row.codes[self.role] != "-":
            return "-"
        return "p" if self.role == ANONYMOUS else "s"

    def __str__(self) -> str:
        return f"{self.row.key} {self.role}: {self.row.codes[self.role]} → {self.code}"


@dataclass(frozen=True)
class GrantFlip:
    """One role gains an act over its subtree, or loses it."""

    act: str
    role: str

    @property
    def reach(self) -> Reach | None:
        return None if Role(HELD[self.role]) in access.GRANTS[self.act] else Reach.SUBTREE

    def __str__(self) -> str:
        return f"{self.act} {self.role}: {'lost' if self.reach is None else 'gained'}"


def routed(table: Table) -> list[Row]:
    """The rows that speak of an address."""
    return [row for row in table.rows if row.is_routed]


def observe(visitors: Visitors, rows: list[Row], roles: tuple[str, ...]) -> dict[tuple[str, Cell], Seen]:
    return {
        (row.key, cell): attempt(visitors, row, cell)
        for row in rows
        for role in roles
        for cell in cells_of(row, role)
    }


def table_flips(table: Table) -> list[TableFlip]:
    """Every code of every row; a part of a page that the role cannot open says nothing of that role."""
    return [
        TableFlip(row, role)
        for row in table.rows
        for role in all_roles()
        if not (row.route.startswith(REACH) and role == ANONYMOUS)
        and not (
            row.route.startswith(SECTION) and table.sights[row.sight].codes[role] == row.codes[role] == "-"
        )
    ]


def bites(visitors: Visitors, table: Table, flip: TableFlip, observed: Observed) -> bool:
    """Whether a fault appears in the cells of the flipped row, or, for a part of a page, in those of any row."""
    flipped = table.with_row(flip.row.with_code(flip.role, flip.code))
    if flip.row.route.startswith(REACH):
        return bool(reach_faults(visitors.world, flip.row.with_code(flip.role, flip.code), flip.role))
    rows = {row.key: row for row in flipped.rows}
    wide = flip.row.route.startswith(SECTION)
    return any(
        faults(flipped, rows[key], cell, seen)
        for (key, cell), seen in observed.items()
        if cell.role == flip.role and (wide or key == flip.row.key)
    )


def grant_flips() -> list[GrantFlip]:
    return [GrantFlip(act, role) for act in sorted(access.GRANTS) for role in HELD]


@contextmanager
def flipped(flip: GrantFlip) -> Iterator[None]:
    """The product with one grant changed."""
    kept = dict(access.GRANTS[flip.act])
    changed = dict(kept)
    if flip.reach is None:
        del changed[Role(HELD[flip.role])]
    else:
        changed[Role(HELD[flip.role])] = flip.reach
    access.GRANTS[flip.act] = changed
    try:
        yield
    finally:
        access.GRANTS[flip.act] = kept


def notices(visitors: Visitors, table: Table, flip: GrantFlip) -> bool:
    """Whether the row of the act's reach, or an attempt on a page of that act, fails."""
    with flipped(flip):
        reach = [row for row in table.rows if row.route == f"{REACH}{flip.act}"]
        if any(reach_faults(visitors.world, row, flip.role) for row in reach):
            return True
        return shows(visitors, table, flip)


def shows(visitors: Visitors, table: Table, flip: GrantFlip) -> bool:
    """Whether an attempt on a page of the flipped act fails. Where a page asks for a second act as well, it need not."""
    rows = [row for row in routed(table) if row.act == flip.act]
    return any(
        faults(table, row, cell, attempt(visitors, row, cell))
        for row in rows
        for cell in cells_of(row, flip.role)
    )


def sampled(flips: list[GrantFlip], count: int) -> list[GrantFlip]:
    """The same few at every run."""
    return random.Random(7).sample(flips, count)
