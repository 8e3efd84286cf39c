"""Read what the page of published figures sends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import Kind
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.reporting.published.files.format import LARGEST


class ReviewFileForm(UploadForm):
    """A file, or its text: what was tried stands in the box, so that entering it needs no second choosing."""

    beside = ("viec",)  # which button: try, or enter
    file = UploadField(
        kinds=(Kind.JSON,),
        label=gettext_lazy("Tệp số liệu đã công bố"),
        required=False,
        help_text=gettext_lazy("Tệp .json, một bài hoặc nhiều bài, tối đa 512 nghìn ký tự."),
    )
    text = forms.CharField(
        label=gettext_lazy("Hoặc dán nội dung tệp"),
        required=False,
        help_text=gettext_lazy("Mở tệp .json, chọn tất cả, chép và dán vào đây."),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        max_length=LARGEST,
        strip=False,
        error_messages={"max_length": gettext_lazy("Tệp dài quá 512 nghìn ký tự. Tách thành nhiều tệp.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        file = cleaned.get("file")
        if file is not None:
            cleaned["text"] = file.content.decode("utf-8-sig")
        elif not cleaned.get("text") and not self.errors:
            self.add_error("file", gettext_lazy("Chọn một tệp, hoặc dán nội dung tệp vào ô dưới."))
        return cleaned
