"""Outreach on the desk: what the unit had planned, whose day is over and whose result nobody has told."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.core.vi_numbers import format_count
from lantoa.desk.addresses import address
from lantoa.desk.queries.reports import late_badge
from lantoa.desk.queries.tasks import Task, provide
from lantoa.directives.queries.outreach import untold_of
from lantoa.organisation import access

MOST = 20  # lines; what is beyond is one line more


@provide
def untold(user: User, today: date) -> Iterator[Task]:
    """One statement, only for who keeps the register."""
    if not access.holds_somewhere(user, "outreach.record"):
        return
    found = list(untold_of(user, today)[:MOST])
    for row in found:
        yield Task(
            gettext_lazy("Tuyên truyền"),
            "message",
            row.title,
            f"{address('directives:outreach_edit', row.code)}?ket-qua=1",
            _("Ghi kết quả"),
            _("Đã qua ngày thực hiện; ghi kết quả thì mới được tính vào báo cáo."),
            row.held_on,
            True,
            (late_badge(row.held_on, today),),
            alike="outreach",
        )
    whole: int = found[0].whole if found else 0  # type: ignore[attr-defined]
    if whole > MOST:
        words = _("Còn %(count)s hoạt động tuyên truyền chưa ghi kết quả")
        yield Task(
            gettext_lazy("Tuyên truyền"),
            "message",
            words % {"count": format_count(whole - MOST)},
            address("directives:outreach", **{"trang-thai": "planned", "sort": "day"}),
            _("Xem tất cả"),
        )
