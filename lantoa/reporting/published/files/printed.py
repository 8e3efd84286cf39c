"""What stands in print, read: days, periods, numbers, words before numbers. Pure."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

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
    "duoi": Qualifier.BELOW,
    "khoang": Qualifier.ABOUT,
    "xap xi": Qualifier.APPROXIMATELY,
    "uoc": Qualifier.ESTIMATED,
    "uoc tinh": Qualifier.ESTIMATED,
}
_WORDS = "hơn|trên|gần|dưới|khoảng|xấp xỉ|ước tính|ước"
IN_WORDS = re.compile(rf"\(\s*({_WORDS})\s*\)\s*$", re.IGNORECASE)
BEFORE_NUMBER = re.compile(rf"^\s*({_WORDS})\s+", re.IGNORECASE)
# «tỷ», «triệu» belong to the unit of measure; «300-400» is two figures.
_SCALED = re.compile(r"[0-9.,\s]+(nghìn|ngàn|triệu|tỷ|tỉ)\b", re.IGNORECASE)
_RANGE = re.compile(r"[0-9.,]+\s*(?:-|–|—|đến)\s*[0-9.,]+")
_MONTH = re.compile(
    r"(?:tháng\s+)?(0?[1-9]|1[0-2])\s*[/-]\s*((?:19|20)[0-9]{2})|((?:19|20)[0-9]{2})-([1-9])", re.IGNORECASE
)
_INSTANT = re.compile(r"((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})[T ][0-9:.Z+-]+")
_SPAN = re.compile(r"\b((?:19|20)[0-9]{2})\s*(?:[-–—]|đến(?:\s+năm)?)\s*((?:19|20)[0-9]{2})\b", re.IGNORECASE)
_MONTHS = re.compile(
    r"\b(0?[1-9]|1[0-2])/((?:19|20)[0-9]{2})\s*(?:[-–—]|đến)\s*(?:tháng\s+)?(0?[1-9]|1[0-2])/((?:19|20)[0-9]{2})\b",
    re.IGNORECASE,
)
_ONE_YEAR = re.compile(r"\b((?:19|20)[0-9]{2})\b")
_DAY = re.compile(r"((?:19|20)[0-9]{2})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def printed_number(text: str) -> Decimal:
    """A number as it is printed in Vietnamese, with the decimals it has."""
    places = len(text.partition(",")[2])
    return parse_decimal(text, places=places, maximum=Decimal(LARGEST_AMOUNT))


def advice(text: str) -> str:
    """What to do with a text that is no number: how its kind is written in a file. Empty where nothing is known of it."""
    if _SCALED.match(text):
        return _("Số và đơn vị tính ghi riêng: value «1,5», unit «tỷ đồng».")
    if _RANGE.match(text):
        return _("Một khoảng là hai số: ghi số đầu với «trên», số cuối với «dưới», hai dòng.")
    return _("Ghi số như trong bài: «1.234», «62,62», «hơn 1.000», «gần 97%».")


def plain_day(text: str) -> str:
    """When it was published, in the form that is kept: «9/2023», «tháng 9/2023» and «2023-9» are 2023-09; others as they are."""
    instant = _INSTANT.fullmatch(text)
    if instant:
        return instant[1]
    month = _MONTH.fullmatch(text)
    if month is None:
        return text
    year, number = (month[2], month[1]) if month[2] else (month[3], month[4])
    return f"{year}-{int(number):02}"


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
    """The period that the printed words mean; None where none, or more than one, is found. What stands in brackets, and words
    beside it («Chỉ thị 03»), do not count.
    """
    outside = re.sub(r"\([^()]*\)", " ", words)
    plain = folding_key(outside)
    try:
        return periods.from_code(outside.strip())
    except ValueError:
        pass
    try:
        months = _MONTHS.search(outside)
        if months:
            return _of_months(int(months[1]), int(months[2]), int(months[3]), int(months[4]))
        span = _SPAN.search(outside)
        said = set(_ONE_YEAR.findall(outside))
        if span:
            first, last = int(span[1]), int(span[2])
            if said - {span[1], span[2]}:
                return None
            return periods.year(first) if first == last else periods.span(first, last)
        if len(said) != 1:
            return None
        return _within(int(said.pop()), plain)
    except ValueError:
        return None


def _of_months(first: int, first_year: int, last: int, last_year: int) -> Period | None:
    """«01/2021-6/2021» is the first half of 2021; other stretches of months have no name here."""
    if first_year != last_year:
        return None
    known = [
        periods.year(first_year),
        periods.nine_months(first_year),
        *(periods.half_year(first_year, half) for half in (1, 2)),
        *(periods.quarter(first_year, part) for part in (1, 2, 3, 4)),
        *(periods.month(first_year, month) for month in range(1, 13)),
    ]
    found = [one for one in known if (one.start.month, one.last_day.month) == (first, last)]
    return found[0] if found else None


def _within(year: int, plain: str) -> Period | None:
    """A part of a year, or the year."""
    quarters = set(re.findall(r"\b(?:quy|q) ?(i{1,3}|iv|[1-4])\b", plain))
    halves = re.findall(r"\b(?:h ?([12])|(?:6|sau) thang|nua)\b", plain)
    months = re.findall(r"\bthang (1[0-2]|0?[1-9])\b", plain)
    if len(quarters) + bool(halves) + len(set(months)) > 1 or re.search(
        r"\bquy [iv1-4]+ (?:va )?[iv1-4]+\b", plain
    ):
        return None
    if halves:
        return periods.half_year(year, 2 if "cuoi" in plain.split() or "2" in halves else 1)
    if re.search(r"\b(?:9|chin) thang\b", plain):
        return periods.nine_months(year)
    if quarters:
        return periods.quarter(year, _ROMAN[quarters.pop()])
    if months:
        return periods.month(year, int(months[0]))
    return periods.year(year)
