"""How this room's duties are found when they are counted anew (`duties`)."""

from collections.abc import Iterator
from datetime import datetime, time

from lantoa.core import clock
from lantoa.duties.choices import Standing
from lantoa.duties.queries import Owed, register
from lantoa.tasks.choices import TaskState
from lantoa.tasks.models import Task

KIND = "task"
STANDINGS = {TaskState.WAITING: Standing.WAITING, TaskState.DONE: Standing.SETTLED}


def every_duty() -> Iterator[Owed]:
    """Each task that was not cancelled; what was given together is one matter."""
    rows = Task.objects.exclude(state=TaskState.CANCELLED).order_by()
    for batch, asker, unit, state, due_on in rows.values_list(
        "batch", "asker", "unit", "state", "due_on"
    ).iterator():
        standing = STANDINGS.get(TaskState(state), Standing.OPEN)
        yield Owed(batch, asker, unit, standing, datetime.combine(due_on, time.max, clock.VIETNAM))


def register_all() -> None:
    register(KIND, every_duty)
