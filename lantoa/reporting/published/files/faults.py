"""What is wrong in a file of published figures, each fault with its place."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lantoa.reporting.published.figures import Review

_PLACE = re.compile(r"(?:reviews)?\[([0-9]+)\](?:\.facts\[([0-9]+)\])?(?:\.(.+))?")


@dataclass(frozen=True)
class FileFault:
    """Where in the file (reviews[8].facts[2].value) and what is wrong there, with what to do."""

    place: str
    sentence: str

    @property
    def words(self) -> str:
        """The place as a person counts: «Bài 9, số 3, khóa value»."""
        match = _PLACE.fullmatch(self.place)
        if match is None:
            return self.place or _("Cả tệp")
        found = [_("Bài %(number)d") % {"number": int(match[1]) + 1}]
        if match[2]:
            found.append(_("số %(number)d") % {"number": int(match[2]) + 1})
        if match[3]:
            found.append(_("khóa %(key)s") % {"key": match[3]})
        return ", ".join(found)


@dataclass(frozen=True)
class ReadReviews:
    """The reviews of a file, or everything that is wrong. `notices` are read but not stored: keys the format does not know."""

    reviews: list[Review]
    faults: list[FileFault]
    notices: list[FileFault] = field(default_factory=list)
