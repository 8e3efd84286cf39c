"""The registers of this room that fill lines I01, I03, I05, I07 and I08 of reports, for inspections of units. Those of
members (I02, I04) and discipline stand outside the software, so no register fills them."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core import clock
from lantoa.core.periods import Period
from lantoa.oversight.choices import InspectionKind, InspectionState
from lantoa.oversight.models import Inspection, Remedy
from lantoa.reporting.sources import Count, SourceCount, register

Found = Iterable[tuple[uuid.UUID, str, str]]  # unit, code of a record, its title


def _counted(rows: Found) -> dict[uuid.UUID, SourceCount]:
    titles: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for unit, code, title in rows:
        titles[unit][code] = title
    return {unit: SourceCount(len(found), tuple(sorted(found)), found) for unit, found in titles.items()}


def _concluded(unit_ids: Sequence[uuid.UUID], period: Period) -> QuerySet[Inspection]:
    return Inspection.objects.filter(
        unit__in=unit_ids,
        state=InspectionState.CONCLUDED,
        concluded_at__gte=clock.instant(period.start, 0),
        concluded_at__lt=clock.instant(period.end, 0),
    )


def of_kind(kind: InspectionKind) -> Count:
    """What a body has concluded of one kind within the period, each once."""

    def count(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
        return _counted(_concluded(unit_ids, period).filter(kind=kind).values_list("unit", "code", "title"))

    return count


def of_directives(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Of either kind, those that ask how a directive is carried out."""
    rows = _concluded(unit_ids, period).filter(directive__isnull=False)
    return _counted(rows.values_list("unit", "code", "title"))


def _remedies(unit_ids: Sequence[uuid.UUID], rows: QuerySet[Remedy]) -> Mapping[uuid.UUID, SourceCount]:
    return _counted(
        rows.filter(task__unit__in=unit_ids).values_list("task__unit", "task__code", "task__title")
    )


def remedies_due(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """What a unit was asked to put right before the period's end and had not, as checked, before it began."""
    start, end = clock.instant(period.start, 0), clock.instant(period.end, 0)
    unchecked = Q(task__confirmed_at=None) | Q(task__confirmed_at__gte=start)
    return _remedies(unit_ids, Remedy.objects.filter(unchecked, task__given_at__lt=end))


def remedies_done(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Of those, what was checked as put right within the period."""
    start, end = clock.instant(period.start, 0), clock.instant(period.end, 0)
    return _remedies(
        unit_ids,
        Remedy.objects.filter(
            task__confirmed_at__gte=start, task__confirmed_at__lt=end, task__given_at__lt=end
        ),
    )


def _inspection(code: str) -> str:
    return reverse("oversight:inspection", args=[code])


def _remedy(code: str) -> str:
    return reverse("oversight:remedy", args=[code])


# The same by other SQL, for `lantoa check-rollups`.
_CONCLUDED = """
    SELECT unit_id, code FROM oversight_inspection
    WHERE state = 'concluded' AND concluded_at >= %(since)s AND concluded_at < %(until)s"""
INSPECTED = _CONCLUDED + " AND kind = 'inspection'"
SUPERVISED = _CONCLUDED + " AND kind = 'supervision'"
OF_DIRECTIVES = _CONCLUDED + " AND directive_id IS NOT NULL"
_REMEDIES = """
    SELECT t.unit_id, t.code FROM oversight_remedy r JOIN tasks_task t ON t.id = r.task_id
    WHERE t.given_at < %(until)s AND """
DUE = _REMEDIES + "COALESCE(t.confirmed_at, %(until)s) >= %(since)s"
DONE = _REMEDIES + "t.confirmed_at >= %(since)s AND t.confirmed_at < %(until)s"


def register_all() -> None:
    inspected = _("Sổ kiểm tra: tổ chức đã kiểm tra")
    register("oversight.inspected", inspected, of_kind(InspectionKind.INSPECTION), _inspection, INSPECTED)
    supervised = _("Sổ kiểm tra: tổ chức đã giám sát")
    register("oversight.supervised", supervised, of_kind(InspectionKind.SUPERVISION), _inspection, SUPERVISED)
    directives = _("Sổ kiểm tra: cuộc về việc thực hiện văn bản")
    register("oversight.directives", directives, of_directives, _inspection, OF_DIRECTIVES)
    register("oversight.remedies_due", _("Sổ kiểm tra: phải khắc phục"), remedies_due, _remedy, DUE)
    register("oversight.remedies_done", _("Sổ kiểm tra: đã khắc phục"), remedies_done, _remedy, DONE)
