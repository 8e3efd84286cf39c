"""What the body that inspects types."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.directives.models import Directive
from lantoa.organisation.models import Person, Unit
from lantoa.oversight.choices import FindingKind, InspectionKind, TeamPart
from lantoa.oversight.forms.fields import MembersField, NumberField, ThemeField, Versioned, lines
from lantoa.oversight.models import InspectionTheme
from lantoa.oversight.services.preparing import InspectionText
from lantoa.oversight.services.working import FindingText
from lantoa.ui.forms import DayField, LineField, ReasonField, TextField, ViForm


class TextForm(ViForm):
    """What an inspection is about."""

    title = LineField(
        label=gettext_lazy("Tên cuộc"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: Kiểm tra việc thực hiện Chỉ thị 05 năm 2020."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=InspectionKind.choices)
    theme = ThemeField()
    directive = forms.ChoiceField(label=gettext_lazy("Văn bản được kiểm tra việc thực hiện"), required=False)
    period_from = DayField(label=gettext_lazy("Thời kỳ được xem, từ ngày"))
    period_until = DayField(label=gettext_lazy("Đến hết ngày"), past_only=True)
    members = MembersField(
        required=False,
        help_text=gettext_lazy(
            "Chỉ ghi con số, không ghi là ai. Chỉ xem đơn vị thì ghi 0; chưa rõ thì để trống."
        ),
    )
    outline = TextField(
        label=gettext_lazy("Đề cương báo cáo tự kiểm tra"),
        required=False,
        max_length=10_000,
        widget=lines(8),
        help_text=gettext_lazy("Mỗi dòng một điều đơn vị phải báo cáo. Phải có trước khi ra quyết định."),
    )

    def __init__(
        self,
        *args: Any,
        themes: Iterable[InspectionTheme],
        directives: Iterable[Directive],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].offer(themes)  # type: ignore[attr-defined]
        self._directives = {str(one.pk): one for one in directives}
        self.fields["directive"].choices = [  # type: ignore[attr-defined]
            ("", _("Không theo một văn bản")),
            *((key, f"{one.type_name} {one.reference}") for key, one in self._directives.items()),
        ]

    def text(self) -> InspectionText:
        """For a valid form."""
        data = self.cleaned_data
        return InspectionText(
            InspectionKind(data["kind"]),
            data["theme"],
            data["title"],
            data["period_from"],
            data["period_until"],
            data["outline"],
            self._directives.get(data["directive"]),
            data["members"],
        )


class OpenForm(TextForm):
    """Beside the programme: also which body and which unit."""

    unit = forms.ChoiceField(label=gettext_lazy("Nơi kiểm tra"))
    subject = LineField(
        label=gettext_lazy("Mã đơn vị được kiểm tra"),
        max_length=40,
        help_text=gettext_lazy("Cả đơn vị đã kết thúc hoạt động. Mã ở trang Tổ chức. Ví dụ: HG-048."),
    )
    field_order = ("unit", "subject")

    def __init__(self, *args: Any, units: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units: dict[str, Unit] = {one.code: one for one in units}
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (code, one.short_name)  # type: ignore[attr-defined]
            for code, one in self._units.items()
        ]

    def body(self) -> Unit:
        """For a valid form."""
        return self._units[self.cleaned_data["unit"]]


class EditForm(TextForm, Versioned):
    pass


class MemberForm(Versioned):
    person = forms.ChoiceField(label=gettext_lazy("Người"))
    part = forms.ChoiceField(label=gettext_lazy("Vai trò trong đoàn"), choices=TeamPart.choices)

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people: dict[str, Person] = {str(one.pk): one for one in people}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *(
                (
                    key,
                    _("%(name)s (không cử được: có vai trò ở đơn vị được kiểm tra)") % {"name": one.full_name}
                    if one.conflicts  # type: ignore[attr-defined]
                    else one.full_name,
                )
                for key, one in self._people.items()
            ),
        ]

    def chosen(self) -> Person:
        """For a valid form."""
        return self._people[self.cleaned_data["person"]]


class DecideForm(Versioned):
    issued_on = DayField(label=gettext_lazy("Ngày quyết định"), past_only=True)
    number = NumberField()
    begins_on = DayField(label=gettext_lazy("Bắt đầu"))
    ends_on = DayField(label=gettext_lazy("Kết thúc"))
    self_report_due_on = DayField(label=gettext_lazy("Đơn vị gửi báo cáo tự kiểm tra trước hoặc trong ngày"))


class ExtendForm(Versioned):
    ends_on = DayField(label=gettext_lazy("Kết thúc ngày"))
    reason = ReasonField(label=gettext_lazy("Lý do gia hạn"), max_length=500, widget=lines(3))


class CancelForm(Versioned):
    reason = ReasonField(
        label=gettext_lazy("Lý do hủy"),
        max_length=500,
        widget=lines(3),
        help_text=gettext_lazy("Không ghi điều đã thấy ở đơn vị, không ghi tên người."),
    )


class SessionForm(Versioned):
    held_on = DayField(label=gettext_lazy("Ngày làm việc"), past_only=True)
    place = LineField(label=gettext_lazy("Nơi làm việc"), max_length=200)
    present = LineField(
        label=gettext_lazy("Ai dự, ghi theo chức danh"),
        max_length=500,
        help_text=gettext_lazy("Ví dụ: Bí thư, Phó Bí thư, hai cấp ủy viên; bốn thành viên đoàn."),
    )
    minutes = ReasonField(label=gettext_lazy("Biên bản"), max_length=20_000, widget=lines(12))


class FindingForm(Versioned):
    kind = forms.ChoiceField(label=gettext_lazy("Loại nhận xét"), choices=FindingKind.choices)
    theme = ThemeField()
    text = ReasonField(
        label=gettext_lazy("Nhận xét"),
        max_length=5000,
        widget=lines(5),
        help_text=gettext_lazy("Thấy gì, nhìn vào đâu thì thấy. Ghi chức danh, không ghi tên người."),
    )
    cause = TextField(label=gettext_lazy("Nguyên nhân"), required=False, max_length=3000, widget=lines(3))
    request = TextField(
        label=gettext_lazy("Yêu cầu khắc phục"),
        required=False,
        max_length=3000,
        widget=lines(3),
        help_text=gettext_lazy("Kết luận xong, yêu cầu này thành nhiệm vụ của đơn vị."),
    )
    post = LineField(
        label=gettext_lazy("Chức danh lo việc này"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Ví dụ: Bí thư chi bộ. Để trống là chung cả đơn vị."),
    )
    proof_wanted = LineField(
        label=gettext_lazy("Nhìn vào đâu thì biết đã khắc phục"), required=False, max_length=300
    )
    due_on = DayField(label=gettext_lazy("Hạn khắc phục"), required=False)

    def __init__(
        self, *args: Any, themes: Iterable[InspectionTheme], breach: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].offer(themes)  # type: ignore[attr-defined]
        if not breach:
            self.fields["kind"].choices = [  # type: ignore[attr-defined]
                one for one in FindingKind.choices if one[0] != FindingKind.BREACH
            ]

    def finding(self) -> FindingText:
        """For a valid form."""
        data = self.cleaned_data
        names = ("theme", "text", "cause", "request", "post", "proof_wanted", "due_on")
        return FindingText(FindingKind(data["kind"]), **{name: data[name] for name in names})


class ConcludeForm(Versioned):
    conclusion = ReasonField(
        label=gettext_lazy("Kết luận chung"),
        max_length=10_000,
        widget=lines(8),
        help_text=gettext_lazy("Các nhận xét và yêu cầu khắc phục được in theo sau; không chép lại."),
    )
    members = MembersField(
        help_text=gettext_lazy("Để báo cáo đếm. Chỉ ghi con số, không ghi là ai; chỉ xem đơn vị thì ghi 0.")
    )
    issued_on = DayField(label=gettext_lazy("Ngày thông báo"), past_only=True)
    number = NumberField()


class CheckForm(Versioned):
    beside = ("viec",)

    words = ReasonField(
        label=gettext_lazy("Đã xem minh chứng nào, thấy gì"),
        max_length=2000,
        widget=lines(4),
        help_text=gettext_lazy("Ghi chức danh, không ghi tên người."),
    )
