"""What a person types at a call-over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.directives.forms.study import MOST_PEOPLE
from lantoa.directives.models import StudySession
from lantoa.ui.forms import CountField, LineField, TextField, ViForm

MEMBER, OTHER = "member", "other"


class PresenceForm(ViForm):
    """«Tôi có mặt»."""

    ma = LineField(
        label=gettext_lazy("Mã điểm danh"),
        max_length=60,
        help_text=gettext_lazy("Các chữ dưới mã QR. Ví dụ: HT-2021-0001-7K3M9QXB."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    capacity = forms.ChoiceField(
        label=gettext_lazy("Anh/chị là"),
        choices=[(MEMBER, gettext_lazy("Đảng viên")), (OTHER, gettext_lazy("Quần chúng, khách mời"))],
        widget=forms.RadioSelect,
    )


class NamesForm(ViForm):
    """Those without an account, one name a line."""

    members = TextField(
        label=gettext_lazy("Đảng viên có mặt"),
        required=False,
        help_text=gettext_lazy(
            "Mỗi dòng một họ tên; dán cả cột từ Excel được. Không ghi số giấy tờ, ngày sinh."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )
    others = TextField(
        label=gettext_lazy("Quần chúng, khách mời có mặt"),
        required=False,
        help_text=gettext_lazy("Trùng họ tên thì ghi thêm phòng, tổ sau tên."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


class ClosingForm(ViForm):
    """What the sheet does not say."""

    minutes = CountField(label=gettext_lazy("Thời lượng (phút)"), min_value=1, max_value=1440)
    members_called = CountField(
        label=gettext_lazy("Đảng viên triệu tập"),
        max_value=MOST_PEOPLE,
        help_text=gettext_lazy("Không có đảng viên thì ghi 0."),
    )
    members_excused = CountField(label=gettext_lazy("Vắng có lý do"), max_value=MOST_PEOPLE, required=False)
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)


def closing_initial(session: StudySession) -> dict[str, Any]:
    names = ("minutes", "members_called", "members_excused", "row_version")
    return {name: getattr(session, name) for name in names}
