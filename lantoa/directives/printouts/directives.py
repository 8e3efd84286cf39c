"""The register of directives as a workbook."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.directives.choices import DirectiveState
from lantoa.directives.models import Directive
from lantoa.directives.numbering import issuer_kind_name
from lantoa.directives.queries.directives import day_before
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def directives_workbook(rows: Iterable[Directive], said: list[str]) -> bytes:
    """The rows of `queries.directives.listed` as they are seen; `said` are the filters in words."""
    columns = (
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Số, ký hiệu"), width=16),
        SheetColumn(_("Loại"), width=14),
        SheetColumn(_("Nơi ban hành thuộc"), width=24),
        SheetColumn(_("Cơ quan ban hành"), width=28),
        SheetColumn(_("Ngày ban hành"), width=14),
        SheetColumn(_("Trích yếu"), width=60),
        SheetColumn(_("Tên gọi tắt"), width=20),
        SheetColumn(_("Hiệu lực từ"), width=12),
        SheetColumn(_("Đến hết ngày"), width=12),
        SheetColumn(_("Tình trạng"), width=18),
        SheetColumn(_("Đơn vị giữ sổ"), width=24),
    )
    table = [_row(row) for row in rows]
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    narrowed = (
        _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else _("Tất cả văn bản được xem")
    )
    title = _("Danh sách văn bản chỉ đạo")
    sheet = Sheet(title, columns, table, heading=(title, narrowed, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())


def _row(row: Directive) -> tuple[str, ...]:
    last = day_before(row.in_force.upper)
    return (
        row.code,
        row.reference,
        row.type_name,
        issuer_kind_name(row.issuer_kind),
        row.issuer,
        format_day(row.issued_on),
        row.subject,
        row.short_label,
        format_day(row.in_force.lower),
        format_day(last) if last else "",
        str(DirectiveState(row.state).label),  # type: ignore[attr-defined]
        row.unit_name,  # type: ignore[attr-defined]
    )
