from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantoa.ui.forms import DayField, TextField, ViForm


class UndoForm(ViForm):
    """Why a decision is taken back, and that whoever asks knows what comes back with it."""

    reason = TextField(
        label=_("Lý do hủy bỏ"),
        max_length=2000,
        help_text=_("Ví dụ: nhập nhầm ngày hiệu lực, quyết định bị thu hồi. Lý do lưu cùng quyết định."),
    )
    confirmed = forms.BooleanField(
        label=_("Tôi hiểu rằng cây tổ chức trở lại như trước quyết định này"),
        error_messages={"required": _("Đánh dấu vào ô xác nhận rồi bấm «Hủy bỏ quyết định».")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 4


class ComparisonForm(ViForm):
    """The two days; they live in the address."""

    by_address = True

    tu = DayField(label=_("Từ cây ngày"))
    den = DayField(label=_("Đến cây ngày"))
    loai = forms.CharField(required=False)
