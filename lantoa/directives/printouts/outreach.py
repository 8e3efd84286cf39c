"""Workbooks of outreach."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.directives.choices import Audience, Channel, OutreachKind, OutreachState, ReachMeasure
from lantoa.directives.models import OutreachActivity
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def outreach_workbook(rows: Iterable[OutreachActivity], said: list[str]) -> bytes:
    """The rows of `queries.outreach.listed` as they are seen; `said` are the filters in words. The reach is not added up: its
    measures differ."""
    columns = (
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Ngày"), "date", 12),
        SheetColumn(_("Đơn vị"), width=24),
        SheetColumn(_("Hình thức"), width=16),
        SheetColumn(_("Tên hoạt động"), width=36),
        SheetColumn(_("Kênh"), width=18),
        SheetColumn(_("Đối tượng"), width=14),
        SheetColumn(_("Tình trạng"), width=13),
        SheetColumn(_("Số tin, bài"), "count", 10),
        SheetColumn(_("Kết quả"), "count", 12),
        SheetColumn(_("Đếm bằng"), width=14),
        SheetColumn(_("Địa chỉ"), width=24),
    )
    table = [
        (
            row.code,
            row.held_on,
            row.unit_name,  # type: ignore[attr-defined]
            str(OutreachKind(row.kind).label),
            row.title,
            str(Channel(row.channel).label),
            str(Audience(row.audience).label),
            str(OutreachState(row.state).label),
            row.pieces,
            row.reach,
            str(ReachMeasure(row.measure).label) if row.measure else "",
            row.link,
        )
        for row in rows
    ]
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    narrowed = (
        _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else _("Mọi hoạt động được xem")
    )
    title = _("Danh sách hoạt động tuyên truyền")
    sheet = Sheet(title, columns, table, heading=(title, narrowed, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())
