"""An old list as it came, with what became of each row beside it, so that it can be mended and given again."""

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.practices.choices import ImportState, RowDecision, RowVerdict
from lantoa.practices.models import PracticeImport
from lantoa.practices.old_lists.tables import lines_below, sheet_of
from lantoa.practices.queries.imports import rows_of
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes

LONGEST_CELL = 32_000  # characters; a cell of Excel holds 32,767
STAYED_OUT = {RowVerdict.FAULT, RowVerdict.REPEATED, RowVerdict.SAME}


def import_workbook(practice_import: PracticeImport, *, only_faults: bool = False) -> bytes:
    """The columns of the file under their own heads, then what became of the row, what is to be mended and the practice's code.
    `only_faults`: only rows with a fault, to be mended and given again.
    """
    if not practice_import.sheets or not practice_import.reading:
        rows: list[tuple[str, ...]] = []
        heads: list[str] = []
    else:
        heads, rows = _table(practice_import, only_faults)
    columns = tuple(
        [SheetColumn(head or " ", width=min(40, max(10, len(head) + 4))) for head in heads]
        + [
            SheetColumn(_("Kết quả nhập"), width=24),
            SheetColumn(_("Cần sửa"), width=60),
            SheetColumn(_("Mã trong sổ"), width=14),
        ]
    )
    title = _("Danh sách %(code)s") % {"code": practice_import.code}
    told = _("Tệp %(name)s, trang tính «%(sheet)s»; in lúc %(moment)s") % {
        "name": practice_import.file_name,
        "sheet": practice_import.sheet_name or "CSV",
        "moment": format_moment(clock.now()),
    }
    sheet = Sheet(title, columns, rows, heading=(title, told))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())


def _table(practice_import: PracticeImport, only_faults: bool) -> tuple[list[str], list[tuple[str, ...]]]:
    reading = practice_import.reading
    sheet = sheet_of(practice_import.sheets[reading["sheet"]])
    head = sheet.line(reading["head"])
    heads = list(head.cells) if head else []
    found = {row.number: row for row in rows_of(practice_import)}
    table = []
    for line in lines_below(sheet, reading["head"]):
        row = found.get(line.number)
        if only_faults and (row is None or row.verdict != RowVerdict.FAULT):
            continue
        cells = [line.cell(place)[:LONGEST_CELL] for place in range(len(heads))]
        if row is None:
            table.append((*cells, _("Không phải dòng mô hình"), "", ""))
            continue
        said = "\n".join(f"{cell}: {sentence}" for cell, sentence in (*row.faults, *row.hints))
        code = row.practice_code or row.match_code or ""  # type: ignore[attr-defined]
        table.append(
            (*cells, _became(practice_import, row.verdict, row.decision, bool(row.added)), said, code)
        )
    return heads, table


def _became(practice_import: PracticeImport, verdict: str, decision: str, entered: bool) -> str:
    if practice_import.state == ImportState.ENTERED and verdict not in STAYED_OUT:
        return _("Đã nhập") if entered else _("Để lại")
    label = str(RowVerdict(verdict).label)
    return f"{label}: {RowDecision(decision).label}" if decision else label
