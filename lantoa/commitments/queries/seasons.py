"""When pledges are written and reviewed: looked up for the year of the pledge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lantoa.commitments.choices import REVIEWED_AT, Half, Occasion
from lantoa.commitments.models import Season

OCCASIONS = {half: occasion for occasion, half in REVIEWED_AT.items()}


@dataclass(frozen=True)
class Calendar:
    """All seasons, the latest first; whoever asks for several years reads them once."""

    rows: Sequence[Season]

    def span(self, occasion: Occasion, year: int) -> tuple[date, date] | None:
        """The first and the last day for a pledge of that year; None of years before any row."""
        row = next((one for one in self.rows if one.occasion == occasion and one.from_year <= year), None)
        if row is None:
            return None
        return _first_of(year, row.first_month), _first_of(year, row.last_month + 1) - timedelta(days=1)

    def is_open(self, occasion: Occasion, year: int, day: date) -> bool:
        span = self.span(occasion, year)
        return span is not None and span[0] <= day <= span[1]

    def due_half(self, year: int, day: date) -> Half | None:
        """Which self-review of a pledge of that year is due on a day: the later where both are."""
        due = [half for half, one in OCCASIONS.items() if self.is_open(one, year, day)]
        return due[-1] if due else None

    def last_day(self, half: Half, year: int) -> date | None:
        span = self.span(OCCASIONS[half], year)
        return span[1] if span else None

    def years_to_write(self, day: date) -> list[int]:
        """Years whose pledge may be begun on a day."""
        years = range(day.year - 1, day.year + 2)
        return [year for year in years if self.is_open(Occasion.WRITING, year, day)]


def calendar() -> Calendar:
    """One statement."""
    return Calendar(list(Season.objects.order_by("-from_year")))


def _first_of(year: int, month: int) -> date:
    years, rest = divmod(month - 1, 12)
    return date(year + years, rest + 1, 1)
