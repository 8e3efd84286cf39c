"""Grades of a scored collection as workbooks: how many of each and where points are lost, and the reports behind a number."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.reporting.models import Collection, Line, Scoring
from lantoa.reporting.queries.grades import GradeRow, Grades, Loss
from lantoa.reporting.scoring import Scale


def grades_workbook(collection: Collection, found: Grades, losses: Sequence[Loss], *, author: str) -> bytes:
    """Units directly below × grades on the first sheet, criteria by lost share on the second."""
    labels = [f"{band.label} ({limits})" for band, limits in found.scale.spans()]
    if found.has_ungraded:
        labels.append(_("Chưa xếp loại"))
    columns = (
        SheetColumn(_("Mã đơn vị"), width=14),
        SheetColumn(_("Đơn vị"), width=44),
        SheetColumn(_("Báo cáo đã duyệt"), "count", 12),
        *(SheetColumn(label, "count", 16) for label in labels),
    )
    note = _("Điểm chính thức: điểm cấp trên chấm nếu có, không thì điểm đơn vị tự chấm.")
    title = _("Xếp loại")
    whole = GradeRow(None, found.whole.counts)
    rows = [_grade_row(row, len(labels)) for row in found.rows]
    rows.append(("", _("Cộng"), whole.total, *whole.counts[: len(labels)]))
    criteria = (
        SheetColumn(_("Mã dòng"), width=12),
        SheetColumn(_("Tiêu chí"), width=60),
        SheetColumn(_("Điểm tối đa"), "number", 12),
        SheetColumn(_("Báo cáo có tính"), "count", 12),
        SheetColumn(_("Báo cáo mất điểm"), "count", 12),
        SheetColumn(_("Điểm có thể đạt"), "number", 14),
        SheetColumn(_("Điểm mất"), "number", 12),
        SheetColumn(_("Tỷ lệ mất"), "percent", 12),
    )
    lost = [
        (
            one.line.indicator.code,
            one.line.label,
            one.line.most,
            one.units,
            one.losing,
            one.possible,
            one.lost,
            None if one.lost_share is None else round(one.lost_share, 6),
        )
        for one in losses
    ]
    sheets = [
        Sheet(title, columns, rows, (collection.title, title, note)),
        Sheet(
            _("Mất điểm ở đâu"),
            criteria,
            lost,
            (
                collection.title,
                _("Tiêu chí mất điểm"),
                _("Không tính báo cáo mà tiêu chí không nằm trong thang."),
            ),
        ),
    ]
    return workbook_bytes(sheets, title=title, author=author, day=clock.today())


def _grade_row(row: GradeRow, width: int) -> tuple[str | int, ...]:
    code = row.unit.code if row.unit else ""
    name = row.name if row.unit else _("Tính ở chính đơn vị này")
    return (code, name, row.total, *row.counts[:width])


def graded_workbook(
    collection: Collection,
    title: str,
    scale: Scale,
    found: Sequence[Scoring],
    line: Line | None,
    *,
    author: str,
) -> bytes:
    """The reports of the list, in official order."""
    columns = [
        SheetColumn(_("Mã đơn vị"), width=14),
        SheetColumn(_("Đơn vị"), width=44),
        SheetColumn(_("Tự chấm"), "number", 12),
        SheetColumn(_("Tự xếp loại"), width=14),
        SheetColumn(_("Chính thức"), "number", 12),
        SheetColumn(_("Xếp loại"), width=14),
    ]
    if line is not None:
        columns.append(SheetColumn(_("Điểm tiêu chí"), "number", 12))
    rows = [
        (
            one.submission.unit.code,
            one.submission.short_name_then,
            _points(one.own_total),
            _label(scale, one.own_band),
            _points(one.total),
            _label(scale, one.band),
            *([_points(getattr(one, "points_here", None))] if line is not None else []),
        )
        for one in found
    ]
    sheet = Sheet(
        _("Xếp loại"),
        tuple(columns),
        rows,
        (collection.title, title, _("Theo thứ tự của đơn vị, không xếp hạng.")),
    )
    return workbook_bytes([sheet], title=title, author=author, day=clock.today())


def _points(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _label(scale: Scale, band: int | None) -> str:
    return "" if band is None else scale.bands[band].label
