"""The policy table: who may do what, read from `policy.csv`. Expectations come from here and from nowhere else."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

TABLE = Path(__file__).with_name("policy.csv")
ANONYMOUS = "AN"
ROLES = ("RP", "HD", "ST", "IN", "LD", "AD", "AU")
COLUMNS = ("route", "method", "act", ANONYMOUS, *ROLES, "sight", "state", "notes")

# How the unit of a thing lies to the unit on which the role is held.
OWN, CHILD, BELOW, ABOVE, ELSEWHERE, STRANGER = "own", "child", "below", "above", "elsewhere", "stranger"
IN_TREE = frozenset({OWN, CHILD, BELOW, ABOVE, ELSEWHERE})
REACHES: Mapping[str, frozenset[str]] = {
    "-": frozenset(),
    "o": frozenset({OWN}),
    "c": frozenset({CHILD}),
    "d": frozenset({CHILD, BELOW}),
    "s": frozenset({OWN, CHILD, BELOW}),
    "u": frozenset({ABOVE}),
    "w": IN_TREE,
    "m": IN_TREE | {STRANGER},
    "p": IN_TREE | {STRANGER},
}
SECTION = "@"  # a row whose route begins so speaks of a part of the page named in `sight`
REACH = "="  # a row whose route begins so says how far an act reaches from the unit on which a role is held

ALLOWED, SIGN_IN, FORBIDDEN, ABSENT = "allowed", "sign-in", "403", "404"


def covers(code: str, relation: str) -> bool:
    """Whether a scope code reaches a unit that lies so; `+` joins codes."""
    return any(relation in REACHES[one] for one in code.split("+"))


@dataclass(frozen=True)
class Row:
    """One line of the table: a route, a method and, where it matters, the state of the thing."""

    route: str
    method: str
    act: str
    codes: Mapping[str, str]
    sight: str
    state: str
    notes: str

    @property
    def name(self) -> str:
        return f"{self.route}#{self.state}" if self.state else self.route

    @property
    def is_routed(self) -> bool:
        """Whether the row speaks of an address."""
        return not self.route.startswith((SECTION, REACH))

    @property
    def app(self) -> str:
        """The app whose page it is; of a part, that of the page it stands on. Routes of accounts bear no name of an app."""
        whole = self.sight if self.route.startswith(SECTION) else self.route
        return whole.partition(":")[0] if ":" in whole else "accounts"

    @property
    def key(self) -> str:
        return f"{self.method} {self.name}"

    def with_code(self, role: str, code: str) -> "Row":
        return replace(self, codes={**self.codes, role: code})


class Table:
    """All rows; `sights` are the GET rows by their names."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.sights = {row.name: row for row in rows if row.method == "GET"}

    def with_row(self, changed: Row) -> "Table":
        return Table([changed if row.key == changed.key else row for row in self.rows])

    def sight_of(self, row: Row) -> Row:
        """The row that says who knows of the thing at all: itself where nothing is said."""
        return self.sights[row.sight] if row.sight and not row.route.startswith(SECTION) else row

    def expected(self, row: Row, role: str, relation: str | None) -> str:
        """What an attempt must come to. `relation` None: the address names no thing."""
        code = row.codes[role]
        if role == ANONYMOUS:
            return ALLOWED if code == "p" else SIGN_IN
        if relation is None:
            return ALLOWED if code != "-" else FORBIDDEN
        if covers(code, relation):
            return ALLOWED
        return FORBIDDEN if covers(self.sight_of(row).codes[role], relation) else ABSENT


def read_table(path: Path = TABLE) -> Table:
    with path.open(newline="") as lines:
        reader = csv.DictReader(lines)
        assert tuple(reader.fieldnames or ()) == COLUMNS
        return Table([_row(line) for line in reader])


def _row(line: Mapping[str, str]) -> Row:
    codes = {role: line[role] for role in (ANONYMOUS, *ROLES)}
    return Row(line["route"], line["method"], line["act"], codes, line["sight"], line["state"], line["notes"])
