"""The workbook of receipts."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.directives.choices import ReceiptWay
from lantoa.directives.models import Issuing
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def receipts_workbook(issuing: Issuing, rows: Iterable[Any], said: list[str]) -> bytes:
    """The rows of `queries.receipts_of` as they are seen; `said` are the filters in words."""
    columns = (
        SheetColumn(_("Mã đơn vị"), width=14),
        SheetColumn(_("Đơn vị"), width=34),
        SheetColumn(_("Tình trạng"), width=20),
        SheetColumn(_("Hạn tiếp nhận"), "date", 14),
        SheetColumn(_("Tiếp nhận lúc"), width=18),
        SheetColumn(_("Chức danh người đọc"), width=28),
        SheetColumn(_("Cách tiếp nhận"), width=16),
        SheetColumn(_("Bản ký"), width=28),
        SheetColumn(_("Nhắc lúc"), width=18),
        SheetColumn(_("Nhắc lần hai lúc"), width=18),
        SheetColumn(_("Báo lên lúc"), width=18),
    )
    table = [
        (
            row.unit_code,
            row.unit_name,
            state_words(row),
            row.due_on,
            format_moment(row.acknowledged_at) if row.acknowledged_at else "",
            row.post,
            str(ReceiptWay(row.way).label) if row.way else "",
            row.sheet.name if row.sheet else "",
            format_moment(row.reminded_at) if row.reminded_at else "",
            format_moment(row.reminded_again_at) if row.reminded_again_at else "",
            format_moment(row.escalated_at) if row.escalated_at else "",
        )
        for row in rows
    ]
    directive = issuing.version.directive
    what = _("%(type)s %(reference)s, phiên bản %(number)s") % {
        "type": directive.type_name,
        "reference": directive.reference,
        "number": issuing.version.number,
    }
    narrowed = (
        _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else _("Tất cả đơn vị được gửi")
    )
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    title = _("Danh sách tiếp nhận văn bản")
    sheet = Sheet(title, columns, table, heading=(title, what, narrowed, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())


def state_words(row: Any) -> str:
    if row.acknowledged_at is not None:
        return _("Đã tiếp nhận")
    if row.kept:
        return _("Giữ tiếp nhận cũ")
    return _("Quá hạn") if row.is_overdue else _("Chưa tiếp nhận")
