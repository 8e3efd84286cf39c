"""The workbook of a quarterly review: tasks by sentence, and the quarter's figures."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lantoa.conferences.models import ConclusionPoint, Conference
from lantoa.conferences.queries.quarters import QuarterFigures
from lantoa.core import clock
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.reporting.queries.totals import LineTotal
from lantoa.tasks.choices import TaskState


def quarter_workbook(
    conference: Conference,
    figures: Sequence[QuarterFigures],
    tasks: Sequence[tuple[ConclusionPoint, Any]],
) -> bytes:
    """`tasks`: rows of `queries.quarters.tasks_by_sentence`. The same rows and figures as on the page, all of them."""
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    heading = (
        conference.title,
        _("Hội nghị ngày %(day)s") % {"day": format_day(conference.held_on)},
        taken_at,
    )
    sheets = [_tasks_sheet(heading, tasks), *(_figures_sheet(heading, one) for one in figures)]
    return workbook_bytes(sheets, title=conference.title, author=_("Lan Tỏa"), day=clock.today())


def _tasks_sheet(heading: tuple[str, ...], tasks: Sequence[tuple[ConclusionPoint, Any]]) -> Sheet:
    columns = (
        SheetColumn(_("Kết luận của"), width=34),
        SheetColumn(_("Câu"), "count", 7),
        SheetColumn(_("Nguyên văn"), width=56),
        SheetColumn(_("Người kết luận"), width=22),
        SheetColumn(_("Mã"), width=16),
        SheetColumn(_("Việc phải làm"), width=40),
        SheetColumn(_("Đơn vị thực hiện"), width=30),
        SheetColumn(_("Hạn lúc giao"), "date", 12),
        SheetColumn(_("Hạn"), "date", 12),
        SheetColumn(_("Tình trạng"), width=16),
        SheetColumn(_("Quá hạn"), width=10),
        SheetColumn(_("Kết quả đã báo"), width=48),
    )
    rows = [
        (
            point.conclusion.conference.title,
            point.number,
            point.text,
            point.said_by,
            row.code,
            row.title,
            row.unit_name,
            row.first_due_on,
            row.due_on,
            str(TaskState(row.state).label),
            _("Quá hạn") if row.is_overdue else "",
            row.result,
        )
        for point, row in tasks
    ]
    return Sheet(_("Việc theo câu kết luận"), columns, rows, heading=heading)


def _figures_sheet(heading: tuple[str, ...], one: QuarterFigures) -> Sheet:
    totals = one.totals
    before = totals.last_year.period.label_title if totals.last_year else _("Cùng kỳ năm trước")
    columns = (
        SheetColumn(_("Mã"), width=12),
        SheetColumn(_("Chỉ tiêu"), width=56),
        SheetColumn(_("Đơn vị tính"), width=16),
        SheetColumn(_("Đã duyệt"), "number", 14),
        SheetColumn(_("Chờ duyệt"), "number", 14),
        SheetColumn(_("Cùng đơn vị, kỳ này"), "number", 18),
        SheetColumn(_("Cùng đơn vị, %(period)s") % {"period": before}, "number", 22),
    )
    rows = [
        (
            line.line.indicator.code,
            line.line.label,
            "%" if line.line.computed else line.line.unit_of_measure,
            _cell(line, line.accepted.value),
            _cell(line, line.pending.value),
            _cell(line, line.same_units.value),
            _cell(line, line.last_year.value),
        )
        for line in totals.lines
        if not line.line.scored
    ]
    said = _("%(accepted)d báo cáo đã duyệt trên %(owed)d phải gửi; gửi đúng hạn %(on_time)d") % {
        "accepted": totals.accepted_reports,
        "owed": one.counters.owed,
        "on_time": one.on_time,
    }
    return Sheet(one.collection.code[:31], columns, rows, heading=(one.collection.title, said, *heading[1:]))


def _cell(line: LineTotal, value: Any) -> Decimal | None:
    """A share is written in percent, as its unit says."""
    if value is None:
        return None
    return Decimal(value) * 100 if line.line.computed else Decimal(value)
