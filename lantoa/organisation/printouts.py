"""The tree as a workbook: the rows of the page, in its order."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from lantoa.core.vi_dates import format_day
from lantoa.organisation.queries.tree import Tree

WIDTHS = (6, 14, 62, 34, 24, 28, 40)


def tree_workbook(tree: Tree) -> bytes:
    """XLSX bytes: a title, a head that stays, one row for each unit shown."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  (a new workbook has one sheet)
    sheet.title = _("Tổ chức")
    _text(sheet.cell(1, 1), _("Cây tổ chức ngày %(day)s") % {"day": format_day(tree.day)}).font = Font(
        bold=True, size=14
    )
    heads = (
        _("STT"),
        _("Mã"),
        _("Tên đơn vị"),
        _("Tên gọi tắt"),
        _("Loại hình"),
        _("Khối ngành"),
        _("Trực thuộc"),
    )
    for column, (head, width) in enumerate(zip(heads, WIDTHS, strict=True), start=1):
        _text(sheet.cell(3, column), head).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(3, column).column_letter].width = width
    for number, (branch, group, unit) in enumerate(tree.rows(), start=1):
        sheet.cell(number + 3, 1, number)
        words = (unit.code, unit.name, unit.short_name, unit.kind_name, group.name, branch.unit.short_name)
        for column, word in enumerate(words, start=2):
            _text(sheet.cell(number + 3, column), word).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A4"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text(cell: Cell, words: str) -> Cell:
    """Always text: a name that begins with an equals sign is not a formula."""
    cell.value = words
    cell.data_type = "s"
    return cell
