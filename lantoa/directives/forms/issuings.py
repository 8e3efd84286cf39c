"""What a person types when a version goes down."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.directives.choices import ReadAgain
from lantoa.directives.models import Issuing
from lantoa.directives.queries.issuings import BEFORE, recipients
from lantoa.directives.services.issuings import IssuingText
from lantoa.organisation.forms.choosing import SCOPES, RecipientsForm
from lantoa.ui.forms import DayField, TextField, ViForm


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


class StepForm(ViForm):
    """A button that says which state of the issuing was seen."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)


class IssueForm(StepForm):
    counted = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)
