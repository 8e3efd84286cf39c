"""Sums of money: whole đồng, held as integers. Nothing is ever rounded."""

from decimal import Context, Decimal, Inexact
from typing import Final, TypeAlias

from django.utils.translation import gettext as _

from lantoa.core.text import clean_spaces_and_case
from lantoa.core.vi_numbers import NumberError, format_count, format_decimal, in_words, parse_count

Dong: TypeAlias = int
"""An amount of whole đồng."""

LARGEST_SUM: Final[Dong] = 999_999_999_999_999

_EXACT: Final = Context(prec=60, traps=[Inexact])
_UNITS: Final = ("đồng", "vnđ", "vnd", "đ", "₫")


def format_dong(amount: Dong) -> str:
    """Write a sum: 12650000 → «12.650.000 đồng»."""
    return f"{format_count(amount)} đồng"


def dong_in_words(amount: Dong) -> str:
    """Write a sum in words as payment papers do: «Mười hai triệu sáu trăm năm mươi nghìn đồng»."""
    words = in_words(amount)
    return f"{words[0].upper()}{words[1:]} đồng"


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


def multiple_of(base: Dong, factor: Decimal) -> Dong:
    """Return `base` × `factor`, such as 0,3 times the base salary.

    Raises ValueError if the product is not a whole number of đồng: the rate or the base is wrong then, and a
    rounded sum would hide it.
    """
    product = _EXACT.multiply(Decimal(base), factor)
    if product != product.to_integral_value():
        raise ValueError(f"{base} × {factor} is not a whole number of đồng")
    return int(product)


def format_multiple(factor: Decimal) -> str:
    """Write a multiple with as many decimals as it needs: «0,3 lần», «1 lần»."""
    exponent = factor.normalize().as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{factor} is not a number")
    return _("%(factor)s lần") % {"factor": format_decimal(factor, max(0, -exponent))}
