"""Sums of money: whole đồng, held as integers. Nothing is ever rounded."""

from typing import Final, TypeAlias

from django.utils.translation import gettext as _

from lantoa.core.text import clean_spaces_and_case
from lantoa.core.vi_numbers import NumberError, format_count, parse_count

Dong: TypeAlias = int
"""An amount of whole đồng."""

LARGEST_SUM: Final[Dong] = 999_999_999_999_999

_UNITS: Final = ("đồng", "vnđ", "vnd", "đ", "₫")


def format_dong(amount: Dong) -> str:
    """Write a sum: 12650000 → «12.650.000 đồng»."""
    return f"{format_count(amount)} đồng"


def parse_dong(text: str, *, maximum: Dong = LARGEST_SUM) -> Dong:
    """Read a sum ≥ 0 in whole đồng, with or without its unit: «12.650.000», «12.650.000 đồng», «500.000đ».

    Raises `NumberError`; words such as «triệu» are refused, for «1.5 triệu» has two readings.
    """
    figures = clean_spaces_and_case(text)
    for unit in _UNITS:
        if figures.endswith(unit):
            figures = figures.removesuffix(unit).rstrip()
            break
    if any(word in figures for word in ("nghìn", "ngàn", "triệu", "tỷ", "tỉ")):
        raise NumberError(_("Hãy nhập đủ các chữ số của số tiền, ví dụ 12.650.000."))
    return parse_count(figures, maximum=maximum)
