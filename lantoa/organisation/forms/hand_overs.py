from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core.vi_numbers import format_count
from lantoa.organisation.models import HandOverLine
from lantoa.ui.forms import CountField, LineField, TextField, ViForm


class CountsForm(ViForm):
    """A figure for each line, in fields c-<position>, with what is known of it as help; `counts()` gives position → figure."""

    row_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[HandOverLine], note: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            told = line.measure and line.measure.casefold() not in line.label.casefold()
            self.fields[f"c-{line.position}"] = CountField(
                label=f"{line.label} ({line.measure})" if told else line.label,
                help_text=_told(line),
                max_value=9_999_999,
                error_messages={"required": _("Ghi số; không có thì ghi 0.")},
            )
        self.fields["note"] = TextField(
            label=note, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )

    def figures(self) -> list[forms.BoundField]:
        return [self[f"c-{line.position}"] for line in self.lines]

    def counts(self) -> dict[int, int]:
        typed = ((line.position, self.cleaned_data.get(f"c-{line.position}")) for line in self.lines)
        return {position: count for position, count in typed if count is not None}


def _told(line: HandOverLine) -> str:
    """What the others say of a line."""
    told = []
    if line.counted is not None:
        told.append(_("Hệ thống đếm: %(count)s.") % {"count": format_count(line.counted)})
    if line.stated is not None:
        told.append(_("Bên giao ghi: %(count)s.") % {"count": format_count(line.stated)})
    if line.received is not None:
        told.append(_("Bên nhận ghi: %(count)s.") % {"count": format_count(line.received)})
    return " ".join(told)


class AssignForm(ViForm):
    """Which things, by place on the list, go to which receiver, by its place among the others."""

    item = forms.TypedMultipleChoiceField(coerce=int, label=gettext_lazy("Mục"))
    to = forms.TypedChoiceField(coerce=int, label=gettext_lazy("Chuyển sang danh sách của"))
    row_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, positions: Sequence[int], receivers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(place, str(place)) for place in positions]  # type: ignore[attr-defined]
        self.fields["to"].choices = list(enumerate(receivers, start=1))  # type: ignore[attr-defined]


class NewLineForm(ViForm):
    label = LineField(label=gettext_lazy("Nội dung"), max_length=120)
    measure = LineField(label=gettext_lazy("Đơn vị tính"), max_length=30, required=False)


class SeenForm(ViForm):
    """Which version of the hand-over the person saw."""

    row_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SettleForm(SeenForm):
    reason = TextField(
        label=gettext_lazy("Lý do chấp nhận chênh lệch"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
