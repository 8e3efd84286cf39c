"""Read what the page of published figures sends."""

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.reporting.published.files.format import LARGEST
from lantoa.ui.forms import ViForm


class ReviewFileForm(ViForm):
    beside = ("viec",)  # which button: try, or enter
    text = forms.CharField(
        label=gettext_lazy("Nội dung tệp số liệu đã công bố"),
        help_text=gettext_lazy("Mở tệp .json, chọn tất cả, chép và dán vào đây. Một bài hoặc nhiều bài."),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        max_length=LARGEST,
        strip=False,
        error_messages={"max_length": gettext_lazy("Tệp dài quá 512 nghìn ký tự. Tách thành nhiều tệp.")},
    )
