"""The tree as a file: the rows of its page, and the shape that an import takes back."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from lantoa.core.vi_dates import format_day
from lantoa.organisation.models import TreeImport
from lantoa.organisation.queries.standing_trees import Standing
from lantoa.organisation.queries.tree import Tree
from lantoa.organisation.queries.tree_differences import WHAT_WORDS
from lantoa.organisation.queries.tree_files import COLUMNS
from lantoa.printing.workbooks import FORMULA_SIGNS, Sheet, SheetColumn, workbook_bytes


def tree_workbook(tree: Tree) -> bytes:
    """XLSX bytes: one row for each unit shown; the same tree gives the same bytes."""
    title = _("Cây tổ chức ngày %(day)s") % {"day": format_day(tree.day)}
    columns = (
        SheetColumn(_("STT"), "count", 6),
        SheetColumn(_("Mã"), width=12),
        SheetColumn(_("Tên đơn vị"), width=52),
        SheetColumn(_("Tên gọi tắt"), width=30),
        SheetColumn(_("Loại hình"), width=20),
        SheetColumn(_("Khối ngành"), width=22),
        SheetColumn(_("Trực thuộc"), width=34),
    )
    rows = [
        (number, unit.code, unit.name, unit.short_name, unit.kind_name, group.name, branch.unit.short_name)
        for number, (branch, group, unit) in enumerate(tree.rows(), start=1)
    ]
    return workbook_bytes(
        [Sheet(_("Tổ chức"), columns, rows, (title,))], title=title, author="", day=tree.day
    )


def tree_file(branch: Sequence[Standing], kinds: Mapping[str, str], title: str, day: date) -> bytes:
    """XLSX bytes of a branch in the shape that an import takes back: one row a unit, parents before their children."""
    widths = {"code": 14, "name": 56, "short_name": 34, "kind": 26, "parent": 14, "official_code": 20}
    columns = tuple(
        SheetColumn(str(one.title), "count" if one.name == "position" else "text", widths.get(one.name, 8))
        for one in COLUMNS
    )
    rows = [_cells(one, kinds) for one in branch]
    return workbook_bytes([Sheet(_("Cây tổ chức"), columns, rows)], title=title, author="", day=day)


def tree_csv(branch: Sequence[Standing], kinds: Mapping[str, str]) -> bytes:
    """The same rows as CSV for Excel: UTF-8 with its mark, semicolons; a text that Excel would run is held by an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([str(one.title) for one in COLUMNS])
    for one in branch:
        writer.writerow([_inert(cell) for cell in _cells(one, kinds)])
    return out.getvalue().encode("utf-8-sig")


def import_workbook(page: TreeImport) -> bytes:
    """XLSX bytes of what the dry run found: a sheet of faults, one of hints, one of changes, each whole."""
    line, column, sentence = (
        SheetColumn(_("Dòng"), "count", 8),
        SheetColumn(_("Cột"), width=22),
        SheetColumn(_("Nội dung"), width=90),
    )
    sheets = [
        Sheet(
            name,
            (line, column, sentence),
            [(one["line"] or None, one["column"], one["sentence"]) for one in rows],
        )
        for name, rows in ((_("Lỗi"), page.faults), (_("Lưu ý"), page.hints))
        if rows
    ]
    columns = (
        line,
        SheetColumn(_("Mã đơn vị"), width=14),
        SheetColumn(_("Tên đơn vị"), width=52),
        SheetColumn(_("Thay đổi"), width=26),
        SheetColumn(_("Trước"), width=40),
        SheetColumn(_("Sau"), width=40),
    )
    changes = [
        (
            one["line"] or None,
            one["code"],
            one["name"],
            str(WHAT_WORDS[one["what"]]),
            one["before"],
            one["after"],
        )
        for one in page.changes
    ]
    sheets.append(Sheet(_("Thay đổi"), columns, changes))
    return workbook_bytes(sheets, title=page.code, author="", day=page.effective_on)


def _cells(one: Standing, kinds: Mapping[str, str]) -> tuple[str | int, ...]:
    kind = kinds.get(one.kind, one.kind)
    return (one.code, one.name, one.short_name, kind, one.parent, one.official_code, one.position)


def _inert(cell: str | int) -> str:
    written = str(cell)
    return f"'{written}" if written.lstrip()[:1] in FORMULA_SIGNS and written else written
