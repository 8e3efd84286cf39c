"""Targets as workbooks, as the pages show them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.organisation.models import Unit
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import TargetDirection
from lantoa.reporting.models import Target
from lantoa.reporting.queries.targets.below import UnitRow
from lantoa.reporting.queries.targets.overview import Row
from lantoa.reporting.queries.targets.progress import Course


def targets_workbook(rows: Sequence[Row], year: int, *, author: str) -> bytes:
    """The list as it is filtered and sorted, one row per target."""
    columns = (
        SheetColumn(_("Mã"), width=13),
        SheetColumn(_("Chỉ tiêu"), width=34),
        SheetColumn(_("Đơn vị"), width=24),
        SheetColumn(_("Văn bản"), width=13),
        SheetColumn(_("Chiều so sánh"), width=10),
        SheetColumn(_("Giao năm %(year)s") % {"year": year}, "number", 11),
        SheetColumn(_("Đã đạt"), "number", 11),
        SheetColumn(_("Đơn vị tính"), width=11),
        SheetColumn(_("So với chỉ tiêu"), "percent", 10),
        SheetColumn(_("Dự báo cả năm"), "number", 11),
        SheetColumn(_("Đánh giá"), width=13),
        SheetColumn(_("Báo cáo đã có"), width=24),
    )
    listed = [
        (
            row.target.code,
            row.target.name,
            row.unit.name,
            row.target.paper_number,
            str(TargetDirection(row.target.direction).label),
            _number(row.target, row.course.value) if row.course else None,
            _number(row.target, row.course.reached.value) if row.course else None,
            row.target.unit_of_measure,
            _share(row.course),
            _number(row.target, row.course.forecast.value) if row.course and row.course.forecast else None,
            str(row.standing.label) if row.standing else _("Thôi theo dõi") if row.target.ended_at else "",
            row.course.coverage if row.course else "",
        )
        for row in rows
    ]
    title = _("Chỉ tiêu năm %(year)s") % {"year": year}
    return workbook_bytes(
        [Sheet(title, columns, listed, (title, _now()))], title=title, author=author, day=clock.today()
    )


def _number(target: Target, value: Figure) -> Decimal | None:
    """As it is counted with in the workbook: a share in percent, as its unit says, with the decimals that a page shows."""
    if value is None:
        return None
    return round(value * 100, 1) if target.is_share else round(value, target.places)


def _now() -> str:
    return _("Số liệu lúc %(at)s; báo cáo chưa có không tính là 0.") % {"at": format_moment(clock.now())}


def _share(course: Course | None) -> Decimal | None:
    if course is None or course.share is None:
        return None
    return round(Decimal(course.share.numerator) / Decimal(course.share.denominator), 6)


def target_workbook(
    target: Target,
    node: Unit,
    year: int,
    rows: Sequence[Course],
    units: Sequence[UnitRow],
    *,
    author: str,
) -> bytes:
    """The years of a target at a unit, and on a second sheet the units below in one year."""
    measure = SheetColumn(_("Đơn vị tính"), width=11)
    heading = (
        target.name,
        str(getattr(node, "name", node.code)),
        _("%(number)s ngày %(day)s, %(issuer)s")
        % {"number": target.paper_number, "day": format_day(target.paper_day), "issuer": target.paper_issuer},
        _now(),
    )
    given, made, share = (
        SheetColumn(_("Chỉ tiêu"), "number", 12),
        SheetColumn(_("Đã đạt"), "number", 12),
        SheetColumn(_("So với chỉ tiêu"), "percent", 10),
    )
    parts = (
        (SheetColumn(_("Tử số"), "number", 11), SheetColumn(_("Mẫu số"), "number", 11))
        if target.is_share
        else ()
    )
    rest = (SheetColumn(_("Đánh giá"), width=15), SheetColumn(_("Báo cáo đã có"), width=26))
    by_year = Sheet(
        _("Các năm"),
        (SheetColumn(_("Năm"), width=10), measure, given, made, *parts, share, *rest),
        [(str(one.year), *_cells(target, one)) for one in rows],
        heading,
    )
    by_unit = Sheet(
        _("Đơn vị, năm %(year)s") % {"year": year},
        (
            SheetColumn(_("Mã đơn vị"), width=11),
            SheetColumn(_("Đơn vị"), width=34),
            measure,
            given,
            made,
            *parts,
            share,
            *rest,
            SheetColumn(_("Ghi chú"), width=30),
        ),
        [(one.code, one.name, *_cells(target, one.course), one.note) for one in units],
        heading,
    )
    return workbook_bytes([by_year, by_unit], title=target.name, author=author, day=clock.today())


def _cells(target: Target, course: Course) -> tuple[Any, ...]:
    reached = course.reached
    parts = (reached.numerator, reached.denominator) if target.is_share else ()
    return (
        target.unit_of_measure,
        _number(target, course.value),
        _number(target, reached.value),
        *parts,
        _share(course),
        str(course.standing.label) if course.standing else "",
        course.coverage,
    )
