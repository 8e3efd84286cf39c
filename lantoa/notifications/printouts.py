"""Days off as a workbook."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment, weekday_name
from lantoa.notifications.models import Holiday
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def holidays_workbook(rows: Iterable[Holiday], year: int) -> bytes:
    """The days off of a year as the page shows them."""
    columns = (
        SheetColumn(_("Ngày"), "date", 14),
        SheetColumn(_("Thứ"), width=12),
        SheetColumn(_("Ngày nghỉ"), width=34),
        SheetColumn(_("Căn cứ"), width=50),
    )
    table = [(row.day, weekday_name(row.day), row.name, row.source) for row in rows]
    title = _("Ngày nghỉ lễ năm %(year)s") % {"year": year}
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    sheet = Sheet(title, columns, table, heading=(title, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())
