"""What is stuck below one's committee: which matter, since when, where, and how to chase. Read from kept numbers (`duties`), so
that a look costs the same whatever stands below.

A room tells its matters with a provider (`@provide_stuck`), in a number of statements that does not grow with its rows.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.desk.addresses import address
from lantoa.directives.choices import IssuingState
from lantoa.directives.models import Issuing
from lantoa.directives.queries.serving import ended_today
from lantoa.duties.choices import COUNTS_AS_DONE, WITH_UNIT
from lantoa.duties.models import Counted
from lantoa.duties.queries import asked_by, is_late
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import NOBODYS, named_on
from lantoa.reporting.models import Collection
from lantoa.tasks.choices import OPEN
from lantoa.tasks.models import Task
from lantoa.tasks.queries import titles_of

MOST = 20  # matters of one room, the oldest first
NAMED = 3  # branches of a matter that are named


@dataclass(frozen=True)
class Branch:
    """A unit directly below who asked, and how many at it or below it are late."""

    name: str
    url: str
    late: int


@dataclass(frozen=True)
class Matter:
    """One matter of which `late` units are late, the first of them since the day after `since`.

    `done` of `asked` units have done it. `url` opens those who are late; `chase` reminds them, empty where one may not.
    `subject`: what is counted (`duties`), None where the room counts by itself; `by_its_day`: late by the day of the matter.
    """

    kind: str | Promise
    icon: str
    title: str
    url: str
    late: int
    since: date
    asked: int = 0
    done: int = 0
    second: str = ""
    chase: str = ""
    subject: uuid.UUID | None = None
    by_its_day: bool = False
    branches: tuple[Branch, ...] = ()
    more_branches: int = 0

    @property
    def days(self) -> int:
        return (clock.today() - self.since).days


Provider = Callable[[User, datetime], Iterable[Matter]]
PROVIDERS: list[Provider] = []


def provide_stuck(provider: Provider) -> Provider:
    """Register a room's provider of matters."""
    PROVIDERS.append(provider)
    return provider


def own_units(user: User, act: str) -> QuerySet[Unit]:
    """The units on which the person holds a role that may do `act`, without what lies below them: in whose name one asks."""
    granted = access.GRANTS.get(act, {})
    return Unit.objects.filter(pk__in=[one.unit_id for one in access.roles_of(user) if one.role in granted])


def stuck_of(user: User, now: datetime) -> list[Matter]:
    """Everything that is stuck, what waits longest first, with where. Two statements beside the providers'."""
    found = [matter for provider in PROVIDERS for matter in provider(user, now)]
    return sorted(_located(found, now), key=lambda one: (one.since, str(one.title)))


def asked_for(identities: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """At least one, of nothing: a statement about none is asked like one about some, so that their number tells nothing."""
    return list(identities) or [NOBODYS]


def day_of(moment: datetime) -> date:
    return moment.astimezone(clock.VIETNAM).date()


def _located(matters: Sequence[Matter], now: datetime) -> list[Matter]:
    """With the branches in which most are late."""
    by = {one.subject: one for one in matters if one.subject is not None}
    rows = (
        Counted.objects.filter(subject__in=asked_for(by), standing__in=WITH_UNIT)
        .exclude(branch=F("asker"))
        .annotate(place=Subquery(Unit.objects.filter(pk=OuterRef("branch")).values("position")[:1]))
        .values("subject", "branch", "place")
        .annotate(
            timed=Coalesce(Sum("n", filter=Q(due_at__lt=now)), 0),
            untimed=Coalesce(Sum("n", filter=Q(due_at=None)), 0),
        )
    )
    places: dict[uuid.UUID, list[tuple[int, int, uuid.UUID]]] = defaultdict(list)
    for row in rows:
        late = row["timed"] + (row["untimed"] if by[row["subject"]].by_its_day else 0)
        if late > 0:
            places[row["subject"]].append((-late, row["place"] or 0, row["branch"]))
    shown = {subject: sorted(found)[:NAMED] for subject, found in places.items()}
    wanted = {branch for found in shown.values() for _late, _place, branch in found}
    names: dict[uuid.UUID, Any] = {
        one.pk: one for one in named_on(Unit.objects.filter(pk__in=asked_for(wanted)))
    }
    return [
        replace(
            one,
            branches=tuple(
                Branch(names[branch].short_name, address("desk:unit", names[branch].code), -late)
                for late, _place, branch in shown.get(one.subject, [])
                if branch in names
            ),
            more_branches=max(len(places[one.subject]) - NAMED, 0),
        )
        if one.subject is not None
        else one
        for one in matters
    ]


def first_of_batch(batch: str) -> Subquery:
    """The code of the first that is still open of the tasks that were given together, by the index of batches: those that are
    settled stay, after a hand-over, with who asked for them then."""
    rows = Task.objects.filter(batch=OuterRef(batch), state__in=OPEN)
    return Subquery(rows.order_by("batch", "code").values("code")[:1])


@provide_stuck
def late_tasks(user: User, now: datetime) -> Iterator[Matter]:
    """Tasks given to others that are not reported as done in time, by what was given together. Two statements."""
    if not access.holds_somewhere(user, "task.ask"):
        return
    counted = asked_by(own_units(user, "task.ask"), "task").exclude(branch=F("asker"))
    late = (
        counted.filter(is_late())
        .values("subject")
        .annotate(late=Sum("n"), since=Min("due_at"), code=first_of_batch("subject"))
        .order_by("since", "subject")[:MOST]
    )
    found = list(late)
    titles = titles_of([row["code"] for row in found])
    sums = _progress("task", [row["subject"] for row in found])
    for row in found:
        asked, done = sums[row["subject"]]
        narrowed = {"xem": "toi-giao", "trang-thai": "qua-han", "cung-dot": row["code"]}
        yield Matter(
            gettext_lazy("Nhiệm vụ"),
            "check",
            titles[row["code"]],
            address("tasks:list", **narrowed),
            row["late"],
            day_of(row["since"]),
            asked,
            done,
            chase=address("tasks:chase", row["code"]),
            subject=row["subject"],
        )


@provide_stuck
def late_receipts(user: User, now: datetime) -> Iterator[Matter]:
    """Versions that units were asked to read and have not in time. Two statements."""
    if not access.holds_somewhere(user, "receipt.chase"):
        return
    units = own_units(user, "receipt.chase")
    late = (
        asked_by(units, "receipt")
        .filter(is_late())
        .values("subject")
        .annotate(late=Sum("n"), since=Min("due_at"))
    )
    by = {row["subject"]: row for row in late.order_by("since", "subject")[:MOST]}
    issued = Issuing.objects.filter(pk__in=asked_for(by), state=IssuingState.ISSUED)
    sums = _progress("receipt", list(by))
    for one in issued.exclude(version__directive__in=ended_today()).select_related("version__directive"):
        row, (asked, done) = by[one.pk], sums[one.pk]
        yield Matter(
            gettext_lazy("Tiếp nhận văn bản"),
            "directive",
            one.version.directive.short_label,
            address("directives:issuing", one.code, **{"trang-thai": "qua-han"}),
            row["late"],
            day_of(row["since"]),
            asked,
            done,
            chase=address("desk:progress_chase", one.version.directive.code, thieu="receipt")
            if access.holds_somewhere(user, "directive.chase")
            else "",
            subject=one.pk,
        )


@provide_stuck
def late_reports(user: User, now: datetime) -> Iterator[Matter]:
    """Collections of one's committee that still run, with units that have not sent. Two statements."""
    if not access.holds_somewhere(user, "collection.open"):
        return
    rows = open_collections(user)
    sums = report_sums([row.pk for row in rows], now)
    for row in rows:
        one = sums[row.pk]
        by_its_day = row.due_at < now
        late = one.timed + (one.untimed if by_its_day else 0)
        returned = one.returned_timed + (one.returned_untimed if by_its_day else 0)
        if not late + returned:
            continue
        since = min([moment for moment in (one.since, row.due_at if by_its_day else None) if moment])
        second = ""
        if returned:
            second = _("Trong đó %(count)s đơn vị bị trả lại, chưa gửi lại.") % {"count": returned}
        yield Matter(
            gettext_lazy("Báo cáo"),
            "report",
            row.title,
            address("reporting:totals", row.code, **{"trang-thai": "qua-han"}),
            late + returned,
            day_of(since),
            one.owed,
            one.done,
            second,
            address("reporting:chase", row.code),
            row.pk,
            by_its_day,
        )


def open_collections(user: User) -> list[Collection]:
    """What one's committee collects and nobody has closed, newest first. One statement."""
    rows = Collection.objects.filter(
        owner__in=own_units(user, "collection.open"),
        closed_at=None,
        publication=None,
        opens_at__lte=clock.now(),
    )
    return list(rows.order_by("-period_end", "code"))


@dataclass(frozen=True)
class ReportSums:
    """Numbers of units of a collection. `timed`: late by a day given to them alone, `untimed`: by the day of the collection if
    that is over; both not sent, the `returned_` ones returned. `since`: the earliest such day."""

    owed: int = 0
    done: int = 0
    waiting: int = 0
    unsent: int = 0
    timed: int = 0
    untimed: int = 0
    returned_timed: int = 0
    returned_untimed: int = 0
    since: datetime | None = None


def report_sums(collections: Sequence[uuid.UUID], now: datetime) -> dict[uuid.UUID, ReportSums]:
    """One statement."""

    def n(**narrowed: Any) -> Coalesce:
        return Coalesce(Sum("n", filter=Q(**narrowed)), 0)

    rows = (
        Counted.objects.filter(kind="report", subject__in=asked_for(collections))
        .values("subject")
        .annotate(
            owed=Coalesce(Sum("n"), 0),
            done=n(standing__in=COUNTS_AS_DONE),
            waiting=n(standing__in=("waiting", "renewed")),
            unsent=n(standing__in=WITH_UNIT),
            timed=n(standing="open", due_at__lt=now),
            untimed=n(standing="open", due_at=None),
            returned_timed=n(standing="returned", due_at__lt=now),
            returned_untimed=n(standing="returned", due_at=None),
            since=Min("due_at", filter=Q(standing__in=WITH_UNIT, due_at__lt=now)),
        )
    )
    found: dict[uuid.UUID, ReportSums] = defaultdict(ReportSums)
    for row in rows:
        numbers: dict[str, Any] = {name: value for name, value in row.items() if name != "subject"}
        found[row["subject"]] = ReportSums(**numbers)
    return found


def _progress(kind: str, subjects: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """Matter → how many were asked, how many have done it. One statement."""
    rows = Counted.objects.filter(kind=kind, subject__in=asked_for(subjects)).values("subject")
    found: dict[uuid.UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    done = Coalesce(Sum("n", filter=Q(standing__in=COUNTS_AS_DONE)), 0)
    for subject, asked, finished in rows.annotate(asked=Sum("n"), done=done).values_list(
        "subject", "asked", "done"
    ):
        found[subject] = (asked, finished)
    return found
