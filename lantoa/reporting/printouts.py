"""Workbooks of reporting, as the pages show them."""

import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.core.vi_numbers import format_decimal
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.printing.archives import frozen
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.reporting.checks import Figure, written
from lantoa.reporting.choices import Standing, SubmissionState
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.published.checks import Check
from lantoa.reporting.published.words import KINDS, against_words, found_words, gap_words, sentence_of
from lantoa.reporting.queries.designs.registry import SheetRow
from lantoa.reporting.queries.differences import TotalDifference
from lantoa.reporting.queries.obligations import Branch, Tally
from lantoa.reporting.queries.publications import PublicationRow
from lantoa.reporting.queries.totals import Amount, LineTotal, NodeTotals
from lantoa.reporting.queries.unusual import PEERS, UnusualFigure
from lantoa.reporting.templatetags.reporting import points, signed_figure
from lantoa.reporting.workbook_files import LIST_NAME, Filling, report_workbook


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
    sheet = Sheet(_("Tổng hợp"), columns, [_line_row(line) for line in found.lines], heading)
    sheets = [sheet, _stated_sheet(stated, heading)] if stated else [sheet]
    return workbook_bytes(sheets, title=found.collection.title, author=author, day=clock.today())


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
            one.line.label,
            one.said or written(one.stated),
            written(one.found),
            signed_figure(one.difference),
            one.publication.organisation if one.publication else _("Báo cáo của chính đơn vị"),
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
        total.inexact.words if total.inexact else "",
    )


def _shown(line: Line, value: Figure) -> Decimal | str | None:
    """Whole figures as numbers; others as the page writes them, for the columns show no decimals."""
    if value is None:
        return None
    if line.computed:
        return f"{format_decimal(value * 100, 1)}%"
    return value if value == value.to_integral_value() else written(value)


def breakdown_workbook(
    collection: Collection,
    node: Unit,
    *,
    heads: Sequence[str],
    rows: Sequence[tuple[str, int, Sequence[tuple[Amount, Line]]]],
    whole: Sequence[tuple[Amount, Line]],
    view: TreeView,
    author: str,
) -> bytes:
    """Totals side by side as the page shows them: name and number of reports, then a figure for each head; the sums last."""
    columns = (
        SheetColumn(_("Tên"), width=46),
        SheetColumn(_("Báo cáo đã duyệt"), "count", 12),
        *(SheetColumn(head, "count", 14) for head in heads),
    )
    lines = [
        (name, reports, *(_shown(line, one.value) for one, line in cells)) for name, reports, cells in rows
    ]
    if whole:
        reports = sum(row[1] for row in rows)
        lines.append((_("Cộng"), reports, *(_shown(line, one.value) for one, line in whole)))
    heading = (
        collection.title,
        str(getattr(node, "name", node.code)),
        view_line(view, collection.tree_day),
        _("Số liệu lúc %(at)s") % {"at": format_moment(clock.now())},
    )
    sheet = Sheet(_("Bảng so sánh"), columns, lines, heading)
    return workbook_bytes([sheet], title=collection.title, author=author, day=clock.today())


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


def board_workbook(
    collection: Collection, rows: Sequence[Any], branches: Sequence[Branch], total: Tally, *, author: str
) -> bytes:
    """The board as it is narrowed: one row a unit; on a second sheet the tallies by direct unit and in all."""
    columns = (
        SheetColumn(_("Mã đơn vị"), width=14),
        SheetColumn(_("Đơn vị"), width=44),
        SheetColumn(_("Tình trạng"), width=18),
        SheetColumn(_("Quá hạn, gửi trễ"), width=16),
        SheetColumn(_("Hạn của đơn vị"), width=20),
        SheetColumn(_("Gửi lần đầu"), width=20),
        SheetColumn(_("Duyệt, trả lại lúc"), width=20),
        SheetColumn(_("Lý do miễn, gia hạn"), width=40),
    )
    lines = [
        (
            row.unit.code,
            row.name_then,
            str(Standing(row.standing).label),
            _("Quá hạn") if row.overdue else _("Gửi trễ") if row.sent_late else "",
            format_moment(row.due),
            format_moment(row.first_sent_at) if row.first_sent_at else "",
            format_moment(row.decided_at) if row.decided_at else "",
            row.reason,
        )
        for row in rows
    ]
    heading = (
        collection.title,
        _("Tình trạng lúc %(at)s") % {"at": format_moment(clock.now())},
    )
    sheets = [
        Sheet(_("Đơn vị"), columns, lines, heading),
        Sheet(_("Theo đơn vị trực thuộc"), _tally_columns(), _tally_rows(branches, total), heading),
    ]
    return workbook_bytes(sheets, title=collection.title, author=author, day=clock.today())


def _tally_columns() -> tuple[SheetColumn, ...]:
    counts = (
        _("Phải báo cáo"),
        _("Chưa bắt đầu"),
        _("Đang soạn"),
        _("Chờ duyệt"),
        _("Trả lại"),
        _("Đã duyệt"),
        _("Quá hạn chưa gửi"),
        _("Được miễn"),
    )
    shares = (_("Đã gửi"), _("Gửi đúng hạn"))
    return (
        SheetColumn(_("Đơn vị trực thuộc"), width=44),
        *(SheetColumn(name, "count", 12) for name in counts),
        *(SheetColumn(name, "percent", 12) for name in shares),
    )


def _tally_rows(branches: Sequence[Branch], total: Tally) -> list[tuple[Any, ...]]:
    named = [(one.name or _("Không còn đơn vị cấp trên trong kỳ"), one.tally) for one in branches]
    return [_tally_row(name, tally) for name, tally in (*named, (_("Tổng cộng"), total))]


def _tally_row(name: str, tally: Tally) -> tuple[Any, ...]:
    shares = (tally.completeness, tally.timeliness)
    return (
        name,
        tally.owed,
        tally.not_begun,
        tally.draft,
        tally.sent,
        tally.returned,
        tally.accepted,
        tally.overdue,
        tally.exempt,
        *(None if one is None else float(one) for one in shares),
    )


def workbook_name(filling: Filling) -> str:
    """«BCQ-2021Q1-VPTU.xlsx»."""
    return f"{filling.submission.collection.code}-{filling.submission.unit.code}.xlsx"


def workbooks_archive(collection: Collection, fillings: Sequence[Filling], *, author: str) -> bytes:
    """A zip of workbooks, one for each report, with a list of what is in it."""
    out = BytesIO()
    lines = [collection.title, ""]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in fillings:
            archive.writestr(workbook_name(one), report_workbook(one, author=author))
            state = SubmissionState(one.submission.state).label
            lines.append(f"{one.submission.unit.code}\t{one.unit_name}\t{state}")
        if not fillings:
            lines.append(_("Chưa có báo cáo nào mà anh/chị được xem."))
        archive.writestr(LIST_NAME, "\ufeff" + "\r\n".join(lines) + "\r\n")
    return frozen(out.getvalue())


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


def differences_workbook(found: Sequence[tuple[PublicationRow, Check]], *, author: str) -> bytes:
    """One row a difference: both numbers, the gap, the words as printed, the source as text."""
    columns = (
        SheetColumn(_("Nơi công bố"), width=34),
        SheetColumn(_("Kỳ"), width=16),
        SheetColumn(_("Loại đối chiếu"), width=18),
        SheetColumn(_("Số đã nêu"), width=36),
        SheetColumn(_("Nêu"), width=14),
        SheetColumn(_("Đối chiếu với"), width=44),
        SheetColumn(_("Tính ra"), width=12),
        SheetColumn(_("Chênh lệch"), width=12),
        SheetColumn(_("Nói bằng lời"), width=52),
        SheetColumn(_("Nguồn"), width=44),
    )
    rows = [
        (
            row.publication.organisation,
            row.publication.period_words,
            str(KINDS[check.kind]),
            check.stated.words,
            check.stated.said_with_unit,
            "; ".join(f"{words}: {said}" for words, said in against_words(check)),
            found_words(check),
            gap_words(check),
            sentence_of(check),
            row.publication.url,
        )
        for row, check in found
    ]
    title = _("Chỗ lệch trong số liệu đã công bố")
    heading = (title, _("Số liệu giữ đúng như đã in. Lúc %(at)s.") % {"at": format_moment(clock.now())})
    return workbook_bytes(
        [Sheet(_("Chỗ lệch"), columns, rows, heading)], title=title, author=author, day=clock.today()
    )


def publications_workbook(rows: Sequence[PublicationRow], *, author: str) -> bytes:
    """The list as it is filtered, and on a second sheet every figure as printed."""
    columns = (
        SheetColumn(_("Mã bài"), width=16),
        SheetColumn(_("Nơi công bố"), width=44),
        SheetColumn(_("Ngày nêu"), width=14),
        SheetColumn(_("Kỳ"), width=24),
        SheetColumn(_("Số liệu"), "count", 10),
        SheetColumn(_("Đã đối chiếu"), "count", 12),
        SheetColumn(_("Chỗ lệch"), "count", 10),
        SheetColumn(_("Nguồn"), width=60),
    )
    listed = [
        (
            row.publication.code,
            row.publication.organisation,
            row.publication.stated_words,
            row.publication.period_words,
            len(row.review.figures),
            len(row.checks),
            len(row.differences),
            row.publication.url,
        )
        for row in rows
    ]
    figure_columns = (
        SheetColumn(_("Mã bài"), width=16),
        SheetColumn(_("Lời trong bài"), width=52),
        SheetColumn(_("Số như đã in"), width=18),
        SheetColumn(_("Đơn vị tính"), width=16),
        SheetColumn(_("Tên số liệu"), width=44),
    )
    figures = [
        (row.publication.code, one.words, one.said, one.unit, one.metric)
        for row in rows
        for one in row.review.figures
    ]
    title = _("Số liệu đã công bố")
    return workbook_bytes(
        [
            Sheet(_("Các bài"), columns, listed, (title,)),
            Sheet(_("Số liệu"), figure_columns, figures, (title,)),
        ],
        title=title,
        author=author,
        day=clock.today(),
    )


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
            one.line.label,
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
