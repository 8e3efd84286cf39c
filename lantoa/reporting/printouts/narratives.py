"""Texts of one question as a workbook."""

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.reporting.models import Collection
from lantoa.reporting.queries.narratives.readings import Reading, marks_of


def reading_workbook(collection: Collection, found: Reading, *, narrowed: str, author: str) -> bytes:
    """One row a text, as the list is narrowed: unit, what became of it, the words, and the points that it went into."""
    columns = (
        SheetColumn(_("Mã đơn vị"), width=14),
        SheetColumn(_("Đơn vị"), width=36),
        SheetColumn(_("Bản báo cáo"), "count", 10),
        SheetColumn(_("Đánh dấu"), width=24),
        SheetColumn(_("Lời văn"), width=90),
        SheetColumn(_("Ý trong dự thảo"), width=60),
    )
    rows = [
        (
            row.unit.code,
            row.unit_name,
            row.text.submission.version_number,
            "; ".join(marks_of(row)),
            row.text.text,
            "\n".join(passage for point in row.points for passage in point.passages),
        )
        for row in found.rows
    ]
    question = found.narrative.question
    heading = (
        collection.title,
        question,
        *([narrowed] if narrowed else []),
        _("Lời văn lúc %(at)s") % {"at": format_moment(clock.now())},
    )
    sheet = Sheet(_("Lời văn"), columns, rows, heading)
    return workbook_bytes([sheet], title=question, author=author, day=clock.today())
