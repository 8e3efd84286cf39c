"""Sums of money in whole đồng."""

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
