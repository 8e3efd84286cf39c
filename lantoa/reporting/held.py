"""What hangs on a unit in this room: the reports it still owes, and the collections it runs."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.organisation import holdings
from lantoa.organisation.holdings import Blocker, Held, Holding
from lantoa.reporting.choices import ObligationState, SubmissionState
from lantoa.reporting.models import Collection, Obligation, Submission
from lantoa.reporting.queries.collections import owed_reports
from lantoa.reporting.queries.submissions import counted
from lantoa.reporting.services.successions import give_obligations


def _open(units: Sequence[uuid.UUID], day: date) -> QuerySet[Any]:
    """Owed, nothing accepted yet, and either still taken on the day or sent and waiting."""
    accepted = Submission.objects.filter(counted(), collection=OuterRef("collection"), unit=OuterRef("unit"))
    start = clock.instant(day)
    taken = Q(collection__closed_at=None, collection__closes_at__gt=start) | Q(agreed_until__gt=start)
    return (
        owed_reports(Obligation.objects.filter(unit__in=units))
        .exclude(state=ObligationState.EXEMPT)
        .filter(~Exists(accepted))
        .filter(taken | Q(report_state=SubmissionState.SUBMITTED))
    )


def count_reports(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return holdings.by_unit(_open(units, day).order_by().values_list("unit").annotate(n=Count("pk")))


def list_reports(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    """The id is the obligation's. Only what was sent has an address: a draft is open to nobody but its own unit."""
    rows = _open(units, day).order_by("collection__period_start", "collection__code", "unit__code")
    return [
        Held(
            row.pk,
            row.unit_id,
            row.collection.code,
            row.collection.title,
            str(SubmissionState(row.report_state).label),
            reverse("reporting:report", args=[row.collection.code, row.unit.code])
            if row.report_state == SubmissionState.SUBMITTED
            else "",
        )
        for row in rows
    ]


def reports_that_block(units: Sequence[uuid.UUID], day: date) -> list[Blocker]:
    """What was sent under a unit's name is decided under it, and a period that is over is answered by who stood in it. A draft of
    a period that goes on can go into other hands.
    """
    sent: dict[uuid.UUID, list[str]] = defaultdict(list)
    over: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = _open(units, day).order_by("collection__code")
    for unit, code, state, end in rows.values_list(
        "unit", "collection__code", "report_state", "collection__period_end"
    ):
        if state == SubmissionState.SUBMITTED:
            sent[unit].append(code)
        elif end <= day:
            over[unit].append(code)
    return _blocked(
        sent,
        _(
            "Còn %(count)s báo cáo chưa khép: %(codes)s đã gửi, đang chờ duyệt. Duyệt hoặc trả lại trước khi đơn vị kết thúc."
        ),
    ) + _blocked(
        over,
        _(
            "Còn %(count)s báo cáo chưa khép: %(codes)s thuộc kỳ đã qua. "
            "Nộp và duyệt, hoặc miễn có lý do, trước khi đơn vị kết thúc."
        ),
    )


def _blocked(codes: Mapping[uuid.UUID, list[str]], sentence: str) -> list[Blocker]:
    return [
        Blocker(unit, sentence % {"count": format_count(len(found)), "codes": holdings.some(found)})
        for unit, found in codes.items()
    ]


def _run(units: Sequence[uuid.UUID], day: date) -> QuerySet[Collection]:
    """Collections of these units that still take reports on the day."""
    return Collection.objects.filter(owner__in=units, closed_at=None, closes_at__gt=clock.instant(day))


def count_collections(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return holdings.by_unit(_run(units, day).order_by().values_list("owner").annotate(n=Count("pk")))


def list_collections(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = _run(units, day).order_by("period_start", "code")
    return [
        Held(
            row.pk,
            row.owner_id,
            row.code,
            row.title,
            _("Đang thu"),
            reverse("reporting:totals", args=[row.code]),
        )
        for row in rows
    ]


def reports_settled_after(units: Sequence[uuid.UUID], day: date) -> list[str]:
    """Accepted reports of periods that end on the day or later keep the unit's name and parent of the day of acceptance."""
    rows = Submission.objects.filter(
        counted(), unit__in=units, collection__period_end__gte=day, collection__publication=None
    )
    codes = Counter(rows.values_list("collection__code", flat=True))
    if not codes:
        return []
    sentence = ngettext(
        "%(count)s báo cáo đã duyệt của kỳ sau ngày %(day)s giữ nguyên số liệu và tên đơn vị lúc duyệt: %(codes)s.",
        "%(count)s báo cáo đã duyệt của kỳ sau ngày %(day)s giữ nguyên số liệu và tên đơn vị lúc duyệt: %(codes)s.",
        codes.total(),
    )
    told = {
        "count": format_count(codes.total()),
        "day": format_day(day),
        "codes": holdings.some(sorted(codes)),
    }
    return [sentence % told]


def reports_accepted_since(
    events: Sequence[uuid.UUID], units: Sequence[uuid.UUID], since: datetime
) -> list[str]:
    """A report accepted since a decision on its unit was entered stands on that decision, which is then not undone."""
    rows = Submission.objects.filter(
        state=SubmissionState.ACCEPTED, unit__in=units, decided_at__gt=since
    ).values_list("unit__code", "collection__code")
    by_unit: dict[str, list[str]] = defaultdict(list)
    for unit, code in rows.order_by("unit__code", "collection__code"):
        by_unit[unit].append(code)
    return [
        _("Báo cáo của %(unit)s đã được duyệt sau khi nhập quyết định: %(codes)s.")
        % {"unit": unit, "codes": holdings.some(codes)}
        for unit, codes in by_unit.items()
    ]


def register_all() -> None:
    holdings.register_built("reports.accepted", reports_accepted_since)
    holdings.register_late("reports.accepted", reports_settled_after)
    holdings.register(
        Holding(
            "reports.open",
            gettext_lazy("Báo cáo chưa khép"),
            count_reports,
            list_reports,
            blocks=reports_that_block,
            hand_over=give_obligations,
            position=20,
        )
    )
    holdings.register(
        Holding(
            "reports.collections",
            gettext_lazy("Đợt báo cáo đang thu"),
            count_collections,
            list_collections,
            is_history=True,
            position=21,
        )
    )
