"""What the officer says when two practices become one, or are parted again."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.core.text import looks_empty
from lantoa.practices.errors import MergedAway
from lantoa.practices.forms.shared import ShortTexts
from lantoa.practices.models import Practice
from lantoa.practices.permissions import can_merge
from lantoa.practices.queries import practices
from lantoa.ui.forms import LineField, TextField


class MergerForm(ShortTexts):
    """Which practice stays, why, and what the preview was made of."""

    vao = LineField(label=gettext_lazy("Mô hình giữ lại"), max_length=20, widget=forms.HiddenInput)
    reason = TextField(
        label=gettext_lazy("Vì sao hai mô hình là một"),
        help_text=gettext_lazy("Ghi vào lịch sử của cả hai mô hình. Hai đơn vị đều đọc được."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    kept_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_vao(self) -> Practice:
        return practice_to_keep(self.user, self.cleaned_data["vao"])

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if looks_empty(reason):
            raise ValidationError(_("Ghi lý do gộp: vì sao hai mô hình là một."))
        return reason


def practice_to_keep(user: User, code: str) -> Practice:
    """The practice of a code, if the person may merge others into it; ValidationError with the reason otherwise."""
    try:
        found = practices.get_practice(user, code.strip().upper())
    except MergedAway as gone:
        raise ValidationError(gone.sentence) from gone
    except NotFound as absent:
        raise ValidationError(_("Không có mô hình mang mã %(code)s.") % {"code": code}) from absent
    if not can_merge(user, found):
        raise ValidationError(
            _("%(code)s không thuộc đơn vị cấp dưới của anh/chị nên anh/chị không gộp vào đó được.")
            % {"code": found.code}
        )
    return found
