"""The booklet of a review: the chosen practices told at length, the others as a list."""

from dataclasses import replace

from lantoa.conferences.models import Conference
from lantoa.organisation.queries.people import signer_for
from lantoa.organisation.queries.units import version_on
from lantoa.practices.printouts.booklets import book_of
from lantoa.practices.queries.booklet_facts import place_date, signature_words
from lantoa.practices.queries.booklets import booklet_of
from lantoa.printing import booklet as book
from lantoa.printing.document import Signature


def review_booklet(conference: Conference) -> book.Booklet | None:
    """The booklet published for the last reviewed year, dated and signed for the conference; None where there is none."""
    published = booklet_of(conference.unit_id, conference.last_year)
    if published is None:
        return None
    held_on = conference.held_on
    signer = signature_words(signer_for(conference.unit_id, held_on))
    return replace(
        book_of(published),
        issued_on=held_on,
        preface_place_date=place_date(version_on(conference.unit_id, held_on).seat, held_on),
        preface_signature=Signature(*signer) if signer else None,
    )
