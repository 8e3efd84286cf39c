"""Results that wait to be verified, as a workbook."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.practices.choices import Capacity
from lantoa.practices.models import Adoption
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def waiting_workbook(rows: Iterable[Adoption], said: list[str]) -> bytes:
    """The rows of `queries.verification.waiting_for` as they are seen; `said` are the filters in words."""
    columns = (
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Mô hình"), width=44),
        SheetColumn(_("Đơn vị áp dụng"), width=32),
        SheetColumn(_("Đơn vị khởi xướng"), width=32),
        SheetColumn(_("Áp dụng từ"), "date", 12),
        SheetColumn(_("Đủ số đo, minh chứng"), width=14),
        SheetColumn(_("Xem với tư cách"), width=26),
    )
    table = [
        (
            row.practice.code,
            row.practice.title,
            row.unit_name,  # type: ignore[attr-defined]
            row.origin_name,  # type: ignore[attr-defined]
            row.applied_on,
            _("Đủ") if row.is_proved else _("Thiếu"),  # type: ignore[attr-defined]
            str(Capacity(row.capacity).label),  # type: ignore[attr-defined]
        )
        for row in rows
    ]
    title = _("Chờ kiểm chứng kết quả áp dụng")
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    narrowed = (
        _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else _("Tất cả lượt được xem")
    )
    sheet = Sheet(title, columns, table, heading=(title, narrowed, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())
