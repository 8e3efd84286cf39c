"""Why a sent report is taken back."""

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.reporting.services.recalls import LONGEST_REASON
from lantoa.ui.forms import ReasonField, ViForm


class RecallForm(ViForm):
    reason = ReasonField(
        label=gettext_lazy("Lý do thu hồi"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Cấp trên đọc lý do này trong lúc chờ báo cáo gửi lại."),
    )
