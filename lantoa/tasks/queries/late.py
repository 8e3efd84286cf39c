"""Who is late with what was given together, and what of it was chased: as the asker sees and chases it."""

from django.db.models import QuerySet

from lantoa.audit.queries import history_of
from lantoa.core import clock
from lantoa.tasks.models import Task
from lantoa.tasks.queries.lists import is_overdue

CHASED, KIND = "task.chased", "tasks.task"


def first_of(task: Task) -> Task:
    """The first of what was given together with it: what is done to all of them is recorded there."""
    return Task.objects.filter(batch=task.batch).order_by("batch", "code")[0]


def late_with(task: Task) -> QuerySet[Task]:
    """What was given together with it, by the same unit to others, and is late today."""
    given = Task.objects.filter(batch=task.batch, asker=task.asker_id).exclude(unit=task.asker_id)
    return given.filter(is_overdue(clock.today()))


def chased_today(first: Task) -> bool:
    """Whether those who are late were chased today; `first` of what was given together."""
    since = clock.instant(clock.today(), 0)
    return history_of(KIND, first.pk).filter(act=CHASED, at__gte=since).exists()
