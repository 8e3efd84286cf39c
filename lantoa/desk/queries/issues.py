"""Pressing issues on the desk: what one's unit has to solve, what it has to answer, and what it may ask the level above for."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lantoa.accounts.models import User
from lantoa.desk.addresses import address
from lantoa.desk.queries.reports import late_badge
from lantoa.desk.queries.tasks import Task, beyond, provide
from lantoa.issues.choices import WITH_OWNER, IssueState
from lantoa.issues.models import PressingIssue
from lantoa.issues.queries.issues import is_overdue, seats
from lantoa.organisation import access

KIND = gettext_lazy("Bức xúc, nổi cộm")
ICON = "alert"
MOST = 20


@provide
def to_solve(user: User, today: date) -> Iterator[Task]:
    """What one's own unit has to solve, the first due first. One statement."""
    if not access.holds_somewhere(user, "issue.handle"):
        return
    rows = PressingIssue.objects.filter(owner__in=seats(user), state__in=WITH_OWNER)
    found = list(rows.select_related("theme").order_by("due_on", "code")[: MOST + 1])
    for row in found[:MOST]:
        is_late = row.due_on < today
        yield Task(
            KIND,
            ICON,
            row.title,
            address("issues:issue", row.code),
            pgettext("a pressing issue", "Tiếp nhận") if row.state == IssueState.RAISED else _("Giải quyết"),
            row.theme.name,
            row.due_on,
            is_late,
            (late_badge(row.due_on, today),) if is_late else (),
        )
    yield from _rest(found, _("Còn vấn đề khác đơn vị phải giải quyết"), "don-vi-giai-quyet")


@provide
def to_answer(user: User, today: date) -> Iterator[Task]:
    """What is reported as solved of what one's unit raised, and what is late so that the level above may be asked. One
    statement."""
    if not access.holds_somewhere(user, "issue.close"):
        return
    own = access.units_in_scope(user, "issue.close")
    mine = access.in_hands_of(own)
    late_elsewhere = Q(is_overdue(today), asks_above=False) & ~Q(level="own")
    rows = PressingIssue.objects.filter(mine, Q(state=IssueState.PROPOSED) | late_elsewhere)
    found = list(rows.order_by("due_on", "code")[: MOST + 1])
    for row in found[:MOST]:
        if row.state == IssueState.PROPOSED:
            yield Task(
                KIND,
                ICON,
                _("Xác nhận: %(title)s") % {"title": row.title},
                address("issues:settle", row.code),
                _("Trả lời"),
                _("Nơi giải quyết báo đã xong; chỉ đơn vị mình đóng được."),
            )
        else:
            yield Task(
                KIND,
                ICON,
                _("Quá hạn ở nơi giải quyết: %(title)s") % {"title": row.title},
                address("issues:ask_above", row.code),
                _("Đề nghị cấp trên"),
                due_on=row.due_on,
                is_late=True,
                badges=(late_badge(row.due_on, today),),
            )
    yield from _rest(found, _("Còn vấn đề khác chờ đơn vị trả lời"), "don-vi-neu")


def _rest(found: list[PressingIssue], words: str, view: str) -> Iterator[Task]:
    return beyond(found, MOST, Task(KIND, ICON, words, address("issues:list", xem=view), _("Xem tất cả")))
