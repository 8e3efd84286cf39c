"""The registers of this room that fill lines C06 and C07. Two statements for any number of units; a unit's own matters, so that a
committee's figure adds its units' without counting one twice. A unit that has never raised one has no figure, rather than 0.

A figure is read above with the records that make it, under the unit's name. So a unit has none either while one of the matters
counted is known by another voice than the unit's own (`voices.py`): it would tell whose they are. Such a unit says it itself.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core import clock
from lantoa.core.periods import Period
from lantoa.issues.choices import IssueState
from lantoa.issues.models import PressingIssue
from lantoa.reporting.sources import SourceCount, register

NAMED = Q(voice=F("unit"), is_pooled=False)  # known by its own unit's name


def _counted(
    rows: QuerySet[PressingIssue], unit_ids: Sequence[uuid.UUID], period: Period
) -> dict[uuid.UUID, SourceCount]:
    began = PressingIssue.objects.filter(NAMED, unit__in=unit_ids, raised_at__lt=clock.instant(period.end, 0))
    keepers = began.order_by().values_list("unit", flat=True).distinct()
    titles: dict[uuid.UUID, dict[str, str]] = defaultdict(dict, {unit: {} for unit in keepers})
    hidden: set[uuid.UUID] = set()
    for unit, voice, is_pooled, code, title in rows.values_list(
        "unit", "voice", "is_pooled", "code", "title"
    ):
        titles[unit][code] = title
        if voice != unit or is_pooled:
            hidden.add(unit)
    return {
        unit: SourceCount(len(found), tuple(sorted(found)), found)
        for unit, found in titles.items()
        if unit not in hidden
    }


def _raised(unit_ids: Sequence[uuid.UUID], period: Period, since: date) -> Mapping[uuid.UUID, SourceCount]:
    start, end = clock.instant(since, 0), clock.instant(period.end, 0)
    rows = PressingIssue.objects.filter(unit__in=unit_ids, raised_at__gte=start, raised_at__lt=end)
    return _counted(rows.exclude(state=IssueState.WITHDRAWN), unit_ids, period)


def raised(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Matters that were raised within the period and not withdrawn."""
    return _raised(unit_ids, period, period.start)


def raised_this_year(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Matters that were raised from the first day of the year in which the period ends until its end, and not withdrawn."""
    return _raised(unit_ids, period, date(period.last_day.year, 1, 1))


def solved(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Matters that who raised them confirmed as solved within the period, whenever they were raised."""
    start, end = clock.instant(period.start, 0), clock.instant(period.end, 0)
    return _counted(
        PressingIssue.objects.filter(
            unit__in=unit_ids, state=IssueState.CLOSED, closed_at__gte=start, closed_at__lt=end
        ),
        unit_ids,
        period,
    )


def _link(code: str) -> str:
    return reverse("issues:issue", args=[code])


_RECORDS = """
SELECT unit_id, code FROM (
  SELECT unit_id, code,
    bool_and(coalesce(voice_id = unit_id, false) AND NOT is_pooled) OVER (PARTITION BY unit_id) AS named
  FROM issues_pressingissue WHERE {which}
) counted WHERE named
"""
_RAISED = "state <> 'withdrawn' AND raised_at >= %(since)s AND raised_at < %(until)s"
_THIS_YEAR = """
state <> 'withdrawn' AND raised_at < %(until)s AND raised_at >=
  date_trunc('year', (%(until)s - interval '1 day') AT TIME ZONE 'Asia/Ho_Chi_Minh') AT TIME ZONE 'Asia/Ho_Chi_Minh'
"""
_SOLVED = "state = 'closed' AND closed_at >= %(since)s AND closed_at < %(until)s"


def register_all() -> None:
    for code, label, count, which in (
        ("raised", _("Sổ bức xúc, nổi cộm: vấn đề được nêu"), raised, _RAISED),
        (
            "raised_this_year",
            _("Sổ bức xúc, nổi cộm: vấn đề được nêu từ đầu năm"),
            raised_this_year,
            _THIS_YEAR,
        ),
        ("solved", _("Sổ bức xúc, nổi cộm: vấn đề đã giải quyết"), solved, _SOLVED),
    ):
        register(f"issues.{code}", label, count, _link, _RECORDS.format(which=which), unknown=True)
