from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantoa.core.vi_dates import DateError, parse_day
from lantoa.notifications.choices import Duty, Rung, Way
from lantoa.notifications.kinds import KINDS
from lantoa.notifications.services.rules import NewHoliday, NewHours
from lantoa.ui.forms import CountField, DayField, LineField, TextField, ViForm

LONGEST_NAME = 60
DAILY, WEEKLY = "daily", "weekly"


@dataclass(frozen=True)
class RoomChoices:
    """A room's kinds of notice, one field each; the counts are of what stands in the fields now."""

    name: str
    fields: list[forms.BoundField]

    def _standing(self, way: Way) -> int:
        return sum(field.value() == way for field in self.fields)

    @property
    def at_once(self) -> int:
        return self._standing(Way.ONCE)

    @property
    def in_digest(self) -> int:
        return self._standing(Way.DIGEST)

    @property
    def on_page(self) -> int:
        return self._standing(Way.APP)

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)


class PreferencesForm(ViForm):
    """One choice for each kind (`kind-<code>`), how often the digest comes, and whether mail may come at any time."""

    digest = forms.ChoiceField(
        label=_("Bản tin gộp"),
        choices=[(DAILY, _("Mỗi ngày làm việc")), (WEEKLY, _("Mỗi tuần một lần"))],
        widget=forms.RadioSelect,
    )
    any_time = forms.BooleanField(
        label=_("Gửi cả ban đêm và ngày nghỉ"),
        help_text=_("Không chọn thì thư chờ đến sáng ngày làm việc."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, kind in KINDS.items():
            self.fields[f"kind-{code}"] = forms.ChoiceField(label=str(kind.name), choices=Way.choices)

    @property
    def rooms(self) -> list[RoomChoices]:
        """The choices under the rooms they belong to, in the order in which the rooms registered them."""
        found: dict[str, list[forms.BoundField]] = {}
        for code, kind in KINDS.items():
            found.setdefault(str(kind.room), []).append(self[f"kind-{code}"])
        return [RoomChoices(name, fields) for name, fields in found.items()]

    @property
    def ways(self) -> dict[str, Way]:
        return {code: Way(self.cleaned_data[f"kind-{code}"]) for code in KINDS}


def _days(typed: str) -> list[NewHoliday]:
    """Lines of a day and its name, as they come from a letter or from Excel. Raises ValidationError that names the line."""
    found = []
    for number, line in enumerate(typed.splitlines(), start=1):
        words = line.replace("\t", " ").replace(";", " ").split(maxsplit=1)
        if not words:  # also the empty cells of a table
            continue
        try:
            day = parse_day(words[0])
        except DateError as error:
            words_of = _("Dòng %(number)d («%(line)s»): %(why)s")
            told = {"number": number, "line": line.strip()[:60], "why": error.sentence}
            raise forms.ValidationError(words_of % told) from error
        name = " ".join(words[1].split()) if len(words) > 1 else ""
        if not name or len(name) > LONGEST_NAME:
            sentence = _("Dòng %(number)d: ghi tên ngày nghỉ sau ngày, nhiều nhất %(most)d chữ cái.")
            raise forms.ValidationError(sentence % {"number": number, "most": LONGEST_NAME})
        found.append(NewHoliday(day, name))
    return found


class HolidaysForm(ViForm):
    days = TextField(
        label=_("Các ngày nghỉ"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Mỗi dòng một ngày: ngày rồi tên, dán được từ Excel. Ví dụ: 30/4/2021 Ngày Chiến thắng 30/4. "
            "Ngày đã có với cùng tên thì bỏ qua."
        ),
    )
    source = LineField(
        label=_("Căn cứ"),
        max_length=200,
        help_text=_("Văn bản quy định hoặc thông báo ngày nghỉ: số, ngày, nơi ban hành."),
    )

    def clean_days(self) -> list[NewHoliday]:
        return _days(self.cleaned_data["days"])


class HolidayForm(ViForm):
    day = DayField(label=_("Ngày"))
    name = LineField(label=_("Tên ngày nghỉ"), max_length=LONGEST_NAME)
    source = LineField(label=_("Căn cứ"), max_length=200)
    reason = LineField(label=_("Lý do sửa"), max_length=200)


class ReasonForm(ViForm):
    reason = LineField(label=_("Lý do"), max_length=200)


class StepForm(ViForm):
    duty = forms.ChoiceField(label=_("Loại việc"), choices=Duty.choices)
    side = forms.ChoiceField(
        label=_("Khi nào"),
        choices=[("before", _("Trước hạn")), ("on", _("Đúng ngày đến hạn")), ("after", _("Sau hạn"))],
    )
    number = CountField(
        label=_("Số ngày"), max_value=365, required=False, help_text=_("Đúng ngày đến hạn thì để trống.")
    )
    rung = forms.ChoiceField(label=_("Nhắc ai"), choices=Rung.choices)
    since = DayField(label=_("Nhắc từ ngày"))
    reason = LineField(label=_("Lý do"), max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        number, side = data.get("number"), data.get("side")
        if side in ("before", "after") and not number and "number" not in self.errors:
            self.add_error("number", _("Ghi số ngày trước hoặc sau hạn."))
        return data

    @property
    def days(self) -> int:
        number = self.cleaned_data["number"] or 0
        return {"before": -number, "on": 0, "after": number}[self.cleaned_data["side"]]


class EndStepForm(ViForm):
    on = DayField(label=_("Thôi nhắc từ ngày"))
    reason = LineField(label=_("Lý do"), max_length=200)


class _HourField(forms.TimeField):
    """On the clock of Viet Nam; `invalid` says how it is written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%H:%M"], widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs
        )
        self.error_messages["invalid"] = _("Ghi giờ và phút, ví dụ 07:30.")

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


WEEKDAYS = [
    (1, _("Thứ Hai")),
    (2, _("Thứ Ba")),
    (3, _("Thứ Tư")),
    (4, _("Thứ Năm")),
    (5, _("Thứ Sáu")),
    (6, _("Thứ Bảy")),
    (7, _("Chủ nhật")),
]


class HoursForm(ViForm):
    quiet_from = _HourField(label=_("Không gửi từ"))
    quiet_until = _HourField(label=_("Gửi lại từ"))
    digest_at = _HourField(label=_("Bản tin gộp đi lúc"))
    weekly_on = forms.TypedChoiceField(label=_("Bản tin tuần đi vào"), choices=WEEKDAYS, coerce=int)
    give_up_after_hours = CountField(
        label=_("Thử gửi lại trong (giờ)"),
        min_value=1,
        max_value=720,
        help_text=_("Quá thời gian này thư không đi được thì thôi; thông báo vẫn đủ trên trang."),
    )
    keep_days = CountField(
        label=_("Giữ thông báo trong (ngày)"),
        min_value=30,
        max_value=3650,
        help_text=_("Thông báo cũ hơn tự xóa."),
    )
    since = DayField(label=_("Dùng từ ngày"))
    reason = LineField(label=_("Lý do"), max_length=200)

    @property
    def hours(self) -> NewHours:
        return NewHours(**{name: self.cleaned_data[name] for name in NewHours.__dataclass_fields__})
