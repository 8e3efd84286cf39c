"""How this room's duties are found when they are counted anew (`duties`)."""

from collections.abc import Iterator
from datetime import datetime, time

from lantoa.core import clock
from lantoa.duties.choices import Standing
from lantoa.duties.queries import Owed, register
from lantoa.tasks.choices import RequestState, TaskState
from lantoa.tasks.models import Task, TimeRequest

KIND, TIME_KIND = "task", "task_time"
STANDINGS = {TaskState.WAITING: Standing.WAITING, TaskState.DONE: Standing.SETTLED}


def every_duty() -> Iterator[Owed]:
    """Each task that was not cancelled; what was given together is one matter."""
    rows = Task.objects.exclude(state=TaskState.CANCELLED).order_by()
    for batch, asker, unit, state, due_on in rows.values_list(
        "batch", "asker", "unit", "state", "due_on"
    ).iterator():
        standing = STANDINGS.get(TaskState(state), Standing.OPEN)
        yield Owed(batch, asker, unit, standing, datetime.combine(due_on, time.max, clock.VIETNAM))


def every_request() -> Iterator[Owed]:
    """Each open request for more time, by the requests themselves and not by what their tasks keep of them."""
    rows = TimeRequest.objects.filter(state=RequestState.ASKED).order_by()
    for batch, asker, unit in rows.values_list("task__batch", "task__asker", "task__unit").iterator():
        yield Owed(batch, asker, unit, Standing.WAITING, None)


def register_all() -> None:
    register(KIND, every_duty)
    register(TIME_KIND, every_request)
