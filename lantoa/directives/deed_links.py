"""What a deed of a session is carried out by.

The rooms that have something of the kind say so here (in their `apps.py`); a session asks the registry and knows no room: what is
above this stair is never named by it.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lantoa.accounts.models import User


@dataclass(frozen=True)
class Thing:
    """`code`: empty where the kind has no single things to point at. `url`: where it is read, or ""."""

    code: str
    label: str
    url: str = ""


@dataclass(frozen=True)
class DeedLink:
    """`offered(user, unit)`: what a unit has that a deed may be linked to. `found(user, codes)`: what of these the person may
    read, by code, in one statement."""

    kind: str
    label: object
    offered: Callable[[User, uuid.UUID], Sequence[Thing]]
    found: Callable[[User, Sequence[str]], Mapping[str, Thing]]
    position: int


_LINKS: dict[str, DeedLink] = {}


def register(
    kind: str,
    label: object,
    offered: Callable[[User, uuid.UUID], Sequence[Thing]],
    found: Callable[[User, Sequence[str]], Mapping[str, Thing]],
    *,
    position: int = 50,
) -> None:
    _LINKS[kind] = DeedLink(kind, label, offered, found, position)


def kinds() -> list[DeedLink]:
    """In order."""
    return sorted(_LINKS.values(), key=lambda one: one.position)


def link_of(kind: str) -> DeedLink | None:
    return _LINKS.get(kind)
