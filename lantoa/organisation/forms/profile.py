"""What a person types about a unit: one value of one field, its day, its paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.organisation.choices import ProfileKind
from lantoa.organisation.models import ProfileField
from lantoa.ui.forms import CountField, DayField, DecimalViField, LineField, TextField, ViForm

SOURCE_HELP = gettext_lazy("Số, ngày của văn bản hoặc báo cáo. Ví dụ: Báo cáo 12-BC/ĐU ngày 05/01/2021")


def _value_field(field: ProfileField) -> forms.Field:
    label = f"{field.name} ({field.measure})" if field.measure else field.name
    if field.kind == ProfileKind.COUNT:
        return CountField(label=label)
    if field.kind == ProfileKind.AMOUNT:
        return DecimalViField(label=label, places=2)
    return TextField(
        label=label,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Ghi về đơn vị, không ghi tên hay việc của từng người."),
    )


class ValueForm(ViForm):
    """A new value from a day on. Ids and names bear the field's code: one page holds a form for each field."""

    since = DayField(label=gettext_lazy("Từ ngày"))
    source = LineField(label=gettext_lazy("Căn cứ"), help_text=SOURCE_HELP)

    def __init__(self, *args: Any, field: ProfileField, **kwargs: Any) -> None:
        super().__init__(*args, prefix=field.code, **kwargs)
        value = _value_field(field)
        self.fields = {"value": value, **self.fields}
        self._tell_missing(value)

    def _tell_missing(self, value: forms.Field) -> None:
        value.error_messages["required"] = self.fields["source"].error_messages["required"]


class CorrectionForm(ViForm):
    """What should have been entered, and why it is mended."""

    source = LineField(label=gettext_lazy("Căn cứ"), help_text=SOURCE_HELP)
    reason = LineField(label=gettext_lazy("Vì sao sửa"), help_text=gettext_lazy("Ví dụ: gõ thừa một số 0"))

    def __init__(self, *args: Any, field: ProfileField, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        value = _value_field(field)
        value.error_messages["required"] = self.fields["source"].error_messages["required"]
        self.fields = {"value": value, **self.fields}
