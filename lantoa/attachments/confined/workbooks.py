"""Workbooks and tables: the region is bounded from the references in the file before a row is built."""

import csv
import io
import math
import posixpath
import re
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from lantoa.attachments.confined.archives import Archive
from lantoa.attachments.confined.faults import Fault
from lantoa.attachments.confined.office import parsed

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")
HEADER_CODES = re.compile(r'&"[^"]*"|&\d+|&[KGPNDTZFABUISEXYOH+-]|&K[0-9A-F]{6}')
SECTIONS = re.compile(r"&[LCR]")
MOST_MERGED = 50_000  # merged ranges of a sheet that are told
HEADERS = {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}
SEPARATORS = ",;\t"


def column_number(letters: str) -> int:
    """A → 1, XFD → 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet_parts(archive: Archive) -> list[tuple[str, str]]:
    """(name of the sheet, its part), in the order of the workbook."""
    workbook = "xl/workbook.xml"
    links = "xl/_rels/workbook.xml.rels"
    if workbook not in archive.entries or links not in archive.entries:
        raise Fault("broken")
    targets = {
        link.get("Id", ""): _inside(link.get("Target", ""))
        for link in parsed(archive, links)
        if link.get("Type", "").endswith("/worksheet")
    }
    found = []
    for sheet in parsed(archive, workbook).iter():
        if sheet.tag.rpartition("}")[2] != "sheet":
            continue
        identity = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        part = targets.get(identity, "")
        if part:
            if part not in archive.entries:
                raise Fault("broken")
            found.append((sheet.get("name", ""), part))
    return found


def _inside(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


class Region:
    """Follows the cells of one sheet, written places and implied ones, and stops at the first outside."""

    def __init__(self, sheet: str, rows: int, columns: int) -> None:
        self.sheet, self.rows, self.columns = sheet, rows, columns
        self.row = self.column = 0
        self.header: list[str] | None = None
        self.headers: list[str] = []
        self.asks = self.told = self.failed = self.in_value = (
            False  # of the cell: computed; its value is there; being read
        )
        self.uncomputed: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._move(attributes.get("r", ""))
            self.asks = self.failed = attributes.get("t") == "e"
            self.told = attributes.get("t") == "str"
        elif name == "row":
            written = attributes.get("r", "")
            if written and not (written.isascii() and written.isdecimal() and len(written) < 8):
                raise Fault("broken")
            self.row = int(written) if written else self.row + 1
            self.column = 0
        elif name in {"v", "f", "t"} and (self.row > self.rows or self.column > self.columns):
            raise Fault("outside", sheet=self.sheet, cell=f"{column_letters(self.column)}{self.row}")
        elif name in HEADERS:
            self.header = []
        self.asks |= name == "f"
        self.in_value = name == "v"

    def _move(self, reference: str) -> None:
        if not reference:
            self.column += 1
            return
        place = REFERENCE.match(reference)
        if place is None:
            raise Fault("broken")
        self.column, self.row = column_number(place[1]), int(place[2])

    def end(self, tag: str) -> None:
        self.in_value = False
        if tag.rpartition(":")[2] == "c" and self.asks and not self.told:
            self.uncomputed.append(f"{column_letters(self.column)}{self.row}")
        if self.header is not None and tag.rpartition(":")[2] in HEADERS:
            for section in SECTIONS.split("".join(self.header)):
                self.headers += HEADER_CODES.sub("", section).splitlines()
            self.header = None

    def text(self, data: str) -> None:
        self.told |= self.in_value and not self.failed
        if self.header is not None:
            self.header.append(data)


def bounded_sheets(archive: Archive, limits: dict[str, int]) -> dict[str, list[str]]:
    """Name of each sheet → the lines of its page headers and footers, once all its cells lie inside the region."""
    regions = regions_of(archive, limits)
    return {name: [line for line in one.headers if line.strip()] for name, one in regions.items()}


def regions_of(archive: Archive, limits: dict[str, int]) -> dict[str, Region]:
    """Name of each sheet → what was found while following its cells, all of which lie inside the region."""
    parts = sheet_parts(archive)
    if len(parts) > limits["sheets"]:
        raise Fault("too_many_sheets", limit=limits["sheets"])
    found = {}
    for name, part in parts:
        region = Region(name, limits["rows"], limits["columns"])
        parser = expat.ParserCreate()
        parser.StartElementHandler = region.start
        parser.EndElementHandler = region.end
        parser.CharacterDataHandler = region.text
        try:
            parser.Parse(archive.read(part), True)
        except expat.ExpatError as error:
            raise Fault("broken") from error
        found[name] = region
    return found


def read_sheets(archive: Archive) -> list[dict[str, Any]]:
    """Sheets as {"name", "hidden", "rows": [[number, [cells]]], "merged": [[first row, first column, last row, last column]]};
    rows that hold nothing are left out, rows count from 1 and columns from 0.

    After `bounded_sheets`: a cell far away would make this build every row up to it.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(archive.raw))
        sheets = []
        for about in workbook.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
            numbered: list[tuple[int, list[Any]]] = [
                (number, [_cell(cell) for cell in row]) for number, row in enumerate(rows, start=1)
            ]
            sheets.append(
                {
                    "name": about.name,
                    "hidden": about.visible != SheetVisibleEnum.Visible,
                    "rows": [row for row in numbered if any(cell is not None for cell in row[1])],
                    "merged": [
                        [first[0] + 1, first[1], last[0] + 1, last[1]]
                        for first, last in (sheet.merged_cell_ranges or ())[:MOST_MERGED]
                    ],
                }
            )
    except (CalamineError, OSError, ValueError) as error:
        raise Fault("broken") from error
    return sheets


def _cell(value: Any) -> Any:
    """Text, number and truth as they are; a day as {"day"}, an instant as {"moment"}; nothing as None."""
    if isinstance(value, datetime):
        if value.time() == time.min:
            return {"day": value.date().isoformat()}
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # «NaN» and «inf» are no numbers: whoever reads the cell refuses the word
    return value


def read_table(raw: bytes, limits: dict[str, int]) -> list[dict[str, Any]]:
    """A CSV as one sheet of texts. UTF-8, or UTF-16 with its mark, as Excel writes «Unicode Text»."""
    text = decoded(raw)
    rows: list[list[Any]] = []
    separator = _separator(text)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            if len(row) > limits["columns"] or number > limits["rows"]:
                cell = f"{column_letters(min(len(row), 18278) or 1)}{number}"
                raise Fault("outside", sheet="CSV", cell=cell)
            cells = [value if value.strip() else None for value in row]
            if any(value is not None for value in cells):
                rows.append([number, cells])
    except csv.Error as error:
        raise Fault("broken") from error
    return [{"name": "", "hidden": False, "rows": rows}]


def decoded(raw: bytes) -> str:
    coding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(coding)
    except UnicodeDecodeError as error:
        raise Fault("encoding") from error
    if any(ord(letter) < 32 and letter not in "\t\n\r" for letter in text):
        raise Fault("not_text")
    return text


def _separator(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(SEPARATORS, key=first.count)
