"""What a person types when a version goes down."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.vi_numbers import format_count
from lantoa.directives.choices import ReadAgain
from lantoa.directives.models import DirectivePart, Duty, Issuing
from lantoa.directives.queries.issuings import BEFORE, recipients
from lantoa.directives.services.issuings import DutyText, IssuingText
from lantoa.organisation.forms.choosing import SCOPES, RecipientsForm
from lantoa.ui.forms import DayField, LineField, TextField, ViForm


class IssuingForm(RecipientsForm):
    """Whom it goes to. Where units had an earlier version: whether they read again."""

    beside: ClassVar[tuple[str | re.Pattern[str], ...]] = ()

    due_on = DayField(
        label=gettext_lazy("Hạn tiếp nhận"),
        help_text=gettext_lazy("Đơn vị đọc và xác nhận trước hết ngày này. Ví dụ: 20/4/2021"),
    )
    read_again = forms.ChoiceField(
        label=gettext_lazy("Đơn vị đã tiếp nhận phiên bản trước"),
        choices=ReadAgain.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    message = TextField(
        label=gettext_lazy("Lời nhắn kèm theo"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def __init__(self, *args: Any, revised: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.revised = revised
        before = [(BEFORE, _("Các đơn vị đã nhận phiên bản trước"))] if revised else []
        self.fields["scope"].choices = [*before, *SCOPES]  # type: ignore[attr-defined]
        self.fields["read_again"].required = revised

    def text(self) -> IssuingText:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        again = ReadAgain(data["read_again"]) if self.revised else ReadAgain.WHOLE
        return IssuingText(self.wanted(), data["due_on"], again, data["message"])

    def names_somebody(self, issuing: Issuing) -> bool:
        """Whether a valid form names units that have not had this version; else the error stands in the form."""
        found = recipients(issuing.unit, issuing.version, self.wanted(), clock.today())
        if found.unknown:
            sentence = _("Không có đơn vị bên dưới mang mã: %(codes)s.")
            self.add_error("codes", sentence % {"codes": ", ".join(found.unknown[:10])})
        elif not len(found.units):
            self.add_error("scope", _("Lựa chọn này không có đơn vị nào chưa nhận phiên bản này."))
        return not self.errors


def issuing_initial(issuing: Issuing) -> dict[str, Any]:
    names = ("scope", "kinds", "groups", "due_on", "read_again", "message", "row_version")
    return {**{name: getattr(issuing, name) for name in names}, "codes": ", ".join(issuing.codes)}


class DutyForm(ViForm):
    """One thing to do. The part and the sentence come from the text: marked with the mouse, or chosen and typed."""

    beside = ("viec",)

    part = forms.ChoiceField(label=gettext_lazy("Theo phần nào của văn bản"), required=False)
    sentence = TextField(
        label=gettext_lazy("Nguyên văn câu giao việc"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Bôi đen câu trong văn bản để tự điền vào đây, hoặc chép đúng từng chữ."),
    )
    title = LineField(
        label=gettext_lazy("Việc phải làm"),
        max_length=300,
        help_text=gettext_lazy("Một việc, nói rõ làm gì. Mỗi đơn vị nhận một nhiệm vụ như thế."),
    )
    due_on = DayField(label=gettext_lazy("Hạn"), help_text=gettext_lazy("Ví dụ: 30/6/2021"))
    proof_wanted = LineField(
        label=gettext_lazy("Minh chứng cần có"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Nhìn vào đâu thì biết đã xong. Ví dụ: số, ngày của kế hoạch."),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)

    def __init__(self, *args: Any, parts: Sequence[DirectivePart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parts = {str(one.position): one for one in parts}
        offered = [("", _("Không theo phần nào"))]
        offered += [
            (
                key,
                " ".join(filter(None, (one.label, one.heading)))
                or _("Phần %(n)s") % {"n": format_count(one.position)},
            )
            for key, one in self._parts.items()
        ]
        self.fields["part"].choices = offered  # type: ignore[attr-defined]

    def text(self) -> DutyText:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        return DutyText(
            data["title"],
            data["due_on"],
            data["proof_wanted"],
            self._parts.get(data["part"]),
            data["sentence"],
        )


def duty_initial(duty: Duty) -> dict[str, Any]:
    names = ("sentence", "title", "due_on", "proof_wanted")
    part = str(duty.part.position) if duty.part else ""
    return {**{name: getattr(duty, name) for name in names}, "part": part}


class StepForm(ViForm):
    """A button that says which state of the issuing was seen."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)


class IssueForm(StepForm):
    counted = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)
