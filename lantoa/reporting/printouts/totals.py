"""Workbooks of totals and of the units that stand in them."""

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
from lantoa.reporting.queries.differences import TotalDifference
from lantoa.reporting.queries.totals import LineTotal, NodeTotals
from lantoa.reporting.templatetags.reporting import points, signed_figure


def totals_workbook(found: NodeTotals, *, author: str, stated: Sequence[TotalDifference] = ()) -> bytes:
    """The totals table: one row per line; a ratio is written in percent points with its two figures
    beside. Totals stated elsewhere that differ stand on a second sheet.
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
        SheetColumn(_("Số không chính xác"), width=24),
    )
    node = str(getattr(found.node, "name", found.node.code))
    heading = (
        found.collection.title,
        node,
        view_line(found.view, found.collection.tree_day),
        _("Số liệu lúc %(at)s, cộng từ %(count)d báo cáo đã duyệt")
        % {"at": format_moment(clock.now()), "count": found.accepted_reports},
    )
    sheet = Sheet(
        _("Tổng hợp"), columns, [_line_row(one) for one in found.lines if not one.line.scored], heading
    )
    sheets = [sheet, _stated_sheet(stated, heading)] if stated else [sheet]
    return workbook_bytes(sheets, title=found.collection.title, author=author, day=clock.today())


def _place_of(one: TotalDifference) -> str:
    """Where the total of a difference is stated."""
    if one.of_parts:
        return _("Tổng đã duyệt, so với các phần cộng lại")
    return str(one.publication.organisation) if one.publication else _("Báo cáo của chính đơn vị")


def _stated_sheet(stated: Sequence[TotalDifference], heading: tuple[str, ...]) -> Sheet:
    columns = (
        SheetColumn(_("Chỉ tiêu"), width=46),
        SheetColumn(_("Tổng đã nêu"), width=16),
        SheetColumn(_("Cộng từ báo cáo"), width=16),
        SheetColumn(_("Chênh lệch"), width=14),
        SheetColumn(_("Nơi nêu"), width=44),
        SheetColumn(_("Nguồn"), width=44),
    )
    rows = [
        (
            one.line.full_label,
            one.said or written(one.stated),
            written(one.found),
            signed_figure(one.difference),
            _place_of(one),
            one.publication.url if one.publication else "",
        )
        for one in stated
    ]
    return Sheet(_("Chênh lệch"), columns, rows, heading)


def view_line(view: TreeView, tree_day: date) -> str:
    """On which tree the figures are added up, as papers and workbooks say it."""
    if view == TreeView.RESTATED:
        return _("Theo cây tổ chức hiện nay (ngày %(day)s)") % {"day": format_day(clock.today())}
    return _("Như đã báo cáo (cây tổ chức ngày %(day)s, như khi duyệt)") % {"day": format_day(tree_day)}


def _line_row(total: LineTotal) -> tuple[Any, ...]:
    line = total.line
    label = f"– {line.label}" if line.part_of_id else line.label
    top, base = total.accepted.numerator, total.accepted.denominator
    if line.computed and top is not None and base is not None:
        label = f"{label} ({written(top)} / {written(base)})"
    summed = total.accepted.summed
    if summed is not None and summed != total.accepted.value:
        label = _("%(label)s (các đơn vị cộng lại %(sum)s)") % {"label": label, "sum": written(summed)}
    return (
        label,
        line.unit_of_measure,
        shown(line, total.accepted.value),
        total.accepted.reported,
        shown(line, total.pending.value),
        shown(line, total.last_year.value),
        points(total.change) if line.computed and total.change is not None else shown(line, total.change),
        total.register,
        total.inexact.words if total.inexact else "",
    )


def shown(line: Line, value: Figure) -> Decimal | str | None:
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
