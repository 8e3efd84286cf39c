"""What who runs a collection types: exemptions, late agreements, forgotten units, other times, reopening."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.organisation.forms.choosing import CodesField
from lantoa.reporting.forms.openings import HOURS, moment_of
from lantoa.ui.forms import DayField, ReasonField, ViForm

REASON = 500


def reason_field(**kwargs: Any) -> ReasonField:
    kwargs.setdefault("label", gettext_lazy("Lý do"))
    kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
    return ReasonField(max_length=REASON, **kwargs)


class SettleForm(ViForm):
    """One of three acts over the units marked."""

    beside = ("chon",)

    viec = forms.ChoiceField(
        label=gettext_lazy("Việc"),
        choices=(
            ("gia-han", gettext_lazy("Gia hạn đến một ngày")),
            ("mien", gettext_lazy("Miễn báo cáo kỳ này")),
            ("doi-lai", gettext_lazy("Bỏ miễn, bỏ gia hạn: phải báo cáo theo hạn chung")),
        ),
        widget=forms.RadioSelect,
    )
    until_on = DayField(
        label=gettext_lazy("Gia hạn đến hết ngày"),
        required=False,
        help_text=gettext_lazy(
            "Chỉ ghi khi gia hạn. Đơn vị gửi được đến hết ngày này, kể cả khi đợt đã khóa."
        ),
    )
    reason = reason_field(help_text=gettext_lazy("Đơn vị và người xem nhật ký đọc được lý do này."))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("viec") == "gia-han" and not found.get("until_on") and "until_on" not in self.errors:
            self.add_error("until_on", _("Ghi ngày gia hạn đến."))
        return found

    @property
    def until(self) -> datetime:
        day: date = self.cleaned_data["until_on"]
        return moment_of(day, "24")


class AddUnitsForm(ViForm):
    beside = ("chon", "q", "viec")

    codes = CodesField(
        label=gettext_lazy("Mã các đơn vị"),
        required=False,
        help_text=gettext_lazy(
            "Cách nhau bằng dấu phẩy, khoảng trắng hoặc xuống dòng. Ví dụ: HG-001, HG-048"
        ),
    )


class TimesForm(ViForm):
    due_on = DayField(label=gettext_lazy("Hạn gửi"), help_text=gettext_lazy("Gửi sau lúc này là trễ hạn."))
    due_hour = forms.ChoiceField(label=gettext_lazy("Giờ"), choices=HOURS)
    closes_on = DayField(
        label=gettext_lazy("Khóa từ ngày"),
        help_text=gettext_lazy("Từ 0 giờ ngày này không nhận báo cáo nữa."),
    )
    reason = reason_field()

    def times(self) -> tuple[datetime, datetime]:
        found = self.cleaned_data
        return moment_of(found["due_on"], found["due_hour"]), clock.instant(found["closes_on"], 0)


class ReopenForm(ViForm):
    closes_on = DayField(
        label=gettext_lazy("Nhận thêm đến hết ngày"),
        help_text=gettext_lazy("Sau ngày này đợt khóa lại."),
    )
    reason = reason_field(label=gettext_lazy("Lý do mở lại"))

    @property
    def closes_at(self) -> datetime:
        return moment_of(self.cleaned_data["closes_on"], "24")


class ReopenNoteForm(ViForm):
    note = reason_field(label=gettext_lazy("Lý do không mở lại"), required=False)
