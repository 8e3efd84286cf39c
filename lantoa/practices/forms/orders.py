"""What the officer types to give practices to units to take up."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.organisation.forms.choosing import RecipientsForm
from lantoa.ui.forms import DayField

NOT_ONE = gettext_lazy("Đánh dấu ít nhất một mô hình.")


class OrderForm(RecipientsForm):
    """Which practices of the booklet, by when, on what paper."""

    booklet = forms.CharField(widget=forms.HiddenInput, max_length=20)
    entries = forms.MultipleChoiceField(
        label=gettext_lazy("Mô hình giao nhân rộng"), widget=forms.CheckboxSelectMultiple
    )
    answer_by = DayField(
        label=gettext_lazy("Hạn trả lời"),
        help_text=gettext_lazy("Từ hôm nay trở đi. Ví dụ: 30/4/2021"),
    )
    document = forms.ChoiceField(
        label=gettext_lazy("Văn bản giao"),
        required=False,
        help_text=gettext_lazy("Chọn trong các văn bản đơn vị đã phát hành; chưa có thì để trống."),
    )

    field_order = ("booklet", "entries", "scope", "kinds", "groups", "codes", "answer_by", "document")

    def __init__(
        self,
        *args: Any,
        entries: Sequence[tuple[str, str]] = (),
        documents: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].choices = list(entries)  # type: ignore[attr-defined]
        self.fields["entries"].error_messages["required"] = NOT_ONE
        self.fields["document"].choices = [("", "–"), *documents]  # type: ignore[attr-defined]

    def clean_answer_by(self) -> Any:
        day = self.cleaned_data["answer_by"]
        if day is not None and day < clock.today():
            raise forms.ValidationError(_("Hạn trả lời đã qua. Chọn từ hôm nay trở đi."))
        return day
