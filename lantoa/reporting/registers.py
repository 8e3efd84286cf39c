"""The registers of this room itself: units directly below one, and those of them that reported in time (lines U01, S01).

A few statements for any number of units.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core import clock
from lantoa.core.periods import Period
from lantoa.organisation.models import UnitVersion
from lantoa.reporting.choices import ObligationState
from lantoa.reporting.models import Obligation
from lantoa.reporting.sources import SourceCount, register

Below = dict[uuid.UUID, dict[uuid.UUID, tuple[str, str]]]  # unit → direct unit → code, short name


def direct_units(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """The units directly below on the last day of the period (today, while it goes on)."""
    return {unit: _counted(dict(found.values())) for unit, found in _below(unit_ids, period).items()}


def reporting_in_time(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Of those, the ones that owed a report of a period within this one and first sent each of them with something in it by its
    due moment, or by the later one that was agreed.

    What is not due yet is not looked at, who owed nothing is not counted, and a report that is late once counts its unit out. A
    report that was sent in time and returned stays in time. A unit without units below has no figure.
    """
    below = _below(unit_ids, period)
    due = Coalesce(F("agreed_until"), F("collection__due_at"))
    rows = (
        Obligation.objects.filter(
            unit__in=[one for found in below.values() for one in found],
            collection__period_start__gte=period.start,
            collection__period_end__lte=period.end,
            collection__publication=None,
        )
        .exclude(state=ObligationState.EXEMPT)
        .annotate(due=due)
        .filter(due__lte=clock.now())
        .annotate(
            in_time=Case(When(says=True, first_sent_at__lte=F("due"), then=Value(True)), default=Value(False))
        )
    )
    kept: dict[uuid.UUID, bool] = {}
    for unit, in_time in rows.values_list("unit", "in_time"):
        kept[unit] = kept.get(unit, True) and in_time
    return {
        unit: _counted(dict(told for one, told in found.items() if kept.get(one)))
        for unit, found in below.items()
    }


def _below(unit_ids: Sequence[uuid.UUID], period: Period) -> Below:
    day = min(period.last_day, clock.today())
    found: Below = defaultdict(dict)
    rows = UnitVersion.objects.filter(parent__in=unit_ids, valid__contains=day)
    for parent, unit, code, name in rows.values_list("parent", "unit", "unit__code", "short_name"):
        found[parent][unit] = code, name
    return found


def _counted(titles: Mapping[str, str]) -> SourceCount:
    return SourceCount(len(titles), tuple(sorted(titles)), titles)


def unit_address(code: str) -> str:
    return reverse("desk:unit", args=[code])


def register_all() -> None:
    register("units.direct", _("Cây tổ chức: đơn vị trực thuộc"), direct_units, unit_address, unknown=True)
    register(
        "reports.on_time",
        _("Sổ báo cáo: đơn vị trực thuộc nộp đúng hạn"),
        reporting_in_time,
        unit_address,
        unknown=True,
    )
