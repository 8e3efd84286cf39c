"""Who is late with what was given together, and what of it was chased: as the asker sees and chases it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery

from lantoa.accounts.models import User
from lantoa.audit.queries import entries
from lantoa.core import clock
from lantoa.organisation import access
from lantoa.organisation.queries.units import NOBODYS
from lantoa.tasks.models import Task
from lantoa.tasks.queries.lists import is_overdue

CHASED, KIND = "task.chased", "tasks.task"
MOST_LATE = 5  # matters to chase that a page names, the oldest first


def first_of(task: Task) -> Task:
    """The first of what was given together with it and has the same asker: a chase of all of them is recorded there.

    A hand-over gives the tasks that are not settled to another asker, the settled ones stay: one batch may have two."""
    return Task.objects.filter(batch=task.batch, asker=task.asker_id).order_by("batch", "code")[0]


def late_with(task: Task) -> QuerySet[Task]:
    """What was given together with it, by the same unit to others, and is late today."""
    given = Task.objects.filter(batch=task.batch, asker=task.asker_id).exclude(unit=task.asker_id)
    return given.filter(is_overdue(clock.today()))


def chased_with(user: User, task: Task) -> Task:
    """By which of what was given together with a task the person chases: itself where its asker is theirs and units are late,
    else (after a hand-over) the first that is late and whose asker is theirs; itself where there is none. At most two
    statements."""
    late = Task.objects.filter(is_overdue(clock.today()), batch=task.batch).exclude(unit=F("asker"))
    asked = late.filter(asker__in=access.units_in_scope(user, "task.ask"))
    if asked.filter(asker=task.asker_id).exists():
        return task
    return asked.order_by("batch", "code").first() or task


def chased_today(first: Task) -> bool:
    """Whether those who are late were chased today; `first` of what was given together."""
    return bool(_chased_today([first.pk]))


@dataclass(frozen=True)
class Late:
    """What was given together and is late at `late` units, the first of them since the day after `since`. `code`: by which it is
    chased; `chased`: it was today."""

    code: str
    title: str
    late: int
    since: date
    chased: bool


@dataclass(frozen=True)
class ToChase:
    """The oldest of what is to be chased; `more`: there are others."""

    matters: list[Late]
    more: bool = False


def to_chase(user: User, rows: QuerySet[Task]) -> ToChase:
    """Of these tasks, what the person's units gave to others that is late, by what was given together and who asks for it today:
    numbers are of all that was given, also where `rows` hold a part of it. Three statements, however many tasks."""
    asking = access.units_in_scope(user, "task.ask")
    late = is_overdue(clock.today())
    oldest = (
        rows.filter(late, asker__in=asking)
        .exclude(unit=F("asker"))
        .order_by()
        .values_list("batch", "asker")
        .annotate(since=Min("due_on"))
        .order_by("since", "batch", "asker")
    )
    wanted = [(batch, asker) for batch, asker, _since in oldest[: MOST_LATE + 1]]
    first = Task.objects.filter(batch=OuterRef("batch"), asker=OuterRef("asker")).order_by("batch", "code")
    found = (
        Task.objects.filter(late, batch__in=[batch for batch, _asker in wanted[:MOST_LATE]] or [NOBODYS])
        .exclude(unit=F("asker"))
        .order_by()
        .values("batch", "asker")
        .annotate(
            title=Min("title"),
            late=Count("pk"),
            since=Min("due_on"),
            first=Subquery(first.values("pk")[:1]),
            code=Subquery(first.values("code")[:1]),
        )
        .order_by("since", "code")
    )
    shown = [row for row in found if (row["batch"], row["asker"]) in wanted[:MOST_LATE]]
    chased = _chased_today([row["first"] for row in shown] or [NOBODYS])
    matters = [
        Late(row["code"], row["title"], row["late"], row["since"], row["first"] in chased) for row in shown
    ]
    return ToChase(matters, len(wanted) > MOST_LATE)


def _chased_today(firsts: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    since = clock.instant(clock.today(), 0)
    rows = entries().filter(subject_kind=KIND, subject_id__in=firsts, act=CHASED, at__gte=since)
    return {one for one in rows.values_list("subject_id", flat=True) if one is not None}
