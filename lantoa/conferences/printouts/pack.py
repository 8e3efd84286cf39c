"""All files of a review in order."""

from collections.abc import Iterator, Mapping
from typing import Any

from lantoa.conferences.choices import ItemKind
from lantoa.conferences.figures import Figure
from lantoa.conferences.models import Conference
from lantoa.conferences.printouts.annexes import annex_workbook
from lantoa.conferences.printouts.booklet import review_booklet
from lantoa.conferences.printouts.certificates import certificate_sheets
from lantoa.conferences.printouts.report import review_report
from lantoa.conferences.printouts.sources import sources_of
from lantoa.conferences.queries.reviews import figures_json
from lantoa.printing.booklet_printing import booklet_pdf
from lantoa.printing.booklet_word import booklet_docx
from lantoa.printing.certificates import certificates_pdf
from lantoa.printing.docx_rendering import to_docx
from lantoa.printing.pdf_rendering import to_pdf


def make_files(
    conference: Conference, figures: Mapping[str, Figure], stored: list[dict[str, Any]]
) -> Iterator[tuple[ItemKind, bytes]]:
    """Yield each file as soon as it is made. `stored` are the frozen figures as they are kept."""
    yield ItemKind.FIGURES, figures_json(stored)
    sources = sources_of(conference, figures)
    report = review_report(sources)
    yield ItemKind.REPORT_DOCX, to_docx(report)
    yield ItemKind.REPORT_PDF, to_pdf(report)
    yield ItemKind.ANNEXES, annex_workbook(sources)
    booklet = review_booklet(conference)
    if booklet is not None:
        yield ItemKind.BOOKLET_PDF, booklet_pdf(booklet)
        yield ItemKind.BOOKLET_DOCX, booklet_docx(booklet)
    sheets = certificate_sheets(sources)
    if sheets:
        yield ItemKind.CERTIFICATES, certificates_pdf(sheets)
