"""Divide a whole among units so that the parts add up to it exactly.

By largest remainder (the method of Hare and Niemeyer): each gets the whole steps of its exact share; the steps that are left
go one each to the largest remainders, and where those are equal to who stands first in the official order. Pure: no database,
no clock.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


class CannotDivide(ValueError):
    """Nothing to divide by: no unit has a weight above 0."""


def step_of(places: int) -> Decimal:
    """The smallest part that a value with so many decimals can be divided into."""
    return Decimal(1).scaleb(-places)


def in_proportion(whole: Decimal, weights: Sequence[Decimal | None], places: int) -> list[Decimal | None]:
    """A part for each weight; None where the weight is not known, 0 where it is 0. The parts add up to `whole`.

    `whole` has at most `places` decimals, weights are not negative. Raises CannotDivide.
    """
    known = [Fraction(weight) for weight in weights if weight is not None]
    total = sum(known, Fraction(0))
    if total <= 0:
        raise CannotDivide
    step = step_of(places)
    steps = int(whole / step)
    exact = [Fraction(steps) * weight / total for weight in known]
    parts = [int(one) for one in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_remainder[: steps - sum(parts)]:
        parts[at] += 1
    given = iter(parts)
    return [None if weight is None else next(given) * step for weight in weights]


def equally(whole: Decimal, units: int, places: int) -> list[Decimal]:
    """Equal parts; what cannot be parted goes to the first ones. Raises CannotDivide for no unit."""
    ones: list[Decimal | None] = [Decimal(1)] * units
    return [part for part in in_proportion(whole, ones, places) if part is not None]
