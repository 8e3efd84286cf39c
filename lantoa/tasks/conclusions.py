"""The table of a conclusion, pasted or out of a file: what, who, by when, what proves it; read line by line, without a database.

Cells are parted by tabs (as a spreadsheet or a word processor copies them) or by «|». Units of one cell are parted by commas or
semicolons, each by code or by name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from lantoa.attachments.reading import Cell, Table
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import DateError, format_day, parse_day

MOST_LINES = 200
LONGEST = 300  # characters of what is to be done, and of what proves it
COLUMNS = 4
EVERYBODY = frozenset({"tat ca", "cac don vi truc thuoc", "don vi truc thuoc"})
PARTED, COMMA = re.compile(r"\s*;\s*"), re.compile(r"\s*,\s*")
MOST_COMMAS = 4  # within one name: Sở Văn hóa, Thể thao và Du lịch
HEADS = frozenset({"viec", "viec phai lam", "noi dung", "noi dung cong viec", "nhiem vu"})

# What a column of a file may be called, folded; the first that a head row has is taken.
COLUMN_NAMES = {
    "title": (
        "viec phai lam",
        "viec",
        "noi dung cong viec",
        "noi dung nhiem vu",
        "noi dung",
        "nhiem vu",
        "nhiem vu cu the",
        "cong viec",
    ),
    "units": (
        "ma don vi",
        "don vi thuc hien",
        "don vi chu tri",
        "co quan chu tri",
        "co quan, don vi chu tri",
        "chu tri",
        "don vi",
        "co quan, don vi",
        "co quan thuc hien",
    ),
    "due": (
        "han",
        "thoi han",
        "han hoan thanh",
        "thoi han hoan thanh",
        "thoi gian hoan thanh",
        "thoi gian thuc hien",
        "thoi gian",
    ),
    "proof": ("minh chung", "minh chung can co", "san pham", "san pham, ket qua", "ket qua, san pham"),
}
HEAD_WITHIN = 30  # rows: above the head stand the title of the paper and its date
MOST_ROWS, MOST_COLUMNS = 1000, 40


@dataclass(frozen=True)
class Line:
    """One line: `number` from 1; `units` are their codes; `faults` say what is wrong with it, in words."""

    number: int
    title: str
    units: tuple[str, ...] = ()
    due_on: date | None = None
    proof_wanted: str = ""
    faults: tuple[str, ...] = field(default=())


def lines_of(table: str, called: Mapping[str, str], direct: tuple[str, ...], today: date) -> list[Line]:
    """The lines that say something, a line of heads left out.

    `called`: folded code or name → code of a unit; a name that two units bear is left out of it. `direct`: codes for
    «tất cả».
    """
    found = []
    for number, text in enumerate(table.splitlines(), start=1):
        cells = [cell.strip() for cell in (text.split("\t") if "\t" in text else text.split("|"))]
        if not any(cells) or (number == 1 and folding_key(cells[0]) in HEADS):
            continue
        found.append(_line(number, cells, called, direct, today))
    return found


def _line(
    number: int, cells: list[str], called: Mapping[str, str], direct: tuple[str, ...], today: date
) -> Line:
    if not 3 <= len(cells) <= COLUMNS:
        wrong = _("Có %(count)d ô; cần 3 hoặc 4 ô: việc, đơn vị, hạn, minh chứng.") % {"count": len(cells)}
        return Line(number, cells[0][:LONGEST], faults=(wrong,))
    title, who, day, proof = (*cells, "")[:COLUMNS]
    faults = []
    if looks_empty(title):
        faults.append(_("Chưa ghi việc phải làm."))
    if max(len(title), len(proof)) > LONGEST:
        faults.append(_("Việc hoặc minh chứng dài quá %(most)d ký tự.") % {"most": LONGEST})
    units, unknown = _units(who, called, direct)
    if unknown:
        faults.append(_("Không rõ đơn vị: %(names)s. Ghi mã.") % {"names": ", ".join(unknown[:5])})
    elif not units and looks_empty(who):
        faults.append(_("Chưa ghi đơn vị."))
    elif not units:
        faults.append(_("Nơi giao không có đơn vị trực thuộc nào. Ghi mã đơn vị."))
    due_on = None
    try:
        due_on = parse_day(day)
    except DateError as wrong_day:
        faults.append(wrong_day.sentence)
    if due_on is not None and due_on < today:
        faults.append(_("Hạn đã qua."))
    return Line(number, title, units, due_on, proof, tuple(faults))


def _units(
    cell: str, called: Mapping[str, str], direct: tuple[str, ...]
) -> tuple[tuple[str, ...], list[str]]:
    if folding_key(cell) in EVERYBODY:
        return direct, []
    found: dict[str, None] = {}
    unknown = []
    for part in PARTED.split(cell):
        names = [name for name in COMMA.split(part) if name]
        while names:
            # The longest name that fits: a unit's own name may hold commas.
            tries = range(min(len(names), MOST_COMMAS + 1), 0, -1)
            fits = next((n for n in tries if folding_key(", ".join(names[:n])) in called), 0)
            if fits:
                found[called[folding_key(", ".join(names[:fits]))]] = None
            else:
                unknown.append(names[0])
            del names[: fits or 1]
    return tuple(found), unknown


def text_of_tables(tables: Sequence[Table]) -> tuple[str, str]:
    """(the table as it would be pasted, what the sheet or table is called) of the first in the file that has the columns.

    The number of a line stays that of the row in the file. A row that says the same across (a heading between the lines) is left
    out. Raises Refused where no sheet has a head row with what is to be done, the units and the day.
    """
    for table in tables:
        rows = {row.number: _filled(table, row.number, row.cells) for row in table.rows}
        head = next((n for n in sorted(rows)[:HEAD_WITHIN] if _columns_of(rows[n])), None)
        if table.hidden or head is None:
            continue
        columns = _columns_of(rows[head])
        lines = {
            number: "\t".join(_of(cells, columns, name) for name in COLUMN_NAMES)
            for number, cells in rows.items()
            if number > head and not _is_heading(cells, columns)
        }
        lines = {number: text for number, text in lines.items() if text.strip()}
        return "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1)), table.name
    raise Refused(
        _(
            "Không thấy bảng phân công trong tệp. Bảng cần một dòng tiêu đề có ba cột: Việc phải làm, Đơn vị thực hiện, Hạn; "
            "thêm được cột Minh chứng."
        )
    )


def _filled(table: Table, number: int, cells: Sequence[Cell]) -> list[Cell]:
    """With the value of a merged range in each of its cells."""
    filled = list(cells)
    for (top, left), (bottom, right) in table.merged:
        if top <= number <= bottom:
            value = next(
                (row.cells[left] for row in table.rows if row.number == top and left < len(row.cells)), None
            )
            filled += [None] * (right + 1 - len(filled))
            filled[left : right + 1] = [value] * (right + 1 - left)
    return filled


def _columns_of(cells: Sequence[Cell]) -> dict[str, int]:
    """Column → its place; nothing where one of the three is missing."""
    named: dict[str, int] = {}
    for place, cell in enumerate(cells):
        named.setdefault(folding_key(_written(cell)), place)
    found = {
        column: next((named[name] for name in names if name in named), -1)
        for column, names in COLUMN_NAMES.items()
    }
    return found if min(found[one] for one in ("title", "units", "due")) >= 0 else {}


def _is_heading(cells: Sequence[Cell], columns: Mapping[str, int]) -> bool:
    said = {_of(cells, columns, name) for name in ("title", "units", "due")}
    return len(said) == 1 and said != {""}


def _of(cells: Sequence[Cell], columns: Mapping[str, int], name: str) -> str:
    place = columns[name]
    if not 0 <= place < len(cells):
        return ""
    parted = "; " if name == "units" else " "
    return parted.join(_written(cells[place]).replace("\t", " ").splitlines())


def _written(cell: Cell) -> str:
    """As it would be typed."""
    if isinstance(cell, datetime):
        cell = cell.date()
    return format_day(cell) if isinstance(cell, date) else "" if cell is None else str(cell).strip()
