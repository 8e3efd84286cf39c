"""The list of sheets as a workbook."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.reporting.queries.designs.registry import SheetRow


def sheets_workbook(rows: Sequence[SheetRow]) -> bytes:
    """The list of sheets as it is filtered."""
    columns = (
        SheetColumn(_("Mã biểu"), width=16),
        SheetColumn(_("Tên biểu"), width=60),
        SheetColumn(_("Kỳ báo cáo"), width=14),
        SheetColumn(_("Bản đang dùng"), "count", 14),
        SheetColumn(_("Ngày ban hành"), width=16),
        SheetColumn(_("Số dòng"), "count", 10),
        SheetColumn(_("Đợt đang thu"), "count", 12),
        SheetColumn(_("Bản đang soạn"), width=16),
    )
    shown = [
        (
            row.code,
            row.name,
            str(row.period_kind.label),
            row.number,
            format_moment(row.published_at) if row.published_at else "",
            row.lines,
            row.collecting,
            _("có") if row.is_draft else "",
        )
        for row in rows
    ]
    title = _("Biểu mẫu báo cáo")
    return workbook_bytes([Sheet(title, columns, shown, (title,))], title=title, author="", day=clock.today())
