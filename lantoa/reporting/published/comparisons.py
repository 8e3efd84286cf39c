"""One comparison of figures that a review makes possible, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lantoa.reporting.published.figures import Figure


class CheckKind(StrEnum):
    SUM = "sum"  # a stated total beside its parts
    PART = "part"  # a part beside its whole
    SHARE = "share"  # a stated percentage beside its two figures
    YEARS = "years"  # a figure of several years beside those of each
    CHANGE = "change"  # a stated increase beside the two figures


class Outcome(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    OPEN = "open"  # the words allow both: not all parts stated, or figures that are not exact


class OpenFor(StrEnum):
    """Why nothing is concluded though the numbers are not the same, where it is neither a word nor a part left out."""

    SAID_TWICE = "said_twice"
    OTHER_BASE = "other_base"


@dataclass(frozen=True)
class Side:
    """A numerator or denominator: a figure, or a number that only the file gives."""

    figure: Figure | None
    value: Decimal

    @property
    def low(self) -> Decimal:
        return self.figure.low if self.figure else self.value

    @property
    def high(self) -> Decimal | None:
        return self.figure.high if self.figure else self.value


@dataclass(frozen=True)
class Check:
    """`stated` as printed, and what `against` gives instead (`found`); `difference` is stated − found, in points for a share.

    A share has its numerator in `top` and its denominator in `base`; `fitting_base` is the whole number of which the printed
    percentage would be right.
    """

    kind: CheckKind
    outcome: Outcome
    stated: Figure
    against: Sequence[Figure]
    found: Decimal
    difference: Decimal
    complete: bool = True
    top: Side | None = None
    base: Side | None = None
    fitting_base: int | None = None
    open_for: OpenFor | None = None
