"""Requests for more time."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.organisation.queries.units import short_name_on
from lantoa.tasks.choices import RequestState
from lantoa.tasks.models import Task, TimeRequest
from lantoa.tasks.queries.lists import asked_by_mine


def open_request_of(task: Task) -> TimeRequest | None:
    return task.requests.filter(state=RequestState.ASKED).first()


def requests_to_answer(user: User, batch: str = "") -> QuerySet[Any]:
    """Requests for more time that are open and to be answered by the person's units, the oldest first, each with its task,
    unit_name and asker_name; with `batch`, the code of any task, only those about tasks given together with it. One statement."""
    rows = TimeRequest.objects.filter(state=RequestState.ASKED, task__in=asked_by_mine(user))
    if batch:
        rows = rows.filter(task__batch__in=Task.objects.filter(code=batch).values("batch"))
    named: QuerySet[Any] = rows.select_related("task").annotate(
        unit_name=Coalesce(short_name_on("task__unit"), F("task__unit__code")),
        asker_name=Coalesce(short_name_on("task__asker"), F("task__asker__code")),
    )
    return named.order_by("asked_at", "task__code")


def first_asking(batch: str) -> tuple[Subquery, Subquery]:
    """Since when it waits, and the code, of the task that asked first for more time of what was given together: for rows whose
    column `batch` says what that is, by the index of those that ask."""
    rows = Task.objects.filter(batch=OuterRef(batch), time_asked_at__isnull=False)
    ordered = rows.order_by("batch", "time_asked_at", "code")
    return Subquery(ordered.values("time_asked_at")[:1]), Subquery(ordered.values("code")[:1])


def open_requests_of(codes: Sequence[str]) -> QuerySet[Any]:
    """The open requests about the tasks with these codes, the oldest first, with the task and its unit_code, for who knows of
    them already."""
    rows = TimeRequest.objects.filter(state=RequestState.ASKED, task__code__in=list(codes) or [""])
    named: QuerySet[Any] = rows.select_related("task").annotate(unit_code=F("task__unit__code"))
    return named.order_by("asked_at", "task__code")


def requests_of(task: Task) -> QuerySet[TimeRequest]:
    return task.requests.order_by("-asked_at")
