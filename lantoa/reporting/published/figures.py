"""What a published review states: its figures with the words, the unit, the qualifier and the decimals that were printed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from lantoa.core.periods import Period
from lantoa.core.text import folding_key
from lantoa.core.vi_numbers import format_count, format_decimal
from lantoa.reporting.choices import Qualifier

Names = frozenset[tuple[str, str]]
_METRIC = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*)(?:\[([^\[\]]*)\])?")
_YEAR_AT_END = re.compile(r"(.+)_((?:19|20)[0-9]{2})")
# Whom or what a unit of measure counts; two figures are compared only within one class. «Lượt» is never a number of persons.
CLASSES: dict[str, frozenset[str]] = {
    "persons": frozenset(
        [
            "ca nhan",
            "nguoi",
            "dang vien",
            "quan chung",
            "doan vien",
            "hoi vien",
            "can bo",
            "nong dan",
            "dai bieu",
        ]
    ),
    "organisations": frozenset(
        [
            "to chuc",
            "to chuc dang",
            "tccsd",
            "don vi",
            "chi bo",
            "dang bo",
            "chi dang bo",
            "chi bo dang bo",
            "tap the",
        ]
    ),
}


@dataclass(frozen=True)
class Metric:
    """A name such as models_registered[level=province,subject=collective]: what is counted, and which part of it."""

    base: str
    names: Names


def read_metric(text: str) -> Metric | None:
    """The parts of a metric's name, or None where it is not one. «x_2020» is x of the year 2020."""
    match = _METRIC.fullmatch(text)
    if match is None:
        return None
    base, names = match[1], {}
    for part in (match[2] or "").split(","):
        if not part.strip():
            continue
        key, equals, value = part.partition("=")
        key, value = (key.strip(), value.strip()) if equals else ("", key.strip())
        if not value or (equals and not key) or key in names:
            return None
        names[key] = value
    dated = _YEAR_AT_END.fullmatch(base)
    if dated and "year" not in names:
        base, names["year"] = dated[1], dated[2]
    return Metric(base, frozenset(names.items()))


@dataclass(frozen=True)
class Figure:
    """One figure. `value` keeps the decimals that were printed. `parts`, `part_of`, `numerator` and `denominator` are metrics of
    the same review; `numerator_value` and `denominator_value` the numbers where the review prints only those.
    """

    place: int
    metric: str
    words: str
    value: Decimal
    unit: str = ""
    qualifier: Qualifier | None = None
    numerator: str = ""
    numerator_value: Decimal | None = None
    denominator: str = ""
    denominator_value: Decimal | None = None
    part_of: str = ""
    parts: Sequence[str] = ()
    indicator: str = ""  # the indicator of the house's own sheets that this figure states
    note: str = ""

    @cached_property
    def name(self) -> Metric:
        return read_metric(self.metric) or Metric(self.metric, frozenset())

    @property
    def is_share(self) -> bool:
        return self.unit.strip() == "%" or folding_key(self.unit) == "phan tram"

    @property
    def places(self) -> int:
        """How many decimals were printed."""
        return max(0, -int(self.value.as_tuple().exponent))

    @property
    def said(self) -> str:
        """As it was printed: «gần 97», «62,62»."""
        number = written(self.value)
        return f"{self.qualifier.label} {number}" if self.qualifier else number

    @property
    def said_with_unit(self) -> str:
        return f"{self.said}%" if self.is_share else f"{self.said} {self.unit}".strip()

    @cached_property
    def counts_of(self) -> str:
        """The class of what it counts: persons, organisations, else the unit of measure itself."""
        unit = folding_key(self.unit)
        for name, units in CLASSES.items():
            if unit in units:
                return name
        return "turns" if unit.startswith("luot") else unit

    @property
    def low(self) -> Decimal:
        """The least that the words allow."""
        return self.value if self.qualifier in (None, Qualifier.MORE_THAN, Qualifier.OVER) else Decimal(0)

    @property
    def high(self) -> Decimal | None:
        """The most that the words allow; None where they set no bound."""
        return self.value if self.qualifier in (None, Qualifier.NEARLY, Qualifier.BELOW) else None


def written(value: Decimal) -> str:
    """With the decimals it was printed with: 62,60 stays 62,60."""
    places = max(0, -int(value.as_tuple().exponent))
    return format_decimal(value, places) if places else format_count(int(value))


@dataclass(frozen=True)
class Review:
    """A published review. `stated_on` and `period_words` are what was printed; `period` is what they mean."""

    source: str  # its name in the file it came from
    organisation: str
    stated_on: str
    period_words: str
    period: Period
    url: str
    figures: Sequence[Figure]
    note: str = ""
    unit_code: str = ""
    by_metric: dict[str, Figure] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, Figure] = {}
        for one in self.figures:
            found.setdefault(one.metric, one)
        object.__setattr__(self, "by_metric", found)
