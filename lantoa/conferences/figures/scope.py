"""What a conference looks at, read once for all its figures."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from lantoa.conferences.models import Conference
from lantoa.core import periods
from lantoa.core.periods import Period
from lantoa.reporting.queries.over_time import Catalogue


@dataclass(frozen=True)
class Scope:
    """The conference, its years, and the day on which the registers are read: the eve of the conference."""

    conference: Conference
    period: Period
    day: date
    catalogue: Catalogue = field(default_factory=Catalogue)

    @classmethod
    def of(cls, conference: Conference) -> "Scope":
        period = periods.span(conference.first_year, conference.last_year)
        return cls(conference, period, conference.held_on - timedelta(days=1))
