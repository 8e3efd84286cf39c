"""Read levels of points and the scale of a sheet, as lines of text: «Từ 90 % trở lên: 4», «Tốt: 90»."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core.text import TextError, clean_line
from lantoa.core.vi_numbers import NumberError, parse_decimal
from lantoa.reporting.scoring import (
    LONGEST_BAND,
    LONGEST_OPTION,
    MOST_BANDS,
    MOST_OPTIONS,
    MOST_POINTS,
    PLACES,
    Band,
    Option,
    Scale,
    kept_options,
    point_options,
    shown,
)
from lantoa.ui.forms import DecimalViField, LineField, ViForm

MOST = MOST_POINTS


def written_options(kept: Sequence[Sequence[str]]) -> str:
    """As they are typed."""
    return "\n".join(f"{label}: {shown(points)}" for label, points in point_options(kept))


class _PairsField(forms.CharField):
    """Lines of a label and a number of points; the label may hold a colon of its own."""

    widget = forms.Textarea(attrs={"rows": 5})
    most, longest, example = MOST_OPTIONS, LONGEST_OPTION, gettext_lazy("Từ 90 % trở lên: 4")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=6000, strip=False, **kwargs)

    def pairs(self, typed: str) -> list[Option]:
        found, wrong = [], []
        lines = [line for line in typed.splitlines() if line.strip()]
        if len(lines) > self.most:
            raise ValidationError(_("Nhiều nhất %(most)d dòng.") % {"most": self.most})
        for number, line in enumerate(lines, start=1):
            try:
                found.append(self._pair(line))
            except (NumberError, TextError) as error:
                words = {"number": number, "sentence": error.sentence}
                wrong.append(ValidationError(_("Dòng %(number)d: %(sentence)s") % words))
        if wrong:
            raise ValidationError(wrong)
        return found

    def _pair(self, line: str) -> Option:
        label, colon, points = line.rpartition(":")
        if not colon or not label.strip():
            raise NumberError(
                _("Thiếu dấu hai chấm giữa lời và số điểm. Ví dụ: %(example)s.") % {"example": self.example}
            )
        label = clean_line(" ".join(label.split()))
        if len(label) > self.longest:
            raise NumberError(_("Lời dài quá %(most)d ký tự.") % {"most": self.longest})
        return label, parse_decimal(points, places=PLACES, maximum=MOST_POINTS)


class OptionsField(_PairsField):
    """Gives the levels as they are kept."""

    def to_python(self, value: Any) -> Any:
        return kept_options(self.pairs(super().to_python(value) or ""))


class BandsField(_PairsField):
    most, longest, example = MOST_BANDS, LONGEST_BAND, gettext_lazy("Tốt: 90")

    def to_python(self, value: Any) -> Any:
        return tuple(Band(label, limit) for label, limit in self.pairs(super().to_python(value) or ""))


class ScaleForm(ViForm):
    beside = ("viec",)  # the button that takes the scale away
    maximum = DecimalViField(
        label=gettext_lazy("Tổng điểm tối đa"),
        places=PLACES,
        min_value=Decimal(1),
        max_value=MOST_POINTS,
        help_text=gettext_lazy(
            "Điểm tối đa của các tiêu chí, không kể điểm thưởng, phải cộng lại bằng số này."
        ),
    )
    bands = BandsField(
        label=gettext_lazy("Các mức xếp loại, từ cao xuống thấp"),
        help_text=gettext_lazy(
            "Mỗi dòng một mức: tên, dấu hai chấm, điểm từ đó trở lên. Ví dụ: Tốt: 90. Mức thấp nhất từ 0."
        ),
    )
    basis = LineField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Số, ngày, tên văn bản quy định thang điểm, xếp loại và ai chấm."),
    )

    def scale(self) -> Scale:
        found = self.cleaned_data
        return Scale(found["maximum"], found["bands"], found["basis"])

    @staticmethod
    def initial_of(scale: Scale | None) -> dict[str, Any]:
        if scale is None:
            return {"maximum": shown(Decimal(100)), "bands": ""}
        bands = "\n".join(f"{one.label}: {shown(one.at_least)}" for one in scale.bands)
        return {"maximum": shown(scale.maximum), "bands": bands, "basis": scale.basis}
