"""What a person types about groups: names, days, and units by their codes."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.text import mixed_script
from lantoa.ui.forms import DayField, LineField, TextField, ViForm

MOST_CODES = 500
PARTED = re.compile(r"[\s,;]+")


class GroupNameField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)

    def clean_typed(self, typed: str) -> str:
        found = super().clean_typed(typed)
        strange = mixed_script(found)
        if strange:
            raise ValidationError(strange.sentence)
        return found


class SchemeForm(ViForm):
    name = GroupNameField(
        label=gettext_lazy("Tên cách phân nhóm"), help_text=gettext_lazy("Ví dụ: Quy mô, Lĩnh vực công tác")
    )
    exclusive = forms.BooleanField(
        label=gettext_lazy("Mỗi đơn vị chỉ ở một nhóm"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Khi xếp vào nhóm mới, đơn vị tự ra khỏi nhóm cũ của cách phân nhóm này từ ngày đó."
        ),
    )


class GroupForm(ViForm):
    name = GroupNameField(label=gettext_lazy("Tên nhóm"), help_text=gettext_lazy("Ví dụ: Trên 100 đảng viên"))


class RetireForm(ViForm):
    on = DayField(
        label=gettext_lazy("Thôi dùng từ ngày"),
        help_text=gettext_lazy("Từ ngày này không còn đơn vị nào ở trong nhóm. Quá trình trước đó được giữ."),
    )


class PutForm(ViForm):
    """Units found by search and marked, units by their codes pasted from a sheet, and the first day in the group."""

    beside = ("chon", "q")  # units marked among those found, and the search that found them

    since = DayField(label=gettext_lazy("Vào nhóm từ ngày"))
    codes = TextField(
        label=gettext_lazy("Dán mã đơn vị"),
        required=False,
        help_text=gettext_lazy(
            "Cách nhau bằng dấu phẩy, khoảng trắng hoặc xuống dòng. Ví dụ: HG-001, HG-048"
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_codes(self) -> list[str]:
        found = [one for one in PARTED.split(str(self.cleaned_data["codes"])) if one]
        if len(found) > MOST_CODES:
            raise ValidationError(
                _("Mỗi lần xếp tối đa %(most)s đơn vị. Chia làm nhiều lần.") % {"most": MOST_CODES}
            )
        return found


class TakeOutForm(ViForm):
    beside = ("chon",)  # the units marked

    on = DayField(
        label=gettext_lazy("Ra khỏi nhóm từ ngày"),
        help_text=gettext_lazy("Ghi đúng ngày vào nhóm nếu đã xếp nhầm."),
    )


class DayForm(ViForm):
    """The day and the words that narrow a page; both live in the address."""

    by_address = True

    q = LineField(label=gettext_lazy("Tìm đơn vị"), required=False, max_length=200)
    ngay = DayField(label=gettext_lazy("Vào ngày"), required=False)

    def day(self) -> date:
        """The day asked for; today where none is, or none that can be understood."""
        self.full_clean()
        found: date | None = getattr(self, "cleaned_data", {}).get("ngay")
        return found or clock.today()

    def text(self) -> str:
        return str(getattr(self, "cleaned_data", {}).get("q", ""))
