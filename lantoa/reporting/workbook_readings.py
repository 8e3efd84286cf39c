"""What a workbook that came back says: cells by the codes of their lines, whatever their place. Judges nothing yet.

Columns are found by the hidden row of names or, where somebody deleted or retyped it, by their heads; rows by the codes that
stand visibly on the sheet; the report by the signed key or, without one, by the codes of collection and unit on the sheet.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from lantoa.attachments.parcels import Book
from lantoa.attachments.reading import Cell, Table
from lantoa.core.text import folding_key
from lantoa.core.vi_dates import format_day
from lantoa.reporting.workbook_files import (
    ASKED,
    CODE,
    FIGURE,
    KEY_SHEET,
    NOTE,
    QUESTION,
    TEXT,
    WORD,
    read_key,
)

HEADS_WITHIN: Final = 40  # rows from the top in which heads are looked for
HEADS: Final = {
    CODE: ("ma dong", "ma chi tieu", "ma"),
    FIGURE: ("so ky nay", "so lieu", "so lieu ky nay", "so"),
    WORD: ("so nay la", "muc do", "uoc", "so uoc"),
    NOTE: ("ghi chu ly do", "ghi chu", "ly do"),
    ASKED: ("cau hoi",),
    QUESTION: ("ma cau", "ma cau hoi"),
    TEXT: ("tra loi", "noi dung", "noi dung tra loi"),
}
COLLECTION_FACT, UNIT_FACT = "ma dot", "ma don vi"
ERRORS: Final = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|ERROR.*)")


@dataclass(frozen=True)
class Said:
    """A cell. `kind`: "" empty, text, number, day, truth, error, uncomputed; `written` is what stands in it."""

    kind: str = ""
    written: str = ""
    place: str = ""  # E12


@dataclass(frozen=True)
class LineSaid:
    code: str
    sheet: str
    figure: Said
    word: Said | None  # None: the sheet has no such column
    note: Said | None


@dataclass(frozen=True)
class TextSaid:
    code: str
    question: str
    sheet: str
    text: Said


@dataclass(frozen=True)
class Misplaced:
    """Something wrong with the file itself. `typed` is what stands there."""

    sheet: str
    place: str
    typed: str
    sentence: str


@dataclass(frozen=True)
class Reading:
    """`seal`: signed, broken, or none. `collection` and `unit` as they stand on the sheet; the key says it for a signed one."""

    file: str
    refusal: str = ""
    seal: str = "none"
    key: str = ""
    collection: str = ""
    unit: str = ""
    lines: Sequence[LineSaid] = ()
    texts: Sequence[TextSaid] = ()
    faults: Sequence[Misplaced] = ()

    def kept(self) -> dict[str, Any]:
        """As an object for the database."""
        return asdict(self)

    @staticmethod
    def from_kept(kept: Mapping[str, Any]) -> "Reading":
        def said(one: Mapping[str, Any] | None) -> Said | None:
            return None if one is None else Said(**one)

        lines = [
            LineSaid(one["code"], one["sheet"], Said(**one["figure"]), said(one["word"]), said(one["note"]))
            for one in kept["lines"]
        ]
        texts = [
            TextSaid(one["code"], one["question"], one["sheet"], Said(**one["text"])) for one in kept["texts"]
        ]
        faults = [Misplaced(**one) for one in kept["faults"]]
        return Reading(**{**kept, "lines": lines, "texts": texts, "faults": faults})


@dataclass
class _Found:
    facts: dict[str, set[str]] = field(default_factory=dict)
    lines: list[LineSaid] = field(default_factory=list)
    texts: list[TextSaid] = field(default_factory=list)
    faults: list[Misplaced] = field(default_factory=list)


def read_book(book: Book) -> Reading:
    """Everything that a workbook says, with all that is wrong with its form."""
    if book.refusal:
        return Reading(book.name, refusal=book.refusal)
    key, seal = _key_of(book.tables)
    found = _Found()
    recognised = 0
    for table in book.tables:
        if table.name != KEY_SHEET:
            recognised += _read_table(table, book.uncomputed.get(table.name, frozenset()), found)
    if not recognised:
        sentence = _(
            "Không thấy cột «Mã dòng» và «Số kỳ này». Đây không phải bảng tính của báo cáo; hãy tải bảng tính từ trang báo cáo."
        )
        return Reading(book.name, refusal=sentence)
    for name, words in ((COLLECTION_FACT, _("mã đợt")), (UNIT_FACT, _("mã đơn vị"))):
        if len(found.facts.get(name, ())) > 1:
            listed = ", ".join(sorted(found.facts[name]))
            sentence = _(
                "Các trang tính ghi %(what)s khác nhau (%(listed)s). Mỗi tệp chỉ là báo cáo của một đơn vị."
            )
            found.faults.append(Misplaced("", "", "", sentence % {"what": words, "listed": listed}))
    return Reading(
        book.name,
        "",
        seal,
        key,
        next(iter(found.facts.get(COLLECTION_FACT, ())), ""),
        next(iter(found.facts.get(UNIT_FACT, ())), ""),
        found.lines,
        found.texts,
        found.faults,
    )


def _key_of(tables: Sequence[Table]) -> tuple[str, str]:
    for table in tables:
        if table.name == KEY_SHEET:
            written = "".join(
                str(row.cells[0]) for row in table.rows if row.cells and row.cells[0] is not None
            )
            return written, "signed" if read_key(written) else "broken"
    return "", "none"


def _read_table(table: Table, uncomputed: frozenset[str], found: _Found) -> bool:
    """Whether the sheet is one of a report's."""
    head = _head_of(table)
    if head is None:
        return False
    at, columns = head
    _facts_above(table, at, found)
    reader = _Reader(table, columns, uncomputed)
    seen: dict[str, int] = {}
    by_code = QUESTION if QUESTION in columns else CODE
    for row in table.rows:
        if row.number <= at or _is_head(row.cells):
            continue
        code = reader.shown(row.cells, by_code)
        answer = reader.said(row.number, row.cells, TEXT if by_code == QUESTION else FIGURE)
        if folding_key(code) in HEADS[by_code]:
            continue  # the visible head below the hidden one, whatever became of its other cells
        if not code:
            if answer.kind:
                sentence = _(
                    "Dòng %(row)s có nội dung nhưng không có mã. Ghi mã dòng vào cột mã, hoặc xóa nội dung."
                )
                found.faults.append(
                    Misplaced(table.name, answer.place, answer.written, sentence % {"row": row.number})
                )
            continue
        if code in seen:
            sentence = _("Mã %(code)s có ở cả dòng %(first)s và dòng %(row)s. Xóa một trong hai dòng.")
            words = {"code": code, "first": seen[code], "row": row.number}
            found.faults.append(Misplaced(table.name, answer.place, answer.written, sentence % words))
            continue
        seen[code] = row.number
        if by_code == QUESTION:
            asked = reader.shown(row.cells, ASKED) if ASKED in columns else ""
            found.texts.append(TextSaid(code, asked, table.name, answer))
        else:
            word, note = (
                reader.said(row.number, row.cells, name) if name in columns else None for name in (WORD, NOTE)
            )
            found.lines.append(LineSaid(code, table.name, answer, word, note))
    return True


def _head_of(table: Table) -> tuple[int, dict[str, int]] | None:
    """(number of the last row of the head, name → column from 0). The hidden names win over the visible heads."""
    best: tuple[int, dict[str, int]] | None = None
    for row in table.rows:
        if row.number > HEADS_WITHIN:
            break
        named = {
            cell: place for place, cell in enumerate(row.cells) if isinstance(cell, str) and cell in HEADS
        }
        if _complete(named):
            return row.number, named
        if best is None and _complete(read := _read_heads(row.cells)):
            best = row.number, read
    return best


def _read_heads(cells: Sequence[Cell]) -> dict[str, int]:
    folded = {
        folding_key(cell): place for place, cell in reversed(list(enumerate(cells))) if isinstance(cell, str)
    }
    read = {}
    for name, heads in HEADS.items():
        place = next((folded[head] for head in heads if head in folded), None)
        if place is not None:
            read[name] = place
    return read


def _complete(columns: Mapping[str, int]) -> bool:
    return {CODE, FIGURE} <= columns.keys() or {QUESTION, TEXT} <= columns.keys()


def _is_head(cells: Sequence[Cell]) -> bool:
    return _complete(_read_heads(cells)) or _complete({c: 0 for c in cells if isinstance(c, str)})


def _facts_above(table: Table, at: int, found: _Found) -> None:
    """«Mã đợt» and «Mã đơn vị», with their values in the next cell that is not empty, or after a colon."""
    for row in table.rows:
        if row.number >= at:
            return
        cells = [str(cell).strip() for cell in row.cells if cell is not None]
        for place, cell in enumerate(cells):
            name, _colon, rest = cell.partition(":")
            if folding_key(name) in (COLLECTION_FACT, UNIT_FACT):
                value = rest.strip() or (cells[place + 1] if place + 1 < len(cells) else "")
                if value:
                    found.facts.setdefault(folding_key(name), set()).add(value)


@dataclass(frozen=True)
class _Reader:
    table: Table
    columns: Mapping[str, int]
    uncomputed: frozenset[str]

    def _cell(self, cells: Sequence[Cell], name: str) -> Cell:
        place = self.columns[name]
        return cells[place] if place < len(cells) else None

    def shown(self, cells: Sequence[Cell], name: str) -> str:
        cell = self._cell(cells, name)
        return "" if cell is None else str(cell).strip()

    def said(self, row: int, cells: Sequence[Cell], name: str) -> Said:
        place = f"{letters(self.columns[name])}{row}"
        if place in self.uncomputed:
            return Said("uncomputed", "", place)
        return Said(*_kind_of(self._cell(cells, name)), place)


def _kind_of(cell: Cell) -> tuple[str, str]:
    if cell is None:
        return "", ""
    if isinstance(cell, bool):
        return "truth", "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return "number", repr(cell)
    if isinstance(cell, date):  # a moment is a day, too
        return "day", format_day(cell)
    return ("error" if ERRORS.fullmatch(cell.strip()) else "text"), cell


def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    return "".join(_letters(column + 1))[::-1]


def _letters(number: int) -> Iterator[str]:
    while number:
        number, rest = divmod(number - 1, 26)
        yield chr(65 + rest)
