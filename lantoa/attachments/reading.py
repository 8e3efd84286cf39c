"""Read what a file says: cells of a workbook or CSV, words of a paper. Always in the capped child."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.limits import limits
from lantoa.attachments.sandbox import ask

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Row:
    """`number` as the person sees it beside the row, from 1. `cells` from column A; None is empty."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A sheet that may be hidden; a CSV has one without a name. Empty rows are left out.

    `merged`: first and last cell of each merged range as (number of the row, place of the column from 0); the value stands in the
    first. `uncomputed`: places («E7») of formulas without a value in the file, or with an error for one.
    """

    name: str
    hidden: bool
    rows: tuple[Row, ...]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    uncomputed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Passage:
    """`place`: `page:3`, `sheet:Biểu 1`, `part:word/header1.xml`."""

    place: str
    lines: tuple[str, ...]


def read_workbook(
    file: AcceptedFile, *, max_rows: int | None = None, max_columns: int | None = None
) -> list[Table]:
    """The sheets of an XLSX or CSV in order, with typed cells; of a DOCX, the tables («Bảng 1», …), of which every cell is text
    with its lines and a cell that spans several says the same in each.

    Text stays as typed (of a CSV, everything is text). A whole number comes as int, another as float; a day as date, a day
    with a time as datetime; a truth as bool. Of a formula, the value kept in the file. A value outside `max_rows` ×
    `max_columns` (never more than the house's own limits) raises `UnreadableFile`, naming sheet and cell.
    """
    if file.kind not in (Kind.XLSX, Kind.CSV, Kind.DOCX):
        raise ValueError(f"no table: {file.kind}")
    now = limits()
    narrower = {
        "rows": min(now.rows, max_rows or now.rows),
        "columns": min(now.columns, max_columns or now.columns),
    }
    answer = ask("tables", file.content, file.kind.value, **narrower)
    return [table_of(sheet) for sheet in answer["sheets"]]


def table_of(sheet: Mapping[str, Any]) -> Table:
    rows = tuple(Row(number, tuple(map(_cell, cells))) for number, cells in sheet["rows"])
    merged = tuple(((top, left), (bottom, right)) for top, left, bottom, right in sheet.get("merged", ()))
    return Table(sheet["name"], sheet["hidden"], rows, merged, frozenset(sheet.get("uncomputed", ())))


def _cell(told: Any) -> Cell:
    if isinstance(told, dict):
        return date.fromisoformat(told["day"]) if "day" in told else datetime.fromisoformat(told["moment"])
    if isinstance(told, float) and told.is_integer() and abs(told) < 2**53:
        return int(told)
    assert told is None or isinstance(told, str | int | float)  # noqa: S101  (bool is an int)
    return told


def text_of(file: AcceptedFile) -> Sequence[Passage]:
    """The words of a PDF, DOCX, XLSX or CSV by place. `UnreadableFile` where there is none: never an empty success."""
    if file.kind in (Kind.JPEG, Kind.PNG, Kind.WEBP):
        raise ValueError(f"no words: {file.kind}")
    answer = ask("words", file.content, file.kind.value)
    return [Passage(place, tuple(lines)) for place, lines in answer["passages"]]
