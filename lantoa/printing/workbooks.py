"""Annex workbooks: XLSX with live totals, ready to print on A4 on its side."""

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Literal, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from lantoa.core.text import nfc
from lantoa.printing.archives import frozen

Kind = Literal["text", "count", "number", "percent", "date"]
Total = Literal["", "SUM", "AVERAGE", "COUNTA", "COUNT", "MIN", "MAX"]
Value = str | int | float | Decimal | date | None

FONT = "Times New Roman"
FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "#,##0",
    "number": "#,##0.##",
    "percent": "0.0%",
    "date": "dd/mm/yyyy",
}
ALIGN: dict[Kind, str] = {
    "text": "left",
    "count": "right",
    "number": "right",
    "percent": "right",
    "date": "center",
}
THIN = Side(style="thin", color="8A8178")
LINES = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
SUNK = PatternFill("solid", fgColor="F3EFE8")
A4, A3 = 9, 8  # ST_PaperSize of ECMA-376, part 1, 18.3.1.63
A4_WIDTH = 200  # characters: a wider sheet, squeezed into the width of A4, would be set in less than 7 points
LINE_POINTS = 15.0  # one line at 11 points
ROOM = 1.0  # a column's width counts digits; Vietnamese letters are about as wide
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
# Control characters that the file format cannot hold.
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what programs would read as a code of a letter
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: `width` in characters; `total` is the worksheet function under it, if any; a percent is a
    share of 1, a number has decimals where it needs them."""

    title: str
    kind: Kind = "text"
    width: float = 16
    total: Total = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `title` is the tab (31 characters, no `[]:*?/\\`), `heading` the lines printed above the
    table.

    `total_word` stands in the first column of the total row, which is there when a column has a total.
    """

    title: str
    columns: tuple[SheetColumn, ...]
    rows: Sequence[tuple[Value, ...]]
    heading: tuple[str, ...] = ()
    total_word: str = "Tổng cộng"
    mark: str = ""


def workbook_bytes(sheets: Sequence[Sheet], *, title: str, author: str, day: date) -> bytes:
    """The sheets as XLSX; the same sheets and day give the same bytes.

    Raises `ValueError` when there is no sheet or a row does not fit its columns.
    """
    if not sheets:
        raise ValueError("A workbook needs a sheet.")
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _Page(book.create_sheet(tab_name(sheet.title)), sheet).write()
    instant = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    properties = book.properties
    properties.title, properties.creator, properties.lastModifiedBy = nfc(title), nfc(author), nfc(author)
    properties.created, properties.language = instant, "vi-VN"
    out = BytesIO()
    book.save(out)
    return with_fixed_date(out.getvalue(), instant)


def tab_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", nfc(title)).strip()[:31] or "Sheet"


def with_fixed_date(archive: bytes, instant: datetime) -> bytes:
    """Put `instant` where openpyxl writes the clock as it saves, then freeze the archive."""
    stamp = instant.strftime("%Y-%m-%dT%H:%M:%SZ").encode()

    def fixed(name: str, content: bytes) -> bytes:
        if name != "docProps/core.xml":
            return content
        return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)

    return frozen(archive, fixed)


class _Page:
    def __init__(self, page: Worksheet, sheet: Sheet) -> None:
        self.page = page
        self.sheet = sheet
        self.header_row = len(sheet.heading) + (2 if sheet.heading else 1)
        self.last_row = self.header_row + len(sheet.rows)
        # What a cell looks like, by its column's kind, its own, and whether it looks like a formula: finding the style anew
        # for each cell takes longer than all the rest.
        self.styles: dict[tuple[Kind, Kind, bool], StyleArray] = {}

    def write(self) -> None:
        self._headings()
        for row, values in enumerate(self.sheet.rows, start=self.header_row + 1):
            if len(values) != len(self.sheet.columns):
                raise ValueError(
                    f"Row {row} has {len(values)} values under {len(self.sheet.columns)} columns."
                )
            for number, (value, column) in enumerate(zip(values, self.sheet.columns, strict=True), start=1):
                self._value(self._cell(row, number), value, column)
        self._totals()
        self._heights()
        self._print_setup()

    def _cell(self, row: int, number: int) -> Cell:
        return cast(Cell, self.page.cell(row, number))

    def _headings(self) -> None:
        width = len(self.sheet.columns)
        for row, line in enumerate(self.sheet.heading, start=1):
            cell = self._cell(row, 1)
            write_text(cell, line)
            cell.font = Font(name=FONT, size=13 if row == 1 else 11, bold=row == 1, italic=row > 1)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            if width > 1:
                self.page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
        for number, column in enumerate(self.sheet.columns, start=1):
            cell = self._cell(self.header_row, number)
            write_text(cell, column.title)
            cell.font, cell.fill, cell.border = Font(name=FONT, size=11, bold=True), SUNK, LINES
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            self.page.column_dimensions[get_column_letter(number)].width = column.width

    def _value(self, cell: Cell, value: Value, column: SheetColumn) -> None:
        if isinstance(value, str):
            write_text(cell, value)
        else:
            cell.value = value
        kind = _kind_of(value, column)
        look = column.kind, kind, bool(cell.quotePrefix)
        known, bare = (
            self.styles.get(look),
            cast(Any, cell),
        )  # the types of openpyxl do not name where the style is held
        if known is not None:
            bare._style = copy(known)
            return
        cell.number_format = FORMATS[kind]
        cell.font, cell.border = Font(name=FONT, size=11), LINES
        cell.alignment = Alignment(
            horizontal=ALIGN[column.kind], vertical="top", wrap_text=column.kind == "text"
        )
        self.styles[look] = copy(bare._style)

    def _totals(self) -> None:
        if not self.sheet.rows or not any(column.total for column in self.sheet.columns):
            return
        row, first = self.last_row + 1, self.header_row + 1
        for number, column in enumerate(self.sheet.columns, start=1):
            cell = self._cell(row, number)
            if column.total:
                letter = get_column_letter(number)
                cell.value = f"={column.total}({letter}{first}:{letter}{self.last_row})"
                counts = column.total in ("COUNT", "COUNTA")
                cell.number_format = FORMATS["count"] if counts else FORMATS[column.kind]
            elif number == 1:
                write_text(cell, self.sheet.total_word)
            cell.font, cell.fill, cell.border = Font(name=FONT, size=11, bold=True), SUNK, LINES
            cell.alignment = Alignment(horizontal="left" if number == 1 else ALIGN[column.kind])

    def _heights(self) -> None:
        """Rows as high as their longest wrapped cell: not every program measures them anew when it opens the file."""
        widths = [column.width for column in self.sheet.columns]
        titles = [column.title for column in self.sheet.columns]
        self._height(self.header_row, titles, widths)
        for place, line in enumerate(self.sheet.heading, start=1):
            self._height(place, [line], [sum(widths)], points=18)
        for row, values in enumerate(self.sheet.rows, start=self.header_row + 1):
            self._height(row, [value if isinstance(value, str) else "" for value in values], widths)

    def _height(
        self, row: int, texts: Sequence[str], widths: Sequence[float], points: float = LINE_POINTS
    ) -> None:
        lines = max(
            (wrapped_lines(text, width) for text, width in zip(texts, widths, strict=True)), default=1
        )
        self.page.row_dimensions[row].height = points * lines + 2

    def _print_setup(self) -> None:
        page: Any = self.page
        page.freeze_panes = f"A{self.header_row + 1}"
        if self.sheet.rows:
            last = get_column_letter(len(self.sheet.columns))
            page.auto_filter.ref = f"A{self.header_row}:{last}{self.last_row}"  # the row of totals stays out
        page.print_title_rows = f"{self.header_row}:{self.header_row}"
        total = sum(column.width for column in self.sheet.columns)
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", A3 if total > A4_WIDTH else A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_margins.left = page.page_margins.right = 15 / 25.4
        page.page_margins.top = page.page_margins.bottom = 20 / 25.4
        page.oddHeader.center.text = "&P"
        if self.sheet.mark:
            page.oddFooter.center.text = nfc(self.sheet.mark).replace("&", "&&")


def _kind_of(value: Value, column: SheetColumn) -> Kind:
    """A whole number among those with decimals is written without the comma that its format would leave behind it."""
    whole = isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value())
    return "count" if column.kind == "number" and whole else column.kind


def wrapped_lines(text: str, width: float) -> int:
    """How many lines `text` takes in a column of `width` characters, broken at spaces."""
    lines, room = 1, 0.0
    for word in text.split():
        if room and room + 1 + len(word) > width * ROOM:
            lines, room = lines + 1, 0.0
        room += len(word) + (1 if room else 0)
    return lines


def write_text(cell: Cell, text: str) -> None:
    """Text stays text: what begins like a formula is never computed when the file is opened."""
    cell.value = ESCAPE.sub(r"_x005F\g<0>", UNWRITABLE.sub("", nfc(text)))
    if text.startswith(FORMULA_SIGNS):
        cell.data_type = "s"
        cell.quotePrefix = True
