"""The abbreviations as a workbook."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.practices.models import Abbreviation
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def abbreviations_workbook(rows: Iterable[Abbreviation], said: str) -> bytes:
    """The rows of `queries.abbreviations.listed` as they are seen; `said`: what narrows them."""
    columns = (
        SheetColumn(_("Viết tắt"), width=14),
        SheetColumn(_("Viết đủ"), width=44),
        SheetColumn(_("Dùng từ ngày"), "date", 14),
        SheetColumn(_("Thôi dùng từ ngày"), "date", 18),
    )
    table = [(row.short, row.meaning, row.in_force.lower, row.in_force.upper) for row in rows]
    title = _("Chữ viết tắt khi tìm kiếm")
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    sheet = Sheet(title, columns, table, heading=(title, said, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())
