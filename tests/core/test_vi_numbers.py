"""Numbers in Vietnamese writing: what is read, what is asked about, how they are written."""

import time
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantoa.core import vi_numbers as numbers

ONLY_DIGITS = "Chỉ nhập chữ số 0–9."
NO_DECIMALS = "Ô này chỉ nhận số nguyên, không có phần thập phân."


def refusal(parse: Callable[[], object]) -> str:
    with pytest.raises(numbers.NumberError) as caught:
        parse()
    return caught.value.sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("7", 7),
        (" 42 ", 42),
        ("1.000", 1000),  # a framework's integer field reads 1
        ("1.234", 1234),
        ("12.345", 12345),
        ("1.234.567", 1234567),
        ("10000", 10000),
        ("1 234", 1234),  # space
        ("1\u00a0234", 1234),  # no-break space
        ("1\u2009234\u2009567", 1234567),  # thin space
        ("1\u202f234", 1234),  # narrow no-break space
        ("007", 7),
        ("999.999.999", 999_999_999),  # the default maximum
    ],
)
def test_count_accepted(text: str, expected: int) -> None:
    assert numbers.parse_count(text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Ô này chưa có số. Hãy nhập một số."),
        ("   ", "Ô này chưa có số. Hãy nhập một số."),
        ("1.5", "«1.5» là 1,5 hay 15? Ô này chỉ nhận số nguyên."),
        ("12.34", "«12.34» là 12,34 hay 1234? Ô này chỉ nhận số nguyên."),
        ("1.2345", "«1.2345» là 1,2345 hay 12345? Ô này chỉ nhận số nguyên."),
        ("0.123", "«0.123» là 0,123 hay 123? Ô này chỉ nhận số nguyên."),  # no group starts with 0
        ("10,000", "«10,000»: nếu là mười nghìn, hãy nhập 10.000 hoặc 10000."),
        ("1,234", "«1,234»: nếu là một nghìn hai trăm ba mươi tư, hãy nhập 1.234 hoặc 1234."),
        ("1,234.5", "Số «1,234.5» viết theo kiểu nước ngoài. Hãy nhập 1.234,5."),
        ("1,234,567", "Số «1,234,567» viết theo kiểu nước ngoài. Hãy nhập 1.234.567."),
        ("1,5", NO_DECIMALS),
        ("1.234,5", NO_DECIMALS),
        ("10,0", NO_DECIMALS),
        ("-5", "Số lượng không được âm."),
        ("-0", "Số lượng không được âm."),
        ("\u22125", "Số lượng không được âm."),  # the real minus sign
        ("–5", "Số lượng không được âm."),  # a dash for a minus
        ("+5", "Hãy nhập số không kèm dấu cộng."),
        ("NaN", ONLY_DIGITS),
        ("Infinity", ONLY_DIGITS),
        ("1e5", ONLY_DIGITS),
        ("1e400", ONLY_DIGITS),
        ("1_000", ONLY_DIGITS),
        ("１２３", ONLY_DIGITS),  # full width
        ("١٢٣", ONLY_DIGITS),  # Arabic-Indic
        ("²", ONLY_DIGITS),  # str.isdigit() is true of it
        ("12 người", ONLY_DIGITS),
        ("0x1F", ONLY_DIGITS),
        ("5%", ONLY_DIGITS),
        ("5-", ONLY_DIGITS),
        (",", ONLY_DIGITS),
        ("9" * 30, "Số lớn quá: ô này nhận tối đa 999.999.999."),
        ("1.000.000.000", "Số lớn quá: ô này nhận tối đa 999.999.999."),
        ("9" * 131_072, "Số dài quá. Hãy kiểm tra lại."),
    ],
)
def test_count_refused_with_sentence(text: str, sentence: str) -> None:
    assert refusal(lambda: numbers.parse_count(text)) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "1.23.456",
        "1.234.56",
        "12 34",
        "1  234",  # two spaces
        "1.234 567",  # two kinds of separator
        "1.234,",
        "1.000.000,5,0",
        "1,23,456",
        ".500",
        "1..000",
    ],
)
def test_count_misplaced_separator_refused(text: str) -> None:
    assert refusal(lambda: numbers.parse_count(text)) == (
        f"Số «{text}» có dấu ngăn cách sai chỗ. Hãy nhập liền các chữ số hoặc ngăn từng nhóm ba chữ số."
    )


def test_count_own_maximum_applied() -> None:
    assert numbers.parse_count("98", maximum=98) == 98
    assert refusal(lambda: numbers.parse_count("99", maximum=98)) == "Số lớn quá: ô này nhận tối đa 98."


@pytest.mark.parametrize(
    ("text", "places", "written"),
    [
        ("1,5", 1, "1.5"),
        ("1,5", 2, "1.50"),  # exactly the places of the field
        ("1.234,5", 2, "1234.50"),
        ("1 234,5", 1, "1234.5"),
        ("1.000", 2, "1000.00"),
        ("1000", 0, "1000"),
        ("0,25", 2, "0.25"),
        ("0,123", 3, "0.123"),  # no thousands group starts with 0
        ("10,1250", 3, "10.125"),  # how three decimals are entered
        ("10,50", 1, "10.5"),
    ],
)
def test_decimal_accepted(text: str, places: int, written: str) -> None:
    assert str(numbers.parse_decimal(text, places=places)) == written


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1.5", "«1.5» là 1,5 hay 15? Hãy dùng dấu phẩy cho phần thập phân."),
        ("97.45", "«97.45» là 97,45 hay 9745? Hãy dùng dấu phẩy cho phần thập phân."),
        ("0.5", "«0.5» là 0,5 hay 5? Hãy dùng dấu phẩy cho phần thập phân."),
        ("10,000", "«10,000»: nếu là mười nghìn, hãy nhập 10.000 hoặc 10000."),
        (
            "10,125",
            "«10,125»: nếu là mười nghìn một trăm hai mươi lăm, hãy nhập 10.125 hoặc 10125; "
            "nếu là số thập phân, hãy nhập 10,1250.",
        ),
        ("1,234.5", "Số «1,234.5» viết theo kiểu nước ngoài. Hãy nhập 1.234,5."),
        ("1,234,567", "Số «1,234,567» viết theo kiểu nước ngoài. Hãy nhập 1.234.567."),
        ("1,2345", "Chỉ nhập tối đa 2 chữ số sau dấu phẩy."),
        ("-1,5", "Số không được âm."),
        ("100,01", "Số lớn quá: ô này nhận tối đa 100,00."),
        ("NaN", ONLY_DIGITS),
        ("1e-5", ONLY_DIGITS),
        ("Infinity", ONLY_DIGITS),
    ],
)
def test_decimal_refused_with_sentence(text: str, sentence: str) -> None:
    assert refusal(lambda: numbers.parse_decimal(text, places=2, maximum=Decimal(100))) == sentence


def test_decimal_without_places_refuses_decimals() -> None:
    assert refusal(lambda: numbers.parse_decimal("1,5", places=0)) == NO_DECIMALS


def test_decimal_negative_accepted_down_to_minimum() -> None:
    assert numbers.parse_decimal("\u22121,5", places=1, minimum=Decimal(-2)) == Decimal("-1.5")
    assert str(numbers.parse_decimal("-0", places=1, minimum=Decimal(-2))) == "0.0"
    assert refusal(lambda: numbers.parse_decimal("-2,1", places=1, minimum=Decimal(-2))) == (
        "Số nhỏ quá: ô này nhận từ -2,0 trở lên."
    )


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\t"])
def test_cell_blank_missing(text: str) -> None:
    assert numbers.parse_cell(text) is numbers.MISSING
    assert numbers.parse_decimal_cell(text, places=1) is numbers.MISSING


def test_cell_zero_is_zero_not_missing() -> None:
    assert numbers.parse_cell("0") == 0
    assert numbers.parse_decimal_cell("0", places=1) == Decimal(0)
    assert numbers.parse_cell("1.234") == 1234


@pytest.mark.parametrize("text", ["-", "x", "X", "không có", "Không", "kho\u0302ng", "…", "n/a"])
def test_cell_placeholder_asked_about(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    question = (
        f"«{composed}»: chưa báo cáo hay bằng 0? Nếu bằng 0, hãy nhập 0; nếu chưa có số liệu, hãy để trống."
    )
    assert refusal(lambda: numbers.parse_cell(text)) == question
    assert refusal(lambda: numbers.parse_decimal_cell(text, places=1)) == question
    assert refusal(lambda: numbers.parse_count(text)) == question


@pytest.mark.parametrize(
    ("n", "written"), [(0, "0"), (999, "999"), (1000, "1.000"), (-1234567, "-1.234.567")]
)
def test_format_count_table(n: int, written: str) -> None:
    assert numbers.format_count(n) == written


@pytest.mark.parametrize(
    ("d", "places", "written"),
    [
        ("1234.5", 1, "1.234,5"),
        ("1234.5", 2, "1.234,50"),
        ("0.25", 1, "0,3"),  # a half goes away from zero, as people round
        ("-0.25", 1, "-0,3"),
        ("-0.04", 1, "0,0"),  # never «-0,0»
        ("1E+3", 0, "1.000"),
        (
            "12345678901234567890123456789.1",
            1,
            "12.345.678.901.234.567.890.123.456.789,1",
        ),  # beyond 28 digits
    ],
)
def test_format_decimal_table(d: str, places: int, written: str) -> None:
    assert numbers.format_decimal(Decimal(d), places) == written


@pytest.mark.parametrize("d", ["NaN", "Infinity"])
def test_format_decimal_not_finite_raises(d: str) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        numbers.format_decimal(Decimal(d), 1)


@pytest.mark.parametrize(
    ("numerator", "denominator", "places", "written"),
    [
        (604, 662, 1, "91,2%"),
        (439, 701, 2, "62,62%"),
        (439, 709, 1, "61,9%"),
        (1, 8, 1, "12,5%"),
        (0, 5, 1, "0,0%"),
        (5, 5, 0, "100%"),
        (5, 0, 1, "–"),  # no base, no share
        (0, 0, 1, "–"),
    ],
)
def test_format_percent_table(numerator: int, denominator: int, places: int, written: str) -> None:
    assert numbers.format_percent(numerator, denominator, places) == written


def test_format_percent_space_as_asked() -> None:
    assert numbers.format_percent(Decimal("97.4"), 100, space="\u00a0") == "97,4\u00a0%"


@given(st.integers(min_value=0, max_value=numbers.DEFAULT_MAXIMUM))
def test_count_written_then_read_same(n: int) -> None:
    assert numbers.parse_count(numbers.format_count(n)) == n
    assert numbers.parse_count(str(n)) == n


@given(
    st.sampled_from([0, 1, 2, 4]).flatmap(
        lambda places: st.tuples(
            st.decimals(min_value=-(10**8), max_value=10**8, places=places, allow_nan=False), st.just(places)
        )
    )
)
def test_decimal_written_then_read_same(case: tuple[Decimal, int]) -> None:
    d, places = case
    written = numbers.format_decimal(d, places)
    assert numbers.parse_decimal(written, places=places, minimum=Decimal(-(10**9))) == d


@given(st.text(alphabet="0123456789.,- \u00a0xeE_+١２", max_size=30))
def test_count_any_text_is_read_or_refused(text: str) -> None:
    try:
        n = numbers.parse_count(text)
    except numbers.NumberError as error:
        assert error.sentence.endswith((".", "?"))
    else:
        assert str(n) == "".join(c for c in text if c in "0123456789").lstrip("0") or n == 0


# Written out by hand.
IN_WORDS = {
    0: "không",
    1: "một",
    2: "hai",
    3: "ba",
    4: "bốn",
    5: "năm",
    6: "sáu",
    7: "bảy",
    8: "tám",
    9: "chín",
    10: "mười",
    11: "mười một",
    12: "mười hai",
    14: "mười bốn",
    15: "mười lăm",
    16: "mười sáu",
    19: "mười chín",
    20: "hai mươi",
    21: "hai mươi mốt",
    22: "hai mươi hai",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    30: "ba mươi",
    31: "ba mươi mốt",
    44: "bốn mươi tư",
    50: "năm mươi",
    55: "năm mươi lăm",
    61: "sáu mươi mốt",
    74: "bảy mươi tư",
    85: "tám mươi lăm",
    98: "chín mươi tám",
    99: "chín mươi chín",
    100: "một trăm",
    101: "một trăm linh một",
    104: "một trăm linh bốn",
    105: "một trăm linh năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    114: "một trăm mười bốn",
    115: "một trăm mười lăm",
    120: "một trăm hai mươi",
    121: "một trăm hai mươi mốt",
    205: "hai trăm linh năm",
    500: "năm trăm",
    555: "năm trăm năm mươi lăm",
    999: "chín trăm chín mươi chín",
    1000: "một nghìn",
    1001: "một nghìn không trăm linh một",
    1005: "một nghìn không trăm linh năm",
    1010: "một nghìn không trăm mười",
    1015: "một nghìn không trăm mười lăm",
    1021: "một nghìn không trăm hai mươi mốt",
    1100: "một nghìn một trăm",
    1234: "một nghìn hai trăm ba mươi tư",
    2021: "hai nghìn không trăm hai mươi mốt",
    5356: "năm nghìn ba trăm năm mươi sáu",
    10000: "mười nghìn",
    10015: "mười nghìn không trăm mười lăm",
    21000: "hai mươi mốt nghìn",
    100000: "một trăm nghìn",
    105005: "một trăm linh năm nghìn không trăm linh năm",
    759000: "bảy trăm năm mươi chín nghìn",
    1000000: "một triệu",
    1000005: "một triệu không trăm linh năm",
    1005000: "một triệu không trăm linh năm nghìn",
    1050100: "một triệu không trăm năm mươi nghìn một trăm",
    12650000: "mười hai triệu sáu trăm năm mươi nghìn",
    1000000000: "một tỷ",
    1000000001: "một tỷ không trăm linh một",
    1050000000: "một tỷ không trăm năm mươi triệu",
    2147483647: "hai tỷ một trăm bốn mươi bảy triệu bốn trăm tám mươi ba nghìn sáu trăm bốn mươi bảy",
    10**12: "một nghìn tỷ",
    1005 * 10**9: "một nghìn không trăm linh năm tỷ",
    10**15: "một triệu tỷ",
    -21: "âm hai mươi mốt",
}
VALUES = {
    word: n for n, word in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"])
} | {
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
}
SCALES = {"nghìn": 10**3, "triệu": 10**6}


def listened_to(words: str) -> int:
    """Understand a number read aloud: written against the grammar, not against `in_words`."""
    total = below_billion = group = digit = 0
    for word in words.split():
        if word == "trăm":
            group, digit = digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word in SCALES:
            below_billion, group, digit = below_billion + (group + digit) * SCALES[word], 0, 0
        elif word == "tỷ":
            total, below_billion, group, digit = (below_billion + group + digit) * 10**9, 0, 0, 0
        elif word != "linh":
            digit = VALUES[word]
    return total + below_billion + group + digit


@pytest.mark.parametrize(("n", "words"), IN_WORDS.items(), ids=map(str, IN_WORDS))
def test_in_words_table(n: int, words: str) -> None:
    assert numbers.in_words(n) == words


@given(st.one_of(st.integers(0, 10**15), st.integers(0, 10**6), st.integers(0, 15).map(lambda n: 10**n)))
def test_in_words_understood_as_same_number(n: int) -> None:
    assert listened_to(numbers.in_words(n)) == n


@pytest.mark.parametrize("n", [10**15 + 1, -(10**15) - 1])
def test_in_words_beyond_limit_raises(n: int) -> None:
    with pytest.raises(ValueError, match="beyond"):
        numbers.in_words(n)


@pytest.mark.parametrize(
    ("n", "written"),
    [
        (1, "I"),
        (2, "II"),
        (3, "III"),
        (4, "IV"),
        (9, "IX"),
        (14, "XIV"),
        (40, "XL"),
        (1994, "MCMXCIV"),
        (3999, "MMMCMXCIX"),
    ],
)
def test_roman_table(n: int, written: str) -> None:
    assert numbers.roman(n) == written


@pytest.mark.parametrize("n", [0, -1, 4000])
def test_roman_outside_raises(n: int) -> None:
    with pytest.raises(ValueError, match="no Roman numeral"):
        numbers.roman(n)


@pytest.mark.parametrize(
    "hostile", ["1" * 50_000 + "!", "1." * 25_000 + "!", "1 " * 25_000, "," * 50_000, "1,000" * 10_000]
)
def test_hostile_number_refused_quickly(hostile: str) -> None:
    started = time.process_time()
    refusal(lambda: numbers.parse_count(hostile))
    refusal(lambda: numbers.parse_decimal(hostile, places=2))
    refusal(lambda: numbers.parse_cell(hostile))
    assert time.process_time() - started < 0.3
