"""Workbooks of reporting, as the pages show them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.core.vi_numbers import format_decimal
from lantoa.organisation.choices import TreeView
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.reporting.checks import Figure, written
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.queries.designs import SheetRow
from lantoa.reporting.queries.totals import LineTotal, NodeTotals
from lantoa.reporting.templatetags.reporting import points


def totals_workbook(found: NodeTotals, *, author: str) -> bytes:
    """The totals table: one row per line; a ratio is written in percent points with its two figures
    beside.
    """
    columns = (
        SheetColumn(_("Chỉ tiêu"), width=46),
        SheetColumn(_("Đơn vị tính"), width=14),
        SheetColumn(_("Đã duyệt"), "count", 14),
        SheetColumn(_("Số đơn vị có số"), "count", 12),
        SheetColumn(_("Chờ duyệt"), "count", 14),
        SheetColumn(_("Cùng kỳ năm trước, cùng đơn vị"), "count", 18),
        SheetColumn(_("Tăng, giảm"), "count", 14),
        SheetColumn(_("Sổ đăng ký"), "count", 12),
    )
    node = str(getattr(found.node, "name", found.node.code))
    heading = (
        found.collection.title,
        node,
        view_line(found.view, found.collection.tree_day),
        _("Số liệu lúc %(at)s, cộng từ %(count)d báo cáo đã duyệt")
        % {"at": format_moment(clock.now()), "count": found.accepted_reports},
    )
    sheet = Sheet(_("Tổng hợp"), columns, [_line_row(line) for line in found.lines], heading)
    return workbook_bytes([sheet], title=found.collection.title, author=author, day=clock.today())


def view_line(view: TreeView, tree_day: date) -> str:
    """On which tree the figures are added up, as papers and workbooks say it."""
    if view == TreeView.RESTATED:
        return _("Theo cây tổ chức hiện nay (ngày %(day)s)") % {"day": format_day(clock.today())}
    return _("Như đã báo cáo (cây tổ chức ngày %(day)s, như khi duyệt)") % {"day": format_day(tree_day)}


def _line_row(total: LineTotal) -> tuple[Any, ...]:
    line = total.line
    label = line.label
    top, base = total.accepted.numerator, total.accepted.denominator
    if line.computed and top is not None and base is not None:
        label = f"{label} ({written(top)} / {written(base)})"
    return (
        label,
        line.unit_of_measure,
        _shown(line, total.accepted.value),
        total.accepted.reported,
        _shown(line, total.pending.value),
        _shown(line, total.last_year.value),
        points(total.change) if line.computed and total.change is not None else _shown(line, total.change),
        total.register,
    )


def _shown(line: Line, value: Figure) -> Decimal | str | None:
    """Whole figures as numbers; others as the page writes them, for the columns show no decimals."""
    if value is None:
        return None
    if line.computed:
        return f"{format_decimal(value * 100, 1)}%"
    return value if value == value.to_integral_value() else written(value)


def units_workbook(
    collection: Collection,
    rows: Sequence[Any],
    *,
    author: str,
    view: TreeView = TreeView.AS_REPORTED,
) -> bytes:
    """The units list: code, name, state, when it was sent and decided."""
    columns = (
        SheetColumn(_("Mã đơn vị"), width=14),
        SheetColumn(_("Đơn vị"), width=46),
        SheetColumn(_("Tình trạng"), width=18),
        SheetColumn(_("Quá hạn"), width=10),
        SheetColumn(_("Gửi lúc"), width=20),
        SheetColumn(_("Quyết định lúc"), width=20),
    )
    lines = [
        (
            row.unit.code,
            row.unit_name or row.unit.code,
            str(SubmissionState(row.report_state).label),
            _("Quá hạn") if row.is_late else "",
            format_moment(row.submitted_at) if row.submitted_at else "",
            format_moment(row.decided_at) if row.decided_at else "",
        )
        for row in rows
    ]
    heading = (collection.title, view_line(view, collection.tree_day))
    sheet = Sheet(_("Đơn vị"), columns, lines, heading)
    return workbook_bytes([sheet], title=collection.title, author=author, day=clock.today())


def sheets_workbook(rows: Sequence[SheetRow]) -> bytes:
    """The list of sheets as it is filtered."""
    columns = (
        SheetColumn(_("Mã biểu"), width=16),
        SheetColumn(_("Tên biểu"), width=60),
        SheetColumn(_("Kỳ báo cáo"), width=14),
        SheetColumn(_("Bản đang dùng"), "count", 14),
        SheetColumn(_("Ngày ban hành"), width=16),
        SheetColumn(_("Số dòng"), "count", 10),
        SheetColumn(_("Đợt đang thu"), "count", 12),
        SheetColumn(_("Bản đang soạn"), width=16),
    )
    shown = [
        (
            row.code,
            row.name,
            str(row.period_kind.label),
            row.number,
            format_moment(row.published_at) if row.published_at else "",
            row.lines,
            row.collecting,
            _("có") if row.is_draft else "",
        )
        for row in rows
    ]
    title = _("Biểu mẫu báo cáo")
    return workbook_bytes([Sheet(title, columns, shown, (title,))], title=title, author="", day=clock.today())
