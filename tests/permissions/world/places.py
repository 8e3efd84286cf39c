"""Where things stand, how units lie to each other, and the word that betrays where a text was shown."""

from datetime import date

from lantoa.organisation.choices import Role
from tests.permissions.table import ABOVE, BELOW, CHILD, ELSEWHERE, OWN, STRANGER

TODAY = date(2021, 4, 6)
SINCE = date(2015, 10, 1)
PARENTS = {
    "TINH": None,
    "KHOI": "TINH",
    "DVA": "KHOI",
    "DVB": "KHOI",
    "DVC": "KHOI",
    "KHOIHAI": "TINH",
    "DVD": "KHOIHAI",
    "LATINH": None,
    "LADV": "LATINH",
    "LADVB": "LATINH",
    "NGOAI": None,
}
OUTSIDE = "NGOAI"
SEATS = ("TINH", "KHOI", "DVA")
PLACES = ("TINH", "KHOI", "DVA", "DVB", "DVD", "LADV")
# From each seat one place of each kind: itself, below, further below, above, beside, elsewhere, in a stranger's tree.
PLACES_SEEN_FROM: dict[str, tuple[str, ...]] = {
    "": ("DVA", "LADV"),
    "TINH": ("TINH", "KHOI", "DVA", "LADV"),
    "KHOI": ("KHOI", "DVA", "TINH", "DVD", "LADV"),
    "DVA": ("DVA", "DVB", "KHOI", "DVD", "LADV"),
}
HELD = {
    "RP": Role.REPORTER,
    "HD": Role.HEAD,
    "ST": Role.STAFF,
    "IN": Role.INSPECTOR,
    "LD": Role.LEADER,
    "AD": Role.ADMINISTRATOR,
    "AU": Role.AUDITOR,
}


def line_to_root(unit: str) -> list[str]:
    """The unit and all above it, nearest first."""
    found, at = [], unit
    while at is not None:
        found.append(at)
        at = PARENTS[at]  # type: ignore[assignment]
    return found


def relation(seat: str, unit: str) -> str:
    """How `unit` lies to `seat`."""
    above = line_to_root(unit)
    if seat == unit:
        return OWN
    if seat in above:
        return CHILD if PARENTS[unit] == seat else BELOW
    if unit in line_to_root(seat):
        return ABOVE
    return ELSEWHERE if above[-1] == line_to_root(seat)[-1] else STRANGER


def canary(kind: str, state: str, unit: str) -> str:
    """The word that betrays where a text was shown."""
    return f"Hoamai-{kind}-{state}-{unit.lower()}"
