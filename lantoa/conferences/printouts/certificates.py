"""The certificates of a review, one a page."""

from lantoa.commendation.printouts import certificate_sheets as sheets_of
from lantoa.conferences.printouts.sources import Sources
from lantoa.printing.certificates import CertificateSheet


def certificate_sheets(sources: Sources) -> list[CertificateSheet]:
    """In the order of the register."""
    return sheets_of(sources.certificates)
