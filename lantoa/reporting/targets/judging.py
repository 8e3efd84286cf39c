"""How a unit stands to its target of a year. Pure: no database, no clock."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import TargetDirection, TargetStanding
from lantoa.reporting.targets.forecasting import Forecast


@dataclass(frozen=True)
class Course:
    """What judging needs to know of a year at a unit. `only_grows`: what is reported later can only add to the figure."""

    direction: TargetDirection
    value: Decimal
    reached: Figure
    missing: int
    is_over: bool
    only_grows: bool


def share_of(value: Figure, reached: Figure) -> Fraction | None:
    """Reached ÷ target; None without either, or where the target is 0."""
    if not value or reached is None:
        return None
    return Fraction(reached) / Fraction(value)


def keeps(direction: TargetDirection, value: Decimal, reached: Decimal) -> bool:
    if direction == TargetDirection.AT_LEAST:
        return reached >= value
    return reached <= value if direction == TargetDirection.AT_MOST else reached == value


def standing_of(course: Course, forecast: Forecast | None = None) -> TargetStanding:
    """While reports are missing, nothing is held against a unit that they could still mend, and nothing is called reached that
    they could still undo.
    """
    reached, at_most = course.reached, course.direction == TargetDirection.AT_MOST
    if reached is None:
        return TargetStanding.NO_FIGURE
    kept = keeps(course.direction, course.value, reached)
    settled = course.is_over and not course.missing
    if course.only_grows and course.direction == TargetDirection.AT_LEAST and kept:
        return TargetStanding.MET
    if course.only_grows and course.direction != TargetDirection.AT_LEAST and reached > course.value:
        return TargetStanding.EXCEEDED if at_most else TargetStanding.MISSED
    if settled:
        if kept:
            return TargetStanding.MET
        return TargetStanding.EXCEEDED if at_most else TargetStanding.MISSED
    if course.is_over:
        return TargetStanding.OPEN
    if forecast is None or forecast.value is None:
        return TargetStanding.RUNNING
    likely = keeps(course.direction, course.value, forecast.value)
    grown = course.direction == TargetDirection.AT_LEAST
    if forecast.missing and likely != grown:
        return TargetStanding.RUNNING
    return TargetStanding.LIKELY if likely else TargetStanding.UNLIKELY
