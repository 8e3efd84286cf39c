"""What units do under a directive, step by step: how each stands, what it lacks, and how it is reminded.

The rooms that hold a step say so here (in their `apps.py`); the picture of a directive and the chase ask the registry and know no
room: what is above this stair is never named by it.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.directives.models import Directive
from lantoa.organisation.models import Unit

Words = str | Promise


@dataclass(frozen=True)
class State:
    """How a unit stands with a step. `tone`: of the picture (done, late, begun, missing, unasked); `lacks`: something is still
    owed, so that the unit may be reminded."""

    key: str
    label: Words
    tone: str
    lacks: bool = False


UNASKED = State("unasked", _("Không phải làm"), "unasked")


@dataclass(frozen=True)
class Call:
    """A reminder about one step, on its way to many units."""

    actor: User
    asker: Unit
    directive: Directive
    year: int
    units: Sequence[uuid.UUID]
    at: datetime


# One row for each unit of which something is known, as a values_list: unit, key of its state, a number to show or None.
Stood = Callable[[Directive, int], "QuerySet[Any, tuple[Any, ...]]"]
# One row for each reminder that the room keeps itself: unit, when.
Reminded = Callable[[Directive, int], "QuerySet[Any, tuple[Any, ...]]"]
# Where a unit does the step.
At = Callable[[Directive, int], str]
# Why this asker may not remind of the step, or "".
Barred = Callable[[User, Unit, Directive, int], str]


@dataclass(frozen=True)
class Step:
    """`absent`: the state of units of which nothing is known, where the directive asks something of units in the year; else they
    are UNASKED. `of_year`: what is known is of the year, whatever the directive. `act`: whoever sees the picture holds it as far;
    a test compares the grants. `lacking`: what a reminder says is missing («chưa có kế hoạch»). `number`: what is counted.
    `do_at`: where a unit does it."""

    key: str
    label: Words
    icon: str
    act: str
    states: tuple[State, ...]
    absent: str
    lacking: Words
    number: Words
    stood: Stood
    barred: Barred
    remind: Callable[[Call], None]
    do_at: At
    reminded: Reminded | None = None
    of_year: bool = False
    position: int = 50

    @property
    def all_states(self) -> tuple[State, ...]:
        """With UNASKED, where the step itself does not tell that a unit is not asked."""
        own = {one.key for one in self.states}
        return self.states if UNASKED.key in own else (*self.states, UNASKED)

    def state(self, key: str) -> State:
        return next(one for one in self.all_states if one.key == key)

    @property
    def lacks(self) -> list[str]:
        return [one.key for one in self.states if one.lacks]


_STEPS: dict[str, Step] = {}


def register(step: Step) -> None:
    _STEPS[step.key] = step


def steps() -> list[Step]:
    """In the order in which a directive is carried out."""
    return sorted(_STEPS.values(), key=lambda one: one.position)


def never_barred(actor: User, asker: Unit, directive: Directive, year: int) -> str:
    return ""
