"""The tasks of a unit and of those below it, as its page tells them: the numbers of the list that they open."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.desk.addresses import address
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.tasks.choices import OPEN, TaskState
from lantoa.tasks.queries import OVERDUE, TaskFilter, counts_of, narrowed
from lantoa.ui.badges import Badge

# How the list calls what it is narrowed to.
STATES = {TaskState.NOT_BEGUN: "chua-lam", TaskState.DOING: "dang-lam", TaskState.WAITING: "cho"}


@dataclass(frozen=True)
class Told:
    """One number, and the list that holds as many."""

    badge: Badge
    count: int
    url: str


@dataclass(frozen=True)
class UnitTasks:
    """`open`: still to be done, `late` of them past their day; `told`: by state, without what nobody is in; `total`: all, also
    those done or cancelled; `url` opens them."""

    open: int
    late: int
    total: int
    url: str
    told: tuple[Told, ...]


def tasks_of(user: User, unit: Unit) -> UnitTasks | None:
    """Of a unit with what lies below it, so far as the person may see them; None where the person reads no tasks of it. One
    statement."""
    if not access.holds(user, "task.read", unit):
        return None
    counts = counts_of(narrowed(user, TaskFilter(unit=unit.code)))
    return UnitTasks(
        sum(counts[state] for state in OPEN),
        counts[OVERDUE],
        counts[""],
        _list(unit),
        tuple(_told(unit, counts)),
    )


def _told(unit: Unit, counts: dict[str, int]) -> Iterator[Told]:
    late: str | Promise = _("Quá hạn")
    if counts[OVERDUE]:
        yield Told(Badge(late, "clock", "late"), counts[OVERDUE], _list(unit, "qua-han"))
    for state, name in STATES.items():
        if counts[state]:
            yield Told(state.badge, counts[state], _list(unit, name))


def _list(unit: Unit, state: str = "") -> str:
    narrowed_to = {"don-vi": unit.code} | ({"trang-thai": state} if state else {})
    return address("tasks:list", **narrowed_to)
