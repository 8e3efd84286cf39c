"""Days in Vietnamese writing."""

import time
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantoa.core import vi_dates as dates

UNREADABLE = "Không đọc được ngày này. Hãy nhập theo dạng ngày/tháng/năm, ví dụ 07/4/2021."
DAYS = st.dates(min_value=date(dates.FIRST_YEAR, 1, 1), max_value=date(dates.LAST_YEAR, 12, 31))


def refusal(text: str, **bounds: date) -> str:
    with pytest.raises(dates.DateError) as caught:
        dates.parse_day(text, **bounds)
    return caught.value.sentence


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2026",  # a framework's Vietnamese locale reads 4 March
        "3/4/26",
        "3-4-2026",
        "03.04.2026",
        "03/4/2026",  # the administrative form
        " 3 / 4 / 2026 ",
        "ngày 3 tháng 4 năm 2026",
        "Ngày 03 tháng 4 năm 2026",
        "3 tháng 4 năm 2026",
        unicodedata.normalize("NFD", "ngày 3 tháng 4 năm 2026"),
        "ngày\u00a03 tháng 4  năm 2026",
    ],
)
def test_day_forms_day_first(text: str) -> None:
    assert dates.parse_day(text) == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("25/12/2026", date(2026, 12, 25)),
        ("29/02/2024", date(2024, 2, 29)),  # leap year
        ("1/1/00", date(2000, 1, 1)),
        ("31/12/79", date(2079, 12, 31)),
        ("19/5/1900", date(1900, 5, 19)),
    ],
)
def test_day_table(text: str, expected: date) -> None:
    assert dates.parse_day(text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Ô này chưa có ngày. Hãy nhập ngày, ví dụ 07/4/2021."),
        ("31/02/2026", "Tháng 2/2026 chỉ có 28 ngày."),
        ("30/02/2024", "Tháng 2/2024 chỉ có 29 ngày."),
        ("31/4/2026", "Tháng 4/2026 chỉ có 30 ngày."),
        ("32/1/2026", "Tháng 1/2026 chỉ có 31 ngày."),
        ("12/25/2026", "Không có tháng 25. Hãy nhập ngày trước, tháng sau."),
        ("00/00/0000", "Không có tháng 0. Hãy nhập ngày trước, tháng sau."),
        ("0/4/2026", "Không có ngày 0. Hãy xem lại ngày."),
        ("3/4/0026", "Năm 0026 không hợp lý. Hãy xem lại năm."),
        ("3/4/9999", "Năm 9999 không hợp lý. Hãy xem lại năm."),
        ("3/4/80", "Hãy nhập đủ bốn chữ số của năm."),
        ("3/4/99", "Hãy nhập đủ bốn chữ số của năm."),
        ("2026-04-03", "Hãy nhập ngày trước, năm sau cùng, ví dụ 07/4/2021."),
        ("3/4-2026", UNREADABLE),  # two kinds of separator
        ("3/4/026", UNREADABLE),
        ("3/4", UNREADABLE),
        ("３/4/2026", UNREADABLE),  # full-width digit
        ("٣/4/2026", UNREADABLE),  # Arabic-Indic digit
        ("-3/4/2026", UNREADABLE),
        ("46115", UNREADABLE),  # a spreadsheet's day number
        ("hôm qua", UNREADABLE),
        ("3/4/2026" + " " * 100, UNREADABLE),
    ],
)
def test_day_refused_with_sentence(text: str, sentence: str) -> None:
    assert refusal(text) == sentence


def test_day_bounds_included() -> None:
    day = date(2021, 4, 7)
    assert dates.parse_day("7/4/2021", today=day, earliest=day, latest=day) == day


def test_day_outside_bounds_refused() -> None:
    assert refusal("8/4/2021", today=date(2021, 4, 7)) == "Ngày 08/4/2021 chưa tới. Hãy xem lại ngày."
    assert refusal("6/4/2021", earliest=date(2021, 4, 7)) == (
        "Ngày 06/4/2021 sớm quá: ô này nhận từ 07/4/2021 trở đi."
    )
    assert refusal("8/4/2021", latest=date(2021, 4, 7)) == (
        "Ngày 08/4/2021 muộn quá: ô này nhận đến hết 07/4/2021."
    )


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (date(2021, 4, 7), "07/4/2021", "ngày 07 tháng 4 năm 2021"),
        (date(2021, 1, 1), "01/01/2021", "ngày 01 tháng 01 năm 2021"),
        (date(2021, 2, 28), "28/02/2021", "ngày 28 tháng 02 năm 2021"),
        (date(2021, 3, 9), "09/3/2021", "ngày 09 tháng 3 năm 2021"),  # no zero from March on
        (date(2021, 10, 10), "10/10/2021", "ngày 10 tháng 10 năm 2021"),
    ],
)
def test_format_day_table(day: date, short: str, long: str) -> None:
    assert dates.format_day(day) == short
    assert dates.format_long_day(day) == long


@given(DAYS)
def test_day_written_then_read_same(day: date) -> None:
    assert dates.parse_day(dates.format_day(day)) == day
    assert dates.parse_day(dates.format_long_day(day)) == day


def test_weekday_name_week_of_april_2021() -> None:
    monday = date(2021, 4, 5)
    assert [dates.weekday_name(monday + timedelta(days=n)) for n in range(7)] == [
        "thứ Hai",
        "thứ Ba",
        "thứ Tư",
        "thứ Năm",
        "thứ Sáu",
        "thứ Bảy",
        "Chủ nhật",
    ]


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2021, 4, 7, 7, 32, tzinfo=UTC), "14:32, 07/4/2021"),
        (datetime(2021, 4, 6, 17, 5, tzinfo=UTC), "00:05, 07/4/2021"),  # the next day in Việt Nam
        (datetime(2021, 4, 7, 14, 32, tzinfo=timezone(timedelta(hours=7))), "14:32, 07/4/2021"),
    ],
)
def test_format_moment_on_vietnamese_clock(moment: datetime, written: str) -> None:
    assert dates.format_moment(moment) == written


def test_format_moment_without_zone_raises() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dates.format_moment(datetime(2021, 4, 7, 14, 32))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (4, "còn 4 ngày"),
        (2, "còn 2 ngày"),
        (1, "ngày mai"),
        (0, "hôm nay"),
        (-1, "quá 1 ngày"),
        (-2, "quá 2 ngày"),
        (-2066, "quá 2.066 ngày"),
    ],
)
def test_days_left_words_table(days: int, words: str) -> None:
    today = date(2021, 4, 7)
    assert dates.days_left_words(today + timedelta(days=days), today) == words


@pytest.mark.parametrize("hostile", ["1" * 50_000, "1/" * 25_000, "ngày " * 10_000, " " * 50_000 + "!"])
def test_hostile_day_refused_quickly(hostile: str) -> None:
    started = time.process_time()
    assert refusal(hostile) == UNREADABLE
    assert time.process_time() - started < 0.1
