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


Found = tuple[Reference, Origin]
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
    return opened_each(user, {origin}).get(origin) if origin is not None else None


def opened_each(user: User, origins: Collection[Reference]) -> dict[Reference, Origin]:
    """Those that the person may open. One statement for each kind that is among them."""
    by_kind: dict[str, set[uuid.UUID]] = {}
    for one in origins:
        by_kind.setdefault(one.kind, set()).add(one.id)
    return {
        Reference(kind, identity): origin
        for kind, identities in sorted(by_kind.items())
        if kind in _SOURCES
        for identity, origin in _SOURCES[kind].openable(user, identities).items()
    }


def found(user: User, identity: uuid.UUID) -> Found | None:
    """What an address names, where the person may open it. One statement for each kind there is."""
    wanted = opened_each(user, [Reference(kind, identity) for kind in _SOURCES])
    return next(iter(wanted.items()), None)
