"""Workbooks of published figures."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.reporting.published.comparisons import Check
from lantoa.reporting.published.words import KINDS, against_words, found_words, gap_words, sentence_of
from lantoa.reporting.queries.publications import PublicationRow


def differences_workbook(found: Sequence[tuple[PublicationRow, Check]], *, author: str) -> bytes:
    """One row a difference: both numbers, the gap, the words as printed, the source as text."""
    columns = (
        SheetColumn(_("Nơi công bố"), width=34),
        SheetColumn(_("Kỳ"), width=16),
        SheetColumn(_("Loại đối chiếu"), width=18),
        SheetColumn(_("Số đã nêu"), width=36),
        SheetColumn(_("Nêu"), width=14),
        SheetColumn(_("Đối chiếu với"), width=44),
        SheetColumn(_("Tính ra"), width=12),
        SheetColumn(_("Chênh lệch"), width=12),
        SheetColumn(_("Nói bằng lời"), width=52),
        SheetColumn(_("Nguồn"), width=44),
    )
    rows = [
        (
            row.publication.organisation,
            row.publication.period_words,
            str(KINDS[check.kind]),
            check.stated.words,
            check.stated.said_with_unit,
            "; ".join(f"{words}: {said}" for words, said in against_words(check)),
            found_words(check),
            gap_words(check),
            sentence_of(check),
            row.publication.url,
        )
        for row, check in found
    ]
    title = _("Chỗ lệch trong số liệu đã công bố")
    heading = (title, _("Số liệu giữ đúng như đã in. Lúc %(at)s.") % {"at": format_moment(clock.now())})
    return workbook_bytes(
        [Sheet(_("Chỗ lệch"), columns, rows, heading)], title=title, author=author, day=clock.today()
    )


def publications_workbook(rows: Sequence[PublicationRow], *, author: str) -> bytes:
    """The list as it is filtered, and on a second sheet every figure as printed."""
    columns = (
        SheetColumn(_("Mã bài"), width=16),
        SheetColumn(_("Nơi công bố"), width=44),
        SheetColumn(_("Ngày nêu"), width=14),
        SheetColumn(_("Kỳ"), width=24),
        SheetColumn(_("Số liệu"), "count", 10),
        SheetColumn(_("Đã đối chiếu"), "count", 12),
        SheetColumn(_("Chỗ lệch"), "count", 10),
        SheetColumn(_("Nguồn"), width=60),
    )
    listed = [
        (
            row.publication.code,
            row.publication.organisation,
            row.publication.stated_words,
            row.publication.period_words,
            len(row.review.figures),
            len(row.checks),
            len(row.differences),
            row.publication.url,
        )
        for row in rows
    ]
    figure_columns = (
        SheetColumn(_("Mã bài"), width=16),
        SheetColumn(_("Lời trong bài"), width=52),
        SheetColumn(_("Số như đã in"), width=18),
        SheetColumn(_("Đơn vị tính"), width=16),
        SheetColumn(_("Tên số liệu"), width=44),
    )
    figures = [
        (row.publication.code, one.words, one.said, one.unit, one.metric)
        for row in rows
        for one in row.review.figures
    ]
    title = _("Số liệu đã công bố")
    return workbook_bytes(
        [
            Sheet(_("Các bài"), columns, listed, (title,)),
            Sheet(_("Số liệu"), figure_columns, figures, (title,)),
        ],
        title=title,
        author=author,
        day=clock.today(),
    )
