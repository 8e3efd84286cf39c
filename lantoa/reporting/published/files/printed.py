"""What stands in print, read: days, periods, numbers, words before numbers. Pure."""

import re
from decimal import Decimal

from lantoa.core import periods
from lantoa.core.periods import Period
from lantoa.core.text import folding_key
from lantoa.core.vi_dates import DateError, parse_day
from lantoa.core.vi_numbers import parse_decimal
from lantoa.reporting.checks import LARGEST_AMOUNT
from lantoa.reporting.choices import Qualifier

QUALIFIERS: dict[str, Qualifier] = {
    **{one.value: one for one in Qualifier},
    "hon": Qualifier.MORE_THAN,
    "tren": Qualifier.OVER,
    "gan": Qualifier.NEARLY,
    "khoang": Qualifier.ABOUT,
    "uoc": Qualifier.ESTIMATED,
    "uoc tinh": Qualifier.ESTIMATED,
}
IN_WORDS = re.compile(r"\(\s*(hơn|trên|gần|khoảng|ước|ước tính)\s*\)\s*$", re.IGNORECASE)
BEFORE_NUMBER = re.compile(r"^\s*(hơn|trên|gần|khoảng|ước tính|ước)\s+", re.IGNORECASE)
_SPAN = re.compile(r"\b((?:19|20)[0-9]{2})\s*[-–—]\s*((?:19|20)[0-9]{2})\b")
_ONE_YEAR = re.compile(r"\b((?:19|20)[0-9]{2})\b")
_DAY = re.compile(r"((?:19|20)[0-9]{2})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def printed_number(text: str) -> Decimal:
    """A number as it is printed in Vietnamese, with the decimals it has."""
    places = len(text.partition(",")[2])
    return parse_decimal(text, places=places, maximum=Decimal(LARGEST_AMOUNT))


def read_stated_day(text: str) -> tuple[int, int, int] | None:
    """Year, month, day of «2024-06-01», «2024-06» (day 0), «2016» (month 0), «01/6/2024»; None for anything else."""
    match = _DAY.fullmatch(text)
    if match is None:
        try:
            found = parse_day(text)
        except DateError:
            return None
        return found.year, found.month, found.day
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[3]:
        try:
            parse_day(f"{day}/{month}/{year}")
        except DateError:
            return None
    return year, month, day


def read_period_words(words: str) -> Period | None:
    """The period that the printed words mean; None where none is found. Words beside it («Chỉ thị 03») do not count."""
    plain = folding_key(words)
    span = _SPAN.search(words)
    try:
        if span:
            first, last = int(span[1]), int(span[2])
            return periods.year(first) if first == last else periods.span(first, last)
        found = _ONE_YEAR.search(words)
        if found is None:
            return None
        year = int(found[1])
        if re.search(r"\b6 thang\b", plain):
            return periods.half_year(year, 2 if "cuoi" in plain.split() else 1)
        if re.search(r"\b9 thang\b", plain):
            return periods.nine_months(year)
        part = re.search(r"\bquy (i{1,3}|iv|[1-4])\b", plain)
        if part:
            return periods.quarter(year, _ROMAN[part[1]])
        month = re.search(r"\bthang (1[0-2]|0?[1-9])\b", plain)
        if month:
            return periods.month(year, int(month[1]))
        return periods.year(year)
    except ValueError:
        return None
