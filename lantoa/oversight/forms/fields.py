"""What the forms of this room share."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.oversight.models import InspectionTheme
from lantoa.ui.forms import CountField, ViForm


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Versioned(ViForm):
    """Says which state the person has seen."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)


class ThemeField(forms.ChoiceField):
    """A theme by its code; the form fills in which there are."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Nội dung"))
        super().__init__(**kwargs)
        self.rows: dict[str, InspectionTheme] = {}

    def offer(self, themes: Iterable[InspectionTheme]) -> None:
        self.rows = {one.code: one for one in themes}
        self.choices = [("", "–"), *((code, one.name) for code, one in self.rows.items())]

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        return self.rows.get(code)


class NumberField(CountField):
    """The number of a paper that was taken on paper already; empty takes the next one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Số văn bản"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", gettext_lazy("Để trống thì lấy số kế tiếp của nhiệm kỳ."))
        super().__init__(min_value=1, max_value=99_999, **kwargs)


class MembersField(CountField):
    """How many party members are looked at besides the unit: a number, never who."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Số đảng viên được xem cùng đơn vị"))
        super().__init__(max_value=99_999, **kwargs)
