"""What narrows the pages of the desk; it lives in the address."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.desk.queries import record
from lantoa.desk.queries.record import RecordFilter
from lantoa.organisation.models import Unit
from lantoa.ui.forms import DayField, LineField, ViForm

PARTS = {
    record.MINE: gettext_lazy("Việc tôi làm"),
    record.OF_UNIT: gettext_lazy("Đơn vị tôi"),
    record.ALL: gettext_lazy("Toàn Đảng bộ"),
}


class RecordForm(ViForm):
    """Filters of the record. `filter()` gives what was understood, also where a field was refused."""

    by_address = True

    phan = forms.CharField(required=False, widget=forms.HiddenInput)
    nguoi = forms.CharField(required=False, widget=forms.HiddenInput)
    viec = forms.ChoiceField(label=gettext_lazy("Việc"), required=False)
    loai = forms.ChoiceField(label=gettext_lazy("Loại đối tượng"), required=False)
    don_vi = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    tu = DayField(label=gettext_lazy("Từ ngày"), required=False)
    den = DayField(label=gettext_lazy("Đến ngày"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.unit: Unit | None = None
        self.fields["viec"].choices = [("", _("Mọi việc")), *record.acts_to_choose()]  # type: ignore[attr-defined]
        self.fields["loai"].choices = [("", _("Mọi loại")), *record.kinds_to_choose()]  # type: ignore[attr-defined]
        units = record.units_to_choose(user) if len(record.parts_for(user)) > 1 else {}
        if units is None:
            self.fields["don_vi"] = LineField(label=_("Mã đơn vị"), required=False, max_length=40)
        elif len(units) < 2:
            del self.fields["don_vi"]  # nothing to choose
        else:
            self.fields["don_vi"].choices = [("", _("Mọi đơn vị")), *units.items()]  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        """As in all addresses of the house: words joined by a hyphen."""
        return super().add_prefix(field_name).replace("_", "-")

    def clean_phan(self) -> str:
        """What the person may not choose is all that is open to them."""
        part: str = self.cleaned_data["phan"]
        return part if part in record.parts_for(self.user) else ""

    def clean_nguoi(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.cleaned_data["nguoi"])
        except ValueError:
            return None

    def clean_don_vi(self) -> str:
        code: str = self.cleaned_data["don_vi"]
        if code:
            self.unit = record.unit_by_code(self.user, code)
            if self.unit is None:
                raise ValidationError(_("Không có đơn vị mang mã này. Hãy kiểm tra lại mã."))
        return code

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("tu"), found.get("den")
        if since and until and since > until:
            self.add_error("den", _("Ngày này trước «Từ ngày». Hãy đổi một trong hai ngày."))
        return found

    def filter(self) -> RecordFilter:
        self.full_clean()
        found = getattr(self, "cleaned_data", {})
        return RecordFilter(
            found.get("phan") or "",
            self.unit,
            found.get("viec") or "",
            found.get("nguoi"),
            found.get("tu"),
            found.get("den"),
            found.get("loai") or "",
        )
