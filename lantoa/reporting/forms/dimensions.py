"""Read what the designer of a sheet sends about dimensions: one of them, and how a line is divided."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.reporting.choices import Division
from lantoa.reporting.dimensions import LONGEST_NAME, DimensionSpec, OptionSpec, read_options
from lantoa.reporting.services.dimensions import CODE
from lantoa.ui.forms import LineField, TextField, ViForm


class DimensionForm(ViForm):
    name = LineField(
        label=gettext_lazy("Chia theo gì"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Ví dụ: Ngành nghề của người lao động"),
    )
    options = TextField(
        label=gettext_lazy("Các phần"),
        max_length=4000,
        help_text=gettext_lazy(
            "Mỗi phần một dòng: mã, dấu hai chấm, tên. Phần chỉ dùng trong một thời gian thì ghi ngày trong ngoặc, "
            "ví dụ «H: Cấp huyện (đến 30/06/2025)». Mã giữ nguyên thì số liệu các năm nối được với nhau."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    exhaustive = forms.BooleanField(
        label=gettext_lazy("Các phần bao hết mọi trường hợp"),
        required=False,
        help_text=gettext_lazy("Có chọn thì tổng tính được bằng cách cộng các phần."),
    )
    basis = LineField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Văn bản quy định cách chia này, hoặc nguồn công khai."),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def clean_options(self) -> list[OptionSpec]:
        found, faults = read_options(self.cleaned_data["options"])
        if faults:
            raise ValidationError(faults)
        return found


class NewDimensionForm(DimensionForm):
    code = LineField(
        label=gettext_lazy("Mã cách chia"),
        max_length=20,
        help_text=gettext_lazy("Chữ hoa không dấu và số, ví dụ NGANH. Mã không đổi được về sau."),
    )
    field_order = ("code", "name", "options", "exhaustive", "basis")

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).upper()
        if not CODE.fullmatch(code):
            raise ValidationError(
                gettext_lazy("Mã gồm chữ hoa không dấu và số, tối đa 20 ký tự. Ví dụ: NGANH.")
            )
        return code


class DivisionForm(ViForm):
    """How a line is divided by one dimension. `standing`: options that the line has already."""

    beside = ("viec",)  # the button that makes the line whole again
    cach = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    options = forms.MultipleChoiceField(label=gettext_lazy("Các phần"), widget=forms.CheckboxSelectMultiple)
    division = forms.ChoiceField(label=gettext_lazy("Tổng và các phần"), choices=Division.choices)
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def __init__(
        self, *args: Any, dimension: DimensionSpec, standing: tuple[str, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["options"]
        today = clock.today()
        if isinstance(chooser, forms.MultipleChoiceField):
            chooser.choices = [
                (one.code, f"{one.code}: {one.name}")
                for one in dimension.options
                if one.stands_on(today) or one.code in standing
            ]
