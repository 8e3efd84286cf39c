"""Why an accepted report is amended."""

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.ui.forms import ReasonField, ViForm


class AmendForm(ViForm):
    reason = ReasonField(
        label=gettext_lazy("Lý do lập bản bổ sung"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Số nào sai, vì sao, căn cứ nào. Người duyệt đọc lý do này."),
    )
