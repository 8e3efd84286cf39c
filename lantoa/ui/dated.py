"""Rules with dates on a page: what holds now, what was set for later, what has ended, and the two forms that change it.

A room gives the rows; `ui/components/dated_rows.html` shows them. Nothing is changed in place: a row is followed by another, or
ended from a day on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.dated import COMING, ENDED, NOW, standing
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.ui.forms import DayField, LineField, ReasonField, ViForm
from lantoa.ui.steps import take_step

GROUPS = (
    (NOW, gettext_lazy("Đang dùng")),
    (COMING, gettext_lazy("Đã đặt, chưa dùng")),
    (ENDED, gettext_lazy("Đã thôi")),
)


@dataclass(frozen=True)
class DatedRow:
    """`cells` answer the list's `heads`, numbers as numbers; `end_url` where the row may be ended, "" where it may not;
    `end_words`: on its button, instead of «Thôi dùng»; `keep_url`: a button that drops an end still to come; `second`: said under
    the name.
    """

    name: str
    cells: Sequence[Any]
    valid: DateRange
    source: str
    end_url: str = ""
    end_words: str = ""
    keep_url: str = ""
    second: str = ""

    @property
    def since(self) -> date | None:
        first: date | None = self.valid.lower
        return first

    @property
    def until(self) -> date | None:
        """The first day on which it holds no more."""
        after: date | None = self.valid.upper
        return after


@dataclass(frozen=True)
class DatedList:
    """What the component takes. `id` is its anchor, `name_head` the head of the first column, `second_head` of what is said under
    it (in a workbook), `add_url` "" where nothing may be added."""

    id: str
    title: str
    name_head: str
    heads: Sequence[str]
    rows: Sequence[DatedRow]
    empty_title: str
    empty_words: str
    words: str = ""
    add_url: str = ""
    add_words: str = ""
    second_head: str = ""

    @property
    def may_end(self) -> bool:
        return any(row.end_url or row.keep_url for row in self.rows)

    @property
    def columns(self) -> int:
        return len(self.heads) + (5 if self.may_end else 4)

    @property
    def groups(self) -> list[tuple[str, list[tuple[DatedRow, list[tuple[str, Any]]]]]]:
        """The groups that have rows, each row with its cells under their heads; what holds now comes first."""
        today = clock.today()
        found: dict[str, list[tuple[DatedRow, list[tuple[str, Any]]]]] = {}
        for row in self.rows:
            written = (format_count(one) if isinstance(one, int) else one for one in row.cells)
            cells = list(zip(self.heads, written, strict=True))
            found.setdefault(standing(row.valid, today), []).append((row, cells))
        return [(str(words), found[key]) for key, words in GROUPS if key in found]


def rule_row(rule: Any, cells: Sequence[Any], *, withdraw_url: str) -> DatedRow:
    """A rule that follows another (`valid`, `basis`); one that has not begun may be taken back at `withdraw_url` ("": not)."""
    coming = standing(rule.valid, clock.today()) == COMING
    return DatedRow(
        _("Mức từ %(day)s") % {"day": format_day(rule.valid.lower)},
        cells,
        rule.valid,
        rule.basis,
        end_url=withdraw_url if coming else "",
        end_words=_("Rút mức"),
    )


class FromDayForm(ViForm):
    """What every new dated row says: from which day it holds, and by which paper."""

    since = DayField(label=gettext_lazy("Dùng từ ngày"))
    source = LineField(
        label=gettext_lazy("Theo văn bản"),
        max_length=300,
        help_text=gettext_lazy("Số, ngày, nơi ban hành. Ví dụ: Quyết định 331-QĐ/TW, ngày 18/6/2025."),
    )


class EndDayForm(ViForm):
    on = DayField(label=gettext_lazy("Thôi dùng từ ngày"))
    reason = ReasonField(
        label=gettext_lazy("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class WithdrawForm(ViForm):
    """Why a row that has not begun is taken back."""

    reason = ReasonField(label=gettext_lazy("Lý do rút"), max_length=300)


@dataclass(frozen=True)
class RulesPage:
    """A room's page of dated rules (`route`, `title`), and the pages with one form that lead back to it.

    `trail`: makes the crumbs of the room of what stands behind it.
    """

    route: str
    title: object  # words that are translated when they are shown
    trail: Callable[..., list[tuple[str, str]]]

    def step(
        self,
        request: HttpRequest,
        form: ViForm,
        step: Callable[[dict[str, Any]], str],
        title: str,
        **shown: object,
    ) -> HttpResponse:
        """`step` as in `ui.steps.take_step`; what is shown besides as in `ui/form_page.html`."""
        done, status = take_step(request, form, step)
        address = reverse(self.route)
        if done:
            return redirect(address)
        whole = {
            "form": form,
            "title": title,
            "act": title,
            "back": address,
            "trail": self.trail((str(self.title), address), (title, "")),
            **shown,
        }
        return render(request, "ui/form_page.html", whole, status=status)

    def withdraw(self, request: HttpRequest, rule: Any, withdraw: Callable[[str], object]) -> HttpResponse:
        """The page on which a rule that has not begun is taken back; `withdraw` gets the reason."""

        def step(typed: dict[str, Any]) -> str:
            withdraw(typed["reason"])
            return _("Đã rút. Mức đang dùng tiếp tục có hiệu lực.")

        words = _("Mức đặt từ %(day)s; mức trước đó tiếp tục có hiệu lực.") % {
            "day": format_day(rule.valid.lower)
        }
        form = WithdrawForm(request.POST or None)
        return self.step(request, form, step, _("Rút mức chưa dùng"), words=words, is_danger=True)
