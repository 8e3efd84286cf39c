"""What several forms of this room share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.core.money import LARGEST_SUM, parse_dong
from lantoa.ui.forms import CountField, DecimalViField, ViForm

PLACES = 3


class MeasureField(DecimalViField):
    """A value of a practice's own measure: at most three decimals, written with no more than it needs."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(places=PLACES, **kwargs)

    def write(self, value: Decimal | int) -> str:
        written = super().write(value)
        return written.rstrip("0").rstrip(",")


class DongField(CountField):
    """A sum of whole đồng, with or without its unit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_value=LARGEST_SUM, **kwargs)

    def read(self, typed: str) -> int:
        return parse_dong(typed, maximum=self.max_value)


def beneficiaries_field() -> CountField:
    return CountField(
        label=gettext_lazy("Số người hưởng lợi"),
        required=False,
        max_value=100_000_000,
        help_text=gettext_lazy(
            "Trong năm, mỗi người một lần. Ví dụ: 1.250. Chưa đếm được thì để trống; để trống không phải là không có ai."
        ),
    )


def money_field() -> DongField:
    return DongField(
        label=gettext_lazy("Số tiền tiết kiệm, huy động (đồng)"),
        required=False,
        help_text=gettext_lazy(
            "Trong năm, có chứng từ hoặc cách tính kèm theo. Ví dụ: 35.000.000. Chưa tính được thì để trống."
        ),
    )


class ShortTexts(ViForm):
    """Narratives begin four lines high and grow by hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
