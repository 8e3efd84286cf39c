"""What the unit types."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import PAPERS, PICTURES, TABLES
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.oversight.forms.fields import Versioned, lines
from lantoa.oversight.models import Finding, SelfReportFile
from lantoa.ui.forms import ReasonField, TextField


class SelfReportForm(Versioned, UploadForm):
    beside = ("drop",)  # of a page that was opened while there were files

    text = ReasonField(
        label=gettext_lazy("Báo cáo tự kiểm tra, theo từng điều của đề cương"),
        max_length=20_000,
        widget=lines(14),
    )
    file = UploadField(
        kinds=(*PAPERS, *TABLES, *PICTURES), label=gettext_lazy("Tệp kèm theo"), required=False
    )
    drop = forms.MultipleChoiceField(
        label=gettext_lazy("Bỏ tệp đã gửi"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sent: Iterable[SelfReportFile] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sent = {str(one.pk): one for one in sent}
        if self._sent:
            self.fields["drop"].choices = [(key, one.name) for key, one in self._sent.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["drop"]

    def dropped(self) -> list[SelfReportFile]:
        """For a valid form."""
        return [self._sent[key] for key in self.cleaned_data.get("drop", [])]


class RespondForm(Versioned):
    """One field for each finding, by its number."""

    def __init__(self, *args: Any, findings: Iterable[Finding] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [one.number for one in findings]
        for number in self.numbers:
            self.fields[f"y-{number}"] = TextField(
                label=_("Ý kiến về nhận xét số %(number)d") % {"number": number},
                required=False,
                max_length=5000,
                widget=lines(3),
            )

    def words(self) -> dict[int, str]:
        """For a valid form."""
        return {number: self.cleaned_data[f"y-{number}"] for number in self.numbers}
