"""What a person types about programmes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.organisation.models import Unit
from lantoa.oversight.choices import InspectionKind
from lantoa.oversight.forms.fields import NumberField, ThemeField, Versioned, lines
from lantoa.oversight.models import InspectionTheme
from lantoa.ui.forms import DayField, LineField, ReasonField, ViForm, YearField

QUARTERS = [
    ("1", gettext_lazy("Quý I")),
    ("2", gettext_lazy("Quý II")),
    ("3", gettext_lazy("Quý III")),
    ("4", gettext_lazy("Quý IV")),
]


class ProgrammeForm(ViForm):
    unit = forms.ChoiceField(label=gettext_lazy("Nơi lập"))
    year = YearField(label=gettext_lazy("Năm"))

    def __init__(self, *args: Any, units: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units: dict[str, Unit] = {one.code: one for one in units}
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (code, one.short_name)  # type: ignore[attr-defined]
            for code, one in self._units.items()
        ]

    def chosen(self) -> Unit:
        """For a valid form."""
        return self._units[self.cleaned_data["unit"]]


class ItemForm(Versioned):
    subject = LineField(
        label=gettext_lazy("Mã đơn vị"),
        max_length=40,
        help_text=gettext_lazy("Một đơn vị bên dưới. Mã ở trang Tổ chức. Ví dụ: HG-048."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=InspectionKind.choices)
    theme = ThemeField()
    quarter = forms.ChoiceField(
        label=gettext_lazy("Dự kiến"),
        choices=QUARTERS,
    )
    reason = ReasonField(
        label=gettext_lazy("Vì sao chọn đơn vị này"),
        max_length=500,
        widget=lines(3),
        help_text=gettext_lazy("Một, hai câu; người đọc chương trình hiểu ngay. Không ghi tên người."),
    )

    def __init__(self, *args: Any, themes: Iterable[InspectionTheme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].offer(themes)  # type: ignore[attr-defined]


class DropForm(Versioned):
    reason = ReasonField(
        label=gettext_lazy("Lý do đưa ra khỏi chương trình"), max_length=500, widget=lines(3)
    )


class AnnounceForm(Versioned):
    issued_on = DayField(label=gettext_lazy("Ngày ban hành"), past_only=True)
    number = NumberField()
