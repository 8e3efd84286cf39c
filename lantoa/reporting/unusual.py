"""When a figure is so far from others that somebody should look at it again. Pure: no database, no clock.

The modified z-score of Iglewicz and Hoaglin, «How to Detect and Handle Outliers» (1993): distance from the median in units of the
median absolute deviation, unusual above 3.5. Neither moves with the outliers themselves, as a mean would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log1p
from statistics import median

from lantoa.reporting.checks import JUMP, JUMP_AT_LEAST

MOST_DEVIATIONS = 3.5
NORMAL = 0.6745  # median absolute deviation of a normal distribution, in standard deviations
FEWEST_PERIODS = 4  # a habit of fewer is none
FEWEST_UNITS = 8
LEAST_SPREAD = 0.25  # of a logarithm: among units of one kind a quarter more or less is usual


@dataclass(frozen=True)
class Usual:
    """What a figure was compared with: the middle of the others, and their least and greatest."""

    middle: Decimal
    least: Decimal
    greatest: Decimal
    count: int


def far_from_past(value: Decimal, past: Sequence[Decimal]) -> Usual | None:
    """What was usual in earlier periods, where the figure is far from it; None where it is not, or where few are known.

    A small change is no news, however steady the past was: the limits are those from which a reason is asked for on entry.
    """
    if len(past) < FEWEST_PERIODS or min(past) <= value <= max(past):
        return None  # what has been before is not far, however seldom it was
    middle = median(past)
    if abs(value - middle) < JUMP_AT_LEAST or min(value, middle) * JUMP > max(value, middle):
        return None
    spread = median(abs(one - middle) for one in past)
    if Decimal(NORMAL) * abs(value - middle) <= Decimal(MOST_DEVIATIONS) * spread:
        return None
    return Usual(middle, min(past), max(past), len(past))


class Peers:
    """The figures of all units of one kind in a period, measured once for all of them. Who has nothing to report is not compared:
    many lines are 0 for most units.
    """

    def __init__(self, values: Sequence[Decimal]) -> None:
        self._values = sorted(one for one in values if one > 0)
        scaled = [log1p(one) for one in self._values] or [0.0]
        self._centre = median(scaled)
        self._spread = max(median(abs(one - self._centre) for one in scaled), LEAST_SPREAD)
        self._middle = median(self._values or [Decimal(0)])

    def far(self, value: Decimal) -> Usual | None:
        """The same beside the others for one of the values. Units differ in size by factors, so logarithms are compared."""
        others = len(self._values) - 1
        if not value or others < FEWEST_UNITS or abs(value - self._middle) < JUMP_AT_LEAST:
            return None
        if NORMAL * abs(log1p(value) - self._centre) <= MOST_DEVIATIONS * self._spread:
            return None
        least = self._values[1 if value == self._values[0] else 0]
        greatest = self._values[-2 if value == self._values[-1] else -1]
        return Usual(self._middle, least, greatest, others)
