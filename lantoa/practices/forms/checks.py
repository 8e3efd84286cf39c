"""What a unit says when it is asked again, and of visits to the unit where a practice began."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.practices.choices import CheckFound
from lantoa.practices.forms.shared import MeasureField, ShortTexts
from lantoa.ui.forms import CountField, DayField, TextField


class CheckForm(ShortTexts):
    """What a unit says when it is asked again."""

    found = forms.ChoiceField(
        label=gettext_lazy("Đến nay đơn vị còn làm không"),
        choices=CheckFound.choices,
        widget=forms.RadioSelect,
    )
    value = MeasureField(label=gettext_lazy("Số đo hiện nay"), required=False)
    note = TextField(
        label=gettext_lazy("Điều đã thay đổi, hoặc vì sao dừng"),
        required=False,
        help_text=gettext_lazy("Bắt buộc, trừ khi vẫn làm như cũ."),
    )


class VisitForm(ShortTexts):
    """A visit between the unit that takes a practice up and where it began. Counts only, no names."""

    held_on = DayField(label=gettext_lazy("Ngày trao đổi"), past_only=True)
    host = forms.ChoiceField(label=gettext_lazy("Nơi đón"))
    visitors = CountField(label=gettext_lazy("Số người tham gia"), min_value=1)
    outcome = TextField(
        label=gettext_lazy("Kết quả trao đổi"),
        help_text=gettext_lazy("Học được gì, thống nhất làm gì. Không ghi tên người."),
    )

    def __init__(self, *args: Any, hosts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].choices = hosts  # type: ignore[attr-defined]
