"""Reporting periods: months, quarters, half-years, nine months, years and spans of years.

A period holds its first day (`start`, included) and the day after its last (`end`, excluded), so that
adjacent periods meet without gap or overlap.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering
from typing import Final

from django.utils.translation import gettext as _

from lantoa.core.vi_dates import FIRST_YEAR, LAST_YEAR, format_month_number
from lantoa.core.vi_numbers import roman


class PeriodKind(StrEnum):
    """The lengths in which reports are collected."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    SPAN = "span"


_MONTHS: Final = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
}
_LETTERS: Final = {"M": PeriodKind.MONTH, "Q": PeriodKind.QUARTER, "H": PeriodKind.HALF_YEAR}
_CODE: Final = re.compile(r"([0-9]{4})(?:M(0[1-9]|1[0-2])|Q([1-4])|H([12])|(N9)|-([0-9]{4}))?")


def _month_start(months: int) -> date:
    """Return the first day of a month counted from the year 0."""
    year, month = divmod(months, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR + 1:
        raise ValueError(f"year {year} is outside {FIRST_YEAR}–{LAST_YEAR}")
    return date(year, month + 1, 1)


def _months_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later; the last day of that month where it is shorter.

    31/8/2020 and 6 months: 28/02/2021.
    """
    first = _month_start(_months_of(day) + months)
    length = (_month_start(_months_of(first) + 1) - first).days
    return first.replace(day=min(day.day, length))


@total_ordering
@dataclass(frozen=True)
class Period:
    """A stretch of whole months: `start` included, `end` excluded. Ordered by start, then by end.

    Use the constructors below; ValueError if the bounds are not those of the kind.
    """

    kind: PeriodKind
    start: date
    end: date

    def __post_init__(self) -> None:
        first, length = _months_of(self.start), _months_of(self.end) - _months_of(self.start)
        whole_months = self.start.day == self.end.day == 1
        if self.kind is PeriodKind.SPAN:
            fits = first % 12 == 0 and length % 12 == 0 and length >= 24
        elif self.kind is PeriodKind.NINE_MONTHS:
            fits = first % 12 == 0 and length == 9
        else:
            fits = length == _MONTHS[self.kind] and first % length == 0
        if not (whole_months and fits):
            raise ValueError(f"{self.start}–{self.end} is not a {self.kind}")
        if self.start.year < FIRST_YEAR or self.last_day.year > LAST_YEAR:
            raise ValueError(f"{self.start}–{self.end} is outside {FIRST_YEAR}–{LAST_YEAR}")

    def __lt__(self, other: "Period") -> bool:
        return (self.start, self.end, self.kind) < (other.start, other.end, other.kind)

    def __str__(self) -> str:
        return self.code

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def number(self) -> int:
        """Which month, quarter or half of its year this is, from 1; 1 for the other kinds."""
        return (self.start.month - 1) // _MONTHS.get(self.kind, 12) + 1

    @property
    def code(self) -> str:
        """A short stable name: 2021M03, 2021Q1, 2021H1, 2021N9, 2021, 2016-2020."""
        year = f"{self.start.year:04d}"
        if self.kind is PeriodKind.SPAN:
            return f"{year}-{self.last_day.year:04d}"
        if self.kind is PeriodKind.MONTH:
            return f"{year}M{self.number:02d}"
        if self.kind is PeriodKind.NINE_MONTHS:
            return f"{year}N9"
        letter = {PeriodKind.QUARTER: "Q", PeriodKind.HALF_YEAR: "H"}.get(self.kind)
        return f"{year}{letter}{self.number}" if letter else year

    @property
    def label(self) -> str:
        """The name inside a sentence: «quý I/2021», «năm 2020», «giai đoạn 2016 - 2020»."""
        values = {"year": self.start.year, "last_year": self.last_day.year}
        if self.kind is PeriodKind.MONTH:
            return _("tháng %(month)s/%(year)d") % {"month": format_month_number(self.number), **values}
        if self.kind is PeriodKind.QUARTER:
            return _("quý %(quarter)s/%(year)d") % {"quarter": roman(self.number), **values}
        if self.kind is PeriodKind.HALF_YEAR:
            first = self.number == 1
            return (_("6 tháng đầu năm %(year)d") if first else _("6 tháng cuối năm %(year)d")) % values
        if self.kind is PeriodKind.NINE_MONTHS:
            return _("9 tháng đầu năm %(year)d") % values
        if self.kind is PeriodKind.YEAR:
            return _("năm %(year)d") % values
        return _("giai đoạn %(year)d - %(last_year)d") % values

    @property
    def label_title(self) -> str:
        """The name at the head of a line: «Quý I/2021»."""
        return self.label[0].upper() + self.label[1:]

    def _shifted(self, months: int) -> "Period":
        return Period(
            self.kind,
            _month_start(_months_of(self.start) + months),
            _month_start(_months_of(self.end) + months),
        )

    @property
    def _step(self) -> int:
        # Nine months are counted from January, so the neighbours lie in other years.
        if self.kind is PeriodKind.NINE_MONTHS:
            return 12
        return _months_of(self.end) - _months_of(self.start)

    @property
    def previous(self) -> "Period":
        """The period before, of the same kind; for a span the equally long one that ends where it starts."""
        return self._shifted(-self._step)

    @property
    def next(self) -> "Period":
        return self._shifted(self._step)

    @property
    def same_last_year(self) -> "Period":
        """The period to compare with, twelve months earlier; for a span, which has none, the span before."""
        return self.previous if self.kind is PeriodKind.SPAN else self._shifted(-12)

    def contains(self, day: date) -> bool:
        return self.start <= day < self.end

    def covers(self, other: "Period") -> bool:
        """Tell whether every day of `other` lies in this period."""
        return self.start <= other.start and other.end <= self.end

    def _parts(self, kind: PeriodKind) -> tuple["Period", ...]:
        length = _MONTHS[kind]
        first = -(-_months_of(self.start) // length) * length
        starts = range(first, _months_of(self.end) - length + 1, length)
        return tuple(Period(kind, _month_start(start), _month_start(start + length)) for start in starts)

    def months(self) -> tuple["Period", ...]:
        return self._parts(PeriodKind.MONTH)

    def quarters(self) -> tuple["Period", ...]:
        """The whole quarters inside, in order; none in a month."""
        return self._parts(PeriodKind.QUARTER)

    def years(self) -> tuple["Period", ...]:
        """The whole years inside, in order; none in what is shorter than a year."""
        return self._parts(PeriodKind.YEAR)


def _period(kind: PeriodKind, in_year: int, number: int, of: int) -> Period:
    if not 1 <= number <= of:
        raise ValueError(f"{kind} {number} is outside 1–{of}")
    first = in_year * 12 + (number - 1) * _MONTHS[kind]
    return Period(kind, _month_start(first), _month_start(first + _MONTHS[kind]))


def month(in_year: int, number: int) -> Period:
    return _period(PeriodKind.MONTH, in_year, number, 12)


def quarter(in_year: int, number: int) -> Period:
    return _period(PeriodKind.QUARTER, in_year, number, 4)


def half_year(in_year: int, number: int) -> Period:
    return _period(PeriodKind.HALF_YEAR, in_year, number, 2)


def nine_months(in_year: int) -> Period:
    return _period(PeriodKind.NINE_MONTHS, in_year, 1, 1)


def year(number: int) -> Period:
    return _period(PeriodKind.YEAR, number, 1, 1)


def span(first_year: int, last_year: int) -> Period:
    """Return the years from first to last, both included; ValueError unless there are at least two."""
    return Period(PeriodKind.SPAN, _month_start(first_year * 12), _month_start((last_year + 1) * 12))


def period_on(kind: PeriodKind, day: date) -> Period:
    """Return the month, quarter, half-year, year or nine months that holds a day.

    ValueError for a span, and for nine months when the day falls in October–December.
    """
    if kind is PeriodKind.SPAN:
        raise ValueError("a span is not determined by a day")
    length = _MONTHS[kind]
    return _period(kind, day.year, (day.month - 1) // length + 1, 12 // length)


def from_code(code: str) -> Period:
    """Read what `Period.code` writes; ValueError for anything else."""
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError(f"{code!r} is no period code")
    in_year = int(match[1])
    for group, letter in enumerate(_LETTERS, start=2):
        if match[group]:
            kind = _LETTERS[letter]
            return _period(kind, in_year, int(match[group]), 12 // _MONTHS[kind])
    if match[5]:
        return nine_months(in_year)
    return span(in_year, int(match[6])) if match[6] else year(in_year)
