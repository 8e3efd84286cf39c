"""Figures of reports: stored with four decimals, written as they were typed."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from lantoa.core.vi_numbers import format_decimal
from lantoa.reporting.checks import written
from lantoa.reporting.models import TargetValue
from lantoa.reporting.queries.workbooks import Judged
from lantoa.reporting.targets import words
from lantoa.reporting.targets.words import Measured
from lantoa.reporting.workbook_differences import Change

register = template.Library()
NOTHING = "–"


@register.filter
def figure(value: Decimal | int | None) -> str:
    """Decimal("12.5000") → 12,5; Decimal("1234.0000") → 1.234; nothing known is «–», never 0."""
    if value is None:
        return NOTHING
    return written(Decimal(value))


@register.filter
def signed_figure(value: Decimal | int | None) -> str:
    """+7, −5 (a true minus), 0."""
    if value is None:
        return NOTHING
    number = Decimal(value)
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + figure(abs(number))


@register.filter
def points(share: Decimal | None) -> str:
    """A difference of shares in percent points: Decimal("0.006") → «+0,6 điểm»."""
    if share is None:
        return NOTHING
    tenths = round(share * 100, 1)
    sign = "+" if tenths > 0 else "−" if tenths < 0 else ""
    return _("%(points)s điểm") % {"points": sign + format_decimal(abs(tenths), 1)}


@register.filter
def value_of(value: Decimal | None, target: Measured) -> str:
    """A value of a target in its unit of measure: «1.234 cuộc», «95,5 %»."""
    return words.shown(target, value)


@register.filter
def figure_of(value: Decimal | None) -> str:
    """At most two decimals; nothing known is «–»."""
    return NOTHING if value is None else words.rounded(value)


@register.filter
def asked_of(value: Decimal | None, target: Measured) -> str:
    """«ít nhất 1.234 cuộc»."""
    return words.asked(target, value)


@register.filter
def signed_of(value: Decimal | None, target: Measured) -> str:
    """A difference of two values of a target: «+7 cuộc», «−0,6 điểm»."""
    if value is None:
        return NOTHING
    if target.is_share:
        return points(value)
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{words.shown(target, abs(value))}"


@register.filter
def given_at(values: Mapping[int, list[TargetValue]] | str | None, position: int) -> list[TargetValue]:
    """The targets of one line; none on pages that show none."""
    return values.get(position, []) if isinstance(values, Mapping) else []


@register.filter
def box_of(book: Judged, change: Change) -> str:
    """The name of the box by which a clash of a workbook is decided."""
    return book.box(change)


@register.filter
def line_reason(typed: Mapping[str, str] | str | None, position: int) -> str:
    """What was typed as the reason of one line, where a return was refused; nothing on other pages."""
    return typed.get(f"l-{position}", "") if isinstance(typed, Mapping) else ""
