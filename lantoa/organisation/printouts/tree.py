"""The tree as a workbook: the rows of the page, in its order."""

from django.utils.translation import gettext as _

from lantoa.core.vi_dates import format_day
from lantoa.organisation.queries.tree import Tree
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


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
