"""The workbooks of this room."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.issues.choices import IssueState
from lantoa.issues.queries.board import Board
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def _heading(title: str, said: list[str], everything: str) -> tuple[str, ...]:
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    narrowed = _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else everything
    return (title, narrowed, taken_at)


def issues_workbook(rows: Iterable[dict[str, Any]], said: list[str]) -> bytes:
    """The rows as the reader sees them (`views.lists.told`): units by their voice, weeks for days, origins so far as they may
    open them."""
    columns = (
        SheetColumn(_("Mã"), width=16),
        SheetColumn(_("Vấn đề"), width=48),
        SheetColumn(_("Nội dung"), width=60),
        SheetColumn(_("Bổ sung"), width=48),
        SheetColumn(_("Chủ đề"), width=24),
        SheetColumn(_("Phát sinh từ"), width=36),
        SheetColumn(_("Nơi nêu"), width=30),
        SheetColumn(_("Nêu"), width=22),
        SheetColumn(_("Nơi giải quyết"), width=30),
        SheetColumn(_("Cấp"), width=24),
        SheetColumn(_("Hạn"), "date", 12),
        SheetColumn(_("Tình trạng"), width=20),
        SheetColumn(_("Quá hạn"), width=10),
        SheetColumn(_("Đề nghị"), width=36),
        SheetColumn(_("Kết quả"), width=48),
    )
    table = [
        (
            one["row"].code,
            one["row"].title,
            one["row"].text,
            "\n".join(f"{when}: {words}" for when, words in one["additions"]),
            one["row"].theme_name,
            one["came_from"].label if one["came_from"] else "",
            one["who"],
            one["week"],
            one["owner"],
            str(one["level"]),
            one["row"].due_on,
            str(IssueState(one["row"].state).label),
            _("Quá hạn") if one["row"].is_overdue else "",
            one["row"].wanted,
            one["row"].result,
        )
        for one in rows
    ]
    title = _("Vấn đề bức xúc, nổi cộm")
    sheet = Sheet(title, columns, table, heading=_heading(title, said, _("Tất cả vấn đề được xem")))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())


def board_workbook(board: Board, said: list[str]) -> bytes:
    """Levels by age, and themes over time."""
    everything = _("Mọi đơn vị và cấp được xem; không tính đơn vị có ít người")
    ages = (
        _("Chờ tiếp nhận"),
        _("Đang giải quyết"),
        _("Sắp hết hạn"),
        _("Quá hạn"),
        _("Quá hạn trên 30 ngày"),
        _("Chờ xác nhận"),
    )
    by_level = Sheet(
        _("Theo cấp"),
        (
            SheetColumn(_("Cấp"), width=28),
            *(SheetColumn(age, "number", 14) for age in ages),
            SheetColumn(_("Cộng"), "number", 12),
        ),
        [(str(one.level.label), *one.ages, one.total) for one in board.levels],
        heading=_heading(_("Vấn đề chưa xong theo cấp"), said, everything),
    )
    by_theme = Sheet(
        _("Theo chủ đề"),
        (
            SheetColumn(_("Chủ đề"), width=32),
            SheetColumn(_("Chưa xong"), "number", 12),
            SheetColumn(_("Quá hạn"), "number", 12),
            SheetColumn(_("Đã giải quyết"), "number", 14),
            *(SheetColumn(one.label_title, "number", 14) for one in board.quarters),
        ),
        [(one.name, one.open, one.overdue, one.closed, *one.quarters) for one in board.themes],
        heading=_heading(_("Vấn đề theo chủ đề, theo quý nêu"), said, everything),
    )
    title = _("Theo dõi vấn đề bức xúc, nổi cộm")
    return workbook_bytes([by_level, by_theme], title=title, author=_("Lan Tỏa"), day=clock.today())
