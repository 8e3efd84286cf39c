"""The pages of the room as tabs: one row at the head of each list page, holding what the reader may open."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantoa.organisation import access

register = template.Library()


@dataclass(frozen=True)
class Page:
    """A list page of the room: its tab, its address by name, and the act that opens it."""

    name: str
    label: str | Promise
    url_name: str
    act: str


PAGES = (
    Page("tree", _("Cây tổ chức"), "organisation:tree", "unit.read_name_code"),
    Page("groups", _("Nhóm"), "organisation:groups", "unit.read_name_code"),
    Page("decisions", _("Quyết định"), "organisation:decisions", "unit.read_name_code"),
    Page("reorganisations", _("Sắp xếp đơn vị"), "organisation:reorganisations", "reorganisation.prepare"),
    Page("hand_overs", _("Bàn giao"), "organisation:hand_overs", "hand_over.read"),
    Page("people", _("Người dùng và vai trò"), "organisation:people", "user.list"),
    Page("imports", _("Nhập từ tệp"), "organisation:imports", "unit.import"),
)


@register.inclusion_tag("organisation/parts/tabs.html", takes_context=True)
def organisation_tabs(context: Context, current: str) -> dict[str, Any]:
    """`{% organisation_tabs "people" %}`: nothing where only one page is open to the reader."""
    user = context["request"].user
    tabs = [
        (page.label, reverse(page.url_name), page.name == current)
        for page in PAGES
        if access.holds_somewhere(user, page.act)
    ]
    return {"tabs": tabs if len(tabs) > 1 else []}
