"""Lists of rules with dates (`ui.dated`) as a workbook: one sheet a list, what holds now first, as on the page."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.printing.workbooks import Sheet, SheetColumn, Value, workbook_bytes
from lantoa.ui.dated import DatedList


def dated_workbook(title: str, lists: Sequence[DatedList], *, author: str) -> bytes:
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    sheets = [_sheet(one, (title, one.title, taken_at)) for one in lists]
    return workbook_bytes(sheets, title=title, author=author, day=clock.today())


def _sheet(one: DatedList, heading: tuple[str, ...]) -> Sheet:
    numbers = [all(isinstance(row.cells[at], int) for row in one.rows) for at in range(len(one.heads))]
    columns = [SheetColumn(one.name_head, width=36)]
    if one.second_head:
        columns.append(SheetColumn(one.second_head, width=48))
    columns += [
        SheetColumn(head, "count" if is_number else "text", 18)
        for head, is_number in zip(one.heads, numbers, strict=True)
    ]
    columns += [
        SheetColumn(_("Dùng từ"), "date", 13),
        SheetColumn(_("Thôi từ"), "date", 13),
        SheetColumn(_("Theo văn bản"), width=44),
        SheetColumn(_("Tình trạng"), width=20),
    ]
    rows: list[tuple[Value, ...]] = [
        (
            row.name,
            *([row.second] if one.second_head else []),
            *row.cells,
            row.since,
            row.until,
            row.source,
            words,
        )
        for words, group in one.groups
        for row, _cells in group
    ]
    return Sheet(one.title, tuple(columns), rows, heading=heading)
