"""The workbook of this room."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.tasks.choices import OriginKind, TaskState


def tasks_workbook(rows: Iterable[Any], said: list[str]) -> bytes:
    """The rows of `queries.listed` as they are seen; `said` are the filters in words."""
    columns = (
        SheetColumn(_("Mã"), width=16),
        SheetColumn(_("Việc phải làm"), width=48),
        SheetColumn(_("Đơn vị thực hiện"), width=30),
        SheetColumn(_("Nơi giao"), width=24),
        SheetColumn(_("Hạn"), "date", 12),
        SheetColumn(_("Hạn lúc giao"), "date", 12),
        SheetColumn(_("Tình trạng"), width=16),
        SheetColumn(_("Quá hạn"), width=10),
        SheetColumn(_("Phát sinh từ"), width=22),
        SheetColumn(_("Văn bản, kết luận"), width=36),
        SheetColumn(_("Minh chứng cần có"), width=30),
        SheetColumn(_("Kết quả đã báo"), width=48),
        SheetColumn(_("Số tệp minh chứng"), "count", 12),
        SheetColumn(_("Mã đơn vị"), width=14),  # by which the table is read back without a doubt
    )
    table = [
        (
            row.code,
            row.title,
            row.unit_name,
            row.asker_name,
            row.due_on,
            row.first_due_on,
            str(TaskState(row.state).label),
            _("Quá hạn") if row.is_overdue else "",
            str(OriginKind(row.origin_kind).label),
            row.origin_label,
            row.proof_wanted,
            row.result,
            row.files,
            row.unit_code,
        )
        for row in rows
    ]
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    narrowed = (
        _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else _("Tất cả nhiệm vụ được xem")
    )
    title = _("Danh sách nhiệm vụ")
    sheet = Sheet(title, columns, table, heading=(title, narrowed, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())
