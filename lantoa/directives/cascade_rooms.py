"""Dates in the order of cascade that rooms above this stair keep; they say so in their `apps.py`."""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from lantoa.accounts.models import User
from lantoa.directives.cascading import Mark

# The first day of each unit in a year, so far as a person may know it, in a fixed number of statements.
Marks = Callable[[User, Collection[uuid.UUID], int], Mapping[uuid.UUID, Mark]]


@dataclass(frozen=True)
class Room:
    """`step` is one of `cascading.STEPS`; `act`: who may know its dates."""

    step: str
    act: str
    marks: Marks


_ROOMS: dict[str, Room] = {}


def register(step: str, act: str, marks: Marks) -> None:
    _ROOMS[step] = Room(step, act, marks)


def rooms() -> list[Room]:
    return list(_ROOMS.values())
