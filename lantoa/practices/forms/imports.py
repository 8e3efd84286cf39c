"""What an officer says about an old list: the file, and how its columns are read."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import TABLES
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.directives.models import Directive
from lantoa.practices.choices import Subject
from lantoa.practices.old_lists.columns import COLUMNS, proposed
from lantoa.practices.old_lists.rows import ENTERED_STATES, Columns, letters
from lantoa.practices.old_lists.tables import Line, ListSheet
from lantoa.practices.queries.practices import fields
from lantoa.ui.forms import ViForm, YearField

EXAMPLES = 8  # rows below the head among which an example is looked for
SAMPLE = 40  # characters of a cell that are shown beside the head of its column


class ImportForm(UploadForm):
    """The list of a committee as a file."""

    unit = forms.ChoiceField(label=gettext_lazy("Danh sách của"))
    file = UploadField(label=gettext_lazy("Tệp danh sách"), kinds=TABLES)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class ColumnsForm(ViForm):
    """Which column of a sheet tells what, and what counts where a column or a cell is missing."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)
    sheet = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    head = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    default_year = YearField(
        label=gettext_lazy("Năm, khi ô trống"), required=False, help_text=gettext_lazy("Ví dụ: 2019.")
    )
    default_state = forms.ChoiceField(label=gettext_lazy("Tình trạng, khi ô trống"), required=False)
    default_field = forms.ChoiceField(label=gettext_lazy("Lĩnh vực, khi ô trống"), required=False)
    default_subject = forms.ChoiceField(
        label=gettext_lazy("Tập thể hay cá nhân, khi ô trống"), required=False
    )
    directive = forms.ChoiceField(label=gettext_lazy("Gắn với văn bản"), required=False)
    fills_down = forms.BooleanField(
        label=gettext_lazy("Ô trống thì lấy như dòng trên"),
        required=False,
        help_text=gettext_lazy(
            "Cho các cột đơn vị, năm, lĩnh vực, tập thể/cá nhân, tình trạng. Ô gộp luôn được hiểu như vậy, không cần chọn."
        ),
    )

    def __init__(
        self, *args: Any, table: ListSheet, head: int, directives: Iterable[Directive], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        line = table.line(head)
        below = _fullest(table, head)
        offered = [("", _("Không có cột này"))]
        for place, cell in enumerate(line.cells if line else ()):
            sample = " ".join(below.cell(place).split())[:SAMPLE] if below else ""
            named = cell or _("(không tiêu đề)")
            told = f"{letters(place)}: {named}"
            offered.append((str(place), f"{told} ({sample})" if sample else told))
        for column in COLUMNS:
            self.fields[column.name] = forms.ChoiceField(
                label=str(column.title), choices=offered, required=column.required
            )
            self.fields[column.name].error_messages["required"] = _("Chọn cột nào là tên mô hình.")
        none = [("", _("Chưa chọn"))]
        states = [(one.value, one.label) for one in ENTERED_STATES]
        choices = {
            "default_state": none + states,
            "default_field": none + [(one.code, one.name) for one in fields()],
            "default_subject": list(Subject.choices),
            "directive": [("", _("Văn bản có hiệu lực cuối năm của từng dòng"))]
            + [(str(one.pk), str(one)) for one in directives],
        }
        for name, some in choices.items():
            self.fields[name].choices = some  # type: ignore[attr-defined]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[column.name] for column in COLUMNS]

    def columns(self) -> Columns:
        """What was chosen."""
        given = self.cleaned_data
        defaults = {
            name: given[f"default_{name}"]
            for name in ("state", "field", "subject")
            if given[f"default_{name}"]
        }
        if given["default_year"]:
            defaults["year"] = str(given["default_year"])
        if given["directive"]:
            defaults["directive"] = given["directive"]
        places = {one.name: int(given[one.name]) for one in COLUMNS if given.get(one.name)}
        return Columns(given["head"], places, defaults, given["fills_down"])


def _fullest(table: ListSheet, head: int) -> Line | None:
    """Of the first rows below the head the one that says most: an example of each column."""
    below = [one for one in table.lines if one.number > head][:EXAMPLES]
    return max(below, key=lambda one: sum(map(bool, one.cells)), default=None)


def proposed_columns(
    table: ListSheet, head: int, remembered: dict[str, str], reading: dict[str, Any]
) -> dict[str, Any]:
    """What a fresh form begins with: what was chosen last for this very table, else what the heads and titles propose."""
    line = table.line(head)
    defaults: dict[str, str] = reading.get("defaults", {})
    found_by_heads = proposed(line.cells, remembered) if line else {}
    places = reading["places"] if reading.get("head") == head else found_by_heads
    found: dict[str, Any] = {name: str(place) for name, place in places.items()}
    year = defaults.get("year") or table.year_above(head)
    return found | {
        "default_year": int(year) if year else None,
        "default_state": defaults.get("state", "registered"),
        "default_field": defaults.get("field", ""),
        "default_subject": defaults.get("subject", Subject.COLLECTIVE.value),
        "directive": defaults.get("directive", ""),
        "fills_down": reading.get("fills_down", False),
    }
