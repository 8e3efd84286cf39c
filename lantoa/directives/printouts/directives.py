"""The register of directives as a workbook."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.directives.choices import DirectiveState
from lantoa.directives.models import Directive
from lantoa.directives.numbering import issuer_kind_name
from lantoa.directives.queries.directives import day_before
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def directives_workbook(rows: Iterable[Directive], said: list[str]) -> bytes:
    """The rows of `queries.directives.listed` as they are seen; `said` are the filters in words."""
    columns = (
        SheetColumn(_("Mã"), width=13),
        SheetColumn(_("Số, ký hiệu"), width=16),
        SheetColumn(_("Loại"), width=12),
        SheetColumn(_("Nơi ban hành thuộc"), width=18),
        SheetColumn(_("Cơ quan ban hành"), width=20),
        SheetColumn(_("Ngày ban hành"), "date", 12),
        SheetColumn(_("Trích yếu"), width=40),
        SheetColumn(_("Tên gọi tắt"), width=16),
        SheetColumn(_("Hiệu lực từ"), "date", 12),
        SheetColumn(_("Đến hết ngày"), "date", 12),
        SheetColumn(_("Tình trạng"), width=14),
        SheetColumn(_("Đơn vị giữ sổ"), width=20),
    )
    table = [_row(row) for row in rows]
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    narrowed = (
        _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else _("Tất cả văn bản được xem")
    )
    title = _("Danh sách văn bản chỉ đạo")
    sheet = Sheet(title, columns, table, heading=(title, narrowed, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())


def _row(row: Directive) -> tuple[str | date | None, ...]:
    last = day_before(row.in_force.upper)
    return (
        row.code,
        row.reference,
        row.type_name,
        issuer_kind_name(row.issuer_kind),
        row.issuer,
        row.issued_on,
        row.subject,
        row.short_label,
        row.in_force.lower,
        last,
        str(DirectiveState(row.state).label),  # type: ignore[attr-defined]
        row.unit_name,  # type: ignore[attr-defined]
    )
