"""What of the rooms above a matter may have come from: they register it in their `apps.py`; this room names none of them."""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from lantoa.accounts.models import User
from lantoa.core.reference import Reference

MOST_OFFERED = 30


@dataclass(frozen=True)
class Origin:
    """As a person may know it: how it is called, and its address."""

    label: str
    url: str


@dataclass(frozen=True)
class Source:
    """`offered(user)`: the newest that may be chosen, how each is called; `openable(user, ids)`: those that this person may open
    now. Each in one statement."""

    kind: str
    offered: Callable[[User], Mapping[uuid.UUID, str]]
    openable: Callable[[User, Collection[uuid.UUID]], Mapping[uuid.UUID, Origin]]


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    _SOURCES[source.kind] = source


def offered(user: User) -> dict[Reference, str]:
    """What a matter may be tied to, by the order of the rooms, the newest first."""
    return {
        Reference(kind, identity): label
        for kind, source in sorted(_SOURCES.items())
        for identity, label in source.offered(user).items()
    }


def opened(user: User, origin: Reference | None) -> Origin | None:
    """None where there is none, or the person may not open it: then they do not hear of it."""
    source = _SOURCES.get(origin.kind) if origin is not None else None
    return (
        source.openable(user, [origin.id]).get(origin.id)
        if source is not None and origin is not None
        else None
    )
