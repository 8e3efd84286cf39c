"""Lists of the desk as workbooks: the rows of the list, in its order."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.desk.queries.record import Line
from lantoa.directives.following import Step
from lantoa.directives.queries.following.picture import Followed
from lantoa.printing.workbooks import Sheet, SheetColumn, Value, workbook_bytes


def record_workbook(lines: Iterable[Line], said: Sequence[str]) -> bytes:
    """XLSX bytes: one row for each entry; `said` are the filters in force."""
    title = _("Nhật ký: ai đã làm gì")
    columns = (
        SheetColumn(_("STT"), "count", 8),
        SheetColumn(_("Ngày"), "date", 12),
        SheetColumn(_("Giờ"), width=10),
        SheetColumn(_("Ai"), width=28),
        SheetColumn(_("Việc"), width=36),
        SheetColumn(_("Loại đối tượng"), width=22),
        SheetColumn(_("Đối tượng"), width=44),
        SheetColumn(_("Lý do"), width=36),
        SheetColumn(_("Đơn vị"), width=30),
        SheetColumn(_("Mã tra cứu"), width=16),
        SheetColumn(_("Vị trí trong chuỗi"), width=44),
    )
    rows = []
    for number, one in enumerate(lines, start=1):
        at = one.at.astimezone(clock.VIETNAM)
        cells = (one.who, one.what, one.kind, one.named, one.reason, one.unit, one.request_id, one.place)
        rows.append((number, at.date(), f"{at:%H:%M:%S}", *cells))
    return workbook_bytes(
        [Sheet(_("Nhật ký"), columns, rows, (title, *said))], title=title, author="", day=clock.today()
    )


def units_workbook(rows: Iterable[Followed], steps: Sequence[Step], said: Sequence[str], at: str) -> bytes:
    """XLSX bytes: one row for each unit, two columns for each step (how it stands, when it was last reminded), how much is
    missing; `said` are the filters in force, `at` the moment of the figures."""
    title = _("Việc theo văn bản, từng đơn vị")
    columns = [SheetColumn(_("Mã đơn vị"), width=9), SheetColumn(_("Đơn vị"), width=26)]
    columns.append(SheetColumn(_("Loại hình"), width=14))
    for step in steps:
        columns.append(SheetColumn(str(step.label), width=15))
        reminded_on = _("%(step)s: nhắc gần nhất") % {"step": step.label}  # named apart: people filter by it
        columns.append(SheetColumn(reminded_on, "date", 13))
    columns.append(SheetColumn(_("Số việc thiếu"), "count", 8, "SUM"))
    table: list[tuple[Value, ...]] = []
    for row in rows:
        cells: list[Value] = [row.code, row.name, row.kind]
        for one in row.standings:
            reminded = one.reminded_at.astimezone(clock.VIETNAM).date() if one.reminded_at else None
            cells += [str(one.state.label), reminded]
        table.append((*cells, len(row.lacking)))
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": at}
    sheet = Sheet(_("Từng đơn vị"), tuple(columns), table, (title, "; ".join(said), taken_at))
    return workbook_bytes([sheet], title=title, author="", day=clock.today())
