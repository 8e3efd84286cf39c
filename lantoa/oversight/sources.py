"""The registers of this room that fill lines I01 to I08 of reports, for inspections of units.

Of party members (I02, I04) it knows how many were looked at together with a unit, never who: those who are inspected by
themselves, a cell's own members above all, stand outside the software, like discipline, and are counted by who reports. A unit
that keeps nothing here has no figure, rather than 0.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core import clock
from lantoa.core.periods import Period
from lantoa.core.vi_numbers import format_count
from lantoa.oversight.choices import InspectionKind, InspectionState
from lantoa.oversight.models import Inspection, Programme, Remedy
from lantoa.oversight.queries.completion import completed_lines, line_code, planned_lines
from lantoa.reporting.sources import Count, SourceCount, register

Found = Iterable[tuple[uuid.UUID, str, str]]  # unit, code of a record, its title


def _counted(rows: Found, keepers: Iterable[uuid.UUID]) -> dict[uuid.UUID, SourceCount]:
    """Those that keep the register, and any of whom something is found."""
    titles: dict[uuid.UUID, dict[str, str]] = defaultdict(dict, {unit: {} for unit in keepers})
    for unit, code, title in rows:
        titles[unit][code] = title
    return {unit: SourceCount(len(found), tuple(sorted(found)), found) for unit, found in titles.items()}


def _planners(unit_ids: Sequence[uuid.UUID], period: Period) -> set[uuid.UUID]:
    """Bodies with a programme for a year of the period, announced before its end."""
    rows = Programme.objects.filter(
        unit__in=unit_ids,
        year__gte=period.start.year,
        year__lte=period.last_day.year,
        announced_at__lt=clock.instant(period.end, 0),
    )
    return set(rows.values_list("unit", flat=True))


def _keepers(unit_ids: Sequence[uuid.UUID], period: Period) -> set[uuid.UUID]:
    """Bodies that plan or have opened an inspection here before the period's end: for them nothing found is 0. Two statements."""
    opened = Inspection.objects.filter(unit__in=unit_ids, created_at__lt=clock.instant(period.end, 0))
    return _planners(unit_ids, period) | set(opened.values_list("unit", flat=True))


def _inspected(unit_ids: Sequence[uuid.UUID], period: Period) -> set[uuid.UUID]:
    """Units that were told of an inspection of theirs before the period's end."""
    told = Inspection.objects.filter(subject__in=unit_ids, told_at__lt=clock.instant(period.end, 0))
    return set(told.values_list("subject", flat=True))


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
        rows = _concluded(unit_ids, period).filter(kind=kind).values_list("unit", "code", "title")
        return _counted(rows, _keepers(unit_ids, period))

    return count


def members_of_kind(kind: InspectionKind) -> Count:
    """How many party members were looked at together with the units, added up.

    A body of which one inspection of the period does not say it has no figure: the sum would be too small.
    """

    def count(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
        sums: dict[uuid.UUID, int] = dict.fromkeys(_keepers(unit_ids, period), 0)
        titles: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
        rows = _concluded(unit_ids, period).filter(kind=kind).order_by("code")
        unsaid = set()
        for unit, code, title, number in rows.values_list("unit", "code", "title", "members"):
            if number is None:
                unsaid.add(unit)
            elif number:
                sums[unit] = sums.get(unit, 0) + number
                titles[unit][code] = f"{title}: {format_count(number)}"
        return {
            unit: SourceCount(total, tuple(titles[unit]), titles[unit])
            for unit, total in sums.items()
            if unit not in unsaid
        }

    return count


def of_plan(lines: Callable[[Sequence[uuid.UUID], Period], QuerySet[Any]]) -> Count:
    """Lines of the programme that is announced; a body without one has no figure, nor has a month."""

    def count(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
        if not period.quarters():
            return {}
        rows = [
            (one.body, line_code(one), f"{InspectionKind(one.kind).label}: {one.theme_name}")
            for one in lines(unit_ids, period)
        ]
        return _counted(rows, _planners(unit_ids, period))

    return count


def of_directives(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Of either kind, those that ask how a directive is carried out."""
    rows = _concluded(unit_ids, period).filter(directive__isnull=False)
    return _counted(rows.values_list("unit", "code", "title"), _keepers(unit_ids, period))


def _remedies(
    unit_ids: Sequence[uuid.UUID], period: Period, rows: QuerySet[Remedy]
) -> Mapping[uuid.UUID, SourceCount]:
    found = rows.filter(task__unit__in=unit_ids).values_list("task__unit", "task__code", "task__title")
    return _counted(found, _inspected(unit_ids, period))


def remedies_due(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """What a unit was asked to put right before the period's end and had not, as checked, before it began."""
    start, end = clock.instant(period.start, 0), clock.instant(period.end, 0)
    unchecked = Q(task__confirmed_at=None) | Q(task__confirmed_at__gte=start)
    return _remedies(unit_ids, period, Remedy.objects.filter(unchecked, task__given_at__lt=end))


def remedies_done(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Of those, what was checked as put right within the period."""
    start, end = clock.instant(period.start, 0), clock.instant(period.end, 0)
    return _remedies(
        unit_ids,
        period,
        Remedy.objects.filter(
            task__confirmed_at__gte=start, task__confirmed_at__lt=end, task__given_at__lt=end
        ),
    )


def _inspection(code: str) -> str:
    return reverse("oversight:inspection", args=[code])


def _programme(code: str) -> str:
    """«CT-2021-HG-DUK/HG-048/KT/hoc-tap»: the programme of the line."""
    return reverse("oversight:programme", args=[code.partition("/")[0]])


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


PLANNED = """
    SELECT p.unit_id, concat_ws('/', p.code, u.code, CASE i.kind WHEN 'inspection' THEN 'KT' ELSE 'GS' END, t.code)
    FROM oversight_programmeitem i
    JOIN oversight_programme p ON p.id = i.programme_id
    JOIN organisation_unit u ON u.id = i.subject_id
    JOIN oversight_inspectiontheme t ON t.id = i.theme_id
    LEFT JOIN oversight_inspection n ON n.item_id = i.id
    WHERE make_date(p.year, 3 * i.quarter - 2, 1) >= %(first)s
      AND make_date(p.year, 3 * i.quarter - 2, 1) + interval '3 months' <= %(end)s
      AND p.announced_at < %(until)s AND i.added_at < %(until)s
      AND COALESCE(i.dropped_at, %(until)s) >= %(until)s"""
COMPLETED = PLANNED + " AND n.state = 'concluded' AND n.concluded_at < %(until)s"


def register_all() -> None:
    def offer(code: str, label: Any, count: Count, link: Callable[[str], str], records: str = "") -> None:
        register(f"oversight.{code}", label, count, link, records, unknown=True)

    inspected, supervised = InspectionKind.INSPECTION, InspectionKind.SUPERVISION
    offer("inspected", _("Sổ kiểm tra: tổ chức đã kiểm tra"), of_kind(inspected), _inspection, INSPECTED)
    offer("supervised", _("Sổ kiểm tra: tổ chức đã giám sát"), of_kind(supervised), _inspection, SUPERVISED)
    members = _("Sổ kiểm tra: đảng viên được kiểm tra cùng tổ chức")
    offer("members_inspected", members, members_of_kind(inspected), _inspection)
    members = _("Sổ kiểm tra: đảng viên được giám sát cùng tổ chức")
    offer("members_supervised", members, members_of_kind(supervised), _inspection)
    directives = _("Sổ kiểm tra: cuộc về việc thực hiện văn bản")
    offer("directives", directives, of_directives, _inspection, OF_DIRECTIVES)
    offer(
        "planned", _("Chương trình kiểm tra: cuộc theo kế hoạch"), of_plan(planned_lines), _programme, PLANNED
    )
    completed = _("Chương trình kiểm tra: cuộc đã hoàn thành theo kế hoạch")
    offer("completed", completed, of_plan(completed_lines), _programme, COMPLETED)
    offer("remedies_due", _("Sổ kiểm tra: phải khắc phục"), remedies_due, _remedy, DUE)
    offer("remedies_done", _("Sổ kiểm tra: đã khắc phục"), remedies_done, _remedy, DONE)
