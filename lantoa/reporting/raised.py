"""By what a collection was raised, where it was not opened by hand.

A room above says so (in its `apps.py`); the pages of a collection ask and know no room.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lantoa.accounts.models import User
from lantoa.reporting.models import Collection


@dataclass(frozen=True)
class Raised:
    """What it was raised by in words, with the page of it."""

    words: str
    url: str


Asked = Callable[[User, Collection], Raised | None]
_ASKED: list[Asked] = []


def register(asked: Asked) -> None:
    _ASKED.append(asked)


def raised(user: User, collection: Collection) -> Raised | None:
    """The first that a room knows and this person may see. As many statements as rooms."""
    return next((found for asked in _ASKED if (found := asked(user, collection)) is not None), None)
