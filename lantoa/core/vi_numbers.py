"""Numbers as Vietnamese officials write them: a dot groups thousands, a comma starts the decimals.

The only reader of numbers in the house. What can be read in two ways is asked about, never guessed: a
framework's localised field turns «10,000» into 10. Only the digits 0–9 count; full-width and Arabic-Indic
ones are refused.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum
from typing import Final

from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.core.text import nfc

DEFAULT_MAXIMUM: Final = 999_999_999
LARGEST_IN_WORDS: Final = 10**15

_LONGEST_NUMBER: Final = 40  # characters; int() of a 131,072-digit text would cost seconds
_SHOWN: Final = 40  # characters of a wrong entry that a sentence repeats
# Wide enough that quantize never meets the precision of the ambient context.
_EXACT: Final = Context(prec=200, rounding=ROUND_HALF_UP)

_MINUS: Final = str.maketrans("\u2212\u2010\u2011\u2012\u2013\u2014", "------")
_SPACES: Final = str.maketrans("\u00a0\u2009\u202f\u2007", "    ")

_PLAIN: Final = re.compile(r"[0-9]+")
_DOTTED: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_SPACED: Final = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+")
_COMMA_THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_FOREIGN: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]*")
_ONE_DOT: Final = re.compile(r"[0-9]+\.[0-9]+")
_ALLOWED: Final = re.compile(r"[0-9., ]*")
_NOT_A_FIGURE: Final = frozenset(
    ["-", "--", "---", "x", "không có", "không", "khong co", "khong", "...", "…", "n/a", ".", "/"]
)


class NumberError(Refused, ValueError):
    """An entry that is not a number here; `sentence` says in Vietnamese what is wrong and what to type."""


class Missing(Enum):
    """The one value for «not reported», so that it is never taken for zero."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


def _tidy(text: str) -> str:
    return nfc(text).strip().translate(_MINUS).translate(_SPACES)


def _shown(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _refuse_non_number(tidy: str) -> None:
    if not tidy:
        raise NumberError(_("Ô này chưa có số. Hãy nhập một số."))
    if tidy.casefold() in _NOT_A_FIGURE:
        raise NumberError(_question_about(tidy))
    digits = tidy.lstrip("-+").strip()
    if not digits or not _ALLOWED.fullmatch(digits) or not re.search("[0-9]", digits):
        raise NumberError(_("Chỉ nhập chữ số 0–9."))
    if tidy.startswith("+"):
        raise NumberError(_("Hãy nhập số không kèm dấu cộng."))
    if len(digits) > _LONGEST_NUMBER:
        raise NumberError(_("Số dài quá. Hãy kiểm tra lại."))


def _question_about(text: str) -> str:
    sentence = _(
        "«%(text)s»: chưa báo cáo hay bằng 0? Nếu bằng 0, hãy nhập 0; nếu chưa có số liệu, hãy để trống."
    )
    return sentence % {"text": _shown(text)}


def _whole(text: str) -> int | None:
    if _PLAIN.fullmatch(text) or _DOTTED.fullmatch(text) or _SPACED.fullmatch(text):
        return int(text.replace(".", "").replace(" ", ""))
    return None


def _refuse_odd_separators(text: str, *, whole_only: bool) -> None:
    """Raise the sentence for digits whose dots, commas or spaces do not stand as in Vietnamese writing."""
    values = {"text": _shown(text)}
    if _COMMA_THOUSANDS.fullmatch(text) and text.count(",") == 1:
        raise NumberError(_comma_question(text, whole_only=whole_only))
    if _FOREIGN.fullmatch(text) or _COMMA_THOUSANDS.fullmatch(text):
        values["right"] = _as_vietnamese(text)
        raise NumberError(_("Số «%(text)s» viết theo kiểu nước ngoài. Hãy nhập %(right)s.") % values)
    if _ONE_DOT.fullmatch(text):
        values |= {"decimal": text.replace(".", ","), "whole": text.replace(".", "").lstrip("0") or "0"}
        if whole_only:
            raise NumberError(
                _("«%(text)s» là %(decimal)s hay %(whole)s? Ô này chỉ nhận số nguyên.") % values
            )
        sentence = _("«%(text)s» là %(decimal)s hay %(whole)s? Hãy dùng dấu phẩy cho phần thập phân.")
        raise NumberError(sentence % values)


def _as_vietnamese(foreign: str) -> str:
    return foreign.translate(str.maketrans(",.", ".,")).rstrip(",")


def _comma_question(text: str, *, whole_only: bool) -> str:
    plain = text.replace(",", "")
    values = {"text": text, "words": in_words(int(plain)), "dotted": text.replace(",", "."), "plain": plain}
    if whole_only or text.endswith(",000"):
        return _("«%(text)s»: nếu là %(words)s, hãy nhập %(dotted)s hoặc %(plain)s.") % values
    values["decimal"] = text + "0"
    sentence = _(
        "«%(text)s»: nếu là %(words)s, hãy nhập %(dotted)s hoặc %(plain)s; "
        "nếu là số thập phân, hãy nhập %(decimal)s."
    )
    return sentence % values


def _malformed(text: str) -> NumberError:
    sentence = _(
        "Số «%(text)s» có dấu ngăn cách sai chỗ. Hãy nhập liền các chữ số hoặc ngăn từng nhóm ba chữ số."
    )
    return NumberError(sentence % {"text": _shown(text)})


def parse_count(text: str, *, maximum: int = DEFAULT_MAXIMUM) -> int:
    """Read a whole number ≥ 0: «1234», «1.234», «1 234» (also no-break and thin spaces in groups of three).

    Raises `NumberError` with the sentence to show: empty, placeholders, signs, other characters, decimals,
    «10,000» (ambiguous), «1.5» (ambiguous), «1,234.5» (foreign), «1.23.456» (misplaced), above `maximum`.
    """
    tidy = _tidy(text)
    _refuse_non_number(tidy)
    if tidy.startswith("-"):
        raise NumberError(_("Số lượng không được âm."))
    number = _whole(tidy)
    if number is None:
        _refuse_odd_separators(tidy, whole_only=True)
        whole, comma, decimals = tidy.partition(",")
        if comma and _whole(whole) is not None and _PLAIN.fullmatch(decimals):
            raise NumberError(_("Ô này chỉ nhận số nguyên, không có phần thập phân."))
        raise _malformed(tidy)
    if number > maximum:
        raise NumberError(
            _("Số lớn quá: ô này nhận tối đa %(maximum)s.") % {"maximum": format_count(maximum)}
        )
    return number


def parse_decimal(
    text: str,
    *,
    places: int,
    minimum: Decimal = Decimal(0),
    maximum: Decimal = Decimal(DEFAULT_MAXIMUM),
) -> Decimal:
    """Read a number with at most `places` decimals after a comma: «1,5», «1.234,5», «-0,5» if `minimum` < 0.

    The result has exactly `places` decimals. Zeros beyond `places` are accepted, which is how «10,125» (asked
    about, for it may be a foreign 10125) is entered as a decimal: «10,1250». Raises `NumberError`.
    """
    tidy = _tidy(text)
    _refuse_non_number(tidy)
    negative = tidy.startswith("-")
    if negative and minimum >= 0:
        raise NumberError(_("Số không được âm."))
    magnitude = _magnitude(tidy.removeprefix("-").strip(), places)
    number = magnitude.copy_negate() if negative and magnitude else magnitude
    values = {"minimum": format_decimal(minimum, places), "maximum": format_decimal(maximum, places)}
    if number < minimum:
        raise NumberError(_("Số nhỏ quá: ô này nhận từ %(minimum)s trở lên.") % values)
    if number > maximum:
        raise NumberError(_("Số lớn quá: ô này nhận tối đa %(maximum)s.") % values)
    return number


def _magnitude(text: str, places: int) -> Decimal:
    whole_text, comma, decimals = text.partition(",")
    whole = _whole(whole_text)
    if whole is None or (comma and not _PLAIN.fullmatch(decimals)) or _COMMA_THOUSANDS.fullmatch(text):
        _refuse_odd_separators(text, whole_only=False)
        raise _malformed(text)
    if len(decimals.rstrip("0")) > places:
        if places == 0:
            raise NumberError(_("Ô này chỉ nhận số nguyên, không có phần thập phân."))
        sentence = _("Chỉ nhập tối đa %(places)d chữ số sau dấu phẩy.")
        raise NumberError(sentence % {"places": places})
    return Decimal(f"{whole}.{decimals or '0'}").quantize(Decimal(1).scaleb(-places), context=_EXACT)


def _is_missing(text: str) -> bool:
    tidy = _tidy(text)
    if tidy.casefold() in _NOT_A_FIGURE:
        raise NumberError(_question_about(tidy))
    return not tidy


def parse_cell(text: str, *, maximum: int = DEFAULT_MAXIMUM) -> int | Missing:
    """Read a cell of a report, keeping «not reported» apart from zero.

    ========================================  ==============================================
    empty, only blanks                        `MISSING`
    «0»                                       0
    «-», «–», «x», «không có», «…», «n/a»     `NumberError` that asks: not reported, or 0?
    anything else                             as `parse_count`
    ========================================  ==============================================
    """
    return MISSING if _is_missing(text) else parse_count(text, maximum=maximum)


def parse_decimal_cell(
    text: str,
    *,
    places: int,
    minimum: Decimal = Decimal(0),
    maximum: Decimal = Decimal(DEFAULT_MAXIMUM),
) -> Decimal | Missing:
    """Read a cell as `parse_cell` does, with the number read by `parse_decimal`."""
    return (
        MISSING if _is_missing(text) else parse_decimal(text, places=places, minimum=minimum, maximum=maximum)
    )


def format_count(n: int) -> str:
    """Write a whole number with dots between thousands: 1234567 → «1.234.567»."""
    return f"{n:,}".replace(",", ".")


def format_decimal(d: Decimal, places: int) -> str:
    """Write a number with exactly `places` decimals, halves rounded away from zero: «1.234,50».

    Never «-0». ValueError for NaN and infinities.
    """
    if not d.is_finite():
        raise ValueError(f"{d} is not a finite number")
    rounded = _EXACT.quantize(d, Decimal(1).scaleb(-places))
    written = f"{rounded.copy_abs():,f}".translate(str.maketrans(",.", ".,"))
    return f"-{written}" if rounded < 0 else written


def format_percent(
    numerator: int | Decimal, denominator: int | Decimal, places: int = 1, *, space: str = ""
) -> str:
    """Write a share: 97,4%. Pass `space="\\u00a0"` for «97,4 %». Without a base (denominator 0) it is «–»."""
    if denominator == 0:
        return "–"
    share = _EXACT.divide(_EXACT.multiply(Decimal(numerator), Decimal(100)), Decimal(denominator))
    return f"{format_decimal(share, places)}{space}%"


_DIGITS: Final = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def _below_thousand(n: int, *, in_full: bool) -> list[str]:
    """Read 1–999; `in_full` says the hundreds even when there are none, as after a higher group."""
    hundreds, tens, units = n // 100, n // 10 % 10, n % 10
    words: list[str] = []
    if hundreds or in_full:
        words += [_DIGITS[hundreds], "trăm"]
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif units and words:
        words.append("linh")
    if units:
        after_tens = {1: "mốt", 4: "tư", 5: "lăm"} if tens > 1 else {5: "lăm"} if tens == 1 else {}
        words.append(after_tens.get(units, _DIGITS[units]))
    return words


def _below_billion(n: int, *, in_full: bool) -> list[str]:
    words: list[str] = []
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group = n // size % 1000
        if group:
            words += _below_thousand(group, in_full=in_full or bool(words))
            words += [name] if name else []
    return words


def in_words(n: int) -> str:
    """Read |n| ≤ 10¹⁵ aloud in the northern, official way: «một nghìn không trăm linh năm», «hai mươi mốt».

    Raises ValueError beyond. Groups of three zeros are skipped; 10¹² is «một nghìn tỷ».
    """
    if abs(n) > LARGEST_IN_WORDS:
        raise ValueError(f"{n} is beyond 10**15")
    if n == 0:
        return _DIGITS[0]
    billions, rest = divmod(abs(n), 10**9)
    words = ["âm"] if n < 0 else []
    if billions:
        words += [*_below_billion(billions, in_full=False), "tỷ"]
    return " ".join([*words, *_below_billion(rest, in_full=billions > 0)])


_ROMAN: Final = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def roman(n: int) -> str:
    """Write 1–3999 in Roman numerals, as quarters and sections are numbered; ValueError outside."""
    if not 1 <= n <= 3999:
        raise ValueError(f"{n} has no Roman numeral")
    written = ""
    for value, letters in _ROMAN:
        written += letters * (n // value)
        n %= value
    return written
