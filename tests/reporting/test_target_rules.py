"""Dividing, judging and forecasting: no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantoa.core import periods
from lantoa.reporting.choices import TargetDirection, TargetStanding
from lantoa.reporting.targets.dividing import CannotDivide, equally, in_proportion
from lantoa.reporting.targets.forecasting import Forecast, Outlook, PeriodFigure, Trend, of_stock, of_sums
from lantoa.reporting.targets.judging import Course, share_of, standing_of

WHOLES = st.tuples(st.integers(0, 10**12), st.integers(0, 4)).map(
    lambda pair: (Decimal(pair[0]).scaleb(-pair[1]), pair[1])
)
WEIGHTS = st.lists(
    st.one_of(st.none(), st.decimals(min_value=0, max_value=10**9, places=4)), min_size=1, max_size=40
)


@given(WHOLES, WEIGHTS)
def test_parts_add_up_to_the_whole(whole: tuple[Decimal, int], weights: list[Decimal | None]) -> None:
    value, places = whole
    if not any(weights):
        with pytest.raises(CannotDivide):
            in_proportion(value, weights, places)
        return
    parts = in_proportion(value, weights, places)
    assert sum((part for part in parts if part is not None), Decimal(0)) == value
    assert in_proportion(value, weights, places) == parts
    step = Decimal(1).scaleb(-places)
    total = sum((weight for weight in weights if weight is not None), Decimal(0))
    for part, weight in zip(parts, weights, strict=True):
        assert (part is None) == (weight is None)
        if part is not None and weight is not None:
            assert part >= 0
            assert part == round(part, places)
            assert (
                abs(part * total - value * weight) < step * total
            )  # never a whole step from the exact share


@given(WHOLES, st.integers(1, 200))
def test_equal_parts_differ_by_one_step_at_most(whole: tuple[Decimal, int], units: int) -> None:
    value, places = whole
    parts = equally(value, units, places)
    assert sum(parts, Decimal(0)) == value
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] in (0, Decimal(1).scaleb(-places))


def test_a_remainder_goes_to_the_largest_then_to_the_first() -> None:
    assert in_proportion(Decimal(10), [Decimal(1), Decimal(1), Decimal(1)], 0) == [4, 3, 3]
    assert in_proportion(Decimal(10), [Decimal(10), Decimal(15), Decimal(8)], 0) == [3, 5, 2]
    assert in_proportion(Decimal(7), [Decimal(0), None, Decimal(2)], 0) == [0, None, 7]


def test_nothing_is_divided_among_nobody() -> None:
    with pytest.raises(CannotDivide):
        equally(Decimal(3), 0, 0)


@dataclass
class Measured:
    unit_of_measure: str = "cuộc"
    is_share: bool = False
    places: int = 0
    direction: str = "at_least"


def quarters(year: int, *values: int | None, owed: int = 10, reported: int = 10) -> list[PeriodFigure]:
    return [
        PeriodFigure(
            periods.quarter(year, at + 1),
            None if value is None else Decimal(value),
            owed,
            reported if value is not None else 0,
        )
        for at, value in enumerate(values)
    ]


def values_of(forecast: Forecast) -> list[Decimal]:
    return [one.value for one in forecast.outlooks]


def test_sums_go_on_by_the_periods_that_are_over() -> None:
    found = of_sums(Measured(), quarters(2021, 30, 20), 4, {})
    assert values_of(found) == [Decimal(100)]
    assert found.outlooks[0].sentence == (
        "Quý I/2021, quý II/2021 đạt 50 cuộc. Năm có 4 kỳ, đã qua 2: 50 × 4 : 2 = 100 cuộc."
    )
    assert found.caveats == ["Chưa tính theo mùa vụ: cần ít nhất hai năm trước có đủ các kỳ, mới có 0."]


def test_seasons_come_from_sums_of_whole_earlier_years() -> None:
    earlier = {
        2018: quarters(2018, 10, 0, 0, 10),
        2019: quarters(2019, 30, 10, 10, 10),
        2020: quarters(2020, 99, 1, 1),  # not whole
    }
    found = of_sums(Measured(), quarters(2021, 40), 4, earlier)
    assert values_of(found) == [Decimal(160), Decimal(80)]  # 40 of 80 in the first quarters: a half
    assert found.value == Decimal(80)


def test_earlier_years_without_anything_in_the_season_tell_nothing() -> None:
    earlier = {year: quarters(year, 0, 5, 5, 5) for year in (2019, 2020)}
    found = of_sums(Measured(), quarters(2021, 4), 4, earlier)
    assert values_of(found) == [Decimal(16)]
    assert found.caveats == ["Chưa tính theo mùa vụ: cùng kỳ các năm trước đều bằng 0."]


@pytest.mark.parametrize(
    ("rows", "in_year", "words"),
    [
        (quarters(2021, 5), 1, "báo cáo mỗi năm một lần"),
        (quarters(2021, None), 4, "Chưa có kỳ nào"),
        (quarters(2021, 5, reported=4), 4, "mới có 4 trong 10 đơn vị"),
        (quarters(2021, 5, 5, 5, 5), 4, "đã có đủ số liệu"),
    ],
)
def test_too_little_is_refused_with_the_reason(rows: list[PeriodFigure], in_year: int, words: str) -> None:
    found = of_sums(Measured(), rows, in_year, {})
    assert (found.outlooks, found.value) == ([], None)
    assert words in found.refusal


def test_missing_reports_are_named_and_not_guessed() -> None:
    found = of_sums(Measured(), quarters(2021, 5, reported=8), 4, {})
    assert (found.value, found.missing) == (Decimal(20), 2)
    assert "Còn thiếu 2 báo cáo" in found.caveats[-1]


def test_a_stock_follows_its_trend() -> None:
    rows = [*quarters(2020, 100, 104, 108, 112), *quarters(2021, 120)]
    trend = Trend([one.period for one in rows], 9, Decimal(90), Decimal(110))
    found = of_stock(Measured(), rows, trend, 4, 2021)
    assert values_of(found) == [Decimal(125)]  # 110 + 3 × 5
    assert (found.missing, found.outlooks[0].sentence) == (
        1,
        "9 đơn vị có số ở cả 5 kỳ: quý I/2020 là 90, quý I/2021 là 110, bình quân mỗi kỳ +5. "
        "Còn 3 kỳ đến cuối năm: 110 + 3 × (+5) = 125 cuộc.",
    )


def _stock(rows: Sequence[PeriodFigure], units: int = 10) -> Forecast:
    trend = Trend([one.period for one in rows], units, Decimal(1), Decimal(1))
    return of_stock(Measured(), rows, trend, 4, 2021)


def test_a_stock_without_enough_periods_or_units_is_refused() -> None:
    assert "Chưa có kỳ nào" in _stock(quarters(2020, 1, 1, 1, 1)).refusal
    assert "ít nhất 3 kỳ" in _stock(quarters(2021, 1, 1)).refusal
    assert "chỉ 4 trong 10 đơn vị" in _stock(quarters(2021, 1, 1, 1), units=4).refusal
    assert "Kỳ cuối năm" in _stock(quarters(2021, 1, 1, 1, 1)).refusal


def course(
    direction: TargetDirection,
    reached: int | None,
    *,
    missing: int = 0,
    over: bool = False,
    grows: bool = True,
) -> Course:
    return Course(direction, Decimal(10), None if reached is None else Decimal(reached), missing, over, grows)


def to(value: int, missing: int = 0) -> Forecast:
    return Forecast([Outlook("", Decimal(value), "")], missing=missing)


LEAST, MOST, EXACT = TargetDirection.AT_LEAST, TargetDirection.AT_MOST, TargetDirection.EXACTLY


@pytest.mark.parametrize(
    ("given_course", "forecast", "standing"),
    [
        (course(LEAST, None), None, TargetStanding.NO_FIGURE),
        (course(LEAST, 0), None, TargetStanding.RUNNING),
        (course(LEAST, 10, missing=3), None, TargetStanding.MET),
        (course(LEAST, 10, grows=False), None, TargetStanding.RUNNING),
        (course(LEAST, 10, over=True, grows=False), None, TargetStanding.MET),
        (course(LEAST, 9, over=True), None, TargetStanding.MISSED),
        (course(LEAST, 9, over=True, missing=1), None, TargetStanding.OPEN),
        (course(LEAST, 5), to(10), TargetStanding.LIKELY),
        (course(LEAST, 5), to(9), TargetStanding.UNLIKELY),
        (course(LEAST, 5), to(9, missing=1), TargetStanding.RUNNING),
        (course(LEAST, 5), to(12, missing=1), TargetStanding.LIKELY),
        (course(MOST, 11, missing=1), None, TargetStanding.EXCEEDED),
        (course(MOST, 5), to(9), TargetStanding.LIKELY),
        (course(MOST, 5), to(9, missing=1), TargetStanding.RUNNING),
        (course(MOST, 5), to(11, missing=1), TargetStanding.UNLIKELY),
        (course(MOST, 10, over=True), None, TargetStanding.MET),
        (course(MOST, 11, over=True, grows=False), None, TargetStanding.EXCEEDED),
        (course(EXACT, 11), None, TargetStanding.MISSED),
        (course(EXACT, 10, over=True), None, TargetStanding.MET),
        (course(EXACT, 10, over=True, missing=1), None, TargetStanding.OPEN),
    ],
)
def test_standing_waits_for_what_could_still_change_it(
    given_course: Course, forecast: Forecast | None, standing: TargetStanding
) -> None:
    assert standing_of(given_course, forecast) == standing


def test_share_of_nothing_is_none() -> None:
    assert (share_of(Decimal(0), Decimal(3)), share_of(None, Decimal(3)), share_of(Decimal(3), None)) == (
        None,
        None,
        None,
    )
    assert share_of(Decimal(8), Decimal(0)) == 0
