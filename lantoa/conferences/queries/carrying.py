"""What may be carried over to a conference: open tasks of earlier conclusions, by the sentence that raised them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from lantoa.accounts.models import User
from lantoa.conferences.models import CarriedTask, ConclusionPoint, Conference
from lantoa.conferences.queries.quarters import earlier_conclusions, tasks_of
from lantoa.core import clock
from lantoa.tasks.choices import OPEN
from lantoa.tasks.queries import TaskFilter, is_overdue, narrowed, units_with_tasks

LATE, IN_TIME = "qua-han", "trong-han"


@dataclass(frozen=True)
class CarryFilter:
    """What the list is narrowed to; empty values narrow nothing. `unit`: a code, with what lies below it. `state`: LATE or
    IN_TIME. `sentence`: code of the conference and number, parted by «/»."""

    text: str = ""
    unit: str = ""
    state: str = ""
    sentence: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.unit or self.state or self.sentence)


def to_carry_over(user: User, conference: Conference) -> QuerySet[Any]:
    """Open tasks of earlier conclusions for which its unit asks, not yet carried over at this conference, with names and the
    `conference_code`, `held_on` and `number` of their sentence; by sentence, the newest conclusion first, then by due day."""
    points = ConclusionPoint.objects.filter(conclusion__in=earlier_conclusions(conference).values("pk"))
    here = CarriedTask.objects.filter(conference=conference, task=OuterRef("pk"))
    rows = tasks_of(user, points.values("pk")).filter(~Exists(here), state__in=OPEN, asker=conference.unit_id)
    raised_by = ConclusionPoint.objects.filter(pk=OuterRef("origin_subject_id"))
    found: QuerySet[Any] = rows.annotate(
        number=Subquery(raised_by.values("number")),
        conference_code=Subquery(raised_by.values("conclusion__conference__code")),
        held_on=Subquery(raised_by.values("conclusion__conference__held_on")),
    )
    return found.order_by("-held_on", "-conference_code", "number", "due_on", "unit__position", "code")


def narrowed_to(user: User, rows: QuerySet[Any], wanted: CarryFilter) -> QuerySet[Any]:
    """Those of `to_carry_over` that the filter leaves."""
    found: QuerySet[Any] = narrowed(user, TaskFilter(text=wanted.text, unit=wanted.unit), rows)
    if wanted.state:
        late = is_overdue(clock.today())
        found = found.filter(late) if wanted.state == LATE else found.exclude(late)
    if wanted.sentence:
        code, _slash, number = wanted.sentence.rpartition("/")
        found = found.filter(conference_code=code, number=int(number) if number.isdecimal() else 0)
    return found


@dataclass(frozen=True)
class Offered:
    """What the filter chooses from: numbers, the sentences as (value, conference, number, words), the units as (code, name)."""

    count: int
    late: int
    sentences: list[tuple[str, str, int, str]]
    units: list[tuple[str, str]]


def offered_in(rows: QuerySet[Any]) -> Offered:
    """Of `to_carry_over`. Three statements."""
    plain = rows.order_by()
    sums = plain.aggregate(count=Count("pk"), late=Count("pk", filter=is_overdue(clock.today())))
    points = (
        ConclusionPoint.objects.filter(pk__in=plain.values("origin_subject_id"))
        .order_by("-conclusion__conference__held_on", "-conclusion__conference__code", "number")
        .values_list("conclusion__conference__code", "number", "text")
    )
    sentences = [(f"{code}/{number}", code, number, text) for code, number, text in points]
    return Offered(sums["count"], sums["late"], sentences, units_with_tasks(plain))


def codes_among(rows: QuerySet[Any], codes: Iterable[str]) -> set[str]:
    """Those of the codes that may be carried over. One statement."""
    return set(rows.order_by().filter(code__in=[*codes, ""]).values_list("code", flat=True))


def late_codes(rows: QuerySet[Any]) -> set[str]:
    return set(rows.order_by().filter(is_overdue(clock.today())).values_list("code", flat=True))


def all_codes(rows: QuerySet[Any]) -> set[str]:
    return set(rows.order_by().values_list("code", flat=True))


def first_codes(rows: QuerySet[Any], most: int) -> set[str]:
    """The first of the list, in its order. One statement."""
    return set(rows.values_list("code", flat=True)[:most])
