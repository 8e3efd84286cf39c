"""What one's unit waits for from others: it has done its part, or they have still time. Nothing here is work of one's own.

A room tells it with a provider (`@provide_waiting`), in a number of statements that does not grow with its rows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Min, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.accounts.models import User
from lantoa.commendation.choices import NominationState
from lantoa.commendation.models import Nomination
from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.desk.addresses import address
from lantoa.desk.queries.stuck import (
    asked_for,
    day_of,
    first_of_batch,
    open_collections,
    own_units,
    report_sums,
)
from lantoa.directives.choices import IssuingState
from lantoa.directives.models import Issuing
from lantoa.directives.queries.serving import ended_today
from lantoa.duties.choices import WITH_UNIT
from lantoa.duties.models import Counted
from lantoa.duties.queries import asked_by
from lantoa.organisation import access
from lantoa.organisation.queries.units import short_name_on
from lantoa.practices.choices import AdoptionState, YearState
from lantoa.practices.models import Adoption, PracticeYear
from lantoa.practices.queries.verification import proved
from lantoa.reporting.choices import ObligationState, SubmissionState
from lantoa.reporting.queries.collections import owed_by
from lantoa.tasks.choices import RequestState, TaskState
from lantoa.tasks.models import TimeRequest
from lantoa.tasks.queries import owed_by_mine, titles_of, with_names

MOST = 20  # of one sort


@dataclass(frozen=True)
class Wait:
    """One thing that lies with others. `whom`: who has the next move, in words; `since` the day it came to them, or `due_on` the
    day until which they have time. `alike`: a key of `alike.WORDS`; several of one key are shown as one line that opens."""

    kind: str | Promise
    icon: str
    title: str
    url: str
    whom: str
    since: date | None = None
    due_on: date | None = None
    alike: str = ""


Provider = Callable[[User, date], Iterable[Wait]]
PROVIDERS: list[Provider] = []


def provide_waiting(provider: Provider) -> Provider:
    """Register a room's provider of what is waited for."""
    PROVIDERS.append(provider)
    return provider


def waits_of(user: User, today: date) -> list[Wait]:
    """What has waited longest first; then what others have time for, the first due first."""
    found = [one for provider in PROVIDERS for one in provider(user, today)]
    return sorted(
        found, key=lambda one: (one.since is None, one.since or one.due_on or date.max, str(one.title))
    )


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


@provide_waiting
def reports_sent(user: User, today: date) -> Iterator[Wait]:
    """Reports of one's unit that wait to be accepted. One statement."""
    if not access.holds_somewhere(user, "submission.edit"):
        return
    rows = owed_by(user).filter(latest_state=SubmissionState.SUBMITTED).exclude(state=ObligationState.EXEMPT)
    named = rows.annotate(
        owner_name=Coalesce(short_name_on("collection__owner"), F("collection__owner__code"))
    )
    found = list(named[: MOST + 1])
    for row in found[:MOST]:
        yield Wait(
            gettext_lazy("Báo cáo"),
            "report",
            row.collection.title,
            address("reporting:report", row.collection.code, row.unit.code),
            _("%(unit)s duyệt") % {"unit": row.owner_name},
            _day(row.submitted_at),
        )
    yield from _beyond(found, gettext_lazy("Báo cáo"), "report", _("Còn báo cáo khác chờ duyệt"))


@provide_waiting
def tasks_reported(user: User, today: date) -> Iterator[Wait]:
    """Tasks that one's unit has reported as done. One statement."""
    if not access.holds_somewhere(user, "task.do"):
        return
    rows = owed_by_mine(user).filter(state=TaskState.WAITING).exclude(unit=F("asker"))
    found = list(with_names(rows).order_by("reported_at")[: MOST + 1])
    for row in found[:MOST]:
        yield Wait(
            gettext_lazy("Nhiệm vụ"),
            "check",
            row.title,
            address("tasks:task", row.code),
            _("%(unit)s xác nhận") % {"unit": row.asker_name},
            _day(row.reported_at),
            alike="task",
        )
    many = address("tasks:list", **{"xem": "cua-toi", "trang-thai": "cho"})
    words = _("Còn nhiệm vụ khác chờ xác nhận")
    yield from _beyond(found, gettext_lazy("Nhiệm vụ"), "check", words, many)


@provide_waiting
def time_wanted(user: User, today: date) -> Iterator[Wait]:
    """More time that one's unit has asked for. One statement."""
    if not access.holds_somewhere(user, "task.do"):
        return
    rows = TimeRequest.objects.filter(state=RequestState.ASKED, task__in=owed_by_mine(user))
    named = rows.select_related("task").annotate(
        asker_name=Coalesce(short_name_on("task__asker"), F("task__asker__code"))
    )
    found = list(named.order_by("asked_at")[: MOST + 1])
    for row in found[:MOST]:
        yield Wait(
            gettext_lazy("Xin gia hạn"),
            "clock",
            row.task.title,
            address("tasks:task", row.task.code),
            _("%(unit)s trả lời, xin đến %(day)s")
            % {"unit": row.asker_name, "day": format_day(row.wanted_on)},
            _day(row.asked_at),
            alike="time",
        )
    many = address("tasks:list", **{"xem": "cua-toi", "trang-thai": "xin-gia-han"})
    words = _("Còn đề nghị gia hạn khác chờ trả lời")
    yield from _beyond(found, gettext_lazy("Xin gia hạn"), "clock", words, many)


@provide_waiting
def practices_registered(user: User, today: date) -> Iterator[Wait]:
    """Practices of one's unit that were registered and are not decided on. One statement."""
    if not access.holds_somewhere(user, "practice.edit"):
        return
    own = access.in_hands_of(access.units_in_scope(user, "practice.edit"), "practice__")
    rows = PracticeYear.objects.filter(own, state=YearState.REGISTERED).select_related("practice")
    found = list(rows.order_by("registered_at", "practice__code")[: MOST + 1])
    for row in found[:MOST]:
        yield Wait(
            gettext_lazy("Mô hình"),
            "practice",
            row.practice.title,
            address("practices:detail", row.practice.code),
            _("Cấp trên xét"),
            _day(row.registered_at),
            alike="practice",
        )
    many = address("practices:list", **{"trang-thai": str(YearState.REGISTERED)})
    yield from _beyond(found, gettext_lazy("Mô hình"), "practice", _("Còn mô hình khác chờ xét"), many)


@provide_waiting
def results_told(user: User, today: date) -> Iterator[Wait]:
    """Results of one's unit that have a measure and proof and wait to be verified. One statement."""
    if not access.holds_somewhere(user, "adoption.answer"):
        return
    rows = Adoption.objects.filter(
        proved(),
        access.in_hands_of(access.units_in_scope(user, "adoption.answer")),
        state=AdoptionState.APPLIED,
        returned_on=None,
    ).select_related("practice", "unit")
    found = list(rows.order_by("applied_on", "practice__code")[: MOST + 1])
    for row in found[:MOST]:
        yield Wait(
            gettext_lazy("Áp dụng mô hình"),
            "practice",
            row.practice.title,
            address("practices:adoption", row.practice.code, row.unit.code),
            _("Chờ kiểm chứng"),
            row.applied_on,
            alike="adoption",
        )
    words = _("Còn kết quả áp dụng khác chờ kiểm chứng")
    yield from _beyond(found, gettext_lazy("Áp dụng mô hình"), "practice", words)


@provide_waiting
def nominations_sent(user: User, today: date) -> Iterator[Wait]:
    """Nominations of one's unit that wait to be examined. One statement."""
    if not access.holds_somewhere(user, "nomination.edit"):
        return
    rows = Nomination.objects.filter(
        access.in_hands_of(access.units_in_scope(user, "nomination.edit")), state=NominationState.SUBMITTED
    ).select_related("round")
    found = list(rows.order_by("created_at", "full_name")[: MOST + 1])
    for row in found[:MOST]:
        yield Wait(
            gettext_lazy("Khen thưởng"),
            "commendation",
            row.full_name,
            address("commendation:nomination", row.round.code, str(row.pk))
            or address("commendation:round", row.round.code),
            _("Cấp trên xét"),
            alike="nomination",
        )
    words = _("Còn hồ sơ đề nghị khen khác chờ xét")
    yield from _beyond(
        found, gettext_lazy("Khen thưởng"), "commendation", words, address("commendation:rounds")
    )


@provide_waiting
def tasks_given(user: User, today: date) -> Iterator[Wait]:
    """Tasks given to others whose day is still to come, by what was given together. Two statements."""
    if not access.holds_somewhere(user, "task.ask"):
        return
    counted = _in_time(user, "task.ask", "task").exclude(branch=F("asker")).values("subject")
    rows = list(
        counted.annotate(n=Sum("n"), due=Min("due_at"), code=first_of_batch("subject")).order_by(
            "due", "subject"
        )[:MOST]
    )
    titles = titles_of([row["code"] for row in rows])
    for row in rows:
        yield Wait(
            gettext_lazy("Nhiệm vụ"),
            "check",
            titles[row["code"]],
            address("tasks:list", **{"xem": "toi-giao", "cung-dot": row["code"]}),
            _still(row["n"]),
            due_on=day_of(row["due"]),
        )


@provide_waiting
def versions_issued(user: User, today: date) -> Iterator[Wait]:
    """Versions that units have still time to read. Two statements."""
    if not access.holds_somewhere(user, "receipt.chase"):
        return
    counted = _in_time(user, "receipt.chase", "receipt").values("subject")
    rows = {
        row["subject"]: row
        for row in counted.annotate(n=Sum("n"), due=Min("due_at")).order_by("due", "subject")[:MOST]
    }
    issued = Issuing.objects.filter(pk__in=asked_for(rows), state=IssuingState.ISSUED)
    for one in issued.exclude(version__directive__in=ended_today()).select_related("version__directive"):
        yield Wait(
            gettext_lazy("Tiếp nhận văn bản"),
            "directive",
            one.version.directive.short_label,
            address("directives:issuing", one.code, **{"trang-thai": "chua"}),
            _still(rows[one.pk]["n"]),
            due_on=day_of(rows[one.pk]["due"]),
        )


@provide_waiting
def reports_asked(user: User, today: date) -> Iterator[Wait]:
    """Collections of one's committee that units have still time for. Two statements."""
    if not access.holds_somewhere(user, "collection.open"):
        return
    now = clock.now()
    rows = [row for row in open_collections(user) if row.due_at >= now]
    sums = report_sums([row.pk for row in rows], now)
    for row in rows:
        if sums[row.pk].unsent:
            yield Wait(
                gettext_lazy("Báo cáo"),
                "report",
                row.title,
                address("reporting:totals", row.code, **{"trang-thai": "chua-gui"}),
                _still(sums[row.pk].unsent),
                due_on=day_of(row.due_at),
            )


def _in_time(user: User, act: str, kind: str) -> QuerySet[Counted]:
    return asked_by(own_units(user, act), kind).filter(standing__in=WITH_UNIT, due_at__gte=clock.now())


def _beyond(
    found: Sequence[object], kind: str | Promise, icon: str, title: str, url: str = ""
) -> Iterator[Wait]:
    """The line that says that more wait, of which one more than MOST was found: none is left out in silence."""
    if len(found) > MOST:
        yield Wait(kind, icon, title, url, "")


def _still(count: int) -> str:
    words = ngettext("%(count)s đơn vị chưa xong", "%(count)s đơn vị chưa xong", count)
    return words % {"count": format_count(count)}
