"""The row of tabs of a room that has several pages."""

from collections.abc import Sequence
from typing import NamedTuple

from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise

from lantoa.organisation.access import holds_somewhere


class Page(NamedTuple):
    route: str
    label: str | Promise
    act: str  # which opens it


def tabs_of(context: Context, pages: Sequence[Page], current: str, label: str | Promise) -> dict[str, object]:
    """What `ui/components/tabs.html` shows: the pages that the person may open, none where there is only one. Costs no statement
    beyond one's roles."""
    user = context["request"].user
    tabs = [
        (page.label, reverse(page.route), page.route == current)
        for page in pages
        if page.route == current or holds_somewhere(user, page.act)
    ]
    return {"tabs": tabs if len(tabs) > 1 else [], "label": label}
