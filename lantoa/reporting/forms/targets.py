"""What is typed to issue, change, divide and end a target."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.core.vi_dates import FIRST_YEAR, LAST_YEAR
from lantoa.reporting.choices import BaselineSource, TargetDirection, TargetMethod
from lantoa.reporting.models import Line, Target
from lantoa.reporting.services.targets import MOST_YEARS
from lantoa.reporting.targets.words import places_of
from lantoa.ui.forms import CountField, DayField, DecimalViField, LineField, TextField, ViForm, YearField

LARGEST_SHARE = Decimal(1000)  # percent: more than all is possible, a thousand times is a slip of the pen
LARGEST = 10**14


@dataclass(frozen=True)
class Unit:
    """How values of a target are typed: a share in percent."""

    is_share: bool
    places: int

    @classmethod
    def of_line(cls, line: Line) -> "Unit":
        return cls(line.computed, places_of(line))

    @classmethod
    def of_target(cls, target: Target) -> "Unit":
        return cls(target.is_share, target.places)

    def field(self, **kwargs: Any) -> forms.Field:
        if self.is_share:
            return DecimalViField(places=self.places - 2, max_value=LARGEST_SHARE, **kwargs)
        if self.places:
            return DecimalViField(places=self.places, max_value=Decimal(LARGEST), **kwargs)
        return CountField(max_value=LARGEST, **kwargs)

    def kept(self, typed: Any) -> Decimal | None:
        """As it is kept: a share of one."""
        if typed is None:
            return None
        return Decimal(typed) / 100 if self.is_share else Decimal(typed)

    def typed(self, kept: Decimal | None) -> Any:
        """As the field takes it for its first value."""
        if kept is None:
            return None
        value = kept * 100 if self.is_share else kept
        return value if self.is_share or self.places else int(value)


def year_name(year: int) -> str:
    return f"n-{year}"


def unit_name(code: str) -> str:
    return f"v-{code}"


class YearsForm(ViForm):
    """The first step: which indicator, from which year to which."""

    by_address = True

    indicator = forms.CharField(max_length=40)
    first = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    last = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        first, last = found.get("first"), found.get("last")
        if first is not None and last is not None and not first <= last < first + MOST_YEARS:
            self.add_error(
                "last",
                _("Năm cuối phải sau năm đầu, cả giai đoạn tối đa %(most)s năm.") % {"most": MOST_YEARS},
            )
        return found


class IssueForm(ViForm):
    """A target from a paper. Indicator and years come hidden from the step before; `n-2021` is the value of a year."""

    beside = ("viec", re.compile(r"n-[0-9]{4}"))

    indicator = forms.CharField(widget=forms.HiddenInput, max_length=40)
    first = forms.IntegerField(widget=forms.HiddenInput, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    last = forms.IntegerField(widget=forms.HiddenInput, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    owner = forms.ChoiceField(label=gettext_lazy("Cấp ủy đề ra chỉ tiêu"))
    name = LineField(
        label=gettext_lazy("Tên chỉ tiêu"),
        help_text=gettext_lazy("Như nghị quyết ghi. Ví dụ: Mỗi năm ít nhất 90% đảng viên được quán triệt"),
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Chiều so sánh"),
        choices=TargetDirection,
        widget=forms.RadioSelect,
        initial="at_least",
    )
    paper_number = LineField(
        label=gettext_lazy("Số văn bản"), max_length=60, help_text=gettext_lazy("Ví dụ: 05-NQ/ĐUK")
    )
    paper_day = DayField(label=gettext_lazy("Ngày ban hành"), past_only=True)
    paper_issuer = LineField(label=gettext_lazy("Nơi ban hành"), max_length=200)
    citation = TextField(
        label=gettext_lazy("Trích văn bản"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Đoạn nghị quyết nêu chỉ tiêu, để người sau đọc đúng lời văn."),
    )
    baseline_source = forms.ChoiceField(
        label=gettext_lazy("Mốc so sánh"), choices=BaselineSource, widget=forms.RadioSelect, initial="none"
    )
    baseline_year = YearField(
        label=gettext_lazy("Năm của mốc"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    baseline_note = LineField(
        label=gettext_lazy("Nguồn của mốc"),
        required=False,
        help_text=gettext_lazy("Khi nhập theo văn bản. Ví dụ: Báo cáo chính trị trình Đại hội"),
    )

    def __init__(
        self, *args: Any, unit: Unit, years: Sequence[int], owners: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.years = unit, years
        chooser = self.fields["owner"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = list(owners)
        for year in years:
            self.fields[year_name(year)] = _ready(unit.field(label=_("Năm %(year)s") % {"year": year}))
        self.fields["baseline_value"] = unit.field(label=_("Số ở mốc"), required=False)

    def year_fields(self) -> list[forms.BoundField]:
        return [self[year_name(year)] for year in self.years]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        source, year = found.get("baseline_source"), found.get("baseline_year")
        if source == BaselineSource.NONE or source is None:
            return found
        if year is None:
            self._lacking("baseline_year", _("Ghi năm của mốc so sánh."))
        elif source == BaselineSource.TOTALS and year > clock.today().year:
            self.add_error("baseline_year", _("Năm này chưa tới, chưa có số liệu đã duyệt."))
        if source == BaselineSource.TYPED:
            if found.get("baseline_value") is None:
                self._lacking("baseline_value", _("Ghi số ở mốc so sánh."))
            if not found.get("baseline_note"):
                self._lacking("baseline_note", _("Ghi nguồn của con số này."))
        return found

    def _lacking(self, name: str, sentence: str) -> None:
        """Nothing more is said of a field that could not be read."""
        if name not in self.errors:
            self.add_error(name, sentence)

    def values(self) -> dict[int, Decimal]:
        """Of a valid form: year → value as it is kept."""
        kept = {year: self.unit.kept(self.cleaned_data[year_name(year)]) for year in self.years}
        return {year: value for year, value in kept.items() if value is not None}


def _ready(field: forms.Field) -> forms.Field:
    field.error_messages["required"] = _("Ghi chỉ tiêu của năm này.")
    return field


class _DecisionForm(ViForm):
    decided_on = DayField(label=gettext_lazy("Ngày quyết định"), past_only=True)
    row_version = forms.IntegerField(widget=forms.HiddenInput)


class ChangeForm(_DecisionForm):
    """New values of the owner's years with a reason."""

    reason = TextField(
        label=gettext_lazy("Lý do, căn cứ"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ví dụ: Nghị quyết số 12-NQ/ĐUK điều chỉnh do chia tách đơn vị"),
    )

    def __init__(self, *args: Any, unit: Unit, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.years = unit, list(years)
        for year in self.years:
            self.fields[year_name(year)] = _ready(unit.field(label=_("Năm %(year)s") % {"year": year}))
        self.order_fields([*(year_name(year) for year in self.years), "reason", "decided_on"])

    def year_fields(self) -> list[forms.BoundField]:
        return [self[year_name(year)] for year in self.years]

    def values(self) -> dict[int, Decimal]:
        kept = {year: self.unit.kept(self.cleaned_data[year_name(year)]) for year in self.years}
        return {year: value for year, value in kept.items() if value is not None}


class DivisionForm(_DecisionForm):
    """The part of each unit (`v-<code>`), by which method it was proposed, and, where parts change, why."""

    beside = ("viec",)

    method = forms.ChoiceField(choices=TargetMethod, widget=forms.HiddenInput)
    basis = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    following = forms.BooleanField(
        label=gettext_lazy("Chia luôn các năm sau chưa chia, theo cùng cách"), required=False
    )
    reason = TextField(
        label=gettext_lazy("Lý do, căn cứ"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, unit: Unit, units: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.codes = unit, list(units)
        for code, name in units.items():
            field = unit.field(label=name, required=False)
            field.widget.attrs |= {"data-part": "", "class": "input input--dense number"}
            self.fields[unit_name(code)] = field

    def values(self) -> dict[str, Decimal | None]:
        """Code → value as it is kept; of what could be read."""
        found = getattr(self, "cleaned_data", {})
        return {code: self.unit.kept(found.get(unit_name(code))) for code in self.codes}


class EndForm(ViForm):
    end_reason = TextField(
        label=gettext_lazy("Lý do thôi theo dõi"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput)
