"""What is typed to keep a search, and of abbreviations."""

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.ui.forms import DayField, LineField, ViForm


class KeepForm(ViForm):
    """A name for the words and filters of an address."""

    name = LineField(
        label=gettext_lazy("Tên lần tìm"),
        max_length=100,
        help_text=gettext_lazy("Chỉ anh/chị thấy. Ví dụ: Tiếp dân năm 2021."),
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=3000)


class AbbreviationForm(ViForm):
    short = LineField(
        label=gettext_lazy("Chữ viết tắt"), max_length=20, help_text=gettext_lazy("Viết liền. Ví dụ: CCHC.")
    )
    meaning = LineField(
        label=gettext_lazy("Viết đủ"), max_length=100, help_text=gettext_lazy("Ví dụ: cải cách hành chính.")
    )
    since = DayField(label=gettext_lazy("Dùng từ ngày"))
