"""What a person types about a directive, its versions and its links."""

import re
import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import PAPERS
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.core import clock
from lantoa.core.text import TextError, clean_line, clean_text
from lantoa.directives.choices import LinkKind, StatusKind
from lantoa.directives.models import Directive, DirectiveVersion
from lantoa.directives.numbering import issuer_kinds, type_names
from lantoa.directives.queries.directives import day_before
from lantoa.directives.services.directives import NewDirective
from lantoa.directives.services.versions import PartText
from lantoa.ui.forms import DayField, LineField, ReasonField, TextField, ViForm

LONGEST_PART = 20_000
LONGEST_WHOLE = 200_000
MOST_ROWS = 1000  # as many as `beside` names: more parts than are taken are refused, and none is lost before


def until_after(last_day: date | None) -> date | None:
    """The first day on which it is no longer in force, from the last on which it is."""
    return last_day + timedelta(days=1) if last_day else None


class DirectiveForm(UploadForm):
    issuer_kind = forms.ChoiceField(label=gettext_lazy("Nơi ban hành thuộc"), choices=issuer_kinds)
    type_name = forms.ChoiceField(label=gettext_lazy("Loại văn bản"))
    reference = LineField(
        label=gettext_lazy("Số, ký hiệu"),
        max_length=60,
        help_text=gettext_lazy("Văn bản của Đảng: 05-CT/TW, 12-KH/ĐUK. Văn bản của Nhà nước: 1847/QĐ-TTg."),
    )
    issuer = LineField(label=gettext_lazy("Cơ quan ban hành"), max_length=200)
    issued_on = DayField(label=gettext_lazy("Ngày ban hành"), past_only=True)
    subject = LineField(
        label=gettext_lazy("Trích yếu"),
        max_length=400,
        help_text=gettext_lazy(
            "Viết tiếp sau chữ «về», ví dụ: đẩy mạnh học tập và làm theo tư tưởng, đạo đức."
        ),
    )
    short_label = LineField(
        label=gettext_lazy("Tên gọi tắt"), max_length=60, help_text=gettext_lazy("Ví dụ: Chỉ thị 05")
    )
    verb_phrase = LineField(
        label=gettext_lazy("Cụm từ chỉ việc thực hiện"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Dùng trong báo cáo, ví dụ: học tập và làm theo"),
    )
    since = DayField(
        label=gettext_lazy("Có hiệu lực từ"),
        required=False,
        help_text=gettext_lazy("Để trống: từ ngày ban hành."),
    )
    last_day = DayField(
        label=gettext_lazy("Có hiệu lực đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Để trống khi còn hiệu lực."),
    )
    file = UploadField(kinds=PAPERS, label=gettext_lazy("Tệp văn bản"), required=False)
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["type_name"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [(one, one) for one in type_names()]

    def new(self) -> NewDirective:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        names = ("reference", "type_name", "issuer", "issued_on", "subject", "short_label", "verb_phrase")
        return NewDirective(
            **{name: data[name] for name in names},
            issuer_kind=data["issuer_kind"],
            since=data["since"],
            until=until_after(data["last_day"]),
        )


def directive_initial(directive: Directive) -> dict[str, Any]:
    names = (
        "issuer_kind",
        "type_name",
        "reference",
        "issuer",
        "issued_on",
        "subject",
        "short_label",
        "verb_phrase",
        "row_version",
    )
    since = directive.in_force.lower
    return {
        **{name: getattr(directive, name) for name in names},
        "since": None if since == directive.issued_on else since,
        "last_day": day_before(directive.in_force.upper),
    }


class DraftForm(ViForm):
    """The draft of a version. Its parts are rows `phan-<n>-…` read by `rows_of`; `viec` is the button pressed."""

    beside: ClassVar[tuple[str | re.Pattern[str], ...]] = (
        "viec",
        re.compile(r"phan-\d{1,3}-(so|ten|noi-dung|goc)"),
    )

    adopted_on = DayField(label=gettext_lazy("Ngày của phiên bản"), past_only=True)
    note = LineField(
        label=gettext_lazy("Thay đổi gì"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Nói với đơn vị đã đọc phiên bản trước. Phiên bản đầu thì để trống."),
    )
    whole = TextField(
        label=gettext_lazy("Dán toàn văn"),
        required=False,
        max_length=LONGEST_WHOLE,
        help_text=gettext_lazy(
            "Văn bản được cắt thành phần theo số I, 1, a, Điều; các phần đang có ở dưới được thay. Xem lại rồi mới lưu."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)

    def rows(self) -> list[dict[str, str]]:
        """The rows as typed, in their order; those with nothing in them are left out."""
        found = []
        for n in range(MOST_ROWS):
            row = {
                name: str(self.data.get(f"phan-{n}-{name}", "")) for name in ("so", "ten", "noi-dung", "goc")
            }
            if any(row[name].strip() for name in ("so", "ten", "noi-dung")):
                found.append(row)
        return found

    def parts(self) -> list[PartText]:
        """The rows cleaned; puts what is wrong with one at the head of the form and leaves it out."""
        return [part for n, row in enumerate(self.rows(), 1) if (part := self._part(n, row)) is not None]

    def _part(self, n: int, row: dict[str, str]) -> PartText | None:
        try:
            label, heading, text = clean_line(row["so"]), clean_line(row["ten"]), clean_text(row["noi-dung"])
        except TextError as error:
            self.add_error(None, _("Phần thứ %(n)d: %(sentence)s") % {"n": n, "sentence": error.sentence})
            return None
        for value, most, name in (
            (label, 20, _("số")),
            (heading, 300, _("tên phần")),
            (text, LONGEST_PART, _("nội dung")),
        ):
            if len(value) > most:
                sentence = _("Phần thứ %(n)d: %(name)s dài quá %(most)d ký tự.")
                self.add_error(None, ValidationError(sentence % {"n": n, "name": name, "most": most}))
                return None
        try:
            thread = uuid.UUID(row["goc"]) if row["goc"] else None
        except ValueError:
            thread = None
        return PartText(label, heading, text, thread)


def draft_initial(version: DirectiveVersion | None, draft: DirectiveVersion | None) -> dict[str, Any]:
    """Of the draft, else of a new one that begins with the words of the last version."""
    if draft is not None:
        return {"adopted_on": draft.adopted_on, "note": draft.note, "row_version": draft.row_version}
    return {"adopted_on": clock.today(), "row_version": 0}


def rows_of(version: DirectiveVersion | None) -> list[dict[str, str]]:
    if version is None:
        return []
    return [
        {"so": one.label, "ten": one.heading, "noi-dung": one.text, "goc": str(one.thread)}
        for one in version.parts.all()
    ]


class StatusForm(ViForm):
    """How a published directive stands from a day on."""

    kind = forms.ChoiceField(label=gettext_lazy("Tình trạng"), choices=StatusKind.choices)
    since = DayField(label=gettext_lazy("Kể từ ngày"))
    reason = ReasonField(
        label=gettext_lazy("Lý do"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Các đơn vị đọc được lý do này ở trang của văn bản."),
    )
    basis = LineField(
        label=gettext_lazy("Theo văn bản"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Quyết định 45-QĐ/ĐUK ngày 05/4/2021."),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)


class LinkForm(ViForm):
    kind = forms.ChoiceField(label=gettext_lazy("Văn bản này"), choices=LinkKind.choices)
    target = forms.ChoiceField(label=gettext_lazy("Văn bản kia"))

    def __init__(self, *args: Any, directives: Iterable[Directive], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._directives = {one.code: one for one in directives}
        chooser = self.fields["target"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [("", _("Chọn văn bản"))] + [
                (code, f"{one.type_name} {one.reference}: {one.subject}"[:110])
                for code, one in self._directives.items()
            ]

    @property
    def chosen(self) -> Directive:
        return self._directives[self.cleaned_data["target"]]
