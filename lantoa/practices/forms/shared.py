"""What several forms of this room share."""

from decimal import Decimal
from typing import Any

from django import forms

from lantoa.ui.forms import DecimalViField, ViForm

PLACES = 3


class MeasureField(DecimalViField):
    """A value of a practice's own measure: at most three decimals, written with no more than it needs."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(places=PLACES, **kwargs)

    def write(self, value: Decimal | int) -> str:
        written = super().write(value)
        return written.rstrip("0").rstrip(",")


class ShortTexts(ViForm):
    """Narratives begin four lines high and grow by hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
