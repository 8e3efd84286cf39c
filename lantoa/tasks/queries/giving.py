"""In whose name one gives tasks, and whom: how units are called in a table, which posts may see to one."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.models import Position, Unit
from lantoa.organisation.queries.choosing import Chosen
from lantoa.organisation.queries.people import posts_of
from lantoa.organisation.queries.units import named_on, subtree_of
from lantoa.tasks.models import Task
from lantoa.tasks.shown import mark_of_units


def askers_of(user: User) -> QuerySet[Unit]:
    """The units in whose name the person gives tasks, named."""
    return named_on(access.units_in_scope(user, "task.ask")).order_by("position", "code")


def get_asker(user: User, code: str) -> Unit:
    """One of them, the first where no code is said; NotFound otherwise."""
    units = askers_of(user)
    found = units.filter(code=code).first() if code else units.first()
    if found is None:
        raise NotFound()
    return found


def posts_to_choose(task: Task) -> QuerySet[Position]:
    """The posts of the unit that owes it, as of today."""
    return posts_of(task.unit_id, clock.today())


def mark_of_chosen(units: Chosen) -> str:
    """By which units one is told from another choice of as many (`shown.py`). One statement."""
    return mark_of_units(units.identities().values_list("code", flat=True))


@dataclass(frozen=True)
class Called:
    """How units may be called in a table: folded code or name → code, a name that two bear left out; `direct`: codes of those
    directly below; `units`: by code."""

    codes: dict[str, str]
    direct: tuple[str, ...]
    units: dict[str, Any]


def called_below(asker: Unit) -> Called:
    """The unit itself and all below it today. One statement."""
    rows: list[Any] = list(named_on(subtree_of(asker.pk)))
    found: dict[str, str] = {}
    twice = set()
    for row in rows:
        for name in {folding_key(row.name), folding_key(row.short_name)}:
            if found.setdefault(name, row.code) != row.code:
                twice.add(name)
    codes = {name: code for name, code in found.items() if name and name not in twice}
    codes |= {folding_key(row.code): row.code for row in rows}
    direct = tuple(row.code for row in rows if row.parent_id == asker.pk)
    return Called(codes, direct, {row.code: row for row in rows})
