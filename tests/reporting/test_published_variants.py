"""Reviews that nobody has seen yet, in the same shape: each is stored with its bases and words, or refused with a sentence that
says what to do; what adds up is never told to differ, and what does not is.
"""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lantoa.reporting.design import design_faults
from lantoa.reporting.published.checks import checks_of, differences
from lantoa.reporting.published.comparisons import CheckKind, Outcome
from lantoa.reporting.published.figures import Review
from lantoa.reporting.published.files.format import FACT_KEYS
from lantoa.reporting.published.files.printed import plain_day, read_period_words, read_stated_day
from lantoa.reporting.published.files.reading import read_reviews
from lantoa.reporting.published.files.writing import written_reviews
from lantoa.reporting.published.layout import layout_of
from lantoa.reporting.published.words import sentence_of

Fact = tuple[str, str, Any, str] | tuple[str, str, Any, str, dict[str, Any]]
YEARS = range(2016, 2021)


def file_of(*facts: Fact, **changes: Any) -> str:
    told = [
        {"vi": one[0], "metric": one[1], "value": one[2], "unit": one[3], **(one[4] if len(one) > 4 else {})}
        for one in facts
    ]
    review = {"id": "x", "url": "u", "org": "o", "date": "2021", "period": "2020", "facts": told}
    return json.dumps(review | changes, ensure_ascii=False)


def review_of(*facts: Fact, **changes: Any) -> Review:
    read = read_reviews(file_of(*facts, **changes))
    assert read.faults == []
    (found,) = read.reviews
    return found


def differing(review: Review) -> list[tuple[str, str]]:
    return [(one.kind.value, one.stated.metric) for one in differences(review)]


def faults(*facts: Fact) -> dict[str, str]:
    return {one.place: one.sentence for one in read_reviews(file_of(*facts)).faults}


MEMBERS: Fact = ("đảng viên", "members_total", 1000, "đảng viên")
GOOD: Fact = ("hoàn thành tốt", "members_good", 450, "đảng viên")


# --- percentages with several bases -----------------------------------------------------------------------------


def test_percentage_without_any_base_is_kept_and_nothing_is_said() -> None:
    assert checks_of(review_of(("tỷ lệ học tập", "members_studied_rate", 97.5, "%"))) == []


def test_second_percentage_of_one_number_has_another_base_and_is_no_difference() -> None:
    both = review_of(
        MEMBERS,
        GOOD,
        ("tỷ lệ", "members_good_rate", 45, "%"),
        ("trong số xếp loại", "members_good_share", 50, "%"),
    )
    assert differing(both) == []
    (open_one,) = [one for one in checks_of(both) if one.outcome == Outcome.OPEN]
    assert sentence_of(open_one) == (
        "Bài nêu hai tỷ lệ của cùng số 450; tỷ lệ kia khớp, còn mẫu số của tỷ lệ này bài không nêu."
    )


def test_second_percentage_whose_base_the_file_names_is_held_to_it() -> None:
    wrong = ("trong số xếp loại", "members_good_share", 50, "%", {"denominator": 800})
    both = review_of(MEMBERS, GOOD, ("tỷ lệ", "members_good_rate", 45, "%"), wrong)
    assert differing(both) == [("share", "members_good_share")]


def test_only_percentage_that_fits_nothing_differs() -> None:
    assert differing(review_of(MEMBERS, GOOD, ("tỷ lệ", "members_good_rate", 48, "%"))) == [
        ("share", "members_good_rate")
    ]


# --- totals of three levels -------------------------------------------------------------------------------------


def nested(*, individuals: int) -> Review:
    return review_of(
        ("mô hình", "models", 100, "mô hình"),
        ("cấp tỉnh", "models[level=province]", 20, "mô hình"),
        ("cấp huyện", "models[level=district]", 30, "mô hình"),
        ("cấp cơ sở", "models[level=base]", 50, "mô hình"),
        ("cấp tỉnh: tập thể", "models[level=province,subject=collective]", 12, "mô hình"),
        ("cấp tỉnh: cá nhân", "models[level=province,subject=individual]", individuals, "mô hình"),
    )


def test_nested_totals_are_compared_level_by_level() -> None:
    assert differing(nested(individuals=8)) == []
    assert differing(nested(individuals=9)) == [("sum", "models[level=province]")]


def test_figure_stated_twice_under_one_name_is_not_told_to_differ_where_one_fits() -> None:
    twice = review_of(
        ("tập thể", "awards_collectives", 5, "tập thể"),
        ("tập thể, cả năm", "awards_collectives", 9, "tập thể"),
        ("cấp tỉnh", "awards_collectives[level=province]", 3, "tập thể"),
        ("cấp cơ sở", "awards_collectives[level=base]", 6, "tập thể"),
    )
    assert differing(twice) == []
    assert "hai lần với hai số khác nhau" in sentence_of(checks_of(twice)[0])


def test_figure_stated_twice_differs_where_neither_fits() -> None:
    twice = review_of(
        ("tập thể", "awards_collectives", 5, "tập thể"),
        ("tập thể, cả năm", "awards_collectives", 6, "tập thể"),
        ("cấp tỉnh", "awards_collectives[level=province]", 3, "tập thể"),
        ("cấp cơ sở", "awards_collectives[level=base]", 6, "tập thể"),
    )
    assert differing(twice) == [("sum", "awards_collectives")] * 2


# --- series -----------------------------------------------------------------------------------------------------


def series(base: str, unit: str, values: list[Any], whole: int, last_unit: str = "") -> Review:
    units = [unit] * 4 + [last_unit or unit]
    years: list[Fact] = [
        (f"năm {year}", f"{base}_{year}", value, one)
        for year, value, one in zip(YEARS, values, units, strict=True)
    ]
    return review_of(("cả giai đoạn", base, whole, unit), *years, period="2016-2020")


def test_series_of_a_flow_adds_up_or_differs() -> None:
    assert differing(series("awards_collectives", "tập thể", [120, 110, 100, 90, 80], 500)) == []
    assert differing(series("awards_collectives", "tập thể", [120, 110, 100, 90, 81], 500)) == [
        ("years", "awards_collectives")
    ]


def test_year_of_another_scale_breaks_the_series_and_nothing_is_concluded() -> None:
    broken = series("money_saved", "triệu đồng", [300, 300, 300, 300, 0.3], 1500, "tỷ đồng")
    assert differing(broken) == []
    (only,) = checks_of(broken)
    assert sentence_of(only) == (
        "Các năm cộng lại 1.200; bài không nêu đủ các năm theo cùng một đơn vị tính."
    )


def test_decrease_is_a_positive_number_with_its_word() -> None:
    told: list[Fact] = [("điểm nóng", "spots", 90, "vụ"), ("năm trước", "spots_2019", 100, "vụ")]
    assert differing(review_of(*told, ("giảm so với năm trước", "spots_delta", 10, "vụ"))) == []
    assert differing(review_of(*told, ("tăng so với năm trước", "spots_delta", 10, "vụ"))) == [
        ("change", "spots_delta")
    ]


def test_turns_may_exceed_persons() -> None:
    assert checks_of(review_of(MEMBERS, ("lượt người học tập", "members_studied", 5000, "lượt người"))) == []


# --- numbers as they are printed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("1.234", "người", "1.234"),
        ("1 234", "người", "1.234"),
        ("62,60", "%", "62,60"),
        ("97 %", "%", "97"),
        ("500 người", "người", "500"),
        ("hơn 1.000", "người", "hơn 1.000"),
        ("gần 97%", "%", "gần 97"),
        ("dưới 3%", "%", "dưới 3"),
        ("xấp xỉ 300", "người", "xấp xỉ 300"),
        ("ước tính 35", "người", "ước 35"),
        ("12.345.678", "đồng", "12.345.678"),
        (0, "người", "0"),
        (10**15, "đồng", "1.000.000.000.000.000"),
    ],
)
def test_number_is_kept_with_its_word_and_decimals(value: Any, unit: str, said: str) -> None:
    assert review_of(("lời", "x", value, unit)).figures[0].said == said


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("1,5 tỷ", "Số và đơn vị tính ghi riêng: value «1,5», unit «tỷ đồng»."),
        ("300-400", "Một khoảng là hai số: ghi số đầu với «trên», số cuối với «dưới», hai dòng."),
        ("hàng trăm", "Ghi số như trong bài: «1.234», «62,62», «hơn 1.000», «gần 97%»."),
        ("1.5", "Ghi số như trong bài: «1.234», «62,62», «hơn 1.000», «gần 97%»."),
        (-5, "Số giảm ghi số dương, chữ «giảm» ghi ở vi."),
        (10**16, "Số phải từ 0 đến 1.000.000.000.000.000."),
        (1.23456, "Số có hơn 4 chữ số sau dấu phẩy."),
        (None, "Chỗ này phải là một số"),
        ([], "Chỗ này phải là một số"),
        ({"a": 1}, "Chỗ này phải là một số"),
        (True, "Chỗ này phải là một số"),
        ("", "Hãy nhập một số."),
    ],
)
def test_what_is_no_number_is_refused_with_what_to_do(value: Any, sentence: str) -> None:
    found = faults(("lời", "x", value, "người"))
    assert list(found) == ["[0].facts[0].value"]
    assert sentence in found["[0].facts[0].value"]


def test_word_in_brackets_is_kept_and_bounds_the_figure() -> None:
    found = review_of(
        ("khen (xấp xỉ)", "awards_total", 100, "tập thể, cá nhân"),
        ("tập thể", "awards_collectives", 40, "tập thể"),
        ("cá nhân", "awards_individuals", 61, "cá nhân"),
    )
    assert (found.figures[0].said, differing(found)) == ("xấp xỉ 100", [])
    under = review_of(
        ("khen (dưới)", "awards_total", 100, "tập thể, cá nhân"),
        ("tập thể", "awards_collectives", 40, "tập thể"),
        ("cá nhân", "awards_individuals", 61, "cá nhân"),
    )
    assert differing(under) == [("sum", "awards_total")]


# --- days and periods -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("9/2023", "2023-09"),
        ("09/2023", "2023-09"),
        ("tháng 9/2023", "2023-09"),
        ("2023-9", "2023-09"),
        ("2024-06-01T08:00:00", "2024-06-01"),
        ("01/6/2024", "01/6/2024"),
        ("2024", "2024"),
    ],
)
def test_day_is_kept_in_a_form_that_is_read(written: str, kept: str) -> None:
    assert plain_day(written) == kept
    assert read_stated_day(kept) is not None


def test_year_without_quotes_is_a_day() -> None:
    assert review_of(("lời", "x", 1, "người"), date=2024).stated_on == "2024"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("từ năm 2016 đến năm 2020", "2016-2020"),
        ("giai đoạn 2016 – 2020", "2016-2020"),
        ("H1 2024", "2024H1"),
        ("nửa đầu năm 2024", "2024H1"),
        ("Q1/2024", "2024Q1"),
        ("quý IV năm 2023", "2023Q4"),
        ("01/2021-6/2021", "2021H1"),
        ("2021Q1", "2021Q1"),
        ("2020 (so với 2019)", "2020"),
        ("2019-6/2021", None),
        ("quý II-III/2021", None),
        ("quý II và quý III/2021", None),
        ("2023, 2024", None),
        ("1/2021 đến 5/2021", None),
    ],
)
def test_period_is_read_or_refused_and_never_guessed(words: str, code: str | None) -> None:
    found = read_period_words(words)
    assert (found.code if found else None) == code


# --- whatever a file may hold -----------------------------------------------------------------------------------

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.sampled_from(
        ["1.234", "hơn 1.000", "gần 97%", "62,62", "1,5 tỷ", "units_total", "units_total[level=base]"]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
METRICS = st.sampled_from(
    [
        "units_total",
        "units_rated",
        "units_rated_rate",
        "units_rated[level=base]",
        "units_rated[level=province]",
        "units_rated[level=province,subject=collective]",
        "models_registered",
        "models_registered_2016",
        "models_registered_2017",
        "models_delta",
        "members_total",
        "awards_total",
    ]
)
PLAIN = st.fixed_dictionaries(
    {
        "vi": st.sampled_from(["mô hình", "trong đó cấp tỉnh", "tỷ lệ (hơn)", "tổ chức", "giảm"]),
        "metric": METRICS,
        "value": st.one_of(st.integers(0, 2000), st.sampled_from(["62,62", "hơn 5", "gần 97%", 0, 0.5])),
        "unit": st.sampled_from(["%", "tổ chức", "mô hình", "đảng viên", "lượt", ""]),
    },
    optional={
        "denominator": st.one_of(st.integers(1, 900), METRICS),
        "numerator": st.one_of(st.integers(0, 900), METRICS),
        "part_of": METRICS,
        "parts": st.lists(METRICS, max_size=3),
        "qualifier": st.sampled_from(["hơn", "ước", "dưới"]),
    },
)


@given(st.dictionaries(st.sampled_from([*FACT_KEYS, "khác"]), VALUES), VALUES)
@settings(max_examples=150, deadline=None)
def test_any_content_of_a_fact_is_read_or_refused_with_its_place(fact: dict[str, Any], other: Any) -> None:
    text = json.dumps(
        [{"id": "x", "url": "u", "org": "o", "date": "2021", "period": "2020", "facts": [fact, other]}]
    )
    read = read_reviews(text)
    assert bool(read.reviews) != bool(read.faults)
    assert all(one.sentence and one.words for one in read.faults)


# The same share twice beside two wholes that it may be of: each recomputed ratio needs a code of its own.
SHARE_TWICE = [
    {"vi": "mô hình", "metric": "units_total", "value": 0, "unit": "tổ chức"},
    {"vi": "mô hình", "metric": "units_rated", "value": 0, "unit": "%"},
    {"vi": "mô hình", "metric": "units_rated", "value": 0, "unit": "%"},
    {"vi": "trong đó cấp tỉnh", "metric": "units_total", "value": 1, "unit": "tổ chức"},
]


@given(st.lists(PLAIN, min_size=1, max_size=8), st.sampled_from(["2020", "2016-2020", "quý I/2021"]))
@example(SHARE_TWICE, "2020")
@settings(max_examples=150, deadline=None)
def test_any_review_that_is_read_is_stored_compared_and_written_again(
    facts: list[dict[str, Any]], period: str
) -> None:
    document = {"id": "x", "url": "u", "org": "o", "date": "2021", "period": period, "facts": facts}
    read = read_reviews(json.dumps(document))
    for review in read.reviews:
        assert read_reviews(written_reviews([review])).reviews == [review]
        assert design_faults(layout_of(review, "SCB-X", "Bài").design) == []
        for check in checks_of(review):
            assert sentence_of(check)
            if check.outcome == Outcome.AGREES and check.kind == CheckKind.SUM:
                assert check.difference == 0
