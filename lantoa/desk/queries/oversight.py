"""Inspections on the desk: what a unit owes one, what a team carries on, what waits for a decision, remedies to check."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.desk.addresses import address
from lantoa.desk.queries.reports import late_badge
from lantoa.desk.queries.stuck import day_of
from lantoa.desk.queries.tasks import Task, beyond, provide
from lantoa.organisation import access
from lantoa.oversight.choices import InspectionState
from lantoa.oversight.models import Inspection
from lantoa.oversight.permissions import ties_of
from lantoa.oversight.queries.findings import waiting_to_check
from lantoa.oversight.queries.inspections import with_names

KIND = gettext_lazy("Kiểm tra")
ICON = "inspection"
MOST = 20


def _line(row: Any, today: date, act: str, route: str, due_on: date | None, second: str) -> Task:
    late = due_on is not None and due_on < today
    return Task(
        KIND,
        ICON,
        row.title,
        address(route, row.code),
        act,
        second,
        due_on,
        late,
        (late_badge(due_on, today),) if late and due_on is not None else (),
    )


@provide
def asked_of_unit(user: User, today: date) -> Iterator[Task]:
    """The self-report, and the unit's word on what was found. One statement."""
    if not access.holds_somewhere(user, "inspection.answer"):
        return
    own = access.units_in_scope(user, "inspection.answer")
    begun = Q(state=InspectionState.BEGUN, self_report_sent_at=None)
    presented = Q(state=InspectionState.PRESENTED, responded_at=None)
    rows = with_names(Inspection.objects.filter(begun | presented, subject__in=own))
    found = list(rows.order_by("ends_on", "code")[: MOST + 1])
    for row in found[:MOST]:
        if row.state == InspectionState.BEGUN:
            words = _("Gửi báo cáo tự kiểm tra theo đề cương cho %(unit)s.") % {"unit": row.unit_name}
            yield _line(row, today, _("Gửi báo cáo"), "oversight:self_report", row.self_report_due_on, words)
        else:
            words = _("Đọc nhận xét, có ý kiến trước khi kết luận.")
            yield _line(row, today, _("Có ý kiến"), "oversight:respond", row.ends_on, words)
    yield from _rest(found, _("Còn cuộc kiểm tra, giám sát khác"), address("oversight:inspections"))


@provide
def carried_on(user: User, today: date) -> Iterator[Task]:
    """Inspections on whose team the person is, and of no unit to which they have come to belong. One statement."""
    if not access.holds_somewhere(user, "inspection.work"):
        return
    bodies = access.units_in_scope(user, "inspection.work")
    rows = Inspection.objects.filter(
        unit__in=bodies, state=InspectionState.BEGUN, team__person__user=user, team__removed_at=None
    )
    rows = rows.exclude(ties_of(user))
    found = list(with_names(rows).order_by("ends_on", "code")[: MOST + 1])
    for row in found[:MOST]:
        words = (
            _("%(unit)s đã gửi báo cáo tự kiểm tra.")
            if row.self_report_sent_at
            else _("Chờ báo cáo tự kiểm tra của %(unit)s.")
        )
        words %= {"unit": row.subject_name}
        yield _line(row, today, _("Làm tiếp"), "oversight:inspection", row.ends_on, words)
    yield from _rest(found, _("Còn cuộc kiểm tra, giám sát khác"), address("oversight:inspections"))


@provide
def to_decide(user: User, today: date) -> Iterator[Task]:
    """What waits for who leads the body: a decision, or a conclusion once the unit was heard, to which they do not belong. One
    statement."""
    if not access.holds_somewhere(user, "inspection.decide"):
        return
    bodies = access.units_in_scope(user, "inspection.decide")
    preparing = Q(state=InspectionState.PREPARING)
    heard = Q(state=InspectionState.PRESENTED, responded_at__isnull=False) & ~ties_of(user)
    rows = with_names(Inspection.objects.filter(preparing | heard, unit__in=bodies))
    found = list(rows.order_by("ends_on", "code")[: MOST + 1])
    for row in found[:MOST]:
        if row.state == InspectionState.PREPARING:
            words = _("%(unit)s: đang chuẩn bị, chờ quyết định.") % {"unit": row.subject_name}
            yield _line(row, today, _("Xem, ra quyết định"), "oversight:inspection", None, words)
        else:
            words = _("%(unit)s đã có ý kiến.") % {"unit": row.subject_name}
            yield _line(row, today, _("Xem, kết luận"), "oversight:inspection", row.ends_on, words)
    yield from _rest(found, _("Còn cuộc kiểm tra, giám sát khác"), address("oversight:inspections"))


@provide
def to_check(user: User, today: date) -> Iterator[Task]:
    """Remedies that were reported, and that the person neither asked for nor reported. One statement."""
    if not access.holds_somewhere(user, "remedy.check"):
        return
    found = list(waiting_to_check(user)[: MOST + 1])
    for row in found[:MOST]:
        yield Task(
            gettext_lazy("Kiểm tra lại"),
            "verified",
            row.task.title,
            address("oversight:remedy_check", row.task.code),
            _("Kiểm tra lại"),
            _("%(unit)s đã báo khắc phục xong.") % {"unit": row.owner_name},
            turn=row.task.reported_at and day_of(row.task.reported_at),
        )
    waiting = address("oversight:remedies", **{"trang-thai": "cho-kiem-tra"})
    yield from _rest(found, _("Còn việc khắc phục khác chờ kiểm tra lại"), waiting)


def _rest(found: list[Any], words: str, url: str) -> Iterator[Task]:
    return beyond(found, MOST, Task(KIND, ICON, words, url, _("Xem tất cả")))
