"""Themes on a page (`core.themes`): the list with what is offered beside each row, and the pages on which one begins and ends.

What differs between rooms are its words, its addresses and its services.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.dated import COMING, ENDED, standing
from lantoa.core.themes import NewTheme, ThemeRecord
from lantoa.core.vi_dates import format_day
from lantoa.ui.dated import DatedList, DatedRow, EndDayForm, FromDayForm, RulesPage
from lantoa.ui.forms import CountField, LineField


class ThemeForm(FromDayForm):
    name = LineField(
        label=gettext_lazy("Tên chủ đề"), max_length=120,
        help_text=gettext_lazy("Một việc giải quyết được, ví dụ: Cấp nước sạch. Không hỏi người ta nghĩ gì, tin gì."),
    )  # fmt: skip
    covers = LineField(
        label=gettext_lazy("Gồm những việc gì"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: mất nước, nước đục, chưa có đường ống."),
    )
    position = CountField(label=gettext_lazy("Thứ tự trong danh sách"), min_value=1, max_value=999)
    field_order = ("name", "covers", "position", "since", "source")

    @property
    def new(self) -> NewTheme:
        data = self.cleaned_data
        return NewTheme(data["name"], data["covers"], data["position"], data["source"])


@dataclass(frozen=True)
class ThemeRoutes:
    """Names of the addresses that add a theme, end one and drop an end."""

    add: str
    end: str
    keep: str


def theme_list(
    themes: Sequence[ThemeRecord], routes: ThemeRoutes, *, may_set: bool, words: str, empty_words: str
) -> DatedList:
    return DatedList(
        id="themes",
        title=_("Chủ đề"),
        name_head=_("Chủ đề"),
        heads=(),
        rows=[
            theme_row(one, may_set=may_set, end_route=routes.end, keep_route=routes.keep) for one in themes
        ],
        empty_title=_("Chưa có chủ đề nào"),
        empty_words=empty_words,
        words=words,
        add_url=reverse(routes.add) if may_set else "",
        add_words=_("Thêm chủ đề"),
        second_head=_("Gồm những việc gì"),
    )


def theme_row(theme: ThemeRecord, *, may_set: bool, end_route: str, keep_route: str) -> DatedRow:
    """What may be done with it stands beside it: end it, take back what has not begun, keep what is to end."""
    today = clock.today()
    ends = theme.until is not None
    coming = standing(theme.valid, today) == COMING
    open_now = may_set and standing(theme.valid, today) != ENDED
    return DatedRow(
        theme.name,
        (),
        theme.valid,
        theme.basis,
        end_url=reverse(end_route, args=[theme.pk]) if open_now and (coming or not ends) else "",
        end_words=_("Rút chủ đề") if coming else "",
        keep_url=reverse(keep_route, args=[theme.pk]) if open_now and ends else "",
        second=theme.covers,
    )


def add_page(
    request: HttpRequest,
    page: RulesPage,
    themes: Sequence[ThemeRecord],
    add: Callable[[NewTheme, date], ThemeRecord],
    *,
    words: str,
) -> HttpResponse:
    """The page on which a theme begins; `themes`: all there are, behind which it is proposed to stand."""
    last = max((one.position for one in themes), default=0)
    form = ThemeForm(request.POST or None, initial={"since": clock.today(), "position": last + 1})

    def step(typed: dict[str, Any]) -> str:
        made = add(form.new, typed["since"])
        said = _("Đã thêm chủ đề «%(name)s», dùng từ %(day)s.")
        return said % {"name": made.name, "day": format_day(typed["since"])}

    return page.step(request, form, step, _("Thêm chủ đề"), words=words)


def end_page(
    request: HttpRequest,
    page: RulesPage,
    theme: ThemeRecord,
    end: Callable[[date, str], ThemeRecord | None],
    *,
    note: str,
) -> HttpResponse:
    """The page on which a theme ends by a day and a reason; one that has not begun is taken back (`end` gives None)."""
    coming = theme.since > clock.today()
    form = EndDayForm(request.POST or None, initial={"on": clock.today()})

    def step(typed: dict[str, Any]) -> str:
        left = end(typed["on"], typed["reason"])
        said = _("Đã ghi thôi dùng chủ đề «%(name)s».") if left else _("Đã rút chủ đề «%(name)s».")
        return said % {"name": theme.name}

    title = _("Rút chủ đề chưa dùng") if coming else _("Thôi dùng chủ đề")
    return page.step(request, form, step, title, words=theme.name, note=note, is_danger=coming)


def kept(request: HttpRequest, page: RulesPage, theme: ThemeRecord) -> HttpResponse:
    """Back to the page, which says that the theme goes on."""
    messages.success(request, _("Chủ đề «%(name)s» được dùng tiếp.") % {"name": theme.name})
    return redirect(page.route)
