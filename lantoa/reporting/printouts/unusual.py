"""Figures to look at again as a workbook."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.reporting.checks import written
from lantoa.reporting.models import Collection
from lantoa.reporting.queries.unusual import PEERS, UnusualFigure


def unusual_workbook(collection: Collection, found: Sequence[UnusualFigure], *, author: str) -> bytes:
    """Figures to look at again, in the order of the page."""
    columns = (
        SheetColumn(_("Chỉ tiêu"), width=46),
        SheetColumn(_("Mã đơn vị"), width=14),
        SheetColumn(_("Đơn vị"), width=40),
        SheetColumn(_("Số báo"), width=12),
        SheetColumn(_("So với"), width=34),
        SheetColumn(_("Thường khoảng"), width=14),
        SheetColumn(_("Ít nhất"), width=12),
        SheetColumn(_("Nhiều nhất"), width=12),
        SheetColumn(_("Tình trạng"), width=14),
    )
    rows = [
        (
            one.line.full_label,
            one.unit_code,
            one.name,
            written(one.value),
            _("Đơn vị cùng loại hình: %(kind)s") % {"kind": one.kind}
            if one.against == PEERS
            else _("%(count)d kỳ trước của đơn vị") % {"count": one.usual.count},
            written(one.usual.middle),
            written(one.usual.least),
            written(one.usual.greatest),
            _("Đã duyệt") if one.is_accepted else _("Chờ duyệt"),
        )
        for one in found
    ]
    title = _("Số cần xem lại")
    sheet = Sheet(title, columns, rows, (collection.title, title, _("Số có thể đúng; chỉ ra để đối chiếu.")))
    return workbook_bytes([sheet], title=title, author=author, day=clock.today())
