"""What a duty of an issuing may become besides a task of each unit.

The rooms that can make it say so (in their `apps.py`): topics of study are this room's own, collections stand below it, calls for
practices above. An issuing asks the registry and knows no room.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lantoa.accounts.models import User
from lantoa.core.actor import Actor
from lantoa.core.reference import Reference
from lantoa.directives.models import Duty
from lantoa.organisation.models import Unit

TASK = "task"  # of each unit; made in bulk by the issuing itself


@dataclass(frozen=True)
class DutyKind:
    """`offered(unit)`: (value, words) of what the committee may choose, as of today. `make` makes the thing once for the issuing,
    in the caller's transaction, and says which it is; it raises Refused or Forbidden like any service. `units` are all that the
    issuing names, read only by a kind that `asks_each_unit`: where they are many, it is made by the job.
    """

    key: str
    label: object
    icon: str
    may_make: Callable[[User, Unit], bool]
    offered: Callable[[Unit], Sequence[tuple[str, str]]]
    make: Callable[[Actor, Duty, Callable[[], Sequence[Unit]]], Reference]
    longest_title: int = 300
    asks_each_unit: bool = False
    position: int = 50


_KINDS: dict[str, DutyKind] = {}


def register(kind: DutyKind) -> None:
    _KINDS[kind.key] = kind


def kind_of(key: str) -> DutyKind | None:
    """None for a task, and where the room that knew it is not there."""
    return _KINDS.get(key)


def kinds() -> list[DutyKind]:
    return sorted(_KINDS.values(), key=lambda one: one.position)


def kinds_for(user: User, unit: Unit) -> list[DutyKind]:
    """Those that the person may make in the name of the committee."""
    return [one for one in kinds() if one.may_make(user, unit)]
