"""The workbook of who has a plan and who has not."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def coverage_workbook(rows: Iterable[Any], said: list[str]) -> bytes:
    """The rows of `queries.plans.coverage` as they are seen; `said` are the filters in words."""
    columns = (
        SheetColumn(_("Mã đơn vị"), width=12),
        SheetColumn(_("Đơn vị"), width=34),
        SheetColumn(_("Tình trạng"), width=14),
        SheetColumn(_("Mã kế hoạch"), width=14),
        SheetColumn(_("Tên kế hoạch"), width=40),
        SheetColumn(_("Số, ký hiệu"), width=16),
        SheetColumn(_("Ngày ban hành"), "date", 13),
        SheetColumn(_("Số ngày sau cấp trên"), "count", 12),
        SheetColumn(_("Biện pháp"), "count", 10, "SUM"),
        SheetColumn(_("Nhắc gần nhất"), "date", 13),
    )
    table = [
        (
            row.code,
            row.short_name,
            _("Đã ban hành") if row.plan_code else _("Đang soạn") if row.drafted else _("Chưa có"),
            row.plan_code or "",
            row.title or "" if row.plan_code else "",
            row.reference or "",
            row.dated_on,
            row.delay.days if row.delay is not None else None,
            row.measures,
            row.reminded_on,
        )
        for row in rows
    ]
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    title = _("Kế hoạch của các đơn vị")
    sheet = Sheet(title, columns, table, heading=(title, "; ".join(said), taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())
