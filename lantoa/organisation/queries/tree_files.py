"""A tree as a file: which columns it has, and what its rows say, held against the standing tree.

Reading never stops at the first mistake: every row is judged, and each fault is named with its row and column. Nothing here
touches the database.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import text
from lantoa.organisation.queries.standing_trees import Surroundings

MOST_ROWS = 10_000
DEEPEST = 20  # levels below the node a file speaks of
HEADS_WITHIN = 10  # a sheet's head stands in one of its first rows, under a title at most
CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")

Cell = str | int | float | bool | date | None
Cells = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Column:
    """A column of the file. `also`: other heads under which offices keep it."""

    name: str
    title: str | Promise
    limit: int
    required: bool = False
    also: tuple[str, ...] = ()


COLUMNS: tuple[Column, ...] = (
    Column("code", gettext_lazy("Mã đơn vị"), 40, True, ("mã", "ma don vi", "code")),
    Column("name", gettext_lazy("Tên đầy đủ"), 300, True, ("tên đơn vị", "ten", "name")),
    Column("short_name", gettext_lazy("Tên gọi tắt"), 200, False, ("tên tắt", "tên ngắn", "short name")),
    Column("kind", gettext_lazy("Loại hình"), 100, True, ("loại đơn vị", "kind")),
    Column("parent", gettext_lazy("Mã cấp trên"), 40, True, ("mã đơn vị cấp trên", "trực thuộc", "parent")),
    Column("official_code", gettext_lazy("Mã số chính thức"), 40, False, ("mã số", "official code")),
    Column("position", gettext_lazy("Thứ tự"), 10, False, ("stt", "số thứ tự", "position")),
)


@dataclass(frozen=True)
class Row:
    """A unit as a row of the file tells it. `line` is the row's number in the file; empty optional values say nothing."""

    line: int
    code: str
    name: str
    short_name: str
    kind: str  # the kind's code
    parent: str  # "" only for the root of a tree that has none yet
    official_code: str = ""
    position: int | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Fault:
    """What is wrong and where: the row's number (0: the file as a whole), the column's title ("" for the whole row)."""

    line: int
    column: str
    sentence: str


@dataclass
class Reading:
    """What a file says: its rows, what is wrong (nothing may be applied then), and what a person should look at."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    hints: list[Fault] = field(default_factory=list)


# --- reading -------------------------------------------------------------------------------------------------------


def codes_in(cells: Cells) -> set[str]:
    """Every text of the file that could be a code, for `surroundings`."""
    return {_written(cell) for row in cells for cell in row if isinstance(cell, str | int | float)}


def read_rows(cells: Cells, around: Surroundings, *, ends_missing: bool = False) -> Reading:
    """The rows of a sheet with everything that is wrong in them, and in the tree they make.

    The order of faults is that of the file. A file with any fault changes nothing. `ends_missing`: units that no row names end,
    so that nobody can stand below them.
    """
    found = Reading()
    head = _head(cells, found)
    if head is None:
        return found
    start, places = head
    for number, cells_of_row in enumerate(cells[start:], start=start + 1):
        given = {name: cells_of_row[at] if at < len(cells_of_row) else None for name, at in places.items()}
        if all(_is_blank(one) for one in given.values()):
            continue
        if len(found.rows) >= MOST_ROWS:
            found.faults.append(
                Fault(number, "", _("Tệp có quá 10.000 đơn vị. Hãy chia thành nhiều tệp, mỗi tệp một nhánh."))
            )
            break
        found.rows.append(_row(number, given, around, found))
    if not found.rows and not found.faults:
        found.faults.append(Fault(0, "", _("Tệp không có dòng đơn vị nào dưới dòng tiêu đề.")))
    _judge_tree(found, around, ends_missing)
    found.faults.sort(key=lambda one: one.line)
    return found


def _head(cells: Cells, found: Reading) -> tuple[int, dict[str, int]] | None:
    """Where the rows begin and which column stands where; None, with the fault, where no head is found."""
    known = {
        text.folding_key(str(title)): column.name
        for column in COLUMNS
        for title in (column.title, column.name, *column.also)
    }
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(cells[:HEADS_WITHIN]):
        places: dict[str, int] = {}
        for at, cell in enumerate(row):
            name = known.get(text.folding_key(str(cell))) if isinstance(cell, str) else None
            if name and name not in places:
                places[name] = at
        if best is None or len(places) > len(best[1]):
            best = (number, places)
    missing = [
        str(one.title) for one in COLUMNS if one.required and (best is None or one.name not in best[1])
    ]
    if best is None or missing:
        sentence = _("Không thấy cột %(columns)s. Dòng tiêu đề phải ghi đúng tên cột như tệp mẫu.")
        found.faults.append(Fault(0, "", sentence % {"columns": ", ".join(f"«{one}»" for one in missing)}))
        return None
    number, places = best
    for at, cell in enumerate(cells[number]):
        if at not in places.values() and not _is_blank(cell):
            sentence = _("Cột «%(column)s» không thuộc tệp mẫu nên không được đọc.") % {"column": cell}
            found.hints.append(Fault(number + 1, str(cell), sentence))
    return number + 1, places


def _row(line: int, given: Mapping[str, Cell], around: Surroundings, found: Reading) -> Row:
    values = {column.name: _text(line, column, given.get(column.name), found) for column in COLUMNS}
    for name in ("code", "parent"):
        if values[name] and not CODE.fullmatch(values[name]):
            sentence = _(
                "Mã «%(code)s» chỉ được gồm chữ không dấu, số, dấu chấm, gạch ngang; dài nhất 40 ký tự."
            )
            _fault(found, line, name, sentence % {"code": values[name]})
            values[name] = ""
    for name in ("name", "short_name"):
        strange = text.mixed_script(values[name])
        if strange:
            _fault(found, line, name, strange.sentence)
        legacy = text.detect_legacy_encoding(values[name])
        if legacy:
            sentence = _("Tên có vẻ gõ bằng bảng mã %(encoding)s («%(text)s»). Hãy chuyển tệp sang Unicode.")
            _fault(found, line, name, sentence % {"encoding": legacy.encoding, "text": legacy.converted})
    kind = around.kinds.get(text.folding_key(values["kind"]), "")
    if values["kind"] and not kind:
        sentence = _("Không có loại hình «%(kind)s». Các loại hình đang dùng: %(known)s.")
        known = "; ".join(sorted(around.kind_names.values()))
        _fault(found, line, "kind", sentence % {"kind": values["kind"], "known": known})
    if not values["parent"] and around.node:
        _fault(found, line, "parent", _("Chưa ghi mã cấp trên."))
    return Row(
        line,
        values["code"],
        values["name"],
        values["short_name"],
        kind,
        values["parent"],
        values["official_code"],
        _position(line, given.get("position"), values["position"], found),
    )


def _text(line: int, column: Column, cell: Cell, found: Reading) -> str:
    if isinstance(cell, date | bool):
        _fault(found, line, column.name, _("Ô này phải là chữ; Excel đã đổi thành ngày hoặc giá trị khác."))
        return ""
    try:
        written = text.clean_line(_written(cell))
    except text.TextError as error:
        _fault(found, line, column.name, error.sentence)
        return ""
    if not written and column.required and column.name != "parent":
        _fault(found, line, column.name, _("Ô này chưa có nội dung."))
    if len(written) > column.limit:
        sentence = _("Dài %(length)s ký tự, tối đa %(limit)s.")
        _fault(found, line, column.name, sentence % {"length": len(written), "limit": column.limit})
        return written[: column.limit]
    return written


def _written(cell: Cell) -> str:
    """A cell as it was meant: Excel keeps a code typed in digits as the number 101.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    written = "" if cell is None else str(cell)
    held = written.startswith("'") and written[1:].lstrip()[:1] in {"=", "+", "-", "@"}
    return (
        written[1:] if held else written
    )  # the apostrophe by which our own CSV keeps Excel from running a text


def _position(line: int, cell: Cell, written: str, found: Reading) -> int | None:
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= 6):
        _fault(found, line, "position", _("Thứ tự phải là số nguyên từ 0."))
        return None
    return int(written)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _fault(found: Reading, line: int, column: str, sentence: str) -> None:
    title = next(str(one.title) for one in COLUMNS if one.name == column)
    found.faults.append(Fault(line, title, sentence))


# --- the tree that the rows make -------------------------------------------------------------------------------------


def _judge_tree(found: Reading, around: Surroundings, ends_missing: bool) -> None:
    lines: dict[str, list[int]] = defaultdict(list)
    for row in found.rows:
        if row.code:
            lines[row.code].append(row.line)
    for code, where in lines.items():
        if len(where) > 1:
            numbers = ", ".join(map(str, where))
            sentence = _("Mã «%(code)s» có ở nhiều dòng: %(lines)s. Mỗi đơn vị chỉ một dòng.")
            _fault(found, where[1], "code", sentence % {"code": code, "lines": numbers})
    standing = set() if ends_missing else set(around.branch)
    for row in found.rows:
        _judge_place(row, found, around, lines.keys() | standing | {around.node})
    roots = [row for row in found.rows if row.code and not row.parent and not around.node]
    if len(roots) > 1:
        sentence = _("Có %(count)s đơn vị không ghi cấp trên (dòng %(lines)s). Một cây chỉ có một gốc.")
        numbers = ", ".join(str(row.line) for row in roots)
        _fault(found, roots[1].line, "parent", sentence % {"count": len(roots), "lines": numbers})
    _judge_paths(found, around)
    _hint_at_doubles(found)


def _judge_place(row: Row, found: Reading, around: Surroundings, parents: Set[str]) -> None:
    if row.code and row.code == around.node:
        sentence = _("«%(code)s» là đơn vị đang nhận tệp, không thể là một dòng của tệp.")
        _fault(found, row.line, "code", sentence % {"code": row.code})
    elif row.code in around.elsewhere:
        sentence = (
            _("Mã «%(code)s» đang thuộc đơn vị ở nhánh khác. Muốn chuyển về đây, dùng trang Sắp xếp đơn vị.")
            if around.elsewhere[row.code] == "active"
            else _(
                "Mã «%(code)s» đã dùng cho một đơn vị không còn hoạt động. Mã không dùng lại; hãy đặt mã khác."
            )
        )
        _fault(found, row.line, "code", sentence % {"code": row.code})
    if row.parent and row.parent not in parents:
        sentence = (
            _("Đơn vị «%(code)s» không có trong tệp nên sẽ kết thúc; không thể là cấp trên.")
            if row.parent in around.branch
            else _("Không có đơn vị mang mã «%(code)s» trong tệp hoặc trong nhánh này.")
        )
        _fault(found, row.line, "parent", sentence % {"code": row.parent})


def _judge_paths(found: Reading, around: Surroundings) -> None:
    """Cycles, each once with its whole way and rows, and branches that are too deep."""
    parents = {one.code: one.parent for one in around.branch.values()}
    parents |= {row.code: row.parent for row in found.rows if row.code}
    lines = {row.code: row.line for row in found.rows}
    told: set[str] = set()
    fine: dict[str, int] = {around.node: 0, "": 0}
    for row in found.rows:
        way: list[str] = []
        at = row.code
        while at and at not in fine and at not in way and at in parents:
            way.append(at)
            at = parents[at]
        if at in way:
            circle = way[way.index(at) :]
            if told.isdisjoint(circle):
                told |= set(circle)
                shown = " → ".join([*circle, circle[0]])
                numbers = ", ".join(str(lines[code]) for code in circle if code in lines)
                sentence = _("Vòng lặp: %(way)s (dòng %(lines)s).") % {"way": shown, "lines": numbers}
                _fault(found, lines.get(circle[0], row.line), "parent", sentence)
            continue
        depth = fine.get(at, 0)
        for code in reversed(way):
            depth += 1
            fine[code] = depth
            if depth == DEEPEST + 1 and code in lines:
                sentence = _("Đơn vị này nằm sâu quá %(levels)s cấp. Kiểm tra lại mã cấp trên.")
                _fault(found, lines[code], "parent", sentence % {"levels": DEEPEST})


def _hint_at_doubles(found: Reading) -> None:
    """Two units of one parent whose names differ only in case, spaces or accents."""
    seen: dict[tuple[str, str], Row] = {}
    for row in found.rows:
        key = (row.parent, text.folding_key(row.name))
        if row.name and key in seen:
            sentence = _("Tên trùng với dòng %(line)s («%(name)s») trong cùng đơn vị cấp trên. Kiểm tra lại.")
            other = seen[key]
            column = str(COLUMNS[1].title)
            found.hints.append(Fault(row.line, column, sentence % {"line": other.line, "name": other.name}))
        seen.setdefault(key, row)
