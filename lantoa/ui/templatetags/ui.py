"""The tags and filters of every template: numbers, days, icons, states, fields, lists."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lantoa.core import clock, vi_dates, vi_numbers
from lantoa.ui.badges import BADGES, Badge, badge_of
from lantoa.ui.charts import Chart
from lantoa.ui.declared import WRITER
from lantoa.ui.kept import writer_mark

register = template.Library()
NBSP = "\N{NO-BREAK SPACE}"
NOTHING = "–"


def _is_nothing(value: object) -> bool:
    return value is None or value == ""


@register.filter
def number(value: int | Decimal | float | None, places: int | None = None) -> str:
    """1234 → 1.234; Decimal("12.50") → 12,50; `places` fixes the decimals. Nothing known is «–», never 0."""
    if _is_nothing(value):
        return NOTHING
    if isinstance(value, float):
        value = Decimal(str(value))
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        own = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        return vi_numbers.format_decimal(value, own if places is None else places)
    if not isinstance(value, int):
        raise TypeError(f"not a number: {type(value).__name__}")
    return vi_numbers.format_decimal(Decimal(value), places) if places else vi_numbers.format_count(value)


@register.filter
def signed(value: int | Decimal | None) -> str:
    """A difference with its sign: +7, −5 (a true minus), 0."""
    if _is_nothing(value) or value is None:
        return NOTHING
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number(-value if value < 0 else value)}"


@register.filter
def percent(share: Decimal | Fraction | float | tuple[int, int] | None, places: int = 1) -> str:
    """A share of one (0.974) or a pair (numerator, denominator) → «97,4 %». Without a base «–»."""
    if _is_nothing(share) or share is None:
        return NOTHING
    if isinstance(share, tuple):
        return vi_numbers.format_percent(share[0], share[1], places, space=NBSP)
    exact = Fraction(str(share)) if isinstance(share, float) else Fraction(share)
    return vi_numbers.format_percent(exact.numerator, exact.denominator, places, space=NBSP)


def _as_day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """07/4/2021."""
    return vi_dates.format_day(_as_day(value)) if value else NOTHING


@register.filter
def long_day(value: date | datetime | None) -> str:
    """ngày 07 tháng 4 năm 2021."""
    return vi_dates.format_long_day(_as_day(value)) if value else NOTHING


@register.filter
def week_day(value: date | datetime | None) -> str:
    """Thứ Tư, 07/4: for a due day, where the weekday says more than the year; another year is written."""
    if not value:
        return NOTHING
    found = _as_day(value)
    name, written = vi_dates.weekday_name(found), vi_dates.format_day(found)
    if found.year == clock.today().year:
        written = written.removesuffix(f"/{found.year}")
    return f"{name[:1].upper()}{name[1:]}, {written}"


@register.filter
def moment(value: datetime | None) -> str:
    """14:32, 07/4/2021."""
    return vi_dates.format_moment(value) if value else NOTHING


@register.filter
def days_left(value: date | datetime | None) -> str:
    """«còn 4 ngày», «hôm nay», «quá 2 ngày»."""
    return vi_dates.days_left_words(_as_day(value), clock.today()) if value else ""


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString | str:
    """Django's tag of that name, and with it the mark of the account under which the form is opened (`ui.kept`)."""
    proof = context.get("csrf_token")
    if not proof or str(proof) == "NOTPROVIDED":
        return ""
    shown = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', proof)
    user = getattr(context.get("request"), "user", None)
    if user is not None and user.is_authenticated:
        shown += format_html('<input type="hidden" name="{}" value="{}">', WRITER, writer_mark(user))
    return shown


@register.simple_tag
def icon(name: str, kind: str = "", label: str = "") -> SafeString:
    """One icon of the sprite. `kind`: small, big or spin. Without `label` screen readers pass it over."""
    classes = f"icon icon--{kind}" if kind else "icon"
    address = f"{static('build/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, address
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', classes, address
    )


@register.simple_tag
def badge(tone: str, name: str, label: str) -> SafeString:
    """A badge of one's own: `{% badge "gold" "flag" "Trong tập" %}`."""
    return _badge_html(Badge(label, name, tone))


@register.simple_tag
def state_badge(state: Any, label: str = "") -> SafeString:
    """The badge of a state: a key of ui.badges.BADGES, a choice with a `badge`, or a Badge."""
    return _badge_html(badge_of(state, label))


def _badge_html(shown: Badge) -> SafeString:
    return format_html('<span class="badge badge--{}">{}{}</span>', shown.tone, icon(shown.icon), shown.label)


@register.simple_tag
def overdue_badge(due_on: date) -> SafeString | str:
    """«Quá hạn 2 ngày» once the due day has passed, nothing before."""
    days = (clock.today() - due_on).days
    if days <= 0:
        return ""
    label = _("Quá hạn %(days)s ngày") % {"days": vi_numbers.format_count(days)}
    return _badge_html(badge_of(BADGES["overdue"], label))


def _address_of(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)


@register.simple_tag(takes_context=True)
def query_string(context: Context, **changes: Any) -> str:
    """The present filters with changes: `href="{% query_string state='waiting' %}"`; None or "" drops one.

    A change of filter goes back to the first page, unless the page itself is what changes.
    """
    query = _address_of(context)
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if not _is_nothing(value):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def sortable(
    context: Context, field: str, label: str, first: str = "up", parameter: str = "sort"
) -> SafeString:
    """The head of a sortable column: `<th {% sort_state "name" %}>{% sortable "name" _("Tên") %}</th>`.

    The address says `sort=name` or `sort=-name`. `first="down"` puts the greatest first on the first press.
    """
    now = _address_of(context).get(parameter, "")
    if now == field:
        name, following = "sort-up", f"-{field}"
    elif now == f"-{field}":
        name, following = "sort-down", field
    else:
        name, following = "sort", field if first == "up" else f"-{field}"
    address = query_string(context, **{parameter: following})
    return format_html('<a class="sort" href="{}">{}{}</a>', address, label, icon(name))


@register.simple_tag(takes_context=True)
def sort_state(context: Context, field: str, parameter: str = "sort") -> SafeString | str:
    """`aria-sort` of a column head, where the list is sorted by it."""
    now = _address_of(context).get(parameter, "")
    if now == field:
        return format_html('aria-sort="{}"', "ascending")
    if now == f"-{field}":
        return format_html('aria-sort="{}"', "descending")
    return ""


GROUPED = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.inclusion_tag("ui/components/field.html", name="field")
def field_tag(bound: forms.BoundField, label: str = "", help_text: str = "") -> dict[str, Any]:
    """A whole form field: label, help, error and the control with what was typed."""
    widget = bound.field.widget
    follows = getattr(bound.form, "follows", None)  # a form may put another field right after this one
    parts = {"help": help_text or bound.help_text, "error": bound.errors}
    described = [part for part, wanted in parts.items() if wanted]
    attributes: dict[str, Any] = {}
    if described:
        attributes["aria-describedby"] = " ".join(f"{bound.auto_id}-{part}" for part in described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "label": label or bound.label,
        "help_text": help_text or bound.help_text,
        "grouped": isinstance(widget, GROUPED),
        "single_choice": isinstance(widget, forms.CheckboxInput),
        "optional": not bound.field.required
        and not isinstance(widget, forms.CheckboxInput)
        and getattr(bound.form, "marks_optional", True),
        "control": bound.as_widget(attrs=attributes),
        "described": attributes.get("aria-describedby", ""),
        "hidden": bound.is_hidden,
        "followed_by": follows(bound.name) if follows else None,
    }


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """All errors of a form in one place, each a link to its field; nothing where there is none."""
    linked = [
        (bound.id_for_label or f"field-{bound.auto_id}", bound.label, error)
        for bound in form
        for error in bound.errors
    ]
    return {"general": list(form.non_field_errors()), "linked": linked}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Where one is in a long list, and the way through it; nothing but the count where one page holds all."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    numbers = [(n, query_string(context, page=n)) if isinstance(n, int) else (None, "") for n in shown]
    before = query_string(context, page=page.previous_page_number()) if page.has_previous() else ""
    after = query_string(context, page=page.next_page_number()) if page.has_next() else ""
    return {"page": page, "numbers": numbers, "before": before, "after": after}


@register.inclusion_tag("ui/components/chart.html")
def chart(shown: Chart) -> dict[str, Any]:
    """A chart of ui.charts with its table twin and the button that saves it as a picture."""
    return {"chart": shown}
