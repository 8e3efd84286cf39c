"""The table inside a sheet as people have laid it out: titles above, merged cells, lines that add up."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from lantoa.attachments.reading import Cell, Table
from lantoa.core.text import folding_key, nfc
from lantoa.core.vi_dates import format_day
from lantoa.practices.old_lists.columns import known_heads

HEAD_WITHIN: Final = 30  # written rows
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_NUMBERED: Final = re.compile(r"\(?\d{1,2}\)?|\(?[a-zđ]\)?", re.IGNORECASE)
_TOTAL: Final = re.compile(r"(tong so|tong cong|tong|cong)\b")


@dataclass(frozen=True)
class Line:
    """A row of the sheet: its number there, and each cell as a person reads it. `filled` are the places (from 0) whose value
    stands in the first cell of a merged range."""

    number: int
    cells: tuple[str, ...]
    filled: tuple[int, ...] = ()

    def cell(self, place: int | None) -> str:
        return self.cells[place] if place is not None and place < len(self.cells) else ""


@dataclass(frozen=True)
class ListSheet:
    """A sheet; empty rows are left out. `uncomputed`: places («E7») of formulas whose value the file does not keep."""

    name: str
    hidden: bool
    lines: tuple[Line, ...]
    uncomputed: frozenset[str]

    def kept(self) -> dict[str, Any]:
        """As JSON holds it; `sheet_of` reads it back."""
        lines = [[one.number, list(one.cells), list(one.filled)] for one in self.lines]
        return asdict(self) | {"lines": lines, "uncomputed": sorted(self.uncomputed)}

    @property
    def head(self) -> int | None:
        """The number of the row that looks most like a head."""
        ranked = [(known_heads(one.cells), -one.number) for one in self.lines[:HEAD_WITHIN]]
        best = max(ranked, default=(0, 0))
        return -best[1] if best[0] else None

    def line(self, number: int) -> Line | None:
        return next((one for one in self.lines if one.number == number), None)

    def year_above(self, head: int) -> str:
        """The year that the sheet's name or a title above its head names, where it is one alone."""
        above = " ".join(" ".join(set(one.cells)) for one in self.lines if one.number < head)
        for said in (self.name, above):
            found: set[str] = set(_YEAR.findall(said))
            if len(found) == 1:
                return found.pop()
        return ""


def sheet_of(kept: dict[str, Any]) -> ListSheet:
    lines = tuple(Line(number, tuple(cells), tuple(filled)) for number, cells, filled in kept["lines"])
    return ListSheet(kept["name"], kept["hidden"], lines, frozenset(kept["uncomputed"]))


def laid_out(table: Table) -> ListSheet:
    """A sheet as it was read, with the value of each merged range in all of its cells."""
    rows = {one.number: [written(cell) for cell in one.cells] for one in table.rows}
    filled: dict[int, list[int]] = {}
    for (top, left), (bottom, right) in table.merged:
        value = rows[top][left] if top in rows and left < len(rows[top]) else ""
        if not value:
            continue
        for number in range(top, min(bottom, max(rows)) + 1):
            cells = rows.get(number)
            for place in range(left, min(right, len(cells) - 1) + 1) if cells else ():
                if cells and not cells[place]:
                    cells[place] = value
                    filled.setdefault(number, []).append(place)
    lines = tuple(Line(number, tuple(cells), tuple(filled.get(number, ()))) for number, cells in rows.items())
    return ListSheet(table.name, table.hidden, lines, table.uncomputed)


def written(cell: Cell) -> str:
    """A cell as a person reads it; a day as «07/4/2021», a whole number without separators."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return format_day(cell.date())
    if isinstance(cell, date):
        return format_day(cell)
    return nfc(str(cell)).strip()


def best_sheet(sheets: Sequence[ListSheet]) -> int:
    """The place of the sheet that looks most like a list: not hidden, with a head, with the most rows."""
    ranked = [(not one.hidden, one.head is not None, len(one.lines), -at) for at, one in enumerate(sheets)]
    return -max(ranked)[3]


def lines_below(sheet: ListSheet, head: int) -> Iterable[Line]:
    return (one for one in sheet.lines if one.number > head)


def is_no_entry(line: Line, head: Line, title: int) -> bool:
    """Whether a row tells no practice: a line that adds up, the numbers of the columns, the head once more, or the heading of a
    group, which fills one cell alone or one merged range.
    """
    own = [cell for place, cell in enumerate(line.cells) if cell and place not in line.filled]
    if not own:
        return True
    if all(_NUMBERED.fullmatch(cell) for cell in own):
        return True
    if [folding_key(one) for one in line.cells if one] == [folding_key(one) for one in head.cells if one]:
        return True
    if _TOTAL.match(folding_key(own[0])) and (len(own) == 1 or all(_is_figure(one) for one in own[1:])):
        return True
    words = [cell for cell in own if not _NUMBERED.fullmatch(cell) and not _is_roman(cell)]
    if len(words) != 1:
        return False
    is_spread = len(line.filled) > 1 and len(set(line.cells) - {""}) <= 2
    is_lettered = len(own) == 2 and not own[0].strip("().").isdigit()
    is_lone = len(own) == 1 and own[0].isupper()
    return is_spread or is_lettered or is_lone or not line.cell(title) or title in line.filled


def _is_figure(cell: str) -> bool:
    return cell.replace(".", "").replace(",", "").isdigit()


def _is_roman(cell: str) -> bool:
    return bool(re.fullmatch(r"[IVXLC]+\.?", cell))
