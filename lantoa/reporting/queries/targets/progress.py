"""How far units are with their targets: what was asked, what is reached as of now, what is missing, what may come out."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.periods import Period
from lantoa.core.vi_numbers import format_count
from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import PeriodLength, TargetDirection, TargetStanding, TimeRule
from lantoa.reporting.models import Target, TargetValue
from lantoa.reporting.queries.over_time import Catalogue
from lantoa.reporting.queries.targets import figures
from lantoa.reporting.queries.targets.figures import IN_YEAR, NOTHING, At, Measure, Reached
from lantoa.reporting.targets import forecasting, judging
from lantoa.reporting.targets.forecasting import Forecast, PeriodFigure


@dataclass(frozen=True)
class Course:
    """A unit's year of a target. `value` None: nothing was given. `periods`: the collections of the year, oldest first."""

    target: Target
    unit_id: uuid.UUID
    year: int
    value: Figure
    reached: Reached
    periods: list[PeriodFigure]
    counted: list[PeriodFigure]  # those whose missing reports leave the figure open
    forecast: Forecast | None = None
    standing: TargetStanding | None = None

    @property
    def share(self) -> Fraction | None:
        return judging.share_of(self.value, self.reached.value)

    @property
    def percent(self) -> int:
        """For a bar: whole percent, at most 100."""
        return min(100, int((self.share or 0) * 100))

    @property
    def has_percent(self) -> bool:
        return self.share is not None

    @property
    def owed(self) -> int:
        return sum(one.owed for one in self.counted)

    @property
    def reported(self) -> int:
        return sum(one.reported for one in self.counted)

    @property
    def missing(self) -> int:
        return self.owed - self.reported

    @property
    def is_missing(self) -> bool:
        return self.missing > 0

    @property
    def coverage(self) -> str:
        """«68 trong 98 đơn vị đã có số liệu quý I/2021», «390 trong 392 báo cáo của 4 kỳ», «chưa có số liệu quý I/2021».

        Empty where nobody was asked.
        """
        if not self.counted:
            return ""
        words = {
            "reported": format_count(self.reported),
            "owed": format_count(self.owed),
            "period": self.counted[-1].period.label,
            "count": format_count(len(self.counted)),
        }
        if len(self.counted) == 1 and self.owed == 1:
            return (
                _("đã có số liệu %(period)s") if self.reported else _("chưa có số liệu %(period)s")
            ) % words
        if len(self.counted) == 1:
            return _("%(reported)s trong %(owed)s đơn vị đã có số liệu %(period)s") % words
        return _("%(reported)s trong %(owed)s báo cáo của %(count)s kỳ đã có số liệu") % words

    @property
    def short_coverage(self) -> str:
        """«đủ 4 báo cáo», «thiếu 1 trong 4 báo cáo»."""
        words = {"missing": format_count(self.missing), "owed": format_count(self.owed)}
        if self.is_missing:
            return _("thiếu %(missing)s trong %(owed)s báo cáo") % words
        return _("đủ %(owed)s báo cáo") % words if self.counted else ""

    @property
    def is_least(self) -> bool:
        """The missing reports can only add to the figure, so its share of the target is a least one."""
        return self.is_missing and not self.target.is_share

    @property
    def is_over(self) -> bool:
        return date(self.year, 12, 31) < clock.today()

    @property
    def is_to_come(self) -> bool:
        return self.year > clock.today().year

    @property
    def told(self) -> TargetStanding | None:
        """How it stands, where that says more than that the year goes on."""
        return None if self.standing == TargetStanding.RUNNING else self.standing

    @property
    def gap(self) -> Figure:
        """What is reached minus what was asked."""
        if self.value is None or self.reached.value is None:
            return None
        return self.reached.value - self.value


@dataclass(frozen=True)
class Place:
    """One target at one unit in some years."""

    target: Target
    unit_id: uuid.UUID
    years: Sequence[int]


def courses(
    places: Sequence[Place],
    values: Mapping[uuid.UUID, Mapping[uuid.UUID, Mapping[int, TargetValue]]],
    catalogue: Catalogue,
    *,
    foretell: bool = True,
) -> dict[tuple[uuid.UUID, uuid.UUID, int], Course]:
    """(target, unit, year) → its course. Four statements, six with forecasts, whatever the number of places."""
    this_year = clock.today().year
    measures = {
        one.target.indicator.code: figures.measure_of(one.target.indicator.code, catalogue) for one in places
    }
    wanted = {(one.target.indicator.code, one.unit_id) for one in places}
    years = {year for one in places for year in one.years}
    running = foretell and this_year in years
    earlier = set(range(this_year - forecasting.MOST_YEARS, this_year)) if running else set()
    catalogue.read_years(years | earlier)
    reached = figures.reached(wanted, years, catalogue)
    periods = figures.by_period(wanted, years | earlier, catalogue)
    stocks: dict[At, list[PeriodFigure]] = {}
    if running:
        for at in wanted:
            if measures[at[0]].is_stock:
                stocks[at] = _last_periods(at, this_year, periods)
    trends = (
        figures.trends({at: [row.period for row in rows] for at, rows in stocks.items() if rows}, catalogue)
        if running
        else {}
    )
    found = {}
    for place in places:
        code = place.target.indicator.code
        measure, at = measures[code], (code, place.unit_id)
        for year in place.years:
            given = values.get(place.target.pk, {}).get(place.unit_id, {}).get(year)
            rows = periods.get((*at, year), [])
            forecast = None
            if foretell and year == this_year:
                past = {one: periods.get((*at, one), []) for one in earlier}
                forecast = _forecast(place.target, measure, rows, past, stocks.get(at, []), trends.get(at))
            course = Course(
                place.target,
                place.unit_id,
                year,
                given.value if given else None,
                reached.get((*at, year), NOTHING),
                rows,
                _counted(measure, rows),
                forecast,
            )
            found[place.target.pk, place.unit_id, year] = _judged(course, measure)
    return found


def _last_periods(
    at: At, year: int, periods: Mapping[tuple[str, uuid.UUID, int], list[PeriodFigure]]
) -> list[PeriodFigure]:
    """The last periods that count, without a gap, oldest first; at most as many as a trend takes."""
    rows = [
        row
        for one in range(year - forecasting.MOST_YEARS, year + 1)
        for row in periods.get((*at, one), [])
        if row.counts
    ]
    found: list[PeriodFigure] = []
    for row in reversed(rows):
        if found and row.period.next != found[0].period:
            break
        found.insert(0, row)
        if len(found) == forecasting.MOST_POINTS:
            break
    return found


def _in_year(rows: Iterable[PeriodFigure]) -> int:
    kind: Period | None = next((row.period for row in rows), None)
    return IN_YEAR.get(PeriodLength(kind.kind), 1) if kind else 1


def _forecast(
    target: Target,
    measure: Measure,
    rows: Sequence[PeriodFigure],
    past: Mapping[int, Sequence[PeriodFigure]],
    stock: Sequence[PeriodFigure],
    trend: forecasting.Trend | None,
) -> Forecast:
    if measure.is_share:
        return forecasting.refused(
            _("Không dự báo tỷ lệ: tử số và mẫu số thay đổi theo cách riêng. Xem hai số ấy ở cột đã đạt.")
        )
    if not rows:
        return forecasting.refused(_("Năm nay chưa mở đợt báo cáo nào hỏi chỉ tiêu này."))
    if measure.is_stock:
        return forecasting.of_stock(target, stock, trend, _in_year(rows), rows[-1].period.start.year)
    if measure.adds_over_time and measure.adds_over_tree:
        return forecasting.of_sums(target, rows, _in_year(rows), past)
    return forecasting.refused(
        _("Không dự báo: chỉ tiêu này lấy số lớn nhất hoặc đếm đơn vị, không cộng dồn theo kỳ.")
    )


def _counted(measure: Measure, rows: list[PeriodFigure]) -> list[PeriodFigure]:
    """Where each period adds to the figure, all of them; of a state at the end the newest one."""
    parts = {rule for _code, rule in measure.parts}
    if measure.is_share and parts != {TimeRule.ADD}:
        return rows[-1:]
    return rows[-1:] if measure.is_stock else rows


def _judged(course: Course, measure: Measure) -> Course:
    if course.value is None or course.year > clock.today().year:
        return course
    lacking = len(course.periods) < _in_year(course.periods)
    asked = judging.Course(
        TargetDirection(course.target.direction),
        course.value,
        _comparable(course),
        course.missing + lacking,
        course.is_over,
        measure.only_grows,
    )
    standing = judging.standing_of(asked, course.forecast)
    return Course(**{**course.__dict__, "standing": standing})


def _comparable(course: Course) -> Figure:
    """A share with as many decimals as a target may have: 1 ÷ 3 is met by 33,33 %."""
    value = course.reached.value
    return round(value, 4) if value is not None and course.target.is_share else value


@dataclass(frozen=True)
class Span:
    """All years together. What adds up over time is added; of a state, and of a ratio, the last year that has a figure counts
    against the last year's target."""

    adds: bool
    value: Figure
    reached: Figure
    first: int
    last: int
    lacking: list[int] = field(default_factory=list)  # years without a target, where values are added

    @property
    def share(self) -> Fraction | None:
        return judging.share_of(self.value, self.reached)

    @property
    def percent(self) -> int:
        return min(100, int((self.share or 0) * 100))


def span_of(rows: Sequence[Course], catalogue: Catalogue) -> Span:
    """Of the years of one target at one unit, in order."""
    target = rows[0].target
    measure = figures.measure_of(target.indicator.code, catalogue)
    first, last = rows[0].year, rows[-1].year
    if measure.adds_over_time and measure.adds_over_tree:
        values = [one.value for one in rows if one.value is not None]
        known = [one.reached.value for one in rows if one.reached.value is not None]
        return Span(
            True,
            sum(values, Decimal(0)) if values else None,
            sum(known, Decimal(0)) if known else None,
            first,
            last,
            [one.year for one in rows if one.value is None],
        )
    newest = next((one for one in reversed(rows) if one.reached.value is not None), None)
    return Span(
        False,
        rows[-1].value,
        newest.reached.value if newest else None,
        first,
        newest.year if newest else last,
    )
