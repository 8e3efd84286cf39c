"""What was done under directives.

The rooms that hold something of a directive say so here (in their `apps.py`); the page of a directive asks the registry and knows
no room: what is above this stair is never named by it.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lantoa.accounts.models import User


@dataclass(frozen=True)
class Work:
    """How much of one kind was done under a directive, so far as a person may read it. `url`: where the list of it is, or ""."""

    count: int
    url: str = ""
    note: str = ""


Asked = Callable[[User, Sequence[uuid.UUID]], Mapping[uuid.UUID, Work]]


@dataclass(frozen=True)
class Holder:
    """`found(user, directive ids)`: in one statement for any number of directives; those with nothing may be left out."""

    kind: str
    label: object
    icon: str
    found: Asked
    position: int


_HOLDERS: dict[str, Holder] = {}


def register(kind: str, label: object, icon: str, found: Asked, *, position: int = 50) -> None:
    _HOLDERS[kind] = Holder(kind, label, icon, found, position)


def work_under(user: User, directives: Sequence[uuid.UUID]) -> list[tuple[Holder, Mapping[uuid.UUID, Work]]]:
    """Each room's answer, in order. As many statements as rooms, however many directives."""
    holders = sorted(_HOLDERS.values(), key=lambda one: one.position)
    return [(holder, holder.found(user, directives)) for holder in holders]
