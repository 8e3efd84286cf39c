"""Notices of one kind and day as one line: what the page shows of a person's own."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    Max,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber, TruncDate

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.notifications.kinds import KINDS, Kind
from lantoa.notifications.queries.notices import Line, lines_of, notices_of

TOGETHER_FROM = 3  # notices of a kind and day that stand in one line
INSIDE = 30  # of them that the line shows when it is opened; the others by the list of that kind and day


@dataclass(frozen=True)
class Group:
    """Notices of one kind and one day (on the clock of Viet Nam), all read or all unread; `lines` are the newest INSIDE of them
    that the person may open now, `hidden` those among them that may not be opened."""

    kind: Kind
    day: date
    is_read: bool
    count: int
    newest: datetime
    lines: list[Line] = field(default_factory=list)
    hidden: int = 0

    @property
    def is_one_line(self) -> bool:
        return self.count >= TOGETHER_FROM

    @property
    def is_cut(self) -> bool:
        return self.count > INSIDE


def _with_day(user: User) -> QuerySet[Any]:
    is_read = Case(When(read_at=None, then=Value(False)), default=Value(True), output_field=BooleanField())
    return notices_of(user).annotate(day=TruncDate("made_at", tzinfo=clock.VIETNAM), is_read=is_read)


def grouped(user: User, *, kind: str = "", only_unread: bool = False) -> QuerySet[Any, Any]:
    """(kind, day, is_read, count, newest) of each group, unread first, then the newest."""
    rows = _with_day(user)
    if kind:
        rows = rows.filter(kind=kind)
    if only_unread:
        rows = rows.filter(read_at=None)
    found = (
        rows.order_by().values_list("kind", "day", "is_read").annotate(n=Count("pk"), newest=Max("made_at"))
    )
    groups: QuerySet[Any, Any] = found.order_by("is_read", "-newest", "kind")
    return groups


def groups_of(user: User, rows: Sequence[tuple[str, date, bool, int, datetime]]) -> list[Group]:
    """The groups of a page with what they show: one statement for their notices; each room is asked once for all its things."""
    wanted = Q()
    for kind, day, is_read, _n, _newest in rows:
        first, last = clock.instant(day, 0), clock.instant(day + timedelta(days=1), 0)
        wanted |= Q(kind=kind, made_at__gte=first, made_at__lt=last, is_read=is_read)
    if not rows:
        return []
    place = Window(
        RowNumber(), partition_by=[F("kind"), F("day"), F("is_read")], order_by=[F("made_at").desc(), "pk"]
    )
    found = _with_day(user).filter(wanted).annotate(place=place).filter(place__lte=INSIDE)
    notices = list(found.order_by("-made_at", "pk"))
    shown = {line.notice.pk: line for line in lines_of(user, notices)}
    inside: dict[tuple[str, date, bool], list[Any]] = {}
    for one in notices:
        inside.setdefault((one.kind, one.day, one.is_read), []).append(one.pk)
    return [_group(row, inside.get(row[:3], []), shown) for row in rows]


def _group(
    row: tuple[str, date, bool, int, datetime], inside: list[uuid.UUID], shown: dict[uuid.UUID, Line]
) -> Group:
    kind, day, is_read, count, newest = row
    lines = [shown[pk] for pk in inside if pk in shown]
    return Group(KINDS[kind], day, is_read, count, newest, lines, len(inside) - len(lines))
