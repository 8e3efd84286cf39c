"""Workbooks of this room."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.practices.choices import Subject, YearState
from lantoa.practices.models import Practice
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def practices_workbook(rows: Iterable[Practice], said: list[str]) -> bytes:
    """The rows of `queries.practices.listed` as they are seen; `said` are the filters in words."""
    columns = (
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Tên mô hình"), width=48),
        SheetColumn(_("Đơn vị"), width=30),
        SheetColumn(_("Lĩnh vực"), width=22),
        SheetColumn(_("Của"), width=10),
        SheetColumn(_("Năm"), "text", 8),
        SheetColumn(_("Tình trạng"), width=20),
        SheetColumn(_("Đã in tập"), width=10),
        SheetColumn(_("Đơn vị nhận áp dụng"), "count", 12, "SUM"),
        SheetColumn(_("Đã kiểm chứng"), "count", 12, "SUM"),
        SheetColumn(_("Người hưởng lợi trong năm"), "count", 14, "SUM"),
        SheetColumn(_("Tiết kiệm, huy động (đồng)"), "count", 18, "SUM"),
    )
    table = [
        (
            row.code,
            row.title,
            row.unit_name or row.unit_code,  # type: ignore[attr-defined]
            row.field_name,  # type: ignore[attr-defined]
            str(Subject(row.subject).label),
            str(row.last_year),  # type: ignore[attr-defined]
            str(YearState(row.last_state).label),  # type: ignore[attr-defined]
            _("Có") if row.in_booklet else "",  # type: ignore[attr-defined]
            row.adopters,  # type: ignore[attr-defined]
            row.verified,  # type: ignore[attr-defined]
            row.last_beneficiaries,  # type: ignore[attr-defined]
            row.last_money,  # type: ignore[attr-defined]
        )
        for row in rows
    ]
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    narrowed = (
        _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else _("Tất cả mô hình được xem")
    )
    title = _("Danh sách mô hình")
    sheet = Sheet(title, columns, table, heading=(title, narrowed, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())
