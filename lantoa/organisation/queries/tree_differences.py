"""How a file that says a tree differs from the tree that stands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.reading import read_workbook
from lantoa.core import text
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation.models import Unit, UnitVersion
from lantoa.organisation.queries import tree_files
from lantoa.organisation.queries.standing_trees import Standing, Surroundings, surroundings
from lantoa.organisation.queries.tree_files import Cell, Cells, Reading, Row

MOST_COLUMNS = 50


@dataclass(frozen=True)
class Change:
    """One difference. `what`: new, name, kind, parent, official_code, position, ended. `line` 0 where no row says it."""

    what: str
    line: int
    code: str
    name: str
    before: str = ""
    after: str = ""


WHAT_WORDS: dict[str, str | Promise] = {
    "new": gettext_lazy("Thành lập"),
    "name": gettext_lazy("Đổi tên"),
    "kind": gettext_lazy("Đổi loại hình"),
    "parent": gettext_lazy("Chuyển cấp trên"),
    "official_code": gettext_lazy("Đổi mã số chính thức"),
    "position": gettext_lazy("Đổi thứ tự"),
    "ended": gettext_lazy("Kết thúc"),
}
WHAT = tuple(WHAT_WORDS)


def changes_of(rows: Sequence[Row], around: Surroundings, *, ends_missing: bool) -> list[Change]:
    """How a faultless file differs from the standing branch, in the order of the file, the ended last.

    An empty optional cell leaves what stands. `ends_missing`: a standing unit that no row names is to end.
    """
    found: list[Change] = []
    for row in rows:
        standing = around.branch.get(row.code)
        if standing is None:
            found.append(Change("new", row.line, row.code, row.name, "", row.parent))
            continue
        pairs: list[tuple[str, str, str]] = [
            ("name", standing.name, row.name),
            ("kind", standing.kind, row.kind),
            ("parent", standing.parent, row.parent),
        ]
        if row.short_name and row.short_name != standing.short_name and row.name == standing.name:
            pairs.append(("name", standing.short_name, row.short_name))
        if row.official_code:
            pairs.append(("official_code", standing.official_code, row.official_code))
        if row.position is not None:
            pairs.append(("position", str(standing.position), str(row.position)))
        names = around.kind_names
        for what, before, after in pairs:
            if before != after:
                if what == "kind":
                    before, after = names.get(before, before), names.get(after, after)
                found.append(Change(what, row.line, row.code, row.name, before, after))
    if ends_missing:
        named = {row.code for row in rows}
        found += [
            Change("ended", 0, one.code, one.name, one.parent)
            for one in around.branch.values()
            if one.code not in named
        ]
    return found


def counted(changes: Iterable[Change]) -> dict[str, int]:
    """What → how many, every kind of change named, also with 0."""
    found = Counter(one.what for one in changes)
    return {what: found.get(what, 0) for what in WHAT}


def fingerprint(branch: Iterable[Standing]) -> str:
    """A mark of the standing branch by which applying later tells whether it is still the one that was compared."""
    lines = sorted("\x1f".join(map(str, asdict(one).values())) for one in branch)
    return text.text_mark("\n".join(lines))


def cells_of(file: AcceptedFile) -> Cells:
    """The cells of the first sheet that is not hidden, each row at its own number. Raises Refused where none can be read."""
    tables = read_workbook(file, max_columns=MOST_COLUMNS)
    table = next((one for one in tables if not one.hidden), None)
    if table is None:
        raise Refused(_("Tệp không có trang tính nào. Dùng tệp mẫu để nhập."))
    cells: list[tuple[Cell, ...]] = []
    for row in table.rows:
        cells += [()] * (row.number - 1 - len(cells))
        cells.append(row.cells)
    return cells


def compared(
    unit: Unit | None, day: date, cells: Cells, *, ends_missing: bool
) -> tuple[Reading, list[Change]]:
    """What a file says and what it would change below a unit, or in a house that has no tree yet (`unit` None).

    No change is named for a file with faults. Raises Refused where the unit is not active on the effective day, and without a
    unit where a tree stands already.
    """
    if unit is None and Unit.objects.exists():
        raise Refused(_("Đã có cây tổ chức. Hãy nói tệp thuộc đơn vị nào."))
    if unit is not None and not UnitVersion.objects.filter(unit=unit, valid__contains=day).exists():
        raise Refused(
            _("Đơn vị nhận không hoạt động vào ngày %(day)s. Kiểm tra lại ngày có hiệu lực.")
            % {"day": format_day(day)}
        )
    around = surroundings(unit, day, tree_files.codes_in(cells))
    reading = tree_files.read_rows(cells, around, ends_missing=ends_missing)
    if reading.faults:
        return reading, []
    return reading, changes_of(reading.rows, around, ends_missing=ends_missing)
