"""The terms of asking again, as staff type them."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core.vi_numbers import NumberError, parse_count
from lantoa.ui.forms import DayField, LineField, ViForm


class TermsForm(ViForm):
    months = LineField(
        label=gettext_lazy("Hỏi lại sau bao nhiêu tháng"),
        max_length=60,
        help_text=gettext_lazy("Các mốc cách nhau bằng dấu phẩy, tính từ ngày áp dụng. Ví dụ: 6, 12"),
    )
    since = DayField(
        label=gettext_lazy("Dùng từ ngày"),
        help_text=gettext_lazy(
            "Sau hôm nay. Lượt được kiểm chứng từ ngày này được hỏi theo mốc mới; lượt trước giữ mốc cũ."
        ),
    )

    def clean_months(self) -> list[int]:
        """The months as numbers."""
        parts = [one for one in re.split(r"[,;\s]+", self.cleaned_data["months"]) if one]
        try:
            return [parse_count(one, maximum=10_000) for one in parts]
        except NumberError as error:
            raise ValidationError(_("Ghi các số tháng, cách nhau bằng dấu phẩy. Ví dụ: 6, 12")) from error
