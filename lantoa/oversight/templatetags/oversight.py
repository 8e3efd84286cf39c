"""The tabs of the room."""

from django import template
from django.template import Context
from django.utils.translation import gettext_lazy

from lantoa.organisation.rooms import Page, tabs_of

register = template.Library()
PAGES = (
    Page("oversight:inspections", gettext_lazy("Các cuộc"), "inspection.see"),
    Page("oversight:programmes", gettext_lazy("Chương trình"), "programme.read"),
    Page("oversight:findings", gettext_lazy("Nhận xét"), "inspection.see"),
    Page("oversight:remedies", gettext_lazy("Khắc phục"), "inspection.see"),
    Page("oversight:limits", gettext_lazy("Thời hạn, nội dung"), "inspection.see"),
)


@register.inclusion_tag("ui/components/tabs.html", takes_context=True)
def oversight_tabs(context: Context, current: str) -> dict[str, object]:
    return tabs_of(context, PAGES, current, gettext_lazy("Các trang của phần Kiểm tra"))
