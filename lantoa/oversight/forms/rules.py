"""What is typed about limits and themes: a row from a day on, by a paper."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.oversight.choices import LimitKind
from lantoa.ui.dated import FromDayForm
from lantoa.ui.forms import CountField, LineField


class LimitForm(FromDayForm):
    kind = forms.ChoiceField(label=gettext_lazy("Thời hạn gì"), choices=LimitKind.choices)
    level = forms.ChoiceField(
        label=gettext_lazy("Cấp của nơi kiểm tra"),
        required=False,
        help_text=gettext_lazy("Cấp có mức riêng thì theo mức riêng; các cấp khác theo mức của mọi cấp."),
    )
    value = CountField(
        label=gettext_lazy("Mức"),
        min_value=1,
        max_value=366,
        help_text=gettext_lazy("Số ngày liền nhau, số năm; với gia hạn là tử số, ví dụ 1 của 1/3."),
    )
    per = CountField(
        label=gettext_lazy("Phần (chỉ với gia hạn)"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("Mẫu số, ví dụ 3 của 1/3. Thời hạn khác thì để trống."),
    )

    field_order = ("kind", "level", "value", "per", "since", "source")

    def __init__(self, *args: Any, levels: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", _("Mọi cấp")), *levels.items()]  # type: ignore[attr-defined]


class ThemeForm(FromDayForm):
    name = LineField(
        label=gettext_lazy("Nội dung"),
        max_length=200,
        help_text=gettext_lazy(
            "Một việc xem được ở đơn vị, không phải một người. Ví dụ: Chấp hành quy chế làm việc."
        ),
    )

    field_order = ("name", "since", "source")
