"""States of practices and units as badges."""

import uuid
from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core.money import format_dong
from lantoa.organisation.rooms import Page, tabs_of
from lantoa.practices.choices import STANDINGS, AdoptionState, CallState, Capacity, CheckFound, YearState
from lantoa.practices.models import Adoption, PracticeYear
from lantoa.practices.pictures import plain
from lantoa.practices.printouts.calls import points
from lantoa.practices.queries.adoptions import TAKEN_UP
from lantoa.ui.templatetags.ui import day, number, percent, state_badge

register = template.Library()

# In the order of their work.
PAGES = (
    Page("practices:list", gettext_lazy("Sổ mô hình"), "practice.learn"),
    Page("practices:search", gettext_lazy("Tìm trong nội dung"), "practice.learn"),
    Page("practices:calls", gettext_lazy("Đợt xét"), "call.read"),
    Page("practices:booklets", gettext_lazy("Tập mô hình"), "booklet.read"),
    Page("practices:orders", gettext_lazy("Nhân rộng"), "practice.read"),
    Page("practices:checks", gettext_lazy("Hỏi lại"), "practice.read"),
    Page("practices:spread", gettext_lazy("Lan tỏa"), "practice.read"),
    Page("practices:imports", gettext_lazy("Danh sách cũ"), "practice.import"),
)


@register.inclusion_tag("ui/components/tabs.html", takes_context=True)
def practices_tabs(context: Context, current: str) -> dict[str, object]:
    return tabs_of(context, PAGES, current, gettext_lazy("Các trang của phần Mô hình"))


@register.simple_tag
def year_badge(state: str) -> SafeString:
    """How far a practice came in a year."""
    return state_badge(YearState(state))


@register.simple_tag
def check_badge(found: str) -> SafeString:
    """What a unit said when it was asked again."""
    return state_badge(CheckFound(found))


@register.simple_tag
def standing_badge(standing: str) -> SafeString:
    """How a unit stands to a practice."""
    return state_badge(STANDINGS[standing])


@register.simple_tag
def dong(amount: int) -> str:
    return format_dong(amount)


@register.simple_tag
def benefits(year: PracticeYear) -> SafeString:
    """What a year came to, as a second line: people and money, as far as they are known."""
    parts = []
    if year.beneficiaries is not None:
        parts.append(_("%(count)s người hưởng lợi") % {"count": number(year.beneficiaries)})
    if year.money is not None:
        parts.append(_("tiết kiệm, huy động %(sum)s") % {"sum": format_dong(year.money)})
    return format_html('<span class="table__second">{}</span>', "; ".join(parts)) if parts else SafeString("")


@register.simple_tag
def capacity_words(capacity: str) -> str:
    """As what somebody looks at a result."""
    return str(Capacity(capacity).label) if capacity else ""


@register.simple_tag
def measured(adoption: Adoption | None, unit: str) -> str:
    """What an adoption measured: «29 → 12 phút», from when it is planned, or that there is no measure yet."""
    if adoption is None or adoption.state not in TAKEN_UP:
        return ""
    if adoption.result_value is not None:
        parts = [plain(value) for value in (adoption.baseline, adoption.result_value) if value is not None]
        return f"{' → '.join(number(part) for part in parts)} {unit}"
    if adoption.state == AdoptionState.PLANNED:
        return (
            _("Từ %(day)s") % {"day": day(adoption.planned_for)}
            if adoption.planned_for
            else _("Chưa định ngày")
        )
    return _("Chưa có số đo")


@register.simple_tag
def plain_number(value: Decimal) -> str:
    """A stored decimal as people write it, without the zeros it does not need."""
    return number(plain(value))


@register.simple_tag
def percent_of(part: int, whole: int) -> str:
    """A share of a whole, as people write it."""
    return percent((part, whole))


@register.simple_tag
def call_badge(state: str) -> SafeString:
    """How far a call has come."""
    return state_badge(CallState(state))


@register.simple_tag
def median(value: float | None) -> str:
    """A median: a half only where there is one, «–» where nobody handed in."""
    return points(value)


@register.filter
def unlocalised(value: float) -> str:
    """A length in a picture, with a point whatever the language."""
    return repr(value)


@register.filter
def held_by(table: Mapping[uuid.UUID, str], key: uuid.UUID) -> str:
    """What a mapping holds under a row's identity; "" where nothing."""
    return table.get(key, "")
