"""The quarterly review: the quarter's figures, what came of earlier conclusions, and what was carried over."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from lantoa.accounts.models import User
from lantoa.conferences.models import CarriedTask, Conclusion, ConclusionPoint, Conference
from lantoa.conferences.queries.conclusions import (
    POINT,
    PointState,
    Sums,
    conferences_with_conclusions,
    states_of,
    sums_of,
)
from lantoa.core import clock
from lantoa.reporting.choices import ObligationState, SubmissionState
from lantoa.reporting.models import Collection
from lantoa.reporting.queries.collections import (
    Counters,
    collections_visible_to,
    counters,
    obligations_under,
    owed_reports,
)
from lantoa.reporting.queries.totals import NodeTotals, total
from lantoa.tasks.choices import OPEN, UNSETTLED, TaskState
from lantoa.tasks.models import Task
from lantoa.tasks.queries import is_overdue, tasks_visible_to, with_names

SHOWN_TASKS = 60  # of one sentence; the rest is counted, and stands in the workbook


@dataclass(frozen=True)
class QuarterFigures:
    """A collection of the quarter: totals of its lines at the conference's unit, where its reports stand, and how many of those
    sent came in on time (by the day the standing version was sent)."""

    totals: NodeTotals
    counters: Counters
    on_time: int

    @property
    def collection(self) -> Collection:
        return self.totals.collection

    @property
    def sent(self) -> int:
        return self.counters.owed - self.counters.unsent


def figures_of_quarter(user: User, conference: Conference) -> list[QuarterFigures]:
    """What the conference's unit has collected for the quarter it reviews, as far as the person may read it. A fixed number of
    statements for each collection."""
    if not conference.also_reviews:
        return []
    rows = collections_visible_to(user).filter(owner=conference.unit_id, period_code=conference.also_reviews)
    found = []
    for collection in rows.order_by("code"):
        owed = owed_reports(obligations_under(collection, conference.unit)).exclude(
            state=ObligationState.EXEMPT
        )
        sent = [SubmissionState.SUBMITTED, SubmissionState.RETURNED, SubmissionState.ACCEPTED]
        on_time = owed.filter(report_state__in=sent, submitted_at__lte=F("due")).count()
        found.append(
            QuarterFigures(total(collection, conference.unit), counters(collection, conference.unit), on_time)
        )
    return found


@dataclass(frozen=True)
class PointResult:
    """A sentence, the counts of its tasks, and the first of them: late first, then the open ones, then those told as done."""

    state: PointState
    tasks: Sequence[Any] = ()

    @property
    def unfinished(self) -> list[Any]:
        """Of the tasks at hand."""
        return [row for row in self.tasks if row.state in OPEN]

    @property
    def told(self) -> list[Any]:
        """With what the unit said."""
        return [row for row in self.tasks if row.state in (TaskState.WAITING, TaskState.DONE)]

    @property
    def title(self) -> str:
        """What they are to do, where all of them are to do the same; else ""."""
        titles = {row.title for row in self.tasks}
        return str(titles.pop()) if len(titles) == 1 else ""

    @property
    def more(self) -> int:
        return (self.state.raised.count if self.state.raised else 0) - len(self.tasks)


@dataclass(frozen=True)
class EarlierConclusion:
    """What came of an earlier conclusion, sentence by sentence. `opens`: the person may read the conclusion itself."""

    conference: Conference
    points: Sequence[PointResult]
    sums: Sums = field(init=False)
    opens: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "sums", sums_of([one.state for one in self.points]))


def earlier_conclusions(conference: Conference) -> QuerySet[Conclusion]:
    """Adopted by the same unit before this conference: the last one, and those of which tasks are still open. Also those of a
    unit that has ended, whose tasks this one has taken over: open ones, and those confirmed since the quarter began that is
    looked back on."""
    before = Conclusion.objects.filter(conference__cancelled_at=None, adopted_at__isnull=False).filter(
        Q(conference__held_on__lt=conference.held_on)
        | Q(conference__held_on=conference.held_on, conference__created_at__lt=conference.created_at)
    )
    own = before.filter(conference__unit=conference.unit_id)
    last = own.order_by("-conference__held_on", "-conference__created_at").values("pk")[:1]
    points = ConclusionPoint.objects.filter(conclusion=OuterRef(OuterRef("pk"))).values("pk")
    unsettled = Task.objects.filter(
        origin_subject_kind=POINT, origin_subject_id__in=points, state__in=UNSETTLED
    )
    at_hand = Q(state__in=UNSETTLED)
    if conference.reviewed:
        at_hand |= Q(confirmed_at__gte=clock.instant(conference.reviewed.start, 0))
    asked = _asked_by(conference).filter(at_hand).values("origin_subject_id")
    others = ConclusionPoint.objects.exclude(conclusion__conference__unit=conference.unit_id)
    taken_over = others.filter(pk__in=asked).values("conclusion")
    still_open = own.filter(Exists(unsettled)).values("pk")
    return (
        before.filter(Q(pk__in=last) | Q(pk__in=still_open) | Q(pk__in=taken_over))
        .select_related("conference__unit")
        .order_by("-conference__held_on", "-conference__created_at")
    )


def _asked_by(conference: Conference) -> QuerySet[Task]:
    """Of sentences, whoever adopted them: the tasks for which its unit asks."""
    return Task.objects.filter(origin_subject_kind=POINT, asker=conference.unit_id)


def _shown_points(
    conference: Conference, conclusions: Sequence[Conclusion] | QuerySet[Conclusion]
) -> QuerySet[ConclusionPoint]:
    """The sentences of these earlier conclusions: all of its own unit; of another, which may have been divided among several,
    those alone of which this one has taken over tasks. With their conference."""
    taken = _asked_by(conference).exclude(state=TaskState.CANCELLED).values("origin_subject_id")
    rows = ConclusionPoint.objects.filter(
        Q(conclusion__conference__unit=conference.unit_id) | Q(pk__in=taken), conclusion__in=conclusions
    )
    return rows.select_related("conclusion__conference")


def _shown_tasks(user: User, conference: Conference, points: Sequence[ConclusionPoint]) -> QuerySet[Any]:
    """The tasks of these sentences that the person may read; of another unit's sentences those for which its unit asks."""
    own = [one.pk for one in points if _is_own(conference, one)]
    rows = tasks_of(user, [one.pk for one in points])
    return rows.filter(Q(asker=conference.unit_id) | Q(origin_subject_id__in=own))


def _is_own(conference: Conference, point: ConclusionPoint) -> bool:
    return point.conclusion.conference.unit_id == conference.unit_id


def what_came_of(user: User, conference: Conference) -> list[EarlierConclusion]:
    """The earlier conclusions with the tasks of each sentence, the newest first. Four statements, however many tasks, and two
    more where some are another unit's."""
    conclusions = list(earlier_conclusions(conference))
    points = list(_shown_points(conference, conclusions).order_by("conclusion", "number"))
    shown = _first_tasks(_shown_tasks(user, conference, points))
    states = states_of([one for one in points if _is_own(conference, one)])
    others = [one for one in points if not _is_own(conference, one)]
    opens: set[uuid.UUID] = set()
    if others:
        states += states_of(others, asker=conference.unit_id)
        told = {one.conclusion.conference_id for one in others}
        opens = set(conferences_with_conclusions(user).filter(pk__in=told).values_list("pk", flat=True))
    by_conclusion: dict[uuid.UUID, list[PointResult]] = {}
    for state in states:
        result = PointResult(state, shown.get(state.point.pk, []))
        by_conclusion.setdefault(state.point.conclusion_id, []).append(result)
    return [
        EarlierConclusion(
            one.conference,
            by_conclusion.get(one.pk, []),
            opens=one.conference.unit_id == conference.unit_id or one.conference_id in opens,
        )
        for one in conclusions
    ]


def _first_tasks(tasks: QuerySet[Any]) -> dict[uuid.UUID, list[Any]]:
    rows = _by_urgency(tasks).annotate(
        place=Window(
            RowNumber(), partition_by=[F("origin_subject_id")], order_by=["urgency", "due_on", "code"]
        )
    )
    found: dict[uuid.UUID, list[Any]] = {}
    for row in rows.filter(place__lte=SHOWN_TASKS).order_by("urgency", "due_on", "code"):
        found.setdefault(row.origin_subject_id, []).append(row)
    return found


def tasks_of(user: User, points: Sequence[uuid.UUID] | QuerySet[Any, Any]) -> QuerySet[Any]:
    """The tasks that these sentences have raised and the person may read, with names; not those that were cancelled."""
    rows = tasks_visible_to(user).filter(origin_subject_kind=POINT, origin_subject_id__in=points)
    return with_names(rows.exclude(state=TaskState.CANCELLED))


def _by_urgency(rows: QuerySet[Any]) -> QuerySet[Any]:
    urgency = Case(
        When(is_overdue(clock.today()), then=Value(0)),
        When(state__in=OPEN, then=Value(1)),
        When(state=TaskState.WAITING, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    found: QuerySet[Any] = rows.annotate(urgency=urgency)
    return found


def tasks_by_sentence(user: User, conference: Conference) -> list[tuple[ConclusionPoint, Any]]:
    """Every task of the earlier conclusions with its sentence, as the workbook holds them. Three statements."""
    points = {one.pk: one for one in _shown_points(conference, earlier_conclusions(conference))}
    tasks = _by_urgency(_shown_tasks(user, conference, list(points.values())))
    rows = [(points[row.origin_subject_id], row) for row in tasks]
    return sorted(
        rows,
        key=lambda pair: (
            -pair[0].conclusion.conference.held_on.toordinal(),
            pair[0].conclusion.conference.code,
            pair[0].number,
            pair[1].urgency,
            pair[1].due_on,
            pair[1].code,
        ),
    )


def carried_at(user: User, conference: Conference) -> QuerySet[Any]:
    """What was carried over at this conference, as far as the person may read the tasks; with task and unit_name."""
    visible = tasks_visible_to(user).values("pk")
    rows = CarriedTask.objects.filter(conference=conference, task__in=visible)
    return rows.select_related("task__unit").order_by("new_due_on", "task__code")


def carried_counts(conference: Conference) -> dict[str, int]:
    """How many were carried over at it, and how many of those are done by now."""
    found = CarriedTask.objects.filter(conference=conference).aggregate(
        count=Count("pk"), done=Count("pk", filter=Q(task__state=TaskState.DONE))
    )
    return dict(found)
