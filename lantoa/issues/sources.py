"""The registers of this room that fill lines C06 and C07. One statement for any number of units; a unit's own matters, so that a
committee's figure adds its units' without counting one twice."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core import clock
from lantoa.core.periods import Period
from lantoa.issues.choices import IssueState
from lantoa.issues.models import PressingIssue
from lantoa.reporting.sources import SourceCount, register


def _counted(rows: QuerySet[PressingIssue]) -> dict[uuid.UUID, SourceCount]:
    titles: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for unit, code, title in rows.values_list("unit", "code", "title"):
        titles[unit][code] = title
    return {unit: SourceCount(len(found), tuple(sorted(found)), found) for unit, found in titles.items()}


def raised(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Matters that were raised within the period and not withdrawn."""
    start, end = clock.instant(period.start, 0), clock.instant(period.end, 0)
    rows = PressingIssue.objects.filter(unit__in=unit_ids, raised_at__gte=start, raised_at__lt=end)
    return _counted(rows.exclude(state=IssueState.WITHDRAWN))


def solved(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Matters that who raised them confirmed as solved within the period, whenever they were raised."""
    start, end = clock.instant(period.start, 0), clock.instant(period.end, 0)
    return _counted(
        PressingIssue.objects.filter(
            unit__in=unit_ids, state=IssueState.CLOSED, closed_at__gte=start, closed_at__lt=end
        )
    )


def _link(code: str) -> str:
    return reverse("issues:issue", args=[code])


_RECORDS = """
SELECT unit_id, code FROM issues_pressingissue
WHERE state <> 'withdrawn' AND raised_at >= %(since)s AND raised_at < %(until)s
"""
_SOLVED = """
SELECT unit_id, code FROM issues_pressingissue
WHERE state = 'closed' AND closed_at >= %(since)s AND closed_at < %(until)s
"""


def register_all() -> None:
    register("issues.raised", _("Sổ bức xúc, nổi cộm: vấn đề được nêu"), raised, _link, _RECORDS)
    register("issues.solved", _("Sổ bức xúc, nổi cộm: vấn đề đã giải quyết"), solved, _link, _SOLVED)
