"""The list of who is asked again as a workbook."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.practices.models import AdoptionCheck
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def checks_workbook(
    rows: Iterable[AdoptionCheck], said: list[str], states: Mapping[str, str | Promise]
) -> bytes:
    """The rows of `queries.checks.listed` with their standing, as they are seen."""
    columns = (
        SheetColumn(_("Đơn vị"), width=30),
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Mô hình"), width=44),
        SheetColumn(_("Đơn vị khởi xướng"), width=28),
        SheetColumn(_("Sau (tháng)"), "count", 10),
        SheetColumn(_("Hạn"), "date", 12),
        SheetColumn(_("Tình trạng"), width=24),
        SheetColumn(_("Số ngày quá hạn"), "count", 12),
        SheetColumn(_("Trả lời ngày"), "date", 12),
        SheetColumn(_("Nói gì"), width=48),
    )
    table = [
        (
            row.unit_name,  # type: ignore[attr-defined]
            row.adoption.practice.code,
            row.adoption.practice.title,
            row.origin_name,  # type: ignore[attr-defined]
            row.months,
            row.due_on,
            str(states[row.standing]),  # type: ignore[attr-defined]
            row.days_late if row.standing == "overdue" else None,  # type: ignore[attr-defined]
            row.told_on,
            row.note,
        )
        for row in rows
    ]
    title = _("Hỏi lại sau áp dụng")
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    narrowed = (
        _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else _("Tất cả lần hỏi được xem")
    )
    sheet = Sheet(title, columns, table, heading=(title, narrowed, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())
