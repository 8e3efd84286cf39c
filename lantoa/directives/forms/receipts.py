"""What a person types when a version was read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import Kind
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.organisation.forms.choosing import CodesField
from lantoa.ui.forms import DayField, LineField, ViForm


class AcknowledgeForm(ViForm):
    """`version` is the one that stood on the page: a newer one that came down meanwhile is not acknowledged unread."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)
    post = LineField(
        label=gettext_lazy("Chức danh người đọc"),
        max_length=200,
        help_text=gettext_lazy("Không ghi tên. Ví dụ: Bí thư chi bộ, Chánh Văn phòng cấp ủy."),
    )


class SheetForm(UploadForm):
    codes = CodesField(
        label=gettext_lazy("Mã các đơn vị có chữ ký"),
        help_text=gettext_lazy("Theo đúng bản quét. Ví dụ: HG-001, HG-048"),
    )
    post = LineField(
        label=gettext_lazy("Chức danh người ký"),
        max_length=200,
        help_text=gettext_lazy("Không ghi tên. Ví dụ: Bí thư hoặc phó bí thư chi bộ."),
    )
    signed_on = DayField(label=gettext_lazy("Ngày ký"), past_only=True)
    file = UploadField(label=gettext_lazy("Bản quét tờ ký nhận"), kinds=(Kind.PDF, Kind.JPEG, Kind.PNG))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
