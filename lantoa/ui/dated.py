"""Rules with dates on a page: what holds now, what was set for later, what has ended, and the two forms that change it.

A room gives the rows; `ui/components/dated_rows.html` shows them. Nothing is changed in place: a row is followed by another, or
ended from a day on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.dated import COMING, ENDED, NOW, standing
from lantoa.ui.forms import DayField, LineField, ReasonField, ViForm

GROUPS = (
    (NOW, gettext_lazy("Đang dùng")),
    (COMING, gettext_lazy("Đã đặt, chưa dùng")),
    (ENDED, gettext_lazy("Đã thôi")),
)


@dataclass(frozen=True)
class DatedRow:
    """`cells` answer the list's `heads`; `end_url` where the row may be ended, "" where it may not; `end_words`: on its button,
    instead of «Thôi dùng»; `keep_url`: a button that drops an end still to come; `second`: said under the name.
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
    """What the component takes. `id` is its anchor, `name_head` the head of the first column, `add_url` "" where nothing may be
    added."""

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
            cells = list(zip(self.heads, row.cells, strict=True))
            found.setdefault(standing(row.valid, today), []).append((row, cells))
        return [(str(words), found[key]) for key, words in GROUPS if key in found]


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
