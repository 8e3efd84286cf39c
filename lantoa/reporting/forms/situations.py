"""What a unit writes by theme: a theme and a few words in each row, nothing beside."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from lantoa.core.errors import Refused
from lantoa.reporting.models import SituationLine
from lantoa.reporting.services.situations.writing import NewLine
from lantoa.ui.forms import TextField, ViForm, show_refusal

GONE = gettext_lazy("Trang này đã cũ. Tải lại trang rồi ghi lại.")
LIKELY_ROWS, LIKELY_LENGTH = 5, 200  # where no rule says


class SituationForm(ViForm):
    """Rows theme-1, words-1, theme-2, … as many as the rule allows; a row left wholly empty is none."""

    marks_optional = False  # every row is: that is said once, beside the form

    row_version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**31 - 1,
        error_messages=dict.fromkeys(("required", "invalid"), GONE),
    )
    told_separately = forms.BooleanField(
        label=gettext_lazy("Đã báo cáo riêng theo chế độ mật"),
        required=False,
        help_text=gettext_lazy("Chỉ đánh dấu là có. Nội dung mật không bao giờ ghi vào phần mềm này."),
    )

    def __init__(
        self,
        *args: Any,
        themes: Sequence[tuple[str, str]] = (),
        rows: int = LIKELY_ROWS,
        longest: int = LIKELY_LENGTH,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = range(1, rows + 1)
        for number in self.numbers:
            theme = forms.ChoiceField(
                label=gettext("Dòng %(number)d: chủ đề") % {"number": number},
                required=False,
                choices=[("", "–"), *themes],
            )
            self.fields[f"theme-{number}"] = theme
            self.fields[f"words-{number}"] = TextField(
                label=gettext_lazy("Sự việc, điều cần giải quyết"),
                required=False,
                max_length=longest,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @classmethod
    def initial_of(
        cls, lines: Sequence[SituationLine], told_separately: bool, row_version: int
    ) -> dict[str, object]:
        initial: dict[str, object] = {"row_version": row_version, "told_separately": told_separately}
        for number, line in enumerate(lines, start=1):
            initial |= {f"theme-{number}": line.theme.code, f"words-{number}": line.words}
        return initial

    def rows(self) -> Iterator[tuple[int, forms.BoundField, forms.BoundField]]:
        for number in self.numbers:
            yield number, self[f"theme-{number}"], self[f"words-{number}"]

    def first_rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """Up to the last row in which anything stands, or is wrong, and one more to write in."""
        rows = list(self.rows())
        said = [number for number, *fields in rows if any(one.value() or one.errors for one in fields)]
        return rows[: max(said, default=0) + 1]

    def more_rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """The empty ones after those."""
        return list(self.rows())[len(self.first_rows()) :]

    def _filled(self) -> list[int]:
        given = self.cleaned_data
        return [one for one in self.numbers if given.get(f"theme-{one}") or given.get(f"words-{one}")]

    def lines(self) -> list[NewLine]:
        """The rows in which anything stands, in order."""
        given = self.cleaned_data
        return [NewLine(given[f"theme-{one}"], given[f"words-{one}"]) for one in self._filled()]

    def show(self, refused: Refused) -> None:
        """Put a refusal of the service, which counts the filled rows alone, where those rows stand."""
        places = dict(enumerate(self._filled(), start=1))
        fields = {}
        for name, sentence in refused.fields.items():
            kind, _dash, number = name.partition("-")
            fields[f"{kind}-{places[int(number)]}"] = sentence
        show_refusal(self, Refused(refused.sentence, fields=fields))
