"""Reports on the desk: what one's unit owes, what waits for acceptance, and how the unit's reports stand."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.desk.addresses import address
from lantoa.desk.queries.stuck import day_of, open_collections, report_sums
from lantoa.desk.queries.tasks import Task, provide
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.reporting import sources
from lantoa.reporting.choices import (
    READABLE_ABOVE,
    WITH_UNIT,
    Division,
    LineKind,
    ObligationState,
    SubmissionState,
)
from lantoa.reporting.models import Line, Obligation, Submission
from lantoa.reporting.queries.collections import owed_by, owed_reports
from lantoa.ui.badges import BADGES, Badge

KIND = gettext_lazy("Báo cáo")
ICON = "report"
STATE_BADGES: dict[str, Badge] = {
    SubmissionState.DRAFT: BADGES["not_sent"],
    SubmissionState.HANDED: Badge(SubmissionState.HANDED.label, "waiting", "waiting"),
    SubmissionState.SUBMITTED: BADGES["waiting"],
    SubmissionState.RETURNED: BADGES["returned"],
    SubmissionState.ACCEPTED: BADGES["accepted"],
}
SHOWN = 6


def late_badge(due_on: date, today: date) -> Badge:
    days = (today - due_on).days
    if days < 1:
        return BADGES["overdue"]
    words = _("Quá hạn %(days)s ngày") % {"days": format_count(days)}
    return Badge(words, "clock", "late")


@provide
def owed(user: User, today: date) -> Iterator[Task]:
    """Reports that one's unit has still to send, in collections that still take them, and amendments. Three statements."""
    if not access.holds_somewhere(user, "submission.edit"):
        return
    now = clock.now()
    rows = list(
        owed_by(user)
        .filter(latest_state__in=list(WITH_UNIT))
        .filter(Q(collection__closed_at=None, collection__closes_at__gt=now) | Q(amending=True))
        .exclude(state=ObligationState.EXEMPT)
    )
    drafts = {
        (one.collection_id, one.unit_id): one
        for one in Submission.objects.filter(
            is_latest=True,
            collection__in={row.collection_id for row in rows},
            unit__in={row.unit_id for row in rows},
        )
    }
    lines = _lines_of({row.collection.sheet_version_id for row in rows})
    for row in rows:
        draft = drafts.get((row.collection_id, row.unit_id))
        yield _owed_task(user, row, draft, lines[row.collection.sheet_version_id], today)


@dataclass(frozen=True)
class _Lines:
    """Positions of a sheet version that are not computed, and those of them that a register at hand fills."""

    asked: frozenset[int]
    registered: frozenset[int]


def _lines_of(versions: set[uuid.UUID]) -> dict[uuid.UUID, _Lines]:
    lines = Line.objects.filter(version__in=versions)
    rows = lines.exclude(kind=LineKind.RATIO).exclude(division=Division.SUM)
    asked: dict[uuid.UUID, set[int]] = defaultdict(set)
    registered: dict[uuid.UUID, set[int]] = defaultdict(set)
    for version, position, source in rows.values_list("version", "position", "source"):
        asked[version].add(position)
        if sources.known(source):
            registered[version].add(position)
    return {
        version: _Lines(frozenset(asked[version]), frozenset(registered[version])) for version in versions
    }


def _owed_task(user: User, row: Obligation, draft: Submission | None, lines: _Lines, today: date) -> Task:
    state: str = row.latest_state  # type: ignore[attr-defined]
    is_late: bool = row.is_late  # type: ignore[attr-defined]
    due_on = timezone.localtime(row.due).date()  # type: ignore[attr-defined]
    badges = [STATE_BADGES[state]]
    if is_late:
        badges.append(late_badge(due_on, today))
    sends = access.holds(user, "submission.submit", row.unit_id)
    if state == SubmissionState.HANDED:
        verb = _("Gửi báo cáo") if sends else _("Xem báo cáo")
    elif state == SubmissionState.RETURNED:
        verb = _("Sửa và gửi lại")
    else:
        verb = _("Nhập tiếp") if draft and draft.saved_at else _("Nhập báo cáo")
    done, total, words = _progress(draft, lines)
    return Task(
        KIND,
        ICON,
        row.collection.title,
        address("reporting:report", row.collection.code, row.unit.code),
        verb,
        _reason(draft) if draft and state == SubmissionState.RETURNED else words,
        due_on,
        is_late,
        tuple(badges),
        done,
        total,
        # The head sends; until then the reporter has the next move, unless it is back or late.
        mine=sends
        if state == SubmissionState.HANDED
        else not sends or is_late or state == SubmissionState.RETURNED,
    )


def _reason(draft: Submission) -> str:
    if draft.decided_at is None:
        return draft.return_reason
    day = format_day(timezone.localtime(draft.decided_at).date())
    return _("Trả lại ngày %(day)s: “%(reason)s”") % {"day": day, "reason": draft.return_reason}


def _progress(draft: Submission | None, lines: _Lines) -> tuple[int, int, str]:
    """Filled lines, all lines, and the sentence that says so. What is not asked of the unit counts as neither.

    A register's figure is put into the report when it is opened; so its lines count as filled from the first day.
    """
    values = draft.values if draft else []
    asked = lines.asked - set(draft.not_applicable if draft else ())
    typed = {position for position in asked if position < len(values) and values[position] is not None}
    registered = (lines.registered & asked) - set(draft.overruled if draft else ())
    filled, total = len(typed | registered), len(asked)
    counts = {
        "filled": format_count(filled),
        "total": format_count(total),
        "left": format_count(total - filled),
        "registered": format_count(len(registered)),
    }
    waiting = sum(str(place) not in draft.confirmed for place in registered) if draft else len(registered)
    counts["waiting"] = format_count(waiting)
    if filled == total and waiting:
        words = _("Đã đủ %(total)s dòng; còn xác nhận %(waiting)s dòng lấy từ sổ.")
    elif filled == total:
        words = _("Đã đủ %(total)s dòng.")
    elif not filled:
        words = _("Biểu có %(total)s dòng, chưa nhập dòng nào.")
    elif typed <= registered:
        words = _("%(registered)s trong %(total)s dòng đã lấy từ sổ đăng ký; còn %(left)s dòng.")
    else:
        words = _("%(filled)s trong %(total)s dòng đã có số; còn %(left)s dòng.")
    return filled, total, words % counts


@provide
def to_accept(user: User, today: date) -> Iterator[Task]:
    """Collections of one's committee with reports that wait for acceptance, from kept numbers. Two statements."""
    if not access.holds_somewhere(user, "collection.open"):
        return
    collections = open_collections(user)
    sums = report_sums([row.pk for row in collections], clock.now())
    for row in collections:
        counted = sums[row.pk]
        if not counted.waiting:
            continue
        words = ngettext(
            "Duyệt %(count)s báo cáo: %(title)s", "Duyệt %(count)s báo cáo: %(title)s", counted.waiting
        )
        second = _("Đã duyệt %(accepted)s trong %(owed)s đơn vị.")
        yield Task(
            KIND,
            ICON,
            words % {"count": format_count(counted.waiting), "title": row.title},
            address("reporting:next", row.code),
            _("Duyệt tiếp") if counted.done else _("Duyệt báo cáo"),
            second % {"accepted": format_count(counted.done), "owed": format_count(counted.owed)},
            done=counted.done,
            total=counted.owed,
            turn=day_of(row.due_at),
        )


@dataclass(frozen=True)
class ReportState:
    """One report of a unit in one collection, with its state as a badge; `is_late` adds the badge of lateness."""

    title: str
    period: str
    url: str
    badge: Badge
    due_on: date
    is_late: bool


def own_reports(user: User) -> list[ReportState]:
    """The last reports of one's own units, oldest first, by their period where that says enough. One statement."""
    if not access.holds_somewhere(user, "submission.edit"):
        return []
    rows = (
        owed_by(user)
        .exclude(state=ObligationState.EXEMPT)
        .order_by("-collection__period_end", "unit__code")[:SHOWN]
    )
    shown = [_state_of(row) for row in reversed(rows)]
    periods = Counter(one.period for one in shown)
    return [replace(one, title=one.period) if periods[one.period] == 1 else one for one in shown]


def reports_of(user: User, unit: Unit) -> list[ReportState] | None:
    """The reports of a unit, newest first; None where the person may not read them. States only, no figures."""
    if not access.holds(user, "submission.read", unit):
        return None
    rows = owed_reports(Obligation.objects.filter(Q(unit=unit), collection__opens_at__lte=clock.now()))
    rows = rows.exclude(state=ObligationState.EXEMPT).order_by("-collection__period_end", "collection__code")
    own = access.holds(user, "submission.read_draft", unit)
    return [_state_of(row, opens=own or row.report_state in READABLE_ABOVE) for row in rows[:40]]


def _state_of(row: Obligation, *, opens: bool = True) -> ReportState:
    """`opens`: whether the reader may open the report; what is still with a unit is its own alone."""
    return ReportState(
        row.collection.title,
        row.collection.period.label_title,
        address("reporting:report", row.collection.code, row.unit.code) if opens else "",
        STATE_BADGES[row.report_state],
        timezone.localtime(row.due).date(),  # type: ignore[attr-defined]
        row.is_late,  # type: ignore[attr-defined]
    )
