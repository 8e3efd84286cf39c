"""Who owes answers on an order, as a workbook."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.practices.models import ReplicationOrder
from lantoa.practices.queries.orders import Silent
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def silent_workbook(order: ReplicationOrder, rows: Iterable[Silent]) -> bytes:
    """One row a unit, in official order."""
    columns = (
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Đơn vị"), width=40),
        SheetColumn(_("Nay do đơn vị nào trả lời"), width=32),
        SheetColumn(_("Còn chưa trả lời"), "count", 14, "SUM"),
        SheetColumn(_("Được giao"), "count", 12, "SUM"),
        SheetColumn(_("Số ngày quá hạn"), "count", 14),
    )
    table = [(one.code, one.name, one.answers_by, one.left, one.asked, one.days_late or None) for one in rows]
    title = _("Đơn vị chưa trả lời %(code)s") % {"code": order.code}
    due = _("Hạn trả lời %(day)s") % {"day": format_day(order.answer_by)}
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    sheet = Sheet(title, columns, table, heading=(title, due, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())
