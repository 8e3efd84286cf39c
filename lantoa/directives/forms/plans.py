"""What a person types about plans."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import PAPERS, PICTURES
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.directives.forms.choosing import DirectivesField
from lantoa.directives.models import Directive, PlanMeasure
from lantoa.directives.plan_texts import LONGEST_MEASURE, MeasureText, PlanText
from lantoa.organisation.forms.choosing import CodesField
from lantoa.ui.forms import DayField, LineField, ReasonField, TextField, ViForm, YearField


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Versioned(ViForm):
    """Says which state of the draft the person has seen."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def seen(self) -> int:
        return int(self.cleaned_data["row_version"] or 0)


class PlanTextForm(Versioned):
    title = LineField(
        label=gettext_lazy("Tên kế hoạch"),
        max_length=300,
        help_text=gettext_lazy(
            "Như trích yếu của văn bản. Ví dụ: Kế hoạch học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2021."
        ),
    )
    aim = TextField(
        label=gettext_lazy("Mục tiêu"),
        required=False,
        max_length=5000,
        widget=_lines(4),
        help_text=gettext_lazy("Đến cuối năm phải đạt được gì, đo bằng gì."),
    )

    def text(self) -> PlanText:
        """What was typed, for a valid form."""
        return PlanText(self.cleaned_data["title"], self.cleaned_data["aim"])


class NewPlanForm(PlanTextForm):
    year = YearField(label=gettext_lazy("Năm"))
    directives = DirectivesField(
        label=gettext_lazy("Thực hiện văn bản"),
        help_text=gettext_lazy("Một kế hoạch có thể thực hiện nhiều văn bản."),
    )
    field_order = ("year", "directives", "title", "aim")

    def __init__(self, *args: Any, directives: Sequence[Directive], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["directives"].offer(directives)  # type: ignore[attr-defined]

    def chosen(self) -> list[Directive]:
        return list(self.cleaned_data["directives"])


class MeasureForm(Versioned):
    text = TextField(
        label=gettext_lazy("Biện pháp"),
        max_length=LONGEST_MEASURE,
        widget=_lines(4),
        help_text=gettext_lazy(
            "Một việc của đơn vị mình, nói rõ làm gì. Ví dụ: Niêm yết thời gian trả hồ sơ, trả trước hẹn một ngày."
        ),
    )
    owner_post = LineField(
        label=gettext_lazy("Chức danh lo việc"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Ghi chức danh, không ghi tên. Ví dụ: Phó Bí thư. Cần có trước khi ban hành."),
    )
    due_on = DayField(
        label=gettext_lazy("Hạn"),
        required=False,
        help_text=gettext_lazy("Cần có trước khi ban hành. Ví dụ: 30/6/2021"),
    )
    proof = LineField(
        label=gettext_lazy("Minh chứng"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Nhìn vào đâu thì biết đã làm. Ví dụ: ảnh bảng niêm yết, số quyết định."),
    )

    def measure(self) -> MeasureText:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        return MeasureText(data["text"], data["owner_post"], data["due_on"], data["proof"])


def measure_initial(measure: PlanMeasure) -> dict[str, Any]:
    names = ("text", "owner_post", "due_on", "proof")
    return {name: getattr(measure, name) for name in names} | {"row_version": measure.version.row_version}


class AdoptForm(Versioned):
    reference = LineField(
        label=gettext_lazy("Số, ký hiệu"), max_length=60, help_text=gettext_lazy("Ví dụ: 12-KH/ĐU")
    )
    dated_on = DayField(label=gettext_lazy("Ngày trên văn bản"), past_only=True, earliest=date(1990, 1, 1))


class ReviseForm(ViForm):
    note = ReasonField(
        label=gettext_lazy("Vì sao sửa kế hoạch"),
        max_length=1000,
        widget=_lines(3),
        help_text=gettext_lazy("Ví dụ: Bổ sung theo Kết luận 01-KL/TW."),
    )


class PaperForm(UploadForm):
    file = UploadField(label=gettext_lazy("Tệp kế hoạch đã ký"), kinds=(*PAPERS, *PICTURES))


class GiveMeasureForm(ViForm):
    codes = CodesField(
        label=gettext_lazy("Giao cho các đơn vị"),
        help_text=gettext_lazy(
            "Mã của đơn vị mình hoặc đơn vị bên dưới, cách nhau dấu phẩy. Ví dụ: HG-001, HG-048"
        ),
    )
    due_on = DayField(label=gettext_lazy("Hạn"), help_text=gettext_lazy("Từ hôm nay trở đi."))
