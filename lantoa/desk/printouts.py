"""The record as a workbook: the rows of the list, in its order."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.desk.queries.record import Line
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def record_workbook(lines: Iterable[Line], said: Sequence[str]) -> bytes:
    """XLSX bytes: one row for each entry; `said` are the filters in force."""
    title = _("Nhật ký: ai đã làm gì")
    columns = (
        SheetColumn(_("STT"), "count", 8),
        SheetColumn(_("Ngày"), "date", 12),
        SheetColumn(_("Giờ"), width=10),
        SheetColumn(_("Ai"), width=28),
        SheetColumn(_("Việc"), width=36),
        SheetColumn(_("Loại đối tượng"), width=22),
        SheetColumn(_("Đối tượng"), width=44),
        SheetColumn(_("Lý do"), width=36),
        SheetColumn(_("Đơn vị"), width=30),
        SheetColumn(_("Mã tra cứu"), width=16),
        SheetColumn(_("Vị trí trong chuỗi"), width=44),
    )
    rows = []
    for number, one in enumerate(lines, start=1):
        at = one.at.astimezone(clock.VIETNAM)
        cells = (one.who, one.what, one.kind, one.named, one.reason, one.unit, one.request_id, one.place)
        rows.append((number, at.date(), f"{at:%H:%M:%S}", *cells))
    return workbook_bytes(
        [Sheet(_("Nhật ký"), columns, rows, (title, *said))], title=title, author="", day=clock.today()
    )
