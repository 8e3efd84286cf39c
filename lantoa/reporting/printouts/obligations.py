"""The running board of a collection as a workbook."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.reporting.choices import Standing
from lantoa.reporting.models import Collection
from lantoa.reporting.queries.tallies import Branch, Tally


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
        SheetColumn(_("Lý do miễn, gia hạn, thu hồi"), width=40),
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
            row.recall_reason or row.reason,
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
