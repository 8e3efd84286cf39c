"""What a row of an old list says: its values as the registry keeps them, and what is wrong, each by the address of its cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as kept
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from lantoa.core.text import (
    TextError,
    clean_line,
    clean_text,
    detect_legacy_encoding,
    folding_key,
    looks_empty,
)
from lantoa.core.vi_dates import format_day
from lantoa.practices.choices import Subject, YearState
from lantoa.practices.old_lists.columns import BY_NAME
from lantoa.practices.old_lists.tables import Line, ListSheet

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 20_000
FIRST_YEAR: Final = 1990
MOST_YEARS: Final = 12  # of one row
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPAN: Final = re.compile(
    r"((?:19|20)\d\d)\s*(?:-|–|—|đến|tới|->|→)\s*(?:năm\s*)?((?:19|20)\d\d)", re.IGNORECASE
)
_DAY_ZERO: Final = date(1899, 12, 30)  # Excel's
_SERIALS: Final = range(20_000, 65_000)

SUBJECTS: Final = {
    "tap the": Subject.COLLECTIVE,
    "tt": Subject.COLLECTIVE,
    "don vi": Subject.COLLECTIVE,
    "ca nhan": Subject.INDIVIDUAL,
    "cn": Subject.INDIVIDUAL,
}
STATES: Final = {
    "dang ky": YearState.REGISTERED,
    "da dang ky": YearState.REGISTERED,
    "dang ky moi": YearState.REGISTERED,
    "co hieu qua": YearState.EFFECTIVE,
    "hieu qua": YearState.EFFECTIVE,
    "cong nhan": YearState.RECOGNISED,
    "duoc cong nhan": YearState.RECOGNISED,
    "da cong nhan": YearState.RECOGNISED,
    "dat": YearState.RECOGNISED,
    "khong cong nhan": YearState.NOT_RECOGNISED,
    "khong duoc cong nhan": YearState.NOT_RECOGNISED,
    "chua cong nhan": YearState.NOT_RECOGNISED,
    "khong dat": YearState.NOT_RECOGNISED,
    "da dung": YearState.STOPPED,
    "dung": YearState.STOPPED,
}
# What a list may say of a year: a draft and a return are steps between a unit and its committee, and no history.
ENTERED_STATES: Final = (
    YearState.REGISTERED,
    YearState.EFFECTIVE,
    YearState.RECOGNISED,
    YearState.NOT_RECOGNISED,
    YearState.STOPPED,
)


@dataclass(frozen=True)
class Columns:
    """How a sheet is read: the row of its head, column name → place from 0, and what counts where there is no column, or an empty
    cell. `fills_down`: an empty cell of unit, year, field, subject or state says what the row above says.
    """

    head: int
    places: Mapping[str, int]
    defaults: Mapping[str, str] = kept(default_factory=dict)
    fills_down: bool = False


@dataclass
class Said:
    """A row as it was read. `unit`, `field`, `subject`, `state` are words that are still to be understood."""

    number: int
    title: str = ""
    code: str = ""
    unit: str = ""
    years: list[int] = kept(default_factory=list)
    field: str = ""
    subject: str = ""
    state: str = ""
    content: str = ""
    result: str = ""
    note: str = ""
    faults: list[tuple[str, str]] = kept(
        default_factory=list
    )  # address of the cell, what is wrong and what to do
    hints: list[tuple[str, str]] = kept(default_factory=list)
    places: Mapping[str, str] = kept(default_factory=dict)  # column name → address

    def fault(self, column: str, sentence: str) -> None:
        self.faults.append((self.place(column), sentence))

    def hint(self, column: str, sentence: str) -> None:
        self.hints.append((self.place(column), sentence))

    def place(self, column: str) -> str:
        """The address of the cell, or the row where the list has no such column."""
        return self.places.get(column) or _("dòng %(number)d") % {"number": self.number}


def letters(place: int) -> str:
    """0 → A, 27 → AB."""
    found, rest = "", place + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        found = chr(65 + digit) + found
    return found


def read_line(line: Line, sheet: ListSheet, columns: Columns, above: Said | None, today: date) -> Said:
    """One row. `above` is the row before it, of which an empty cell may say the same."""
    places = {name: f"{letters(place)}{line.number}" for name, place in columns.places.items()}
    said = Said(line.number, places=places)
    cells = {name: line.cell(place) for name, place in columns.places.items()}
    for name, address in places.items():
        if address in sheet.uncomputed:
            said.fault(
                name,
                _(
                    "Ô là công thức chưa có kết quả. Mở tệp bằng Excel, lưu lại; hoặc gõ thẳng nội dung vào ô."
                ),
            )
            cells[name] = ""
        cells[name] = _from_old_font(said, name, cells[name])
    said.title = _line(said, "title", cells.get("title", ""), LONGEST_TITLE)
    if not any(place == places.get("title") for place, _sentence in said.faults) and looks_empty(said.title):
        said.fault("title", _("Dòng chưa có tên mô hình. Ghi tên vào ô này, hoặc xóa cả dòng."))
    for name in ("content", "result", "note"):
        setattr(said, name, _text(said, name, cells.get(name, "")))
    said.code = _line(said, "code", cells.get("code", ""), 20).upper()
    for name in ("unit", "field", "subject", "state"):
        word = _line(said, name, cells.get(name, ""), 300)
        if not word and columns.fills_down and above is not None:
            word = getattr(above, name)
            if word:
                said.hint(name, _("Ô trống, lấy theo dòng trên: «%(word)s».") % {"word": word})
        setattr(said, name, word or columns.defaults.get(name, ""))
    year = cells.get("year", "")
    if not year and columns.fills_down and above is not None and above.years:
        said.years = list(above.years)
        said.hint("year", _("Ô trống, lấy theo dòng trên: «%(word)s».") % {"word": above.years[-1]})
    else:
        said.years = _years(said, year or columns.defaults.get("year", ""), today)
    return said


def _from_old_font(said: Said, name: str, cell: str) -> str:
    legacy = detect_legacy_encoding(cell)
    if legacy is None:
        return cell
    said.hint(
        name,
        _("Ô gõ bằng phông cũ (%(font)s), đã đọc thành: «%(text)s».")
        % {"font": legacy.name, "text": legacy.converted[:80]},
    )
    return legacy.converted


def _line(said: Said, name: str, cell: str, longest: int) -> str:
    try:
        found = clean_line(" ".join(cell.split()))
    except TextError as error:
        said.fault(name, error.sentence)
        return ""
    if len(found) > longest:
        sentence = _(
            "Ô «%(column)s» dài %(length)d ký tự, tối đa %(most)d. Rút ngắn; phần giải thích ghi ở cột nội dung."
        )
        said.fault(name, sentence % {"column": BY_NAME[name].title, "length": len(found), "most": longest})
        return found[:longest]
    return found


def _text(said: Said, name: str, cell: str) -> str:
    try:
        found = clean_text(cell)
    except TextError as error:
        said.fault(name, error.sentence)
        return ""
    if len(found) > LONGEST_TEXT:
        said.fault(
            name,
            _("Ô dài %(length)d ký tự, tối đa %(most)d. Rút ngắn nội dung.")
            % {"length": len(found), "most": LONGEST_TEXT},
        )
        return ""
    return found


def _years(said: Said, cell: str, today: date) -> list[int]:
    """«2019», «Năm 2019», «2018-2020», «2018, 2019», a day, or the number by which Excel keeps a day."""
    if not cell:
        said.fault(
            "year", _("Dòng chưa có năm. Ghi năm vào ô, hoặc chọn một năm cho cả danh sách ở bước chọn cột.")
        )
        return []
    found: set[int] = {int(one) for one in _YEAR.findall(cell)}
    for first, last in _SPAN.findall(cell):
        found |= set(range(int(first), int(last) + 1))
    if not found and cell.isdigit() and int(cell) in _SERIALS:
        day = _DAY_ZERO + timedelta(days=int(cell))
        found = {day.year}
        said.hint(
            "year",
            _("Ô ghi số %(cell)s của Excel, đọc là ngày %(day)s, năm %(year)d.")
            % {"cell": cell, "day": format_day(day), "year": day.year},
        )
    if not found:
        said.fault(
            "year",
            _("«%(cell)s» không phải là năm. Ghi bốn chữ số, ví dụ 2019; nhiều năm thì ghi 2018-2020.")
            % {"cell": cell[:40]},
        )
        return []
    years = sorted(found)
    if years[0] < FIRST_YEAR or years[-1] > today.year:
        wrong = years[0] if years[0] < FIRST_YEAR else years[-1]
        said.fault(
            "year",
            _("Năm %(year)d ở ngoài khoảng nhận được: từ %(first)d đến %(last)d.")
            % {"year": wrong, "first": FIRST_YEAR, "last": today.year},
        )
        return []
    if len(years) > MOST_YEARS:
        said.fault(
            "year",
            _("Ô nêu %(count)d năm, tối đa %(most)d. Tách thành nhiều dòng.")
            % {"count": len(years), "most": MOST_YEARS},
        )
        return []
    return years


def subject_of(word: str) -> Subject | None:
    """«Tập thể», «TT», «Cá nhân: …»; nothing where the word is another. Nobody's name is kept."""
    if word in Subject.values:
        return Subject(word)
    key = folding_key(word)
    if not key:
        return Subject.COLLECTIVE
    return next((one for said, one in SUBJECTS.items() if key == said or key.startswith(f"{said} ")), None)


def state_of(word: str) -> YearState | None:
    key = folding_key(word)
    by_label = {folding_key(str(one.label)): one for one in ENTERED_STATES}
    if word in {one.value for one in ENTERED_STATES}:
        return YearState(word)
    return STATES.get(key) or by_label.get(key)
