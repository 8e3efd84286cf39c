"""What an editor types about a booklet: the book, its chapters, the texts and pictures of its practices."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import PICTURES
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.organisation.models import Position
from lantoa.practices.choices import Consent
from lantoa.practices.models import Booklet, BookletEntry
from lantoa.practices.queries.booklets import text_marks
from lantoa.practices.services.booklets import BookletTold
from lantoa.ui.forms import DayField, LineField, TextField, ViForm


class BookletForm(ViForm):
    """A booklet as a whole: what is told, of which years, who signs the preface."""

    title = LineField(label=gettext_lazy("Tên tập"), max_length=300)
    year = forms.TypedChoiceField(
        label=gettext_lazy("Năm"),
        coerce=int,
        help_text=gettext_lazy("Tập in mô hình được công nhận trong năm này."),
    )
    first_year = forms.TypedChoiceField(
        label=gettext_lazy("Tập của nhiều năm: từ năm"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Chỉ chọn khi tập gom mô hình của nhiều năm, ví dụ tập sơ kết 5 năm."),
    )
    preface = TextField(
        label=gettext_lazy("Lời giới thiệu"),
        required=False,
        help_text=gettext_lazy("Mỗi dòng là một đoạn. Để trống thì tập không có lời giới thiệu."),
    )
    signer = forms.ChoiceField(label=gettext_lazy("Người ký lời giới thiệu"), required=False)
    signed_on = DayField(
        label=gettext_lazy("Ngày ký"),
        required=False,
        help_text=gettext_lazy(
            "Để trống thì lấy ngày ban hành; bìa và nơi ban hành in theo tên đơn vị vào ngày này."
        ),
    )
    note = LineField(
        label=gettext_lazy("Dòng chữ nhỏ ở bìa"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Ví dụ: Tài liệu lưu hành nội bộ."),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        years: Sequence[int],
        signers: Sequence[Position],
        booklet: Booklet | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own = [one for one in (booklet.year, booklet.first_year) if one] if booklet else []
        offered = sorted({*years, *own, clock.today().year}, reverse=True)
        self._signers = {str(one.pk): one for one in signers}
        self._choice("year").choices = [(year, str(year)) for year in offered]
        self._choice("first_year").choices = [("", _("Một năm")), *((year, str(year)) for year in offered)]
        self._choice("signer").choices = [
            ("", _("Người ký thay mặt đơn vị vào ngày ký")),
            *((key, signer_words(one)) for key, one in self._signers.items()),
        ]
        self.fields["preface"].widget.attrs["rows"] = 14

    def _choice(self, name: str) -> forms.ChoiceField:
        found = self.fields[name]
        if not isinstance(found, forms.ChoiceField):
            raise TypeError(f"{name} is no choice")
        return found

    def told(self) -> BookletTold:
        data = {name: value for name, value in self.cleaned_data.items() if name != "row_version"}
        data["signing_post"] = self._signers.get(data.pop("signer"))
        return BookletTold(**data)


def signer_words(position: Position) -> str:
    """«T/M BAN THƯỜNG VỤ, BÍ THƯ: Nguyễn Văn A (từ 01/10/2015)»."""
    valid = position.valid
    said = {
        "post": ", ".join(part for part in (position.authority, position.signing_post) if part),
        "name": position.person.full_name,
        "since": format_day(valid.lower) if valid.lower else "",
        "until": format_day(valid.upper) if valid.upper else "",
    }
    if valid.upper:
        return _("%(post)s: %(name)s (từ %(since)s, đến trước %(until)s)") % said
    return _("%(post)s: %(name)s (từ %(since)s)") % said


def booklet_initial(booklet: Booklet) -> dict[str, Any]:
    names = ("title", "year", "first_year", "preface", "signed_on", "note", "row_version")
    return {name: getattr(booklet, name) for name in names} | {
        "signer": str(booklet.signing_post_id) if booklet.signing_post_id else ""
    }


class ChapterForm(ViForm):
    title = LineField(label=gettext_lazy("Tên phần"), max_length=100)


OPENED = "opened_"


class EntryForm(ViForm):
    """A practice as the booklet tells it. `opened_…` are marks of the texts with which the form was opened."""

    beside: ClassVar = tuple(f"{OPENED}{name}" for name in ("title", *BookletEntry.TEXTS))

    title = LineField(
        label=gettext_lazy("Tên in trong tập"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Để trống thì in tên trong sổ."),
    )
    background = TextField(label=gettext_lazy("Bối cảnh"), required=False)
    method = TextField(label=gettext_lazy("Cách làm"), required=False)
    result = TextField(label=gettext_lazy("Kết quả"), required=False)
    lesson = TextField(label=gettext_lazy("Bài học"), required=False)
    replication_hint = TextField(label=gettext_lazy("Khi nhân rộng"), required=False)

    def __init__(self, *args: Any, entry: BookletEntry, **kwargs: Any) -> None:
        names = ("title", *BookletEntry.TEXTS)
        kwargs.setdefault("initial", {name: getattr(entry, name) for name in names})
        super().__init__(*args, **kwargs)
        self.entry = entry
        for name in BookletEntry.TEXTS:
            self.fields[name].widget.attrs |= {"rows": 9, "data-count": "true"}

    def opened(self) -> dict[str, str]:
        """The marks as they came, of a sent form; those of the entry otherwise."""
        if not self.is_bound:
            return text_marks(self.entry)
        return {name: str(self.data.get(f"{OPENED}{name}", "")) for name in ("title", *BookletEntry.TEXTS)}

    def marks(self) -> list[tuple[str, str]]:
        """Hidden inputs of the page."""
        return [(f"{OPENED}{name}", mark) for name, mark in self.opened().items()]


class PhotoForm(UploadForm):
    """A picture comes with what it shows and with what is said of the people in it."""

    caption = LineField(
        label=gettext_lazy("Chú thích ảnh"),
        max_length=300,
        help_text=gettext_lazy("Ảnh chụp việc gì, ở đâu, lúc nào. Không ghi tên người nếu không cần."),
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("Người trong ảnh"), choices=Consent.choices, widget=forms.RadioSelect
    )
    picture = UploadField(kinds=PICTURES, label=gettext_lazy("Ảnh"))
