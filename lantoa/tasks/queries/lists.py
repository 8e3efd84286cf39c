"""Tasks as each person may see them."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.audit.queries import history_of
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, UnitVersion
from lantoa.organisation.queries.units import short_name_on
from lantoa.tasks.choices import OPEN, UNSETTLED, TaskState
from lantoa.tasks.models import Task, TaskProof

SOON = timedelta(days=7)
HISTORY_SHOWN = 100
SORTS = {
    "due": ("due_on", "code"),
    "title": ("title", "code"),
    "unit": ("unit_name", "due_on", "code"),
    "given": ("given_at", "code"),
}
VIEWS = ("mine", "asked", "below")
OVERDUE = "overdue"
ASKING = "asking"
MOST_UNITS = 300  # offered to choose from; of more one types the code


@dataclass(frozen=True)
class TaskFilter:
    """What a list is narrowed to; empty values narrow nothing.

    `view`: mine (one's units owe it), asked (one's units asked for it), below (others' of one's sight). `state`: one of
    TaskState, or "overdue", or "asking" (for more time). `soon`: due within seven days.
    `unit`: a code, with what lies below it. `batch`: code of any task
    given together.
    """

    view: str = ""
    text: str = ""
    state: str = ""
    soon: bool = False
    unit: str = ""
    origin: str = ""
    batch: str = ""
    sort: str = "due"


def tasks_visible_to(user: User) -> QuerySet[Task]:
    """What units in one's sight owe, and what they have asked of others."""
    units = access.units_in_scope(user, "task.read")
    return Task.objects.filter(Q(unit__in=units) | Q(asker__in=units))


def _with_unit_name(rows: QuerySet[Any]) -> QuerySet[Any]:
    named: QuerySet[Any] = rows.annotate(unit_name=Coalesce(short_name_on("unit"), F("unit__code")))
    return named


def with_names(rows: QuerySet[Task]) -> QuerySet[Any]:
    """Rows with unit_name, unit_code, asker_name."""
    named: QuerySet[Any] = _with_unit_name(rows).annotate(
        unit_code=F("unit__code"),
        asker_name=Coalesce(short_name_on("asker"), F("asker__code")),
    )
    return named


def get_task(user: User, code: str) -> Any:
    """One task with unit_name and asker_name; NotFound outside one's sight."""
    rows = with_names(tasks_visible_to(user).filter(code=code))
    found = rows.select_related("unit", "asker", "post__person").first()
    if found is None:
        raise NotFound()
    return found


def is_overdue(today: date) -> Q:
    return Q(state__in=OPEN, due_on__lt=today)


def owed_by_mine(user: User) -> QuerySet[Task]:
    """What the units owe for which the person works."""
    return Task.objects.filter(unit__in=access.units_in_scope(user, "task.do"))


def asked_by_mine(user: User) -> QuerySet[Task]:
    """What the units have asked for in whose name the person asks."""
    return Task.objects.filter(asker__in=access.units_in_scope(user, "task.ask"))


def narrowed(user: User, wanted: TaskFilter, seen: QuerySet[Task] | None = None) -> QuerySet[Task]:
    """Tasks one may see (`seen`, where they are at hand), narrowed by everything but the state. No statement yet."""
    rows = tasks_visible_to(user) if seen is None else seen
    if wanted.view == "mine":
        rows = rows.filter(unit__in=access.units_in_scope(user, "task.do"))
    elif wanted.view == "asked":
        rows = rows.filter(asker__in=access.units_in_scope(user, "task.ask"))
    elif wanted.view == "below":
        rows = rows.exclude(unit__in=access.units_in_scope(user, "task.do"))
    for word in folding_key(wanted.text).split():
        named = UnitVersion.objects.filter(search_key__contains=word)
        rows = rows.filter(Q(search_key__contains=word) | Q(unit__in=named.values("unit")))
    if wanted.unit:
        below = Ancestry.objects.filter(
            ancestor__code=wanted.unit, descendant=OuterRef("unit"), valid__contains=clock.today()
        )
        rows = rows.filter(Exists(below))
    if wanted.origin:
        rows = rows.filter(origin_kind=wanted.origin)
    if wanted.batch:
        rows = rows.filter(batch__in=Task.objects.filter(code=wanted.batch).values("batch"))
    if wanted.soon:
        today = clock.today()
        rows = rows.filter(state__in=OPEN, due_on__gte=today, due_on__lte=today + SOON)
    return rows


ASKS_TIME = Q(time_asked_at__isnull=False)


def in_state(rows: QuerySet[Task], wanted: TaskFilter) -> QuerySet[Task]:
    if wanted.state == OVERDUE:
        return rows.filter(is_overdue(clock.today()))
    if wanted.state == ASKING:
        return rows.filter(ASKS_TIME)
    return rows.filter(state=wanted.state) if wanted.state else rows


def _sorted(rows: QuerySet[Any], wanted: TaskFilter) -> QuerySet[Any]:
    descending = wanted.sort.startswith("-")
    order = SORTS.get(wanted.sort.lstrip("-"), SORTS["due"])
    return rows.order_by(*(F(name).desc() if descending else F(name).asc() for name in order))


def listed(user: User, wanted: TaskFilter) -> QuerySet[Any]:
    """Tasks one may see, narrowed and sorted, with names and `files` (how many prove it): all, as a workbook holds them."""
    proofs = TaskProof.objects.filter(task=OuterRef("pk"), removed_at=None).order_by().values("task")
    found: QuerySet[Any] = with_names(in_state(narrowed(user, wanted), wanted)).annotate(
        files=Coalesce(Subquery(proofs.values(n=Count("pk"))), 0)
    )
    return _sorted(found, wanted)


class TaskRows:
    """The same for a paginator, which asks for a part of them: only those are named and looked up, so that a late page costs as
    little as the first; of a task only what a list shows is read. How many there are is known from `counts_of`. One statement a
    part."""

    ordered = True
    shown = ("code", "title", "due_on", "state", "origin_kind", "origin_label", "time_asked_at")

    def __init__(self, rows: QuerySet[Task], wanted: TaskFilter, counts: Mapping[str, int]) -> None:
        """`rows`: as narrowed."""
        self.rows, self.wanted, self.total = rows, wanted, counts[wanted.state]

    def count(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[Task]:
        rows: QuerySet[Any] = in_state(self.rows, self.wanted)
        if self.wanted.sort.lstrip("-") == "unit":
            rows = _with_unit_name(rows)
        chosen = _sorted(rows, self.wanted).values("pk")[part]
        found = with_names(Task.objects.filter(pk__in=chosen))
        return list(_sorted(found, self.wanted).only(*self.shown))


def counts_of(rows: QuerySet[Task]) -> dict[str, int]:
    """State → how many of these; "overdue" of them are late, for "asking" of them more time is asked for; "" counts all. One
    statement."""
    today = clock.today()
    sums = {state.value: Count("pk", filter=Q(state=state)) for state in TaskState}
    found = rows.order_by().aggregate(
        overdue=Count("pk", filter=is_overdue(today)),
        asking=Count("pk", filter=ASKS_TIME),
        all=Count("pk"),
        **sums,
    )
    found[""] = found.pop("all")
    return found


def units_with_tasks(seen: QuerySet[Task]) -> list[tuple[str, str]]:
    """(code, short name) of the units today that owe these tasks, in the official order; one more than MOST_UNITS where there are
    more. One statement."""
    owing = seen.order_by().values("unit")
    named = UnitVersion.objects.filter(unit__in=owing, valid__contains=clock.today())
    rows = named.order_by("unit__position", "unit__code").values_list("unit__code", "short_name")
    return list(rows[: MOST_UNITS + 1])


def parts_of(user: User, task: Task) -> QuerySet[Any]:
    """The parts of a task that one may see, with names: who asked for the whole need not see how a unit divides it."""
    return with_names(tasks_visible_to(user).filter(parent=task)).order_by("due_on", "code")


@dataclass(frozen=True)
class Progress:
    """Of the parts of a task, those that were cancelled left out: how many, how many are confirmed, how many are late."""

    count: int
    done: int
    late: int


def progress_of(parts: Iterable[Task]) -> Progress:
    """How far these parts have come; of rows at hand, without a statement."""
    standing = [one for one in parts if one.state != TaskState.CANCELLED]
    done = sum(one.state == TaskState.DONE for one in standing)
    return Progress(len(standing), done, sum(one.is_overdue for one in standing))


def parent_of(user: User, task: Task) -> Task | None:
    """What it is a part of, where one may see that."""
    return None if task.parent_id is None else tasks_visible_to(user).filter(pk=task.parent_id).first()


def proofs_of(task: Task) -> list[TaskProof]:
    """The files that stand, in the order in which they were added, of a task that `get_task` has found. One statement."""
    return list(task.proofs.filter(removed_at=None).select_related("file"))


def get_proof(task: Task, identity: uuid.UUID, *, removed: bool = False) -> TaskProof:
    """One file of a task that `get_task` has found; NotFound where it is another's, or taken away (`removed` asks for those)."""
    rows = task.proofs.filter(pk=identity, removed_at__isnull=not removed)
    found = rows.select_related("file", "task").first()
    if found is None:
        raise NotFound()
    return found


def taken_away(task: Task, identity: str) -> TaskProof | None:
    """What was just taken away, by what the address says; None where that is nothing of this task."""
    try:
        return get_proof(task, uuid.UUID(identity), removed=True)
    except (ValueError, NotFound):
        return None


def open_parts_of(task: Task) -> QuerySet[Task]:
    return Task.objects.filter(parent=task, state__in=UNSETTLED)


def first_waiting(batch: str, asker: str) -> Subquery:
    """The code of the first that waits for an asker's word of what was given together, by the index of those that wait: for rows
    whose columns say what and who that is."""
    rows = Task.objects.filter(batch=OuterRef(batch), asker=OuterRef(asker), state=TaskState.WAITING)
    return Subquery(rows.order_by("batch", "code").values("code")[:1])


def history_of_task(task: Task) -> QuerySet[Entry]:
    return history_of("tasks.task", task.pk)[:HISTORY_SHOWN]
