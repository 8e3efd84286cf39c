"""What a person types about a reorganisation as a whole: where it begins, its decision, why it is undone."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import Kind
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.organisation.models import Reorganisation
from lantoa.organisation.queries.events import are_days_unusual
from lantoa.organisation.services.reorganisations.drafts import Paper
from lantoa.ui.forms import DayField, LineField, TextField, ViForm


class PaperForm(ViForm):
    """Title and decision. Only the title must be there while it is a draft."""

    beside = ("viec", "loai")  # the buttons of the draft, and the kind of a new step

    title = LineField(
        label=gettext_lazy("Tên phương án"),
        help_text=gettext_lazy("Ví dụ: Kết thúc Đảng bộ Khối, thành lập hai đảng bộ mới"),
    )
    decision_number = LineField(label=gettext_lazy("Số quyết định"), max_length=60, required=False)
    decided_on = DayField(label=gettext_lazy("Ngày ký quyết định"), required=False)
    effective_on = DayField(
        label=gettext_lazy("Ngày hiệu lực"),
        required=False,
        help_text=gettext_lazy("Mọi thay đổi có từ ngày này. Ví dụ: 01/7/2021"),
    )
    issuer = LineField(label=gettext_lazy("Cơ quan ban hành"), required=False)
    note = TextField(
        label=gettext_lazy("Ghi chú"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    days_confirmed = forms.BooleanField(
        label=gettext_lazy("Hai ngày này đúng như trên quyết định"),
        required=False,
        help_text=gettext_lazy(
            "Ngày ký và ngày hiệu lực cách nhau hơn một năm. Chỉ đánh dấu khi đã xem lại quyết định."
        ),
    )
    row_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    @property
    def asks_about_days(self) -> bool:
        """Whether the days that stand in the form lie more than a year apart."""
        told = getattr(self, "cleaned_data", {}) if self.is_bound else self.initial
        return are_days_unusual(told.get("decided_on"), told.get("effective_on"))

    def clean(self) -> dict[str, Any]:
        """A tick that days a few weeks apart are meant says nothing."""
        found = self.cleaned_data
        if not are_days_unusual(found.get("decided_on"), found.get("effective_on")):
            found["days_confirmed"] = False
        return found

    def paper(self) -> Paper:
        told = {name: value for name, value in self.cleaned_data.items() if name != "row_version"}
        return Paper(**told)


def paper_of(made: Reorganisation) -> dict[str, Any]:
    """What the form shows at first."""
    names = (
        "title",
        "decision_number",
        "decided_on",
        "effective_on",
        "issuer",
        "note",
        "days_confirmed",
        "row_version",
    )
    return {name: getattr(made, name) for name in names}


class DecisionFileForm(UploadForm):
    """The scanned decision; sent by itself, because the draft is saved as one types."""

    beside = ("viec",)

    file = UploadField(
        label=gettext_lazy("Tệp quyết định đã ký"), kinds=(Kind.PDF, Kind.DOCX, Kind.JPEG, Kind.PNG)
    )


class StartForm(ViForm):
    """The committee whose branch is reorganised, and a title."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Đơn vị chủ trì"),
        help_text=gettext_lazy(
            "Mọi đơn vị được sắp xếp đều ở dưới đơn vị này. "
            "Muốn chia tách chính một đảng bộ, chọn cấp trên của nó."
        ),
    )
    title = LineField(
        label=gettext_lazy("Tên phương án"),
        help_text=gettext_lazy("Ví dụ: Kết thúc Đảng bộ Khối, thành lập hai đảng bộ mới"),
    )

    def __init__(self, *args: Any, committees: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = committees  # type: ignore[attr-defined]


class ReasonForm(ViForm):
    """Why a reorganisation is undone."""

    reason = TextField(
        label=gettext_lazy("Lý do hoàn tác"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    row_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RowVersionForm(ViForm):
    """Which version of the draft the person saw."""

    row_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
