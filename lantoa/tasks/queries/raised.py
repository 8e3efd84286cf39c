"""What came of one thing, or was given at once: numbers for whoever tells of it, rows for who may read them."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Count, Min, OuterRef, Q, QuerySet, Subquery

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.core import clock
from lantoa.core.reference import Reference
from lantoa.tasks.choices import UNSETTLED, TaskState
from lantoa.tasks.models import Task
from lantoa.tasks.queries.lists import is_overdue, tasks_visible_to, with_names


def titles_of(codes: Sequence[str]) -> dict[str, str]:
    """Code → title, for who knows of them already. One statement."""
    return dict(Task.objects.filter(code__in=list(codes) or [""]).order_by().values_list("code", "title"))


def answered_by_asker(batch: str, settling: Collection[str]) -> Q:
    """That reports of what was given together are answered as tasks, since what raised it is none of these kinds: for rows whose
    column says what that is. By the first of them, found by the index of batches: asked whether any is, the planner may gather
    all tasks of these kinds instead."""
    first = Task.objects.filter(batch=OuterRef(batch)).order_by("batch", "code")
    told = first.annotate(answered=~Q(origin_subject_kind__in=list(settling) or ["-"])).values("answered")
    return Q(Subquery(told[:1], output_field=BooleanField()))


def given_together(task: Task) -> int:
    """How many tasks were given with this one, itself counted."""
    return Task.objects.filter(batch=task.batch).count()


@dataclass(frozen=True)
class Waiting:
    """Of what was given together with a task, the others whose results wait for confirmation: how many, and the code
    of the one to open after it ("" where none waits)."""

    count: int
    following: str


def waiting_with(user: User, task: Task) -> Waiting:
    """For who asks for them; what the person reported for another unit waits for somebody else. One statement."""
    rows = Task.objects.filter(batch=task.batch, state=TaskState.WAITING, asker=task.asker_id).exclude(
        pk=task.pk
    )
    others = rows.filter(~Q(reported_by=user) | Q(reported_by=None) | Q(unit=task.asker_id))
    codes = list(others.order_by("code").values_list("code", flat=True))
    behind = next((code for code in codes if code > task.code), "")
    return Waiting(len(codes), behind or (codes[0] if codes else ""))


@dataclass(frozen=True)
class Batch:
    """Tasks given together: how many, how many are confirmed as done, how many are late, and the first of their codes."""

    count: int
    done: int
    late: int
    first_code: str


def batches(identities: Sequence[uuid.UUID]) -> dict[uuid.UUID, Batch]:
    """Those of these batches that have been given, whoever may see which of them: numbers only. One statement."""
    rows = Task.objects.filter(batch__in=identities).order_by().values_list("batch")
    counted = rows.annotate(
        n=Count("pk"),
        done=Count("pk", filter=Q(state=TaskState.DONE)),
        late=Count("pk", filter=is_overdue(clock.today())),
        first=Min("code"),
    )
    return {batch: Batch(count, done, late, first) for batch, count, done, late, first in counted}


@dataclass(frozen=True)
class Raised:
    """Tasks that one thing raised, those that were cancelled left out of all but `cancelled`.

    `done`: confirmed; `waiting`: reported, to be confirmed; `late`: past their day and not reported; `due_on`: the earliest day
    of those that are not done, None where none is left; `code`: the first of their codes.
    """

    count: int
    done: int
    waiting: int
    late: int
    cancelled: int
    due_on: date | None
    code: str

    @property
    def is_settled(self) -> bool:
        """There are some, and each is confirmed."""
        return bool(self.count) and self.done == self.count


def raised_by(references: Iterable[Reference], *, asker: uuid.UUID | None = None) -> dict[Reference, Raised]:
    """Those of these things that have raised tasks, whoever may see which of them: numbers only; of those for which one unit
    asks, where it is said. One statement."""
    wanted = set(references)
    rows = Task.objects.filter(origin_subject_id__in={one.id for one in wanted}).order_by()
    if asker is not None:
        rows = rows.filter(asker=asker)
    standing = ~Q(state=TaskState.CANCELLED)
    counted = rows.values_list("origin_subject_kind", "origin_subject_id").annotate(
        n=Count("pk", filter=standing),
        done=Count("pk", filter=Q(state=TaskState.DONE)),
        waiting=Count("pk", filter=Q(state=TaskState.WAITING)),
        late=Count("pk", filter=is_overdue(clock.today())),
        cancelled=Count("pk", filter=~standing),
        due=Min("due_on", filter=Q(state__in=UNSETTLED)),
        first=Min("code"),
    )
    found = {Reference(kind, identity): Raised(*numbers) for kind, identity, *numbers in counted}
    return {one: raised for one, raised in found.items() if one in wanted}


def raised_tasks(user: User, reference: Reference) -> QuerySet[Any]:
    """The tasks that one thing raised, as far as the person may read them, with names, by due day."""
    rows = tasks_visible_to(user).filter(origin_subject_kind=reference.kind, origin_subject_id=reference.id)
    return with_names(rows).order_by("due_on", "code")


def tasks_of_unit(user: User, unit: uuid.UUID, identities: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Batch → the code of the unit's own task, as far as the person may read it. One statement."""
    rows = tasks_visible_to(user).filter(unit=unit, batch__in=identities).order_by("-code")
    return dict(rows.values_list("batch", "code"))


def origin_address(user: User, task: Task) -> str:
    """The page of what raised it, where this person may open it; else ""."""
    origin = task.origin
    if origin is None:
        return ""
    return registry.addresses(user, {origin.kind: [origin.id]}).get((origin.kind, origin.id), "")
