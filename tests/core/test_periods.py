"""Reporting periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantoa.core import periods
from lantoa.core.periods import Period, PeriodKind

YEARS = st.integers(1950, 2150)
PERIODS = st.one_of(
    st.builds(periods.month, YEARS, st.integers(1, 12)),
    st.builds(periods.quarter, YEARS, st.integers(1, 4)),
    st.builds(periods.half_year, YEARS, st.integers(1, 2)),
    st.builds(periods.nine_months, YEARS),
    st.builds(periods.year, YEARS),
    st.builds(lambda first, more: periods.span(first, first + more), YEARS, st.integers(1, 9)),
)

TABLE = [
    # period, code, label, first day, last day
    (periods.month(2021, 2), "2021M02", "tháng 02/2021", date(2021, 2, 1), date(2021, 2, 28)),
    (periods.month(2021, 3), "2021M03", "tháng 3/2021", date(2021, 3, 1), date(2021, 3, 31)),
    (periods.month(2020, 12), "2020M12", "tháng 12/2020", date(2020, 12, 1), date(2020, 12, 31)),
    (periods.quarter(2021, 1), "2021Q1", "quý I/2021", date(2021, 1, 1), date(2021, 3, 31)),
    (periods.quarter(2021, 4), "2021Q4", "quý IV/2021", date(2021, 10, 1), date(2021, 12, 31)),
    (periods.half_year(2021, 1), "2021H1", "6 tháng đầu năm 2021", date(2021, 1, 1), date(2021, 6, 30)),
    (periods.half_year(2021, 2), "2021H2", "6 tháng cuối năm 2021", date(2021, 7, 1), date(2021, 12, 31)),
    (periods.nine_months(2021), "2021N9", "9 tháng đầu năm 2021", date(2021, 1, 1), date(2021, 9, 30)),
    (periods.year(2020), "2020", "năm 2020", date(2020, 1, 1), date(2020, 12, 31)),
    (periods.span(2016, 2020), "2016-2020", "giai đoạn 2016 - 2020", date(2016, 1, 1), date(2020, 12, 31)),
]


@pytest.mark.parametrize(("period", "code", "label", "first", "last"), TABLE, ids=[row[1] for row in TABLE])
def test_period_table(period: Period, code: str, label: str, first: date, last: date) -> None:
    assert (period.code, str(period), period.label) == (code, code, label)
    assert (period.start, period.last_day, period.end) == (first, last, last + timedelta(days=1))
    assert periods.from_code(code) == period


@pytest.mark.parametrize(
    ("period", "title"),
    [
        (periods.quarter(2021, 1), "Quý I/2021"),
        (periods.half_year(2021, 1), "6 tháng đầu năm 2021"),
        (periods.year(2020), "Năm 2020"),
        (periods.span(2016, 2020), "Giai đoạn 2016 - 2020"),
    ],
)
def test_label_title_starts_with_capital(period: Period, title: str) -> None:
    assert period.label_title == title


@pytest.mark.parametrize(
    ("period", "previous", "following", "last_year"),
    [
        ("2021M01", "2020M12", "2021M02", "2020M01"),
        ("2021Q1", "2020Q4", "2021Q2", "2020Q1"),
        ("2021H2", "2021H1", "2022H1", "2020H2"),
        ("2021N9", "2020N9", "2022N9", "2020N9"),  # nine months count from January
        ("2021", "2020", "2022", "2020"),
        ("2016-2020", "2011-2015", "2021-2025", "2011-2015"),
    ],
)
def test_neighbours_table(period: str, previous: str, following: str, last_year: str) -> None:
    found = periods.from_code(period)
    assert (found.previous.code, found.next.code, found.same_last_year.code) == (
        previous,
        following,
        last_year,
    )


@given(PERIODS)
def test_next_and_previous_inverse(period: Period) -> None:
    assert period.next.previous == period
    assert period.previous.next == period
    assert period.previous < period < period.next


@given(PERIODS)
def test_code_written_then_read_same(period: Period) -> None:
    assert periods.from_code(period.code) == period


@given(PERIODS)
def test_period_holds_its_ends_and_no_day_beyond(period: Period) -> None:
    one = timedelta(days=1)
    days = [period.start - one, period.start, period.last_day, period.end]
    assert [period.contains(day) for day in days] == [False, True, True, False]


@given(PERIODS)
def test_months_inside_cover_period_without_gap(period: Period) -> None:
    months = period.months()
    assert (months[0].start, months[-1].end) == (period.start, period.end)
    assert [m.end for m in months[:-1]] == [m.start for m in months[1:]]


@pytest.mark.parametrize(
    ("period", "quarters", "years"),
    [
        ("2021M03", [], []),
        ("2021Q2", ["2021Q2"], []),
        ("2021H2", ["2021Q3", "2021Q4"], []),
        ("2021N9", ["2021Q1", "2021Q2", "2021Q3"], []),
        ("2021", ["2021Q1", "2021Q2", "2021Q3", "2021Q4"], ["2021"]),
        ("2019-2020", [f"{y}Q{q}" for y in (2019, 2020) for q in (1, 2, 3, 4)], ["2019", "2020"]),
    ],
)
def test_whole_quarters_and_years_inside(period: str, quarters: list[str], years: list[str]) -> None:
    found = periods.from_code(period)
    assert [q.code for q in found.quarters()] == quarters
    assert [y.code for y in found.years()] == years


def test_order_by_start_then_by_length() -> None:
    codes = ["2016-2020", "2020", "2021M01", "2021Q1", "2021H1", "2021N9", "2021", "2021M02", "2021Q2"]
    assert [p.code for p in sorted(map(periods.from_code, reversed(codes)))] == codes


def test_covers_whole_period_only() -> None:
    year = periods.year(2021)
    assert year.covers(periods.quarter(2021, 4)) is True
    assert year.covers(year) is True
    assert periods.quarter(2021, 4).covers(year) is False
    assert year.covers(periods.quarter(2022, 1)) is False


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (PeriodKind.MONTH, "2021M05"),
        (PeriodKind.QUARTER, "2021Q2"),
        (PeriodKind.HALF_YEAR, "2021H1"),
        (PeriodKind.NINE_MONTHS, "2021N9"),
        (PeriodKind.YEAR, "2021"),
    ],
)
def test_period_on_day_found(kind: PeriodKind, code: str) -> None:
    assert periods.period_on(kind, date(2021, 5, 31)).code == code


@pytest.mark.parametrize(
    ("kind", "day"), [(PeriodKind.SPAN, date(2021, 5, 1)), (PeriodKind.NINE_MONTHS, date(2021, 10, 1))]
)
def test_period_on_day_of_no_period_raises(kind: PeriodKind, day: date) -> None:
    with pytest.raises(ValueError, match=r"span|outside"):
        periods.period_on(kind, day)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "2021Q5",
        "2021Q0",
        "2021H3",
        "2021M13",
        "2021M3",  # months have two digits
        "2021q1",
        "21Q1",
        "2021Q1 ",
        "2021Q1\n",
        "２０２１",  # full-width digits
        "2020-2016",  # backwards
        "2020-2020",  # one year is no span
        "0000",
        "9999",
    ],
)
def test_from_code_wrong_raises(code: str) -> None:
    with pytest.raises(ValueError, match=r"code|outside|not a"):
        periods.from_code(code)


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        (PeriodKind.QUARTER, date(2021, 2, 1), date(2021, 5, 1)),  # not a calendar quarter
        (PeriodKind.QUARTER, date(2021, 1, 1), date(2021, 3, 31)),  # the end is the day after
        (PeriodKind.YEAR, date(2021, 1, 1), date(2023, 1, 1)),
        (PeriodKind.MONTH, date(2021, 2, 1), date(2021, 2, 1)),  # empty
        (PeriodKind.SPAN, date(2021, 7, 1), date(2024, 7, 1)),
        (PeriodKind.NINE_MONTHS, date(2021, 4, 1), date(2022, 1, 1)),
    ],
)
def test_period_with_wrong_bounds_raises(kind: PeriodKind, start: date, end: date) -> None:
    with pytest.raises(ValueError, match="is not a"):
        Period(kind, start, end)


def test_neighbour_beyond_supported_years_raises() -> None:
    with pytest.raises(ValueError, match="outside"):
        _ = periods.year(1900).previous
    with pytest.raises(ValueError, match="outside"):
        _ = periods.year(2199).next
