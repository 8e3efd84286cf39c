"""Read what the designer of a sheet sends: heading, one row at a time, a file as text."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import Kind
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.reporting import sources
from lantoa.reporting.choices import LineKind, Operator, PeriodLength, SkipRule, TimeRule, TreeRule
from lantoa.reporting.forms.scales import MOST, OptionsField, written_options
from lantoa.reporting.scoring import shown
from lantoa.reporting.services.drafts.headings import CODE
from lantoa.reporting.sheet_files import LARGEST
from lantoa.ui.forms import DecimalViField, LineField, TextField, ViForm

INDICATOR_HELP = gettext_lazy(
    "Chữ hoa không dấu và số, ví dụ T03. Giữ nguyên mã qua các bản thì số liệu nhiều năm nối được với nhau."
)


class CodeField(LineField):
    """A code of a sheet or of an indicator; small letters are taken as capitals."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").upper()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not CODE.fullmatch(value):
            raise ValidationError(
                _("Mã gồm chữ không dấu, số, dấu chấm, gạch nối, bắt đầu bằng chữ hoặc số. Ví dụ: T03.")
            )


class HeadingForm(ViForm):
    name = LineField(label=gettext_lazy("Tên biểu"), max_length=200)
    period_kind = forms.ChoiceField(label=gettext_lazy("Kỳ báo cáo"), choices=PeriodLength.choices)


class NewSheetForm(HeadingForm):
    code = CodeField(
        label=gettext_lazy("Mã biểu"),
        max_length=40,
        help_text=gettext_lazy("Ví dụ: BCQ-XDD. Mã không đổi được về sau."),
    )
    field_order = ("code", "name", "period_kind")


class SheetFileForm(UploadForm):
    """A file, or its text: what was tried stands in the box, so that taking it needs no second choosing."""

    beside = ("viec",)  # which button: try, or take
    file = UploadField(
        kinds=(Kind.JSON,),
        label=gettext_lazy("Tệp biểu mẫu"),
        required=False,
        help_text=gettext_lazy("Tệp .json tải từ trang một biểu, tối đa 512 nghìn ký tự."),
    )
    text = forms.CharField(
        label=gettext_lazy("Hoặc dán nội dung tệp"),
        required=False,
        help_text=gettext_lazy("Mở tệp .json, chọn tất cả, chép và dán vào đây."),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        max_length=LARGEST,
        strip=False,
        error_messages={
            "max_length": gettext_lazy("Tệp dài quá 512 nghìn ký tự, không phải tệp của một biểu.")
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        file = cleaned.get("file")
        if file is not None:
            cleaned["text"] = file.content.decode("utf-8-sig")
        elif not cleaned.get("text") and not self.errors:
            self.add_error("file", gettext_lazy("Chọn một tệp, hoặc dán nội dung tệp vào ô dưới."))
        return cleaned


class RowForm(ViForm):
    beside = ("viec",)  # the button that goes on to one more row
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "row_version"}


class SectionForm(RowForm):
    label = LineField(label=gettext_lazy("Số mục"), max_length=20, help_text=gettext_lazy("Ví dụ: II.1"))
    title = LineField(label=gettext_lazy("Tên mục"), max_length=120)


class InSectionForm(RowForm):
    section = forms.ChoiceField(label=gettext_lazy("Thuộc mục"))

    def __init__(self, *args: Any, sections: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sections = {str(one.pk): one for one in sections}
        chooser = self.fields["section"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [(pk, f"{one.label} {one.title}") for pk, one in self._sections.items()]

    def values(self) -> dict[str, Any]:
        found = super().values()
        return {**found, "section": self._sections[found["section"]]}


class LineForm(InSectionForm):
    """Numerator and denominator are chosen from the draft's lines; so what is gone meanwhile is refused here."""

    code = CodeField(label=gettext_lazy("Mã chỉ tiêu"), max_length=40, help_text=INDICATOR_HELP)
    label = LineField(
        label=gettext_lazy("Tên dòng"), max_length=300, help_text=gettext_lazy("Tối đa 160 ký tự để in vừa.")
    )
    unit_of_measure = LineField(
        label=gettext_lazy("Đơn vị tính"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Ví dụ: đảng viên, cuộc, %"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Loại số"), choices=LineKind.choices)
    tree_rule = forms.ChoiceField(
        label=gettext_lazy("Tổng hợp lên cấp trên"),
        choices=TreeRule.choices,
        help_text=gettext_lazy(
            "Đếm đơn vị chỉ dùng cho dòng lấy từ sổ; tổng tử số chia tổng mẫu số chỉ dùng cho tỷ lệ."
        ),
    )
    time_rule = forms.ChoiceField(
        label=gettext_lazy("Tổng hợp qua các kỳ"),
        choices=TimeRule.choices,
        help_text=gettext_lazy("Số phát sinh thì cộng; số có đến cuối kỳ thì lấy kỳ cuối."),
    )
    numerator = forms.ChoiceField(label=gettext_lazy("Tử số (của tỷ lệ)"), required=False)
    denominator = forms.ChoiceField(label=gettext_lazy("Mẫu số (của tỷ lệ)"), required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("Lấy từ sổ"),
        required=False,
        help_text=gettext_lazy(
            "Dòng lấy từ sổ có sẵn số khi mở báo cáo; đơn vị xác nhận hoặc sửa kèm lý do."
        ),
    )
    required = forms.BooleanField(label=gettext_lazy("Bắt buộc có số thì mới gửi được"), required=False)
    most = DecimalViField(
        label=gettext_lazy("Điểm tối đa (của tiêu chí)"),
        places=2,
        max_value=MOST,
        required=False,
        help_text=gettext_lazy("Chỉ cho loại số «Điểm của một tiêu chí». Ví dụ: 5 hoặc 0,5."),
    )
    options = OptionsField(
        label=gettext_lazy("Các mức điểm"),
        required=False,
        help_text=gettext_lazy(
            "Mỗi dòng một mức: lời, dấu hai chấm, số điểm. Ví dụ: Từ 90 % trở lên: 4. Không có mức thì đơn vị tự ghi điểm."
        ),
    )
    skip_rule = forms.ChoiceField(
        label=gettext_lazy("Khi tiêu chí không áp dụng"),
        choices=[("", gettext_lazy("Luôn áp dụng, không được bỏ qua")), *SkipRule.choices],
        required=False,
    )
    bonus = forms.BooleanField(label=gettext_lazy("Điểm thưởng: cộng thêm ngoài thang điểm"), required=False)
    help = TextField(
        label=gettext_lazy("Cách ghi"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Đếm cái gì, không đếm cái gì. Hiện cho người nhập ở cạnh dòng."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    basis = LineField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Số, ngày, tên văn bản quy định chỉ tiêu này, hoặc nguồn công khai."),
    )
    field_order = (
        "section",
        "code",
        "label",
        "unit_of_measure",
        "kind",
        "most",
        "options",
        "skip_rule",
        "bonus",
    )

    def values(self) -> dict[str, Any]:
        """What a person cannot see for the chosen kind is not kept: how a criterion is scored, the two sides of a ratio.

        Points go neither up the tree nor over periods, so a criterion's two axes are set here.
        """
        found = super().values()
        if found["kind"] == LineKind.SCORE:
            found |= {"tree_rule": TreeRule.NONE, "time_rule": TimeRule.LAST}
        else:
            found |= {"most": None, "options": [], "skip_rule": "", "bonus": False}
        if found["kind"] != LineKind.RATIO:
            found |= {"numerator": "", "denominator": ""}
        return found

    def __init__(self, *args: Any, lines: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("options")
        if isinstance(kept, list):
            self.initial["options"] = written_options(kept)
        if self.initial.get("most") is not None:
            self.initial["most"] = shown(self.initial["most"])
        parts = [one for one in lines if one.kind not in (LineKind.RATIO, LineKind.SCORE)]
        _choose(self, ("numerator", "denominator"), parts)
        _choose_source(self)


class PartForm(RowForm):
    """A part of a divided line: what is its own. The rest follows from its total."""

    label = LineField(label=gettext_lazy("Tên phần"), max_length=300)
    source = forms.ChoiceField(label=gettext_lazy("Lấy từ sổ"), required=False)
    required = forms.BooleanField(label=gettext_lazy("Bắt buộc có số thì mới gửi được"), required=False)
    help = TextField(
        label=gettext_lazy("Cách ghi"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    basis = LineField(label=gettext_lazy("Căn cứ"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_source(self)


def _choose_source(form: ViForm) -> None:
    chooser = form.fields["source"]
    if isinstance(chooser, forms.ChoiceField):
        offered = [(code, str(one.label)) for code, one in sorted(sources.SOURCES.items())]
        chooser.choices = [("", _("Không, đơn vị tự nhập")), *offered]


class QuestionForm(InSectionForm):
    question = LineField(
        label=gettext_lazy("Câu hỏi trả lời bằng lời"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: Hạn chế, nguyên nhân"),
    )
    required = forms.BooleanField(label=gettext_lazy("Bắt buộc trả lời thì mới gửi được"), required=False)
    help = TextField(
        label=gettext_lazy("Cách trả lời"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Viết gì, dài bao nhiêu. Hiện cho người nhập ở trên ô trả lời."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RelationForm(RowForm):
    left = forms.ChoiceField(label=gettext_lazy("Vế trái"))
    operator = forms.ChoiceField(label=gettext_lazy("Phải"), choices=Operator.choices)
    right = forms.ChoiceField(label=gettext_lazy("Vế phải"))
    plus = forms.ChoiceField(label=gettext_lazy("Cộng với (nếu có)"), required=False)
    hard = forms.BooleanField(
        label=gettext_lazy("Chặn gửi khi sai"),
        required=False,
        help_text=gettext_lazy("Bỏ chọn thì chỉ hỏi lý do, đơn vị ghi lý do rồi vẫn gửi được."),
    )
    sentence = LineField(
        label=gettext_lazy("Lời nhắc khi sai"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Nói phải sửa số nào. Ví dụ: Sửa số này, hoặc sửa tổng số đảng viên."),
    )

    def __init__(self, *args: Any, lines: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, ("left", "right", "plus"), lines)


def _choose(form: ViForm, names: Iterable[str], lines: Sequence[Any]) -> None:
    """Offer the draft's lines, and what stands there though its line is gone, so that opening a row changes nothing."""
    offered = [(one.code, f"{one.code} {one.label}") for one in lines]
    known = {code for code, _label in offered}
    for name in names:
        chooser = form.fields[name]
        if isinstance(chooser, forms.ChoiceField):
            stands = str((form.initial or {}).get(name) or "")
            gone = (
                [(stands, _("%(code)s (không còn trong biểu)") % {"code": stands})]
                if stands and stands not in known
                else []
            )
            chooser.choices = [("", _("Chọn dòng")), *offered, *gone]


def is_part(row: Any) -> bool:
    return bool(getattr(row, "part_of", ""))


def form_class(kind: str, row: Any) -> type[RowForm]:
    return PartForm if is_part(row) else FORMS[kind]


FORMS: dict[str, type[RowForm]] = {
    "section": SectionForm,
    "line": LineForm,
    "question": QuestionForm,
    "relation": RelationForm,
}
