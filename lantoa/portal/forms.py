"""What anybody may type: a code."""

from django.utils.translation import gettext_lazy

from lantoa.ui.forms import LineField, ViForm

LONGEST_CODE = 60


class CodeForm(ViForm):
    by_address = True

    ma = LineField(
        label=gettext_lazy("Mã tra cứu"),
        max_length=LONGEST_CODE,
        help_text=gettext_lazy("In dưới mã QR, ví dụ GK 7K4M 92XT Q3WD 5HNP. Chữ hoa hay thường đều được."),
    )
