"""The comparison table as a workbook."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.printouts.totals import shown, view_line
from lantoa.reporting.queries.totals import Amount


def breakdown_workbook(
    collection: Collection,
    node: Unit,
    *,
    heads: Sequence[str],
    rows: Sequence[tuple[str, int, Sequence[tuple[Amount, Line]]]],
    whole: Sequence[tuple[Amount, Line]],
    view: TreeView,
    author: str,
) -> bytes:
    """Totals side by side as the page shows them: name and number of reports, then a figure for each head; the sums last."""
    columns = (
        SheetColumn(_("Tên"), width=46),
        SheetColumn(_("Báo cáo đã duyệt"), "count", 12),
        *(SheetColumn(head, "count", 14) for head in heads),
    )
    lines = [
        (name, reports, *(shown(line, one.value) for one, line in cells)) for name, reports, cells in rows
    ]
    if whole:
        reports = sum(row[1] for row in rows)
        lines.append((_("Cộng"), reports, *(shown(line, one.value) for one, line in whole)))
    heading = (
        collection.title,
        str(getattr(node, "name", node.code)),
        view_line(view, collection.tree_day),
        _("Số liệu lúc %(at)s") % {"at": format_moment(clock.now())},
    )
    sheet = Sheet(_("Bảng so sánh"), columns, lines, heading)
    return workbook_bytes([sheet], title=collection.title, author=author, day=clock.today())
