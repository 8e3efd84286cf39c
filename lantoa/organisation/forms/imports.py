from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantoa.attachments.choices import Kind
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.organisation.services.decisions import Decision
from lantoa.ui.forms import DayField, LineField


class ImportForm(UploadForm):
    """A tree as a file: below which unit, under which decision, and what becomes of units it does not name."""

    unit = forms.ChoiceField(
        label=_("Đơn vị nhận"),
        help_text=_("Tệp chỉ thay đổi các đơn vị bên dưới đơn vị này."),
    )
    file = UploadField(label=_("Tệp cây tổ chức"), kinds=(Kind.XLSX, Kind.CSV))
    decision_number = LineField(label=_("Số quyết định"), max_length=60, help_text=_("Ví dụ: 815-QĐ/TU"))
    decided_on = DayField(label=_("Ngày quyết định"))
    effective_on = DayField(
        label=_("Ngày có hiệu lực"), help_text=_("Cây tổ chức thay đổi từ ngày này, ví dụ: 01/7/2025")
    )
    issuer = LineField(label=_("Cơ quan ban hành"), max_length=300)
    ends_missing = forms.BooleanField(
        label=_("Đơn vị không có trong tệp thì kết thúc hoạt động"),
        required=False,
        help_text=_("Để trống: đơn vị không có trong tệp giữ nguyên."),
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    @staticmethod
    def today(day: date, unit: str) -> dict[str, object]:
        """What a fresh form begins with."""
        return {"decided_on": day, "effective_on": day, "unit": unit}

    def decision(self) -> Decision:
        given = self.cleaned_data
        return Decision(given["decision_number"], given["decided_on"], given["effective_on"], given["issuer"])
