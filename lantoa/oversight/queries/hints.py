"""Facts that speak for visiting a unit, each with its reason and the page that shows it. No sum, no order: people choose."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.models import Unit
from lantoa.oversight.choices import FindingKind, InspectionState
from lantoa.oversight.models import Finding, Inspection, Programme, Remedy
from lantoa.oversight.queries.programmes import subjects_of
from lantoa.reporting.choices import ObligationState
from lantoa.reporting.models import Obligation
from lantoa.tasks.choices import OPEN
from lantoa.tasks.models import Task
from lantoa.tasks.queries import is_overdue

KINDS = ("never", "late", "repeated", "remedies", "tasks")


@dataclass(frozen=True)
class Hint:
    """`kind` one of KINDS; `url` where the fact is seen, "" where there is nothing to see."""

    kind: str
    words: str
    url: str = ""


@dataclass
class Candidate:
    """A unit with what speaks for visiting it; `chosen`: how many lines of the programme are about it; `branch`: under which unit
    directly below the body it stands, "" for such a one."""

    unit: Any
    hints: list[Hint] = field(default_factory=list)
    chosen: int = 0
    branch: str = ""


def candidates(programme: Programme) -> list[Candidate]:
    """Every unit below the body, in the official order, with its hints. Seven statements for any number of units.

    Late: reports sent after their day, or not sent though it has passed, due within the last twelve months. Never: no concluded
    inspection or supervision by this body. Repeated: shortcomings in the same theme at two visits or more. Remedies and
    other tasks: late today.
    """
    units: list[Any] = list(subjects_of(programme.unit))
    ids = [unit.pk for unit in units]
    chosen = dict(
        programme.items.filter(dropped_at=None).order_by().values_list("subject").annotate(n=Count("pk"))
    )
    today = clock.today()
    found: dict[uuid.UUID, list[Hint]] = defaultdict(list)
    codes = {unit.pk: unit.code for unit in units}
    _never(programme.unit, ids, found)
    _late_reports(ids, codes, today, found)
    _repeated(programme.unit, codes, found)
    _late_remedies(programme.unit, codes, today, found)
    _late_tasks(programme.unit, codes, today, found)
    return [Candidate(unit, found[unit.pk], chosen.get(unit.pk, 0)) for unit in units]


def _never(body: Unit, ids: Sequence[uuid.UUID], found: dict[uuid.UUID, list[Hint]]) -> None:
    rows = Inspection.objects.filter(unit=body, state=InspectionState.CONCLUDED).order_by()
    last = dict(rows.values_list("subject").annotate(last=Max("concluded_at")))
    for unit in ids:
        if unit not in last:
            found[unit].append(Hint("never", _("Chưa có cuộc kiểm tra, giám sát nào đã kết luận.")))


def _late_reports(
    ids: Sequence[uuid.UUID], codes: dict[uuid.UUID, str], today: date, found: dict[uuid.UUID, list[Hint]]
) -> None:
    late = Q(first_sent_at__gt=F("due")) | Q(first_sent_at=None, due__lt=clock.now())
    rows = (
        Obligation.objects.exclude(state=ObligationState.EXEMPT)
        .annotate(due=Coalesce(F("agreed_until"), F("collection__due_at")))
        .filter(late, unit__in=ids, due__gte=clock.instant(_year_before(today), 0))
    )
    for unit, count in rows.order_by().values_list("unit").annotate(n=Count("pk")):
        words = ngettext(
            "%(count)s báo cáo trễ hạn trong 12 tháng qua.",
            "%(count)s báo cáo trễ hạn trong 12 tháng qua.",
            count,
        )
        found[unit].append(
            Hint("late", words % {"count": format_count(count)}, reverse("desk:unit", args=[codes[unit]]))
        )


def _repeated(body: Unit, codes: dict[uuid.UUID, str], found: dict[uuid.UUID, list[Hint]]) -> None:
    rows = Finding.objects.filter(
        inspection__unit=body,
        inspection__subject__in=list(codes),
        inspection__state=InspectionState.CONCLUDED,
        withdrawn_at=None,
    ).exclude(kind=FindingKind.STRENGTH)
    counted = (
        rows.order_by()
        .values_list("inspection__subject", "theme__name", "theme__code")
        .annotate(visits=Count("inspection", distinct=True))
    )
    for unit, name, code, visits in counted:
        if visits > 1:
            words = _("«%(theme)s»: hạn chế lặp lại qua %(count)s cuộc.") % {
                "theme": name,
                "count": format_count(visits),
            }
            url = f"{reverse('oversight:findings')}?don-vi={codes[unit]}&noi-dung={code}"
            found[unit].append(Hint("repeated", words, url))


def _late_remedies(
    body: Unit, codes: dict[uuid.UUID, str], today: date, found: dict[uuid.UUID, list[Hint]]
) -> None:
    rows = Remedy.objects.filter(
        finding__inspection__unit=body,
        finding__inspection__subject__in=list(codes),
        task__state__in=OPEN,
        task__due_on__lt=today,
    )
    counted = rows.order_by().values_list("finding__inspection__subject")
    for unit, count, latest in counted.annotate(n=Count("pk"), latest=Max("task__due_on")):
        words = _("%(count)s việc khắc phục quá hạn, gần nhất %(day)s.") % {
            "count": format_count(count),
            "day": format_day(latest),
        }
        url = f"{reverse('oversight:remedies')}?don-vi={codes[unit]}&trang-thai=qua-han"
        found[unit].append(Hint("remedies", words, url))


def _late_tasks(
    body: Unit, codes: dict[uuid.UUID, str], today: date, found: dict[uuid.UUID, list[Hint]]
) -> None:
    carried = Remedy.objects.filter(task=OuterRef("pk"))  # a remedy is told as one, not once more as a task
    rows = Task.objects.filter(~Exists(carried), is_overdue(today), asker=body, unit__in=list(codes))
    for unit, count in rows.order_by().values_list("unit").annotate(n=Count("pk")):
        words = _("%(count)s nhiệm vụ được giao đang quá hạn.") % {"count": format_count(count)}
        url = reverse("desk:unit", args=[codes[unit]])
        found[unit].append(Hint("tasks", words, url))


def _year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, 28))
