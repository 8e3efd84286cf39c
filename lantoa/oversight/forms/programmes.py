"""What a person types about programmes."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.organisation.models import Unit
from lantoa.oversight.choices import InspectionKind
from lantoa.oversight.forms.fields import NumberField, ThemeField, Versioned, lines
from lantoa.oversight.models import InspectionTheme
from lantoa.oversight.services.programmes import Choice
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


class ItemsForm(Versioned):
    """For units that are marked (`chon`), with those that wait for their turn (`cho`); each may have a reason of its own
    (`why-<code>`)."""

    beside = ("chon", "cho")

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

    def __init__(
        self, *args: Any, themes: Iterable[InspectionTheme], units: Sequence[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].offer(themes)  # type: ignore[attr-defined]
        self._units = units
        if len(units) > 1:
            shared = self.fields["reason"]
            shared.label, shared.required = _("Lý do chung, cho đơn vị không có lý do riêng"), False
            for unit in units:
                self.fields[f"why-{unit.code}"] = LineField(
                    label=_("Lý do riêng của %(unit)s") % {"unit": unit.short_name},
                    required=False,
                    max_length=500,
                )

    @property
    def shared(self) -> list[forms.BoundField]:
        """What holds for all that are chosen."""
        return [self[name] for name in ("kind", "theme", "quarter", "reason")]

    def own(self, code: str) -> forms.BoundField | None:
        """The box of one unit's own reason; none where one alone is chosen."""
        name = f"why-{code}"
        return self[name] if name in self.fields else None

    def choices_of(self, marked: Collection[str]) -> list[Choice]:
        """For a valid form: the units that are still marked, with their reasons."""
        data = self.cleaned_data
        own = {unit.code: f"why-{unit.code}" for unit in self._units if data.get(f"why-{unit.code}")}
        fields = {unit.code: own.get(unit.code, "reason") for unit in self._units}
        return [
            Choice(unit, data[fields[unit.code]], fields[unit.code])
            for unit in self._units
            if unit.code in marked
        ]


class DropForm(Versioned):
    reason = ReasonField(
        label=gettext_lazy("Lý do đưa ra khỏi chương trình"),
        max_length=500,
        widget=lines(3),
        help_text=gettext_lazy("Không ghi tên người."),
    )


class AnnounceForm(Versioned):
    issued_on = DayField(label=gettext_lazy("Ngày ban hành"), past_only=True)
    number = NumberField()
