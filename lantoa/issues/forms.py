"""What a person types about a matter."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from lantoa.attachments.choices import PAPERS, PICTURES, Kind
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.core.reference import Reference
from lantoa.core.vi_dates import format_day
from lantoa.directives.models import Directive
from lantoa.issues.models import IssueTheme
from lantoa.issues.services import Clocks, IssueText
from lantoa.organisation.models import Unit
from lantoa.ui.dated import FromDayForm
from lantoa.ui.forms import CountField, DayField, LineField, ReasonField, ViForm

NO_PERSONS = gettext_lazy("Không ghi tên, số điện thoại, giấy tờ của ai; viết theo việc và đơn vị.")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Versioned(ViForm):
    """Says which state of the matter the person has seen."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)


class _TextForm(ViForm):
    """The matter in words. `themes`: those in force."""

    theme = forms.ChoiceField(label=gettext_lazy("Chủ đề"))
    title = LineField(
        label=gettext_lazy("Vấn đề gì"),
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Hồ sơ đất đai trả trễ hẹn nhiều tháng ở bộ phận một cửa."),
    )
    text = ReasonField(
        label=gettext_lazy("Nói rõ"), max_length=4000, widget=_lines(6),
        help_text=gettext_lazy("Ở đâu, từ khi nào, ảnh hưởng thế nào, đơn vị đã làm gì. "
            "Không ghi tên, số điện thoại, giấy tờ của ai."),
    )  # fmt: skip
    wanted = LineField(
        label=gettext_lazy("Đề nghị"), max_length=300, required=False,
        help_text=gettext_lazy("Thế nào thì coi là giải quyết xong. Ví dụ: Trả hồ sơ đúng ngày ghi trên giấy hẹn."),
    )  # fmt: skip

    origin = forms.ChoiceField(
        label=gettext_lazy("Phát sinh từ"),
        required=False,
        help_text=gettext_lazy("Văn bản, kết luận mà việc này gắn với, nếu có."),
    )

    def __init__(
        self,
        *args: Any,
        themes: Sequence[IssueTheme],
        directives: Sequence[Directive] = (),
        origins: Mapping[Reference, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._directives = {one.code: one for one in directives}
        self._origins = {str(one.id): one for one in origins or {}}
        papers = [(one.code, f"{one.short_label}, {format_day(one.issued_on)}") for one in directives]
        conclusions = [(str(one.id), label) for one, label in (origins or {}).items()]
        self.fields["origin"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *([(gettext("Văn bản"), papers)] if papers else []),
            *([(gettext("Kết luận"), conclusions)] if conclusions else []),
        ]
        self._themes = {one.code: one for one in themes}
        offered = [("", "–"), *((one.code, f"{one.name} ({one.covers})") for one in themes)]
        self.fields["theme"].choices = offered  # type: ignore[attr-defined]

    def typed(self) -> IssueText:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        chosen = data["origin"]
        return IssueText(
            self._themes[data["theme"]],
            data["title"],
            data["text"],
            data["wanted"],
            self._directives.get(chosen),
            self._origins.get(chosen),
        )


class RaiseForm(_TextForm):
    whose = forms.ChoiceField(
        label=gettext_lazy("Ai giải quyết"),
        choices=[
            ("own", gettext_lazy("Đơn vị tự giải quyết, quá hạn hoặc không làm được thì chuyển cấp trên")),
            ("above", gettext_lazy("Đề nghị cấp trên trực tiếp giải quyết ngay")),
        ],
        initial="own",
    )


class ChangeForm(_TextForm):
    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)


class DoneForm(Versioned):
    words = ReasonField(
        label=gettext_lazy("Đã làm gì, còn vướng gì"), max_length=2000, widget=_lines(5), help_text=NO_PERSONS
    )


class AdditionForm(Versioned):
    words = ReasonField(
        label=gettext_lazy("Bổ sung điều gì"), max_length=2000, widget=_lines(5), help_text=NO_PERSONS
    )


class ResultForm(Versioned):
    result = ReasonField(
        label=gettext_lazy("Đã giải quyết thế nào, nhìn vào đâu thì biết"),
        max_length=4000,
        widget=_lines(6),
        help_text=NO_PERSONS,
    )


class ReasonForm(Versioned):
    reason = ReasonField(label=gettext_lazy("Lý do"), max_length=1000, widget=_lines(4), help_text=NO_PERSONS)


class SettleForm(Versioned):
    """To confirm needs no words; to send back does."""

    beside = ("viec",)

    reason = ReasonField(
        label=gettext_lazy("Còn thiếu gì"),
        required=False,
        max_length=1000,
        widget=_lines(4),
        help_text=gettext_lazy("Chỉ ghi khi chưa đồng ý. Không ghi tên, số điện thoại, giấy tờ của ai."),
    )


class TaskForm(Versioned):
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị thực hiện"))
    title = LineField(label=gettext_lazy("Việc phải làm"), max_length=300, help_text=NO_PERSONS)
    due_on = DayField(label=gettext_lazy("Hạn"), help_text=gettext_lazy("Ví dụ: 30/6/2021"))
    proof_wanted = LineField(label=gettext_lazy("Minh chứng cần có"), required=False, max_length=300)

    def __init__(self, *args: Any, units: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {one.code: one for one in units}
        self.fields["unit"].choices = [(one.code, one.short_name) for one in units]  # type: ignore[attr-defined]

    def chosen(self) -> Unit:
        found: Unit = self._units[self.cleaned_data["unit"]]
        return found


class FileForm(UploadForm):
    caption = LineField(
        label=gettext_lazy("Chú thích"),
        max_length=300,
        help_text=gettext_lazy("Tệp cho thấy điều gì, ngày nào. Không ghi tên người."),
    )
    file = UploadField(label=gettext_lazy("Tệp"), kinds=(*PICTURES, *PAPERS, Kind.XLSX))
    field_order = ("caption", "file")


def _days(label: object, help_text: object = "", least: int = 1) -> CountField:
    return CountField(label=label, min_value=least, max_value=365, help_text=help_text)


class ClocksForm(FromDayForm):
    own_days = _days(gettext_lazy("Đơn vị nêu tự giải quyết, số ngày"))
    above_days = _days(gettext_lazy("Cấp trên trực tiếp, số ngày"))
    higher_days = _days(
        gettext_lazy("Cấp trên nữa, số ngày"), gettext_lazy("Tính từ thứ Hai tuần sau tuần nhận.")
    )
    near_days = _days(gettext_lazy("Coi là sắp hết hạn khi còn, số ngày"))
    silence_days = _days(
        gettext_lazy("Nhắc nơi nêu chưa trả lời sau, số ngày"),
        gettext_lazy("Chưa trả lời không bao giờ được coi là đồng ý."),
    )
    early_units = CountField(
        label=gettext_lazy("Cảnh báo khi có từ mấy nơi cùng nêu một chủ đề"), min_value=2, max_value=1000
    )
    early_days = _days(gettext_lazy("Cùng nêu trong vòng, số ngày"))
    least_people = CountField(
        label=gettext_lazy("Số người ít nhất đứng sau một tên đơn vị, một con số"),
        min_value=2,
        max_value=1000,
        help_text=gettext_lazy("Chỉ nâng, không hạ."),
    )
    field_order = (
        "since",
        "own_days",
        "above_days",
        "higher_days",
        "near_days",
        "silence_days",
        "early_units",
        "early_days",
        "least_people",
        "source",
    )

    @property
    def clocks(self) -> Clocks:
        data = self.cleaned_data
        numbers = {name: data[name] for name in Clocks.__dataclass_fields__ if name != "basis"}
        return Clocks(**numbers, basis=data["source"])
