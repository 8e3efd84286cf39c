"""What a conference looks at, read once for all its figures."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from lantoa.conferences.models import Conference
from lantoa.core import periods
from lantoa.core.periods import Period
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.reporting.queries.over_time import Catalogue


@dataclass(frozen=True)
class Scope:
    """The conference, its years, and the day on which the registers are read: the eve of the conference.

    `node` is the conference's unit, or, restated, the unit of today's tree at which its past is read.
    """

    conference: Conference
    period: Period
    day: date
    node: Unit
    view: TreeView = TreeView.AS_REPORTED
    catalogue: Catalogue = field(default_factory=Catalogue)

    @classmethod
    def of(cls, conference: Conference, restated_at: Unit | None = None) -> "Scope":
        period = periods.span(conference.first_year, conference.last_year)
        view = TreeView.RESTATED if restated_at else TreeView.AS_REPORTED
        eve = conference.held_on - timedelta(days=1)
        return cls(conference, period, eve, restated_at or conference.unit, view)
