"""Values of targets as they are read and typed."""

from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from lantoa.core.vi_numbers import format_decimal
from lantoa.reporting.checks import Figure, written
from lantoa.reporting.choices import LineKind, TargetDirection
from lantoa.reporting.models import Line


class Measured(Protocol):
    """A target, or what stands for one while it is being issued."""

    unit_of_measure: str
    is_share: bool
    places: int
    direction: str


def places_of(line: Line) -> int:
    """Decimals of a target's value as it is kept: a share of one has four (hundredths of a percent), a decimal figure two."""
    if line.computed:
        return 4
    return 2 if line.kind == LineKind.DECIMAL else 0


def plain(is_share: bool, value: Figure) -> str:
    """As it is typed: a share in percent, without the sign; empty where there is none."""
    if value is None:
        return ""
    return written(value * 100) if is_share else written(value)


def shown(target: Measured, value: Figure) -> str:
    """«1.234 cuộc», «95,5 %»; «–» where there is none."""
    if value is None:
        return "–"
    if target.is_share:
        return f"{format_decimal(round(value * 100, 1), 1).removesuffix(',0')}\u00a0%"
    return f"{rounded(value, target.places)} {target.unit_of_measure}".strip()


def rounded(value: Decimal, places: int = 2) -> str:
    """At most so many decimals: computed figures have more than anybody wants to read."""
    return written(round(value, places))


def asked(target: Measured, value: Figure) -> str:
    """«ít nhất 1.234 cuộc»."""
    return _("%(direction)s %(value)s") % {
        "direction": TargetDirection(target.direction).label,
        "value": shown(target, value),
    }
