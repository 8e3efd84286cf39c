"""Workbooks of this room."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.directives.choices import SessionKind, SessionState
from lantoa.directives.models import StudySession
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def sessions_workbook(rows: Iterable[StudySession], said: list[str]) -> bytes:
    """The rows of `queries.study.listed` as they are seen; `said` are the filters in words."""
    columns = (
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Ngày"), "date", 12),
        SheetColumn(_("Đơn vị"), width=30),
        SheetColumn(_("Hình thức"), width=18),
        SheetColumn(_("Nội dung"), width=36),
        SheetColumn(_("Chuyên đề"), width=14),
        SheetColumn(_("Tình trạng"), width=14),
        SheetColumn(_("Phút"), "count", 8),
        SheetColumn(_("Triệu tập"), "count", 10, "SUM"),
        SheetColumn(_("Có mặt"), "count", 10, "SUM"),
        SheetColumn(_("Vắng có lý do"), "count", 10, "SUM"),
        SheetColumn(_("Quần chúng, khách mời"), "count", 12, "SUM"),
        SheetColumn(_("Việc làm theo"), "count", 10, "SUM"),
    )
    table = [
        (
            row.code,
            row.held_on,
            row.unit_name,  # type: ignore[attr-defined]
            str(SessionKind(row.kind).label),
            row.title,
            row.topic_code or "",  # type: ignore[attr-defined]
            str(SessionState(row.state).label),
            row.minutes,
            row.members_called,
            row.members_present,
            row.members_excused,
            row.others_present,
            row.deed_count,  # type: ignore[attr-defined]
        )
        for row in rows
    ]
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    narrowed = (
        _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else _("Tất cả buổi học được xem")
    )
    title = _("Danh sách buổi học")
    sheet = Sheet(title, columns, table, heading=(title, narrowed, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())
