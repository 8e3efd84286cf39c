"""What the room that raised a task has to say about it: refuse a step, and be told of each that is taken.

A higher room gives a task with `NewTask(origin=Reference(kind, id), …)` and registers a guard for that kind in its `apps.py`.
Tasks ask the registry and know no room.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.tasks.models import Task


class Step(StrEnum):
    """A step that has a word for the room that raised the task; the value is the act in the record."""

    BEGUN = "task.begun"
    BEGINNING_UNDONE = "task.beginning_undone"
    REPORTED = "task.reported"
    REPORT_WITHDRAWN = "task.report_withdrawn"
    CONFIRMED = "task.confirmed"
    SENT_BACK = "task.sent_back"
    REOPENED = "task.reopened"
    TIME_ASKED = "task.time_asked"
    TIME_WITHDRAWN = "task.time_request_withdrawn"
    TIME_GRANTED = "task.time_granted"
    TIME_REFUSED = "task.time_refused"
    ASSIGNED = "task.assigned"
    CANCELLED = "task.cancelled"
    BROUGHT_BACK = "task.brought_back"
    HANDED_OVER = "task.handed_over"


# Those that a guard may refuse. The unit may always begin, and take back its own step.
REFUSABLE = frozenset(
    {
        Step.REPORTED,
        Step.CONFIRMED,
        Step.SENT_BACK,
        Step.REOPENED,
        Step.TIME_ASKED,
        Step.TIME_GRANTED,
        Step.CANCELLED,
        Step.BROUGHT_BACK,
    }
)


def _lets_pass(actor: Actor, task: Task, step: Step) -> str:
    return ""


def _takes_no_notice(actor: Actor, task: Task, step: Step) -> None:
    return None


@dataclass(frozen=True)
class Guard:
    """`refuses(actor, task, step)`: the sentence why the step may not be taken now (what is wrong, where, what to do), or "".
    It is asked for the steps of REFUSABLE before they are taken, with the task locked and as yet unchanged, and when its page is
    opened, so it changes nothing.

    `told(actor, task, step)`: after each step, in the same transaction, with the task as it is then; what it raises undoes it.

    `settles`: what the unit reports is answered in that room, which says so on the desk itself; tasks do not ask for it again.
    """

    refuses: Callable[[Actor, Task, Step], str] = _lets_pass
    told: Callable[[Actor, Task, Step], None] = _takes_no_notice
    settles: bool = False


_GUARDS: dict[str, Guard] = {}


def register(origin_kind: str, guard: Guard) -> None:
    """For the tasks whose `origin.kind` this is."""
    _GUARDS[origin_kind] = guard


def refusal(actor: Actor, task: Task, step: Step) -> str:
    """Why the room that raised the task refuses the step; "" where it does not, or no room watches."""
    guard = _GUARDS.get(task.origin_subject_kind)
    return guard.refuses(actor, task, step) if guard is not None and step in REFUSABLE else ""


def require_leave(actor: Actor, task: Task, step: Step) -> None:
    """Raises Refused with the sentence of the room that raised the task."""
    sentence = refusal(actor, task, step)
    if sentence:
        raise Refused(sentence)


def settling() -> list[str]:
    """The kinds of what raises tasks whose reports its own room answers."""
    return [kind for kind, guard in _GUARDS.items() if guard.settles]


def tell(actor: Actor, task: Task, step: Step) -> None:
    guard = _GUARDS.get(task.origin_subject_kind)
    if guard is not None:
        guard.told(actor, task, step)
