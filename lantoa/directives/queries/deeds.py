"""What was resolved after a session, with what carries it out so far as a person may read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.directives import deed_links
from lantoa.directives.deed_links import Thing
from lantoa.directives.models import StudyDeed, StudySession


@dataclass(frozen=True)
class CarriedDeed:
    """`kind_words`: what carries it out («Nhiệm vụ»), or "". `thing`: which, where the person may read it."""

    position: int
    text: str
    kind_words: str = ""
    thing: Thing | None = None

    @property
    def place(self) -> int:
        """From 1, as its address says it."""
        return self.position + 1


def carried_deeds(user: User, deeds: Sequence[StudyDeed]) -> list[CarriedDeed]:
    """In their order; one statement for each kind that occurs, however many deeds."""
    read = {}
    for kind in {one.linked_kind for one in deeds if one.linked_kind}:
        link = deed_links.link_of(kind)
        codes = [one.linked_code for one in deeds if one.linked_kind == kind]
        read[kind] = (str(link.label), link.found(user, codes)) if link else ("", {})
    found = []
    for one in deeds:
        words, things = read.get(one.linked_kind, ("", {}))
        found.append(CarriedDeed(one.position, one.text, words, things.get(one.linked_code)))
    return found


def get_deed(session: StudySession, position: int) -> StudyDeed:
    """NotFound where the session has none at this place (from 0)."""
    found = StudyDeed.objects.filter(session=session, position=position).first()
    if found is None:
        raise NotFound()
    return found


def offered_for(user: User, session: StudySession) -> list[tuple[str, str, list[Thing]]]:
    """(kind, words, what the session's unit has of it), kinds without anything left out."""
    rows = [
        (link.kind, str(link.label), list(link.offered(user, session.unit_id))) for link in deed_links.kinds()
    ]
    return [row for row in rows if row[2]]
