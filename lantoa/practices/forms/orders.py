"""What the officer types to give practices to units to take up."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.reporting.forms.openings import LACKING, SCOPES, CodesField
from lantoa.reporting.queries.openings import Scope
from lantoa.ui.forms import DayField, ViForm

NOT_ONE = gettext_lazy("Đánh dấu ít nhất một mô hình.")


class RecipientsForm(ViForm):
    """Who is given an order: below the committee, by kind, by group, or one by one."""

    beside = ("viec", "counted")

    scope = forms.ChoiceField(label=gettext_lazy("Giao cho"), choices=SCOPES, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(label=gettext_lazy("Loại hình"), widget=forms.CheckboxSelectMultiple)
    groups = forms.MultipleChoiceField(label=gettext_lazy("Nhóm"), widget=forms.CheckboxSelectMultiple)
    codes = CodesField(
        label=gettext_lazy("Mã các đơn vị"),
        help_text=gettext_lazy("Dán mã từ bảng tính. Ví dụ: HG-001, HG-048"),
    )

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]] = (),
        groups: Sequence[tuple[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = list(kinds)  # type: ignore[attr-defined]
        self.fields["groups"].choices = list(groups)  # type: ignore[attr-defined]
        for name, sentence in LACKING.items():
            self.fields[name].error_messages["required"] = sentence

    def full_clean(self) -> None:
        """Of the three ways that name units, only the chosen one must name some."""
        chosen = {"hand": "codes"}.get(self.data.get("scope", ""), self.data.get("scope", ""))
        for name in LACKING:
            self.fields[name].required = name == chosen
        super().full_clean()
        for name in LACKING:
            self.fields[name].required = True

    def wanted(self) -> Scope:
        """Who is asked, of a valid form."""
        found = self.cleaned_data
        return Scope(found["scope"], found.get("kinds", ()), found.get("groups", ()), found.get("codes", ()))


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
