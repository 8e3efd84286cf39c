"""Read the marks on a text, the words of a point, and what the draft is asked for."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from lantoa.ui.forms import LineField, TextField, ViForm

GONE = gettext_lazy("Việc này không có trên trang. Tải lại trang rồi làm lại.")
MOST_SENTENCES = 2_000


class _ActForm(ViForm):
    """What every form of this room sends: which button, and the version of what was open."""

    row_version = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, error_messages={"invalid": GONE}
    )


class MarkForm(_ActForm):
    """A mark on one text. `y`: the point to merge into, empty for a new one with the words of `loi`."""

    viec = forms.ChoiceField(
        choices=[("trich", ""), ("gop", ""), ("khong-dung", ""), ("bo", "")],
    )
    da_doc = forms.CharField(required=False, max_length=16)  # mark of the words that were read
    cau = forms.TypedMultipleChoiceField(coerce=int, required=False)
    y = forms.ChoiceField(label=gettext_lazy("Gộp vào ý"), required=False)
    loi = TextField(
        label=gettext_lazy("Ý mới"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ly_do = LineField(label=gettext_lazy("Lý do không dùng"), required=False)

    def __init__(
        self, *args: Any, points: Sequence[uuid.UUID] = (), sentences: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        numbers = range(min(sentences, MOST_SENTENCES))
        self.fields["cau"].choices = [(str(one), "") for one in numbers]  # type: ignore[attr-defined]
        self.fields["y"].choices = [("", ""), *((str(one), "") for one in points)]  # type: ignore[attr-defined]
        gone = gettext_lazy("Câu hoặc ý được chọn không còn. Tải lại trang rồi chọn lại.")
        self.fields["cau"].error_messages["invalid_choice"] = gone
        self.fields["y"].error_messages["invalid_choice"] = gone


class PointForm(_ActForm):
    """A new point of the compiler's own, or a change of one."""

    viec = forms.ChoiceField(
        choices=[
            ("luu", ""),
            ("len", ""),
            ("xuong", ""),
            ("xoa", ""),
            ("viet-lai", ""),
        ],
        required=False,
    )
    loi = TextField(label=gettext_lazy("Lời của ý"), required=False, max_length=20_000)
    # Buttons at one source: take it out, or take the amended report in its place.
    bo_nguon = forms.UUIDField(required=False, error_messages={"invalid": GONE})
    doi_nguon = forms.UUIDField(required=False, error_messages={"invalid": GONE})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        asked = [name for name in ("viec", "bo_nguon", "doi_nguon") if given.get(name)]
        if len(asked) != 1 and not self.errors:
            raise ValidationError(GONE)
        return given


class NewPointForm(ViForm):
    loi = TextField(
        label=gettext_lazy("Ý do người tổng hợp viết"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
