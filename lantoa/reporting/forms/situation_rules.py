"""Limits of the situation by theme, from a day on."""

from django.utils.translation import gettext_lazy

from lantoa.reporting.services.situations.rules import Limits
from lantoa.ui.dated import FromDayForm
from lantoa.ui.forms import CountField


class LimitsForm(FromDayForm):
    most_lines = CountField(
        label=gettext_lazy("Số dòng nhiều nhất của một đơn vị trong một quý"), min_value=1, max_value=20
    )
    longest = CountField(label=gettext_lazy("Một dòng dài nhất, số ký tự"), min_value=40, max_value=1000)
    least_people = CountField(
        label=gettext_lazy("Số người ít nhất đứng sau các dòng của một đơn vị"),
        min_value=2,
        max_value=1000,
        help_text=gettext_lazy("Chỉ nâng, không hạ. Nâng lên thì dòng của đơn vị không đủ người bị xóa."),
    )
    kept_quarters = CountField(
        label=gettext_lazy("Giữ nội dung, số quý sau quý đã ghi"),
        min_value=1,
        max_value=20,
        help_text=gettext_lazy("Chỉ giảm, không tăng. Giảm xuống thì nội dung quá hạn bị xóa hẳn."),
    )
    field_order = ("since", "most_lines", "longest", "least_people", "kept_quarters", "source")

    @property
    def limits(self) -> Limits:
        data = self.cleaned_data
        numbers = {name: data[name] for name in Limits.__dataclass_fields__ if name != "basis"}
        return Limits(**numbers, basis=data["source"])
