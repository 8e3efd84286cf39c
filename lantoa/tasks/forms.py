"""What a person types about tasks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import PAPERS, PICTURES, TABLES, Kind
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.organisation.forms.choosing import RecipientsForm
from lantoa.organisation.models import Position
from lantoa.tasks.choices import OriginKind
from lantoa.tasks.services import NewTask
from lantoa.ui.forms import DayField, LineField, ReasonField, TextField, ViForm


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Versioned(ViForm):
    """Says which state of the task the person has seen."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)


class GiveForm(RecipientsForm):
    title = LineField(
        label=gettext_lazy("Việc phải làm"),
        max_length=300,
        help_text=gettext_lazy(
            "Một việc, nói rõ làm gì. Ví dụ: Niêm yết thời gian trả hồ sơ ở bộ phận một cửa."
        ),
    )
    due_on = DayField(
        label=gettext_lazy("Hạn"), help_text=gettext_lazy("Từ hôm nay trở đi. Ví dụ: 30/6/2021")
    )
    proof_wanted = LineField(
        label=gettext_lazy("Minh chứng cần có"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Nhìn vào đâu thì biết đã xong. Ví dụ: ảnh bảng niêm yết, số quyết định."),
    )
    proof_required = forms.BooleanField(
        label=gettext_lazy("Phải kèm tệp minh chứng mới báo xong được"), required=False
    )
    detail = TextField(label=gettext_lazy("Nói rõ thêm"), required=False, max_length=5000, widget=_lines(4))
    origin_kind = forms.ChoiceField(label=gettext_lazy("Phát sinh từ"), choices=OriginKind.choices)
    origin_label = LineField(
        label=gettext_lazy("Tên văn bản, kết luận"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Ví dụ: Kết luận hội nghị sơ kết ngày 07/4/2021."),
    )
    sentence = TextField(
        label=gettext_lazy("Nguyên văn câu giao việc"), required=False, max_length=2000, widget=_lines(3)
    )
    field_order = (
        "title",
        "due_on",
        "proof_wanted",
        "proof_required",
        "detail",
        "origin_kind",
        "origin_label",
        "sentence",
        "scope",
        "kinds",
        "groups",
        "codes",
    )

    def task(self) -> NewTask:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        return NewTask(
            title=data["title"],
            due_on=data["due_on"],
            detail=data["detail"],
            proof_wanted=data["proof_wanted"],
            proof_required=data["proof_required"],
            origin_kind=OriginKind(data["origin_kind"]),
            origin_label=data["origin_label"],
            sentence=data["sentence"],
        )


class LinesForm(UploadForm):
    """Who does what by when, pasted or as a file; what a file says is put into the table, so that it can be mended there."""

    beside = ("viec", "counted")

    table = TextField(
        label=gettext_lazy("Bảng phân công"),
        required=False,
        max_length=60_000,
        widget=_lines(10),
        help_text=gettext_lazy(
            "Chép các cột từ bảng Word, Excel rồi dán vào: việc, đơn vị, hạn, minh chứng (nếu có). Mỗi dòng một việc; nhiều "
            "đơn vị cách nhau dấu phẩy, ghi mã hoặc tên; «tất cả» là mọi đơn vị trực thuộc."
        ),
    )
    file = UploadField(
        kinds=(Kind.DOCX, *TABLES), label=gettext_lazy("Hoặc chọn tệp Word, Excel có bảng"), required=False
    )
    proof_required = forms.BooleanField(
        label=gettext_lazy("Việc có ghi minh chứng thì phải kèm tệp mới báo xong được"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not {"table", "file"} & set(self.errors) and not cleaned.get("table") and not cleaned.get("file"):
            self.add_error("table", _("Dán bảng, hoặc chọn tệp có bảng phân công."))
        if cleaned.get("table"):
            # Empty lines before the first stand for rows of a file: with them a line keeps its number each time it is checked.
            typed = str(self.data.get("table", ""))
            before = typed[: len(typed) - len(typed.lstrip("\r\n"))]
            cleaned["table"] = "\n" * len(before.splitlines()) + cleaned["table"]
        return cleaned


class TableForm(LinesForm):
    """The table of a conclusion that is written down nowhere else."""

    origin_kind = forms.ChoiceField(label=gettext_lazy("Phát sinh từ"), choices=OriginKind.choices)
    origin_label = LineField(
        label=gettext_lazy("Tên văn bản, kết luận"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: Kết luận hội nghị sơ kết ngày 07/4/2021."),
    )
    field_order = ("origin_kind", "origin_label", "proof_required", "table", "file")


NEEDS_FILE = gettext_lazy("Việc này phải có ít nhất một tệp minh chứng. Chọn tệp rồi bấm báo xong lại.")
CAPTION_HELP = gettext_lazy(
    "Tệp cho thấy điều gì, ngày nào. Ví dụ: Bảng niêm yết ở bộ phận một cửa, 12/4/2021."
)
PROOFS = (*PICTURES, *PAPERS, Kind.XLSX)


def _proof(**more: Any) -> UploadField:
    return UploadField(label=gettext_lazy("Tệp minh chứng"), kinds=PROOFS, **more)


def _caption() -> LineField:
    return LineField(label=gettext_lazy("Chú thích"), required=False, max_length=300, help_text=CAPTION_HELP)


class ProofForm(UploadForm):
    """One more file of a task."""

    caption = _caption()
    file = _proof()


class ReportForm(UploadForm):
    """What was done; `needs_file`: the asker wants a file, and none has been added yet."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)
    result = ReasonField(
        label=gettext_lazy("Đã làm được gì, minh chứng ở đâu"),
        max_length=5000,
        widget=_lines(6),
        help_text=gettext_lazy("Ghi kết quả, số văn bản, đường dẫn hoặc nơi xem được."),
    )
    file = _proof(required=False)

    def __init__(self, *args: Any, needs_file: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_file:
            self.fields["file"].required = True
            self.fields["file"].error_messages["required"] = NEEDS_FILE


class SettleForm(Versioned):
    """Confirm needs no words; sending back does."""

    beside = ("viec",)

    reason = TextField(
        label=gettext_lazy("Còn phải làm gì"),
        required=False,
        max_length=1000,
        widget=_lines(3),
        help_text=gettext_lazy("Chỉ ghi khi trả lại để làm tiếp."),
    )


class MoreTimeForm(Versioned):
    wanted_on = DayField(label=gettext_lazy("Xin đến ngày"))
    reason = ReasonField(label=gettext_lazy("Lý do"), max_length=1000, widget=_lines(3))


class AnswerTimeForm(Versioned):
    beside = ("viec",)

    answer = TextField(
        label=gettext_lazy("Ý kiến"),
        required=False,
        max_length=1000,
        widget=_lines(3),
        help_text=gettext_lazy("Không đồng ý thì ghi lý do."),
    )


class AnswerAllForm(ViForm):
    """One answer to the requests that are chosen beside it."""

    beside = ("viec", "chon")

    answer = TextField(
        label=gettext_lazy("Ý kiến chung"),
        required=False,
        max_length=1000,
        widget=_lines(2),
        help_text=gettext_lazy("Không đồng ý thì ghi lý do; mọi đơn vị được chọn đều nhận lý do này."),
    )


class PostForm(Versioned):
    post = forms.ChoiceField(label=gettext_lazy("Chức danh lo việc này"), required=False)

    def __init__(self, *args: Any, posts: Sequence[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._posts = {str(one.pk): one for one in posts}
        offered = [("", _("Chung cả đơn vị"))]
        offered += [(key, f"{one.title} ({one.person.full_name})") for key, one in self._posts.items()]
        self.fields["post"].choices = offered  # type: ignore[attr-defined]

    def chosen(self) -> Position | None:
        """For a valid form."""
        return self._posts.get(self.cleaned_data["post"])


class CancelForm(Versioned):
    reason = ReasonField(label=gettext_lazy("Lý do hủy"), max_length=1000, widget=_lines(3))
