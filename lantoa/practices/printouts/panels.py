"""How far the panel of a call has come, as a workbook: who has not finished first."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.practices.models import Call
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def progress_workbook(call: Call, panel: Iterable[Any]) -> bytes:
    """The rows of `queries.appraisals.panel_of`: numbers of appraisals alone, no points and no words."""
    columns = (
        SheetColumn(_("Người chấm"), width=32),
        SheetColumn(_("Được giao"), "count", 12, "SUM"),
        SheetColumn(_("Đã bắt đầu"), "count", 12, "SUM"),
        SheetColumn(_("Đã nộp"), "count", 12, "SUM"),
        SheetColumn(_("Còn phải nộp"), "count", 14, "SUM"),
        SheetColumn(_("Nhắc gần nhất"), "date", 14),
    )
    rows = sorted(panel, key=lambda one: one.handed - one.given)
    table = [
        (one.person.full_name, one.given, one.begun, one.handed, one.given - one.handed, one.reminded_on)
        for one in rows
    ]
    title = _("Tiến độ chấm %(code)s") % {"code": call.code}
    due = _("Hạn chấm %(day)s") % {"day": format_day(call.appraise_by)}
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    sheet = Sheet(title, columns, table, heading=(title, due, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())
