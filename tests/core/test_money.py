"""Sums of money in whole đồng."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantoa.core import money
from lantoa.core.vi_numbers import NumberError


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "0 đồng"), (500, "500 đồng"), (12650000, "12.650.000 đồng"), (1_000_000_000, "1.000.000.000 đồng")],
)
def test_format_dong_table(amount: int, written: str) -> None:
    assert money.format_dong(amount) == written


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (759_000, "Bảy trăm năm mươi chín nghìn đồng"),
        (12_650_000, "Mười hai triệu sáu trăm năm mươi nghìn đồng"),
    ],
)
def test_dong_in_words_table(amount: int, words: str) -> None:
    assert money.dong_in_words(amount) == words


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.650.000", 12_650_000),
        ("12.650.000 đồng", 12_650_000),
        ("12.650.000 Đồng", 12_650_000),
        ("500.000đ", 500_000),
        ("500000 VNĐ", 500_000),
        ("0", 0),
        ("999.999.999.999.999", money.LARGEST_SUM),
    ],
)
def test_parse_dong_accepted(text: str, amount: int) -> None:
    assert money.parse_dong(text) == amount


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,5 triệu", "Hãy nhập đủ các chữ số của số tiền, ví dụ 12.650.000."),
        ("2 tỷ đồng", "Hãy nhập đủ các chữ số của số tiền, ví dụ 12.650.000."),
        ("500,5", "Ô này chỉ nhận số nguyên, không có phần thập phân."),
        ("10,000", "«10,000»: nếu là mười nghìn, hãy nhập 10.000 hoặc 10000."),
        ("-500", "Số lượng không được âm."),
        ("$5", "Chỉ nhập chữ số 0–9."),
        ("đồng", "Ô này chưa có số. Hãy nhập một số."),
    ],
)
def test_parse_dong_refused_with_sentence(text: str, sentence: str) -> None:
    with pytest.raises(NumberError) as caught:
        money.parse_dong(text)
    assert caught.value.sentence == sentence


@given(st.integers(0, money.LARGEST_SUM))
def test_dong_written_then_read_same(amount: int) -> None:
    assert money.parse_dong(money.format_dong(amount)) == amount


@pytest.mark.parametrize(
    ("base", "factor", "amount"),
    [
        (2_530_000, "0.3", 759_000),  # in floating point 758999.9999999999
        (1_490_000, "0.6", 894_000),
        (2_530_000, "1.5", 3_795_000),
        (2_530_000, "5.00", 12_650_000),
        (2_530_000, "0", 0),
    ],
)
def test_multiple_of_base_exact(base: int, factor: str, amount: int) -> None:
    assert money.multiple_of(base, Decimal(factor)) == amount


def test_multiple_not_whole_raises() -> None:
    with pytest.raises(ValueError, match="not a whole number of đồng"):
        money.multiple_of(2_530_001, Decimal("0.3"))


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_multiple_by_hundredths_is_exact_or_refused(base: int, hundredths: int) -> None:
    factor = Decimal(hundredths) / 100
    if base * hundredths % 100 == 0:
        assert money.multiple_of(base, factor) == base * hundredths // 100
    else:
        with pytest.raises(ValueError, match="not a whole number"):
            money.multiple_of(base, factor)


@pytest.mark.parametrize(
    ("factor", "written"),
    [("0.3", "0,3 lần"), ("0.30", "0,3 lần"), ("1", "1 lần"), ("10", "10 lần"), ("112.5", "112,5 lần")],
)
def test_format_multiple_table(factor: str, written: str) -> None:
    assert money.format_multiple(Decimal(factor)) == written
