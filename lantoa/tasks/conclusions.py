"""The table of a conclusion as it is pasted: what, who, by when, what proves it; read line by line, without a database.

Cells are parted by tabs (as a spreadsheet or a word processor copies them) or by «|». Units of one cell are parted by commas or
semicolons, each by code or by name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import DateError, parse_day

MOST_LINES = 200
LONGEST = 300  # characters of what is to be done, and of what proves it
COLUMNS = 4
EVERYBODY = frozenset({"tat ca", "cac don vi truc thuoc", "don vi truc thuoc"})
PARTED = re.compile(r"\s*[,;]\s*")
HEADS = frozenset({"viec", "viec phai lam", "noi dung", "noi dung cong viec", "nhiem vu"})


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
    elif not units:
        faults.append(_("Chưa ghi đơn vị."))
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
    names = [name for name in PARTED.split(cell) if name]
    found: dict[str, None] = {}
    unknown = []
    for name in names:
        code = called.get(folding_key(name))
        if code is None:
            unknown.append(name)
        else:
            found[code] = None
    return tuple(found), unknown
