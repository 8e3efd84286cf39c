"""Figures of reports: stored with four decimals, written as they were typed."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from lantoa.core.vi_numbers import format_decimal
from lantoa.reporting.checks import written
from lantoa.reporting.queries.workbooks import Judged
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
def box_of(book: Judged, change: Change) -> str:
    """The name of the box by which a clash of a workbook is decided."""
    return book.box(change)


@register.filter
def line_reason(typed: Mapping[str, str] | str | None, position: int) -> str:
    """What was typed as the reason of one line, where a return was refused; nothing on other pages."""
    return typed.get(f"l-{position}", "") if isinstance(typed, Mapping) else ""
