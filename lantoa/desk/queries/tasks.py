"""What a person owes or has to decide, gathered from the rooms: one shape, grouped by urgency, never by room.

Each provider asks one room, in a number of statements that does not grow with its rows, and only where the person holds the
act; so a page of tasks is the same for every role and no role is named here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise

from lantoa.accounts.models import User
from lantoa.desk.queries.alike import Line, gathered
from lantoa.ui.badges import Badge

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Task:
    """One row of work as `ui/components/task.html` shows it.

    `due_on` None: no day was set; `turn` then orders it: since when it waits, or when what it is about was due. `mine` False:
    another person of the unit has the next move. `done` of `total` draws a bar.
    `alike`: a key of `alike.WORDS`; several of one key and urgency are shown as one line that opens.
    """

    kind: str | Promise
    icon: str
    title: str
    url: str
    act: str | Promise
    second: str = ""
    due_on: date | None = None
    is_late: bool = False
    badges: tuple[Badge, ...] = ()
    done: int = 0
    total: int = 0
    mine: bool = True
    alike: str = ""
    turn: date | None = None


def beyond(found: Sequence[object], most: int, task: Task) -> Iterator[Task]:
    """The line that says where the rest is, of which a provider found one more than it tells: none is left out in silence."""
    if len(found) > most:
        yield task


Provider = Callable[[User, date], Iterable[Task]]
PROVIDERS: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register a room's provider of tasks."""
    PROVIDERS.append(provider)
    return provider


@dataclass(frozen=True)
class Group:
    """Tasks of one urgency: "late", "soon", "waiting" (no day set) or "later"."""

    key: str
    tasks: tuple[Task, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return gathered(self.tasks)


@dataclass(frozen=True)
class Desk:
    """All tasks of a person, most urgent first, and how many of them stand where."""

    groups: tuple[Group, ...]
    mine: int
    all: int
    late: int
    soon: int

    @property
    def urgent(self) -> Task | None:
        """The one task with the red button."""
        return self.groups[0].tasks[0] if self.groups else None


def tasks_of(user: User, today: date) -> list[Task]:
    """Everything the rooms know of, most urgent first."""
    return most_urgent_first(task for provider in PROVIDERS for task in provider(user, today))


def most_urgent_first(tasks: Iterable[Task]) -> list[Task]:
    """What is late, then by the day it is due; of those without a day, what has waited longest."""
    return sorted(
        tasks,
        key=lambda task: (not task.is_late, task.due_on or date.max, task.turn or date.max, str(task.title)),
    )


def desk_of(tasks: Sequence[Task], today: date, *, whole_unit: bool) -> Desk:
    """Group the person's own tasks, or those of the whole unit."""
    shown = [task for task in tasks if whole_unit or task.mine]
    groups = [Group(key, tuple(one for one in shown if urgency(one, today) == key)) for key in URGENCIES]
    sizes = {group.key: len(group.tasks) for group in groups}
    mine = sum(task.mine for task in tasks)
    return Desk(tuple(one for one in groups if one.tasks), mine, len(tasks), sizes["late"], sizes["soon"])


URGENCIES = ("late", "soon", "waiting", "later")


def urgency(task: Task, today: date) -> str:
    """A task due today is not late; the seventh day from today is still soon."""
    if task.is_late or (task.due_on is not None and task.due_on < today):
        return "late"
    if task.due_on is None:
        return "waiting"
    return "soon" if task.due_on <= today + SOON else "later"
