"""Conclusions and their sentences, as each person may read them, and what came of each sentence."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, When

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.audit.queries import history_of
from lantoa.conferences.models import Conclusion, ConclusionPoint, Conference
from lantoa.conferences.queries.reviews import with_unit_name
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.reference import Reference
from lantoa.core.vi_dates import format_day
from lantoa.directives.queries.serving import serving
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry
from lantoa.organisation.queries.lineage import past_units_in_scope
from lantoa.tasks.choices import TaskState
from lantoa.tasks.models import Task
from lantoa.tasks.queries import Raised, raised_by

POINT = "conferences.conclusionpoint"
HISTORY_SHOWN = 50


def reference_of(point: ConclusionPoint) -> Reference:
    """How a task points at the sentence that raised it."""
    return Reference(POINT, point.pk)


def label_of(conference: Conference) -> str:
    """How a task and a paper call the conclusion. In Vietnamese whatever language the screen speaks: it is kept."""
    return f"Kết luận {conference.title}, ngày {format_day(conference.held_on)}"[:300]


def has_raised(point: ConclusionPoint) -> bool:
    """Some task came of it, also one that was cancelled since."""
    return Task.objects.filter(origin_subject_kind=POINT, origin_subject_id=point.pk).exists()


def has_standing(point: ConclusionPoint) -> bool:
    """Some task came of it that was not cancelled."""
    raised = Task.objects.filter(origin_subject_kind=POINT, origin_subject_id=point.pk)
    return raised.exclude(state=TaskState.CANCELLED).exists()


def conferences_with_conclusions(user: User) -> QuerySet[Conference]:
    """Those whose conclusion the person may read: of units in sight, and, once adopted, of every unit above one's own.
    `whole`: more of it than the conclusion may be read."""
    read = Q(unit__in=past_units_in_scope(user, "conference.read").values("pk"))
    own = access.units_in_scope(user, "conclusion.read")
    above = Ancestry.objects.filter(descendant__in=own.values("pk"), valid__contains=clock.today())
    adopted = Q(
        conclusion__adopted_at__isnull=False, cancelled_at=None, unit__in=above.order_by().values("ancestor")
    )
    rows = Conference.objects.filter(read | adopted).annotate(
        whole=Case(When(read, then=True), default=False, output_field=BooleanField())
    )
    return with_unit_name(rows).order_by("-held_on", "-code")


def listed_conferences(user: User, *, directive: str = "", kind: str = "") -> QuerySet[Conference]:
    """Conferences in sight, and those above whose conclusion was adopted, the newest first; with `points`, how many sentences."""
    rows = conferences_with_conclusions(user)
    if directive:
        rows = serving(rows, directive)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.annotate(points=Count("conclusion__points"))


def get_concluded(user: User, code: str) -> Conference:
    """The conference, for its conclusion; NotFound where the person may not read that, or there is none yet and the conference
    itself is out of sight."""
    found = conferences_with_conclusions(user).filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def conclusion_of(conference: Conference) -> Conclusion | None:
    """None where nothing was written down yet."""
    return (
        Conclusion.objects.select_related("document__type", "conference")
        .filter(conference=conference)
        .first()
    )


def get_point(user: User, code: str, number: int) -> ConclusionPoint:
    """A sentence by its number, with its conclusion and conference; NotFound where the person may not read it."""
    conference = get_concluded(user, code)
    found = (
        ConclusionPoint.objects.select_related("conclusion__conference__unit", "conclusion__document")
        .filter(conclusion__conference=conference, number=number)
        .first()
    )
    if found is None:
        raise NotFound()
    found.conclusion.conference.unit_name = conference.unit_name  # type: ignore[attr-defined]
    return found


def points_of(conclusion: Conclusion | None) -> list[ConclusionPoint]:
    """In their order."""
    return [] if conclusion is None else list(conclusion.points.order_by("number"))


@dataclass(frozen=True)
class PointState:
    """A sentence and the tasks it has raised; `raised` None where it has none."""

    point: ConclusionPoint
    raised: Raised | None

    @property
    def lacks_task(self) -> bool:
        """Neither a task nor «chỉ để quán triệt»: somebody still has to decide."""
        return not self.point.for_study and (self.raised is None or not self.raised.count)

    @property
    def open(self) -> int:
        """Neither done nor waiting for the word of who asked."""
        return self.raised.count - self.raised.done - self.raised.waiting if self.raised else 0


def states_of(points: Sequence[ConclusionPoint], *, asker: uuid.UUID | None = None) -> list[PointState]:
    """With the tasks for which one unit asks, where it is said. One statement for all."""
    raised = raised_by([reference_of(point) for point in points], asker=asker)
    return [PointState(point, raised.get(reference_of(point))) for point in points]


@dataclass(frozen=True)
class Sums:
    """Over sentences: how many, how many lack a task, how many are for study; over their tasks: as `tasks.queries.Raised`."""

    points: int
    lacking: int
    for_study: int
    tasks: int
    done: int
    waiting: int
    late: int

    @property
    def open(self) -> int:
        return self.tasks - self.done - self.waiting


def sums_of(states: Sequence[PointState]) -> Sums:
    raised = [one.raised for one in states if one.raised]
    return Sums(
        len(states),
        sum(one.lacks_task for one in states),
        sum(one.point.for_study for one in states),
        sum(one.count for one in raised),
        sum(one.done for one in raised),
        sum(one.waiting for one in raised),
        sum(one.late for one in raised),
    )


def history_of_point(point: ConclusionPoint) -> QuerySet[Entry]:
    """What was done with the sentence, newest first; each change holds both wordings."""
    return history_of(POINT, point.pk)[:HISTORY_SHOWN]


def given_by(points: Sequence[ConclusionPoint], until: datetime | None) -> int:
    """How many tasks these sentences have raised, until an instant where one is said, whoever may read which of them; not those
    that were cancelled."""
    rows = Task.objects.filter(origin_subject_kind=POINT, origin_subject_id__in=[one.pk for one in points])
    if until is not None:
        rows = rows.filter(given_at__lte=until)
    return rows.exclude(state=TaskState.CANCELLED).count()


def lacking_by_conference(user: User) -> list[tuple[Conference, int]]:
    """Adopted conclusions of the units for which the person writes, with how many sentences have neither task nor mark; those
    without such a sentence are left out, the newest first. One statement."""
    units = access.units_in_scope(user, "conclusion.write")
    standing = Task.objects.filter(origin_subject_kind=POINT, origin_subject_id=OuterRef("pk")).exclude(
        state=TaskState.CANCELLED
    )
    points = ConclusionPoint.objects.filter(for_study=False).filter(~Exists(standing))
    rows: QuerySet[Any] = (
        Conference.objects.filter(unit__in=units, cancelled_at=None, conclusion__adopted_at__isnull=False)
        .annotate(lacking=Count("conclusion__points", filter=Q(conclusion__points__in=points.values("pk"))))
        .filter(lacking__gt=0)
        .order_by("-held_on", "code")
    )
    return [(one, one.lacking) for one in rows]
