"""What a person types about pledges."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.commitments.models import MOST_ITEMS, CommitmentItem
from lantoa.commitments.services.counts import Counts
from lantoa.commitments.services.writing import ItemText
from lantoa.ui.forms import CountField, DayField, LineField, ReasonField, TextField, ViForm

ROWS = 3  # that a new pledge shows


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Versioned(ViForm):
    """Says which state of the pledge the person has seen."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ItemForm(ViForm):
    """One item; wholly empty, it is none."""

    item = forms.UUIDField(widget=forms.HiddenInput, required=False)
    duty = LineField(
        label=gettext_lazy("Nhiệm vụ, chức trách liên quan"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "Phần việc của chức danh mà cam kết này gắn vào. Ví dụ: tiếp nhận hồ sơ một cửa."
        ),
    )
    deed = TextField(
        label=gettext_lazy("Việc sẽ làm"),
        required=False,
        max_length=2000,
        widget=_lines(2),
        help_text=gettext_lazy(
            "Một việc cụ thể. Ví dụ: trả kết quả trước hẹn ít nhất một ngày với hồ sơ đất đai."
        ),
    )
    measure = LineField(
        label=gettext_lazy("Nhìn vào đâu thì biết đã làm"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Con số, sản phẩm, lần. Ví dụ: 9 trên 10 hồ sơ trả trước hẹn."),
    )
    due_on = DayField(label=gettext_lazy("Đến ngày"), required=False)

    def is_blank(self) -> bool:
        data = self.cleaned_data
        return not (data["duty"] or data["deed"] or data["measure"] or data["due_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (
            not data.get("deed")
            and "deed" in data
            and any(data.get(one) for one in ("duty", "measure", "due_on"))
        ):
            self.add_error("deed", _("Ghi việc sẽ làm, hoặc xóa trống cả mục này."))
        return data


class WriteForm(Versioned):
    """The head of the page; its items are `ItemForm`s with the prefixes m1, m2…"""

    beside = ("viec", re.compile(r"m(?:[1-9]|1[0-2])-(?:item|duty|deed|measure|due_on)"))

    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_ITEMS)


def item_forms(data: Any, items: Sequence[CommitmentItem], rows: int) -> list[ItemForm]:
    """One form for each row of the page: what was typed, or what is kept and blank rows after it."""
    found = []
    for place in range(1, min(rows, MOST_ITEMS) + 1):
        if data is not None:
            found.append(ItemForm(data, prefix=f"m{place}"))
            continue
        kept = items[place - 1] if place <= len(items) else None
        initial = (
            {
                "item": str(kept.pk),
                "duty": kept.duty,
                "deed": kept.deed,
                "measure": kept.measure,
                "due_on": kept.due_on,
            }
            if kept
            else {}
        )
        found.append(ItemForm(prefix=f"m{place}", initial=initial))
    return found


def texts_of(rows: Sequence[ItemForm]) -> list[ItemText]:
    """What was written, blank rows left out; of valid forms."""
    return [
        ItemText(
            form.cleaned_data["duty"],
            form.cleaned_data["deed"],
            form.cleaned_data["measure"],
            form.cleaned_data["due_on"],
            form.cleaned_data["item"],
        )
        for form in rows
        if not form.is_blank()
    ]


class ReviewForm(ViForm):
    """One field for each item: v-1, v-2…"""

    def __init__(self, *args: Any, items: Sequence[CommitmentItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in items:
            self.fields[f"v-{one.position}"] = TextField(
                label=one.deed,
                required=False,
                max_length=2000,
                widget=_lines(2),
                help_text=_("Đã làm được gì, còn vướng gì. Một câu là đủ."),
            )


class RemarkForm(ViForm):
    half = forms.CharField(widget=forms.HiddenInput, max_length=10)
    words = ReasonField(
        label=gettext_lazy("Nhận xét bằng lời"),
        max_length=2000,
        widget=_lines(4),
        help_text=gettext_lazy(
            "Nói về việc đã làm, không xếp loại, không so với người khác. Người viết đọc được ngay."
        ),
    )


class ChosenItemsForm(ViForm):
    """Items of one pledge, chosen by their places."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Chọn việc"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, items: Sequence[CommitmentItem], needed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].required = needed
        self._items = {str(one.position): one for one in items}
        self.fields["chosen"].choices = [(key, one.deed) for key, one in self._items.items()]  # type: ignore[attr-defined]

    def identities(self) -> list[Any]:
        """For a valid form."""
        return [self._items[key].pk for key in self.cleaned_data["chosen"]]


class NameReaderForm(ViForm):
    person = forms.ChoiceField(label=gettext_lazy("Chuyên viên"))
    unit = forms.ChoiceField(label=gettext_lazy("Được xem bản cam kết của người ở đơn vị"))
    reason = LineField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: giúp cấp ủy tổng hợp kết quả nêu gương năm 2021."),
    )

    def __init__(
        self, *args: Any, people: Sequence[tuple[str, str]], units: Sequence[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Chọn một người")), *people]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", _("Chọn một đơn vị")),
            *((one.code, f"{one.short_name} ({one.code})") for one in units),
        ]


class BeginUnitForm(ViForm):
    unit = forms.CharField(widget=forms.HiddenInput, max_length=40)


class CountsForm(ViForm):
    unit = forms.CharField(widget=forms.HiddenInput, max_length=40)
    year = forms.IntegerField(widget=forms.HiddenInput, min_value=2000, max_value=2200)
    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    members_due = CountField(
        label=gettext_lazy("Đảng viên phải ký cam kết"),
        max_value=10_000_000,
        help_text=gettext_lazy("Tổng số đảng viên trừ đảng viên được miễn sinh hoạt."),
    )
    members_signed = CountField(label=gettext_lazy("Đảng viên đã ký"), max_value=10_000_000)
    leaders_signed = CountField(
        label=gettext_lazy("Trong đó người đứng đầu, cán bộ lãnh đạo"), max_value=10_000_000
    )
    others_signed = CountField(label=gettext_lazy("Quần chúng đăng ký làm theo"), max_value=10_000_000)
    fulfilled = CountField(
        label=gettext_lazy("Người thực hiện tốt cam kết"),
        required=False,
        max_value=10_000_000,
        help_text=gettext_lazy("Đếm cuối năm; chưa đếm thì để trống. Chỉ ghi số, không ghi ai."),
    )

    def counts(self) -> Counts:
        """For a valid form."""
        data = self.cleaned_data
        return Counts(
            data["members_due"],
            data["members_signed"],
            data["leaders_signed"],
            data["others_signed"],
            data["fulfilled"],
        )
