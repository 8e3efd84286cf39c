"""A reorganisation as a table of old and new."""

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.organisation.models import Reorganisation
from lantoa.organisation.queries.reorganisations.previews import MARKS, PreviewShown
from lantoa.printing.workbooks import Sheet, SheetColumn, Value, workbook_bytes


def reorganisation_workbook(made: Reorganisation, preview: PreviewShown) -> bytes:
    """XLSX bytes: one row for each unit that changes and each that comes after it; the same check gives the same bytes."""
    day = made.effective_on or clock.today()
    title = _("Bảng đối chiếu đơn vị trước và sau, phương án %(code)s") % {"code": made.code}
    second = _("%(title)s. Hiệu lực từ ngày %(day)s.") % {"title": made.title, "day": format_day(day)}
    columns = (
        SheetColumn(_("STT"), "count", 6),
        SheetColumn(_("Mã cũ"), width=12),
        SheetColumn(_("Tên cũ"), width=44),
        SheetColumn(_("Trực thuộc cũ"), width=34),
        SheetColumn(_("Thay đổi"), width=20),
        SheetColumn(_("Mã mới"), width=12),
        SheetColumn(_("Tên mới"), width=44),
        SheetColumn(_("Trực thuộc mới"), width=34),
    )
    rows: list[tuple[Value, ...]] = [
        (number, *row[:3], ", ".join(str(MARKS[mark].label) for mark in row[3].split()), *row[4:])
        for number, row in enumerate(preview.mapping, start=1)
    ]
    return workbook_bytes(
        [Sheet(_("Đối chiếu"), columns, rows, (title, second))], title=title, author="", day=day
    )
