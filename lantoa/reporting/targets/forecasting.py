"""What a year may come to, judged from the periods that are over; and why nothing is foretold where too little is known.

Each forecast says in sentences which figures it takes, by which rule, and what comes out. Pure: no database, no clock.
The two rules for what adds up over the year are the usual ones of a budget's run rate: by the number of periods over, and by the
part that the same periods had of earlier whole years (Σ of those periods ÷ Σ of the whole years: never a mean of shares).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from lantoa.core.periods import Period
from lantoa.core.vi_numbers import format_count, format_percent
from lantoa.reporting.checks import Figure
from lantoa.reporting.targets.words import Measured, rounded, shown

ENOUGH_REPORTED = Fraction(1, 2)  # of the units asked, in a period that is to count
FEWEST_YEARS = 2  # earlier whole years, for the seasonal rule
MOST_YEARS = 5
FEWEST_POINTS = 3  # periods, for a trend
MOST_POINTS = 5  # a year of quarters and one: what comes with the season cancels out


@dataclass(frozen=True)
class PeriodFigure:
    """An indicator at a unit in one collection. `owed` units are asked, `reported` of them have an accepted figure."""

    period: Period
    value: Figure
    owed: int
    reported: int

    @property
    def missing(self) -> int:
        return self.owed - self.reported

    @property
    def counts(self) -> bool:
        """Whether enough units have reported for the period to say something."""
        return self.value is not None and self.reported >= self.owed * ENOUGH_REPORTED


@dataclass(frozen=True)
class Outlook:
    """One rule and what comes out."""

    rule: str
    value: Decimal
    sentence: str


@dataclass(frozen=True)
class Forecast:
    """`outlooks`: the one that is judged by stands last; empty where none is made, and `refusal` says why.

    `missing`: units without a figure in what was counted: sums can only grow.
    """

    outlooks: list[Outlook] = field(default_factory=list)
    refusal: str = ""
    caveats: list[str] = field(default_factory=list)
    missing: int = 0

    @property
    def value(self) -> Figure:
        return self.outlooks[-1].value if self.outlooks else None


def refused(sentence: str) -> Forecast:
    return Forecast(refusal=sentence)


def of_sums(
    target: Measured,
    periods: Sequence[PeriodFigure],
    in_year: int,
    earlier: Mapping[int, Sequence[PeriodFigure]],
) -> Forecast:
    """For what adds up over the year. `periods`: those of the year that have been asked, oldest first; `in_year`: how many a year
    has; `earlier`: the same of earlier years.
    """
    if in_year < 2:
        return refused(_("Chỉ tiêu này báo cáo mỗi năm một lần: trong năm chưa có kỳ nào để dự báo."))
    some = [one for one in periods if one.value is not None]
    if not some:
        return refused(_("Chưa có kỳ nào của năm có số liệu đã duyệt."))
    thin = next((one for one in some if not one.counts), None)
    if thin is not None:
        return refused(_too_thin(thin))
    reached = sum((one.value for one in some if one.value is not None), Decimal(0))
    if len(some) == in_year:
        return refused(_("Các kỳ trong năm đã có đủ số liệu, không cần dự báo."))
    outlooks = [_linear(target, some, reached, in_year)]
    seasonal, why_not = _seasonal(target, some, reached, in_year, earlier)
    caveats = [why_not] if why_not else []
    if seasonal is not None:
        outlooks.append(seasonal)
    missing = sum(one.missing for one in some)
    if missing:
        caveats.append(
            _(
                "Còn thiếu %(count)s báo cáo của các kỳ trên: không tính là 0, cũng không đoán thay. "
                "Khi có đủ, con số chỉ có thể lớn hơn."
            )
            % {"count": format_count(missing)}
        )
    return Forecast(outlooks, caveats=caveats, missing=missing)


def _too_thin(period: PeriodFigure) -> str:
    return _(
        "Chưa dự báo: %(period)s mới có %(reported)s trong %(owed)s đơn vị có số liệu, chưa đến một nửa."
    ) % {
        "period": period.period.label,
        "reported": format_count(period.reported),
        "owed": format_count(period.owed),
    }


def _names(periods: Sequence[PeriodFigure]) -> str:
    return ", ".join(one.period.label for one in periods)


def _linear(target: Measured, some: Sequence[PeriodFigure], reached: Decimal, in_year: int) -> Outlook:
    value = reached * in_year / len(some)
    sentence = _(
        "%(periods)s đạt %(reached)s. Năm có %(all)s kỳ, đã qua %(over)s: %(figure)s × %(all)s : %(over)s = %(value)s."
    )
    return Outlook(
        _("Theo số kỳ đã qua"),
        value,
        sentence
        % {
            "periods": _upper(_names(some)),
            "reached": shown(target, reached),
            "all": in_year,
            "over": len(some),
            "figure": rounded(reached),
            "value": shown(target, value),
        },
    )


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _seasonal(
    target: Measured,
    some: Sequence[PeriodFigure],
    reached: Decimal,
    in_year: int,
    earlier: Mapping[int, Sequence[PeriodFigure]],
) -> tuple[Outlook | None, str]:
    """The outlook by earlier years, or why there is none."""
    whole = {
        year: rows
        for year, rows in sorted(earlier.items())
        if len(rows) == in_year and all(one.counts for one in rows)
    }
    years = list(whole)[-MOST_YEARS:]
    if len(years) < FEWEST_YEARS:
        return None, _("Chưa tính theo mùa vụ: cần ít nhất hai năm trước có đủ các kỳ, mới có %(count)s.") % {
            "count": format_count(len(years))
        }
    numbers = {one.period.number for one in some}
    part = sum(
        (_value(one) for year in years for one in whole[year] if one.period.number in numbers), Decimal(0)
    )
    full = sum((_value(one) for year in years for one in whole[year]), Decimal(0))
    if not part or not full:
        return None, _("Chưa tính theo mùa vụ: cùng kỳ các năm trước đều bằng 0.")
    value = reached * full / part
    sentence = _(
        "Các năm %(years)s: cùng kỳ cộng lại %(part)s trong %(full)s của cả năm, bằng %(share)s. "
        "%(figure)s : %(share)s = %(value)s."
    )
    words = {
        "years": ", ".join(str(year) for year in years),
        "part": rounded(part),
        "full": rounded(full),
        "share": format_percent(part, full),
        "figure": rounded(reached),
        "value": shown(target, value),
    }
    return Outlook(_("Theo mùa vụ các năm trước"), value, sentence % words), ""


def _value(one: PeriodFigure) -> Decimal:
    return one.value if one.value is not None else Decimal(0)


@dataclass(frozen=True)
class Trend:
    """The sums over the `units` that have a figure in each of `periods` (oldest first): in the first and in the last of them."""

    periods: Sequence[Period]
    units: int
    first: Figure
    last: Figure


def of_stock(
    target: Measured, periods: Sequence[PeriodFigure], trend: Trend | None, in_year: int, year: int
) -> Forecast:
    """For a state at the end of a period. `periods`: the last ones that count, oldest first, without gaps."""
    if in_year < 1 or not periods or periods[-1].period.start.year != year:
        return refused(_("Chưa có kỳ nào của năm có số liệu đã duyệt của ít nhất một nửa số đơn vị."))
    newest = periods[-1]
    left = in_year - newest.period.number
    if left <= 0:
        return refused(_("Kỳ cuối năm đã có số liệu, không cần dự báo."))
    if len(periods) < FEWEST_POINTS or trend is None:
        return refused(
            _("Chưa dự báo: cần ít nhất %(fewest)s kỳ liền nhau có số liệu, mới có %(count)s.")
            % {"fewest": FEWEST_POINTS, "count": format_count(len(periods))}
        )
    if trend.first is None or trend.last is None or trend.units < newest.owed * ENOUGH_REPORTED:
        return refused(
            _(
                "Chưa dự báo: chỉ %(units)s trong %(owed)s đơn vị có số ở cả %(count)s kỳ gần nhất, chưa đến một nửa."
            )
            % {
                "units": format_count(trend.units),
                "owed": format_count(newest.owed),
                "count": format_count(len(periods)),
            }
        )
    steps = len(periods) - 1
    change = (trend.last - trend.first) / steps
    value = max(trend.last + change * left, Decimal(0))
    sentence = _(
        "%(units)s đơn vị có số ở cả %(count)s kỳ: %(first_period)s là %(first)s, %(last_period)s là %(last)s, "
        "bình quân mỗi kỳ %(change)s. Còn %(left)s kỳ đến cuối năm: %(last)s + %(left)s × (%(change)s) = %(value)s."
    )
    words = {
        "units": format_count(trend.units),
        "count": len(periods),
        "first_period": trend.periods[0].label,
        "first": rounded(trend.first),
        "last_period": trend.periods[-1].label,
        "last": rounded(trend.last),
        "change": ("+" if change >= 0 else "−") + rounded(abs(change)),
        "left": left,
        "value": shown(target, value),
    }
    missing = newest.owed - trend.units
    caveats = []
    if missing > 0:
        caveats.append(
            _("Con số dự báo chưa gồm %(count)s đơn vị chưa có đủ số liệu các kỳ trên.")
            % {"count": format_count(missing)}
        )
    return Forecast(
        [Outlook(_("Theo xu hướng các kỳ gần nhất"), value, sentence % words)], "", caveats, max(missing, 0)
    )
