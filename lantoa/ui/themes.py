"""Themes on a page (`core.themes`): the row of a list with what is offered beside it, and the form by which one begins."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.dated import COMING, ENDED, standing
from lantoa.core.themes import NewTheme, ThemeRecord
from lantoa.ui.dated import DatedRow, FromDayForm
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
