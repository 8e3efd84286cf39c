"""Due days of tasks: a month as the person may see it, and what a subscribed calendar tells."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.organisation import access
from lantoa.tasks.choices import UNSETTLED, TaskState
from lantoa.tasks.models import CalendarFeed, Task, digest_of_token
from lantoa.tasks.queries.lists import (
    TaskFilter,
    asked_by_mine,
    in_state,
    is_overdue,
    narrowed,
    owed_by_mine,
)

BEFORE, AFTER = timedelta(days=62), timedelta(days=400)  # what a feed tells, around today


@dataclass(frozen=True)
class Due:
    """What is due on one day: one task, or several given together. `state` is that of the single one, else ""; `code` is the
    first of their codes."""

    title: str
    code: str
    count: int
    done: int
    late: int
    state: str


def due_in_month(user: User, wanted: TaskFilter, first: date, after: date) -> list[tuple[date, Due]]:
    """(day, what is due) from `first` to before `after`, by day; those cancelled are left out unless asked for. One statement."""
    near = narrowed(user, replace(wanted, soon=False)).filter(due_on__gte=first, due_on__lt=after)
    rows = in_state(near, wanted) if wanted.state else near.exclude(state=TaskState.CANCELLED)
    found = (
        rows.order_by()
        .values("due_on", "batch")
        .annotate(
            title=Min("title"),
            code=Min("code"),
            count=Count("pk"),
            done=Count("pk", filter=Q(state=TaskState.DONE)),
            late=Count("pk", filter=is_overdue(clock.today())),
            state=Min("state"),
        )
        .order_by("due_on", "code")
    )
    return [
        (
            row["due_on"],
            Due(
                row["title"],
                row["code"],
                row["count"],
                row["done"],
                row["late"],
                row["state"] if row["count"] == 1 else "",
            ),
        )
        for row in found
    ]


@dataclass(frozen=True)
class Told:
    """One entry of a feed. `key` is the same for as long as the thing lives; `version` grows and `changed_at` moves with each
    change. `asked`: given by one's unit to others, together; else owed by one's unit."""

    key: uuid.UUID
    title: str
    code: str
    due_on: date
    version: int
    changed_at: datetime
    state: str
    asked: bool


def feed_owner(token: str) -> User | None:
    """Whose calendar a private address opens, while the account is open and holds a role by which it owes or asks for tasks."""
    rows = CalendarFeed.objects.filter(digest=digest_of_token(token)).select_related("user")
    feed = rows.first()
    if feed is None or not feed.user.is_active:
        return None
    owner = feed.user
    acts = access.holds_somewhere(owner, "task.do") or access.holds_somewhere(owner, "task.ask")
    return owner if acts else None


def told_in_feed(owner: User) -> Iterator[Told]:
    """What the person's units owe, and what they have asked of others, as the person may see it now. Two statements."""
    today = clock.today()
    near = Q(due_on__gte=today - BEFORE, due_on__lte=today + AFTER)
    for row in _changed(owed_by_mine(owner).filter(near)).order_by("due_on", "code"):
        yield Told(row.pk, row.title, row.code, row.due_on, row.row_version, row.changed_at, row.state, False)
    together = Task.objects.filter(batch=OuterRef("batch")).order_by().values("batch")
    asked = asked_by_mine(owner).filter(near).exclude(unit=F("asker"))
    for group in (
        asked.order_by()
        .values("batch", "due_on")
        .annotate(
            first=Min("title"),
            number=Min("code"),
            # Of the whole batch, so that it grows also when one of it is given another day.
            version=Subquery(together.values(sum=Sum("row_version"))),
            last=Max(Greatest("given_at", "begun_at", "reported_at", "confirmed_at")),
            left=Count("pk", filter=Q(state__in=UNSETTLED)),
            gone=Count("pk", filter=Q(state=TaskState.CANCELLED)),
            whole=Count("pk"),
        )
        .order_by("due_on", "number")
    ):
        state = TaskState.DOING if group["left"] else TaskState.DONE
        if group["gone"] == group["whole"]:
            state = TaskState.CANCELLED
        yield Told(
            uuid.uuid5(group["batch"], f"{group['due_on']:%Y-%m-%d}"),
            group["first"],
            group["number"],
            group["due_on"],
            group["version"],
            group["last"],
            state,
            True,
        )


def _changed(rows: QuerySet[Task]) -> QuerySet[Any]:
    """With `changed_at`: the last entry of the record, or the giving where many were given by one entry elsewhere."""
    entries = Entry.objects.filter(subject_kind="tasks.task", subject_id=OuterRef("pk")).order_by()
    last = Subquery(entries.values("subject_id").annotate(last=Max("at")).values("last"))
    return rows.annotate(changed_at=Greatest(Coalesce(last, F("given_at")), F("given_at")))


def feed_of(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user=user).first()
