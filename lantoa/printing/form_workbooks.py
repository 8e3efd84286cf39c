"""Workbooks to be filled in and sent back: locked where nothing is asked, with a hidden key that says what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Literal, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from lantoa.core.text import nfc
from lantoa.printing.workbooks import tab_name, with_fixed_date, wrapped_lines, write_text

Asks = Literal["", "text", "whole", "decimal", "mark"]

FONT = "Times New Roman"
THIN = Side(style="thin", color="8A8178")
LINES = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="E6DFD3")
GROUP = PatternFill("solid", fgColor="F3EFE8")
ASKED = PatternFill("solid", fgColor="FFF9E5")
LOCKED = PatternFill("solid", fgColor="F0F0F0")
PLAIN, BOLD, SMALL = Font(name=FONT, size=11), Font(name=FONT, size=11, bold=True), Font(name=FONT, size=10)
TITLE = Font(name=FONT, size=14, bold=True)
TOP = {
    side: Alignment(horizontal=side, vertical="top", wrap_text=True) for side in ("left", "right", "center")
}
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
OPEN = Protection(locked=False)
KEY_PIECE = 30_000  # characters of a cell; the format holds 32,767
LARGEST = 10**15


@dataclass(frozen=True)
class FormColumn:
    """`name` stands in a hidden row above the titles, so that a moved or renamed column is still known. `asks`: what a cell of
    this column that is not locked takes. `number`: written as numbers even where nothing is asked."""

    name: str
    title: str
    width: float
    asks: Asks = ""
    number: bool = False
    most: int = 0  # characters


@dataclass(frozen=True)
class FormRow:
    """`group`: a heading over the rows that follow. `locked`: names of columns in which this row is not asked. `whole`: its
    figure is a whole number, `most` the greatest it takes. `lines`: at least so many lines high."""

    values: tuple[str | Decimal | None, ...]
    group: bool = False
    locked: frozenset[str] = frozenset()
    whole: bool = True
    lines: int = 1
    most: Decimal | None = None


@dataclass(frozen=True)
class FormSheet:
    """`facts`: (name, value) above the table."""

    title: str
    heading: str
    facts: tuple[tuple[str, str], ...]
    words: str
    columns: tuple[FormColumn, ...]
    rows: Sequence[FormRow]


@dataclass(frozen=True)
class FormWords:
    """What the program says when a cell takes nothing of the kind. `within` holds a place for the greatest, «{most}»."""

    title: str
    number: str
    within: str
    mark: str
    too_long: str


def form_workbook(
    sheets: Sequence[FormSheet],
    *,
    key: str,
    key_title: str,
    marks: Sequence[str],
    words: FormWords,
    author: str,
    day: date,
) -> bytes:
    """The sheets as XLSX, and the key in a sheet of its own that no menu shows. The same input gives the same bytes.

    `marks` are what a cell of kind «mark» offers. Protected without a password: it keeps from slips, not from intent; what
    comes back is judged anyway.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _FormPage(book.create_sheet(tab_name(sheet.title)), sheet, marks, words).write()
    hidden = book.create_sheet(key_title)
    for number, start in enumerate(range(0, len(key), KEY_PIECE), start=1):
        write_text(cast(Cell, hidden.cell(number, 1)), key[start : start + KEY_PIECE])
    hidden.sheet_state = "veryHidden"
    hidden.protection.sheet = True
    instant = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    properties = book.properties
    properties.title, properties.creator, properties.lastModifiedBy = (
        nfc(sheets[0].heading),
        nfc(author),
        nfc(author),
    )
    properties.created, properties.language = instant, "vi-VN"
    out = BytesIO()
    book.save(out)
    return with_fixed_date(out.getvalue(), instant)


class _FormPage:
    def __init__(self, page: Worksheet, sheet: FormSheet, marks: Sequence[str], words: FormWords) -> None:
        self.page, self.sheet, self.marks, self.words = page, sheet, marks, words
        self.names_row = len(sheet.facts) + 3  # heading, facts, words
        self.head_row = self.names_row + 1
        self.asked: dict[tuple[str, str, Decimal | None], list[str]] = {}

    def write(self) -> None:
        self._top()
        for row, one in enumerate(self.sheet.rows, start=self.head_row + 1):
            self._row(row, one)
        self._validations()
        self._set_up()

    def _cell(self, row: int, column: int, value: str | Decimal | None, font: Font, place: Alignment) -> Cell:
        cell = cast(Cell, self.page.cell(row, column))
        if isinstance(value, str):
            write_text(cell, value)
        elif value is not None:
            cell.value = int(value) if value == value.to_integral_value() else value
        cell.font, cell.alignment = font, place
        return cell

    def _top(self) -> None:
        width = sum(column.width for column in self.sheet.columns)
        plain = Alignment(vertical="center")
        self._cell(1, 1, self.sheet.heading, TITLE, plain)
        self.page.row_dimensions[1].height = 24
        for row, (name, value) in enumerate(self.sheet.facts, start=2):
            self._cell(row, 1, name, BOLD, plain)
            self._cell(row, 2, value, PLAIN, plain)
        row = self.names_row - 1
        self._cell(row, 1, self.sheet.words, SMALL, TOP["left"])
        self.page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(self.sheet.columns))
        self.page.row_dimensions[row].height = 14.0 * wrapped_lines(self.sheet.words, width * 1.05) + 4
        for number, column in enumerate(self.sheet.columns, start=1):
            self._cell(self.names_row, number, column.name, SMALL, plain)
            head = self._cell(self.head_row, number, column.title, BOLD, MIDDLE)
            head.fill, head.border = HEAD, LINES
            self.page.column_dimensions[get_column_letter(number)].width = column.width
        self.page.row_dimensions[self.names_row].hidden = True
        lines = max(wrapped_lines(column.title, column.width) for column in self.sheet.columns)
        self.page.row_dimensions[self.head_row].height = 15.0 * lines + 6

    def _row(self, row: int, one: FormRow) -> None:
        lines = one.lines
        for number, (value, column) in enumerate(zip(one.values, self.sheet.columns, strict=True), start=1):
            asked = bool(column.asks) and not one.group and column.name not in one.locked
            figure = column.asks == "decimal" or column.number
            place = "right" if figure else "center" if column.asks == "mark" else "left"
            cell = self._cell(row, number, value, BOLD if one.group else PLAIN, TOP[place])
            cell.border = LINES
            if asked:
                cell.fill, cell.protection = ASKED, OPEN
                kind = "whole" if column.asks == "decimal" and one.whole else column.asks
                most = one.most if column.asks == "decimal" else None
                self.asked.setdefault((column.name, kind, most), []).append(cell.coordinate)
            elif one.group or column.asks:
                cell.fill = GROUP if one.group else LOCKED
            if figure:
                cell.number_format = "#,##0" if one.whole else "#,##0.##"
            elif column.asks == "text" and asked:
                cell.number_format = "@"
            if isinstance(value, str):
                room = sum(c.width for c in self.sheet.columns[1:]) if one.group else column.width
                parts = value.split("\n")
                lines = max(lines, sum(wrapped_lines(part, room) for part in parts))
        self.page.row_dimensions[row].height = min(15.0 * lines + 3, 400)
        if one.group:
            self.page.merge_cells(
                start_row=row, end_row=row, start_column=2, end_column=len(self.sheet.columns)
            )

    def _validations(self) -> None:
        columns = {column.name: column for column in self.sheet.columns}
        for (name, kind, most), cells in self.asked.items():
            column = columns[name]
            if kind in ("whole", "decimal"):
                number: Literal["whole", "decimal"] = "whole" if kind == "whole" else "decimal"
                greatest = str(LARGEST) if most is None else f"{most.normalize():f}"
                rule = DataValidation(number, operator="between", formula1="0", formula2=greatest)
                rule.error = self.words.number if most is None else self._within(most)
            elif kind == "mark":
                rule = DataValidation("list", formula1=f'"{",".join(self.marks)}"')
                rule.error = self.words.mark
            else:
                rule = DataValidation("textLength", operator="lessThanOrEqual", formula1=str(column.most))
                rule.error = self.words.too_long
            rule.errorTitle, rule.showErrorMessage, rule.allow_blank = self.words.title, True, True
            for cell in cells:
                rule.add(cell)
            self.page.add_data_validation(rule)

    def _within(self, most: Decimal) -> str:
        shown = f"{most.normalize():f}".replace(".", ",")
        return self.words.within.format(most=shown)

    def _set_up(self) -> None:
        page: Any = self.page
        page.freeze_panes = f"C{self.head_row + 1}"
        page.print_title_rows = f"{self.head_row}:{self.head_row}"
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # 9 is A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_margins.left = page.page_margins.right = 15 / 25.4
        page.page_margins.top = page.page_margins.bottom = 15 / 25.4
        page.oddFooter.center.text = "&P/&N"
        protection = page.protection
        protection.sheet, protection.formatColumns, protection.formatRows = True, False, False
