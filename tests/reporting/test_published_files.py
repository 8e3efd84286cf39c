"""The format of published figures: what is read, and every refusal with its place."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantoa.core import periods
from lantoa.core.periods import Period
from lantoa.reporting.choices import Qualifier
from lantoa.reporting.design import design_faults
from lantoa.reporting.published.checks import checks_of
from lantoa.reporting.published.figures import read_metric
from lantoa.reporting.published.files.faults import FileFault
from lantoa.reporting.published.files.format import FACT_KEYS, REVIEW_KEYS
from lantoa.reporting.published.files.printed import read_period_words, read_stated_day
from lantoa.reporting.published.files.reading import read_reviews
from lantoa.reporting.published.files.writing import digest_of, written_reviews
from lantoa.reporting.published.layout import layout_of
from lantoa.reporting.published.words import sentence_of
from tests.reporting.test_published_checks import DATA, DENOMINATORS, REAL

FACT = {"vi": "tổ chức", "metric": "units_total", "value": 98, "unit": "tổ chức"}


def file_of(fact: dict[str, Any] | None = None, **changes: Any) -> str:
    review = {
        "id": "a",
        "url": "https://example.invalid/",
        "org": "Nơi công bố",
        "date": "2021",
        "period": "2020",
        "facts": [{**FACT, **(fact or {})}],
        **changes,
    }
    return json.dumps([{name: value for name, value in review.items() if value is not None}])


def faults(text: str) -> list[str]:
    return [one.place for one in read_reviews(text).faults]


def test_written_file_reads_back_as_it_was() -> None:
    every = [*REAL.values(), *DENOMINATORS.values()]
    text = written_reviews(every)
    assert read_reviews(text).reviews == every
    assert written_reviews(read_reviews(text).reviews) == text


def test_decimals_printed_are_kept_through_the_file() -> None:
    (one,) = read_reviews(file_of({"value": 0, "unit": "%"}).replace('"value": 0', '"value": 62.60')).reviews
    assert (one.figures[0].places, one.figures[0].said_with_unit) == (2, "62,60%")
    assert '"value": 62.60' in written_reviews([one])


@pytest.mark.parametrize(
    ("value", "number", "qualifier"),
    [
        (98, "98", None),
        (1e3, "1000", None),
        ("1.234", "1234", None),
        ("62,62", "62.62", None),
        ("gần 97%", "97", Qualifier.NEARLY),
        ("hơn 1.000", "1000", Qualifier.MORE_THAN),
        ("Trên 500", "500", Qualifier.OVER),
        ("khoảng 20.000", "20000", Qualifier.ABOUT),
        ("ước 12,5", "12.5", Qualifier.ESTIMATED),
    ],
)
def test_value_is_read_as_it_is_printed(value: object, number: str, qualifier: Qualifier | None) -> None:
    """Trap: in Vietnamese 1.234 is a thousand and more, and 62,62 has two decimals."""
    (one,) = read_reviews(file_of({"value": value})).reviews
    assert (one.figures[0].value, one.figures[0].qualifier) == (Decimal(number), qualifier)


def test_qualifier_is_read_from_its_key_and_from_the_words() -> None:
    for fact in ({"vi": "mô hình (hơn)"}, {"qualifier": "hơn"}, {"qualifier": "more_than"}):
        (one,) = read_reviews(file_of(fact)).reviews
        assert one.figures[0].qualifier == Qualifier.MORE_THAN
    assert faults(file_of({"vi": "mô hình (hơn)", "qualifier": "gần"})) == ["[0].facts[0].qualifier"]


@pytest.mark.parametrize(
    ("fact", "key"),
    [
        ({"vi": ""}, "vi"),
        ({"vi": 5}, "vi"),
        ({"vi": "x" * 161}, "vi"),
        ({"vi": "a\x00b"}, "vi"),
        ({"metric": "a b"}, "metric"),
        ({"metric": "a[=b]"}, "metric"),
        ({"metric": "a[b=1,b=2]"}, "metric"),
        ({"metric": "x" * 121}, "metric"),
        ({"value": None}, "value"),
        ({"value": True}, "value"),
        ({"value": -1}, "value"),
        ({"value": 1.23456}, "value"),
        ({"value": "62.6"}, "value"),
        ({"value": "10,000"}, "value"),
        ({"value": "nhiều"}, "value"),
        ({"value": "–"}, "value"),
        ({"value": 10**16}, "value"),
        ({"value": [1]}, "value"),
        ({"unit": "x" * 41}, "unit"),
        ({"qualifier": "chừng"}, "qualifier"),
        ({"qualifier": ["hơn"]}, "qualifier"),
        ({"qualifier": True}, "qualifier"),
        ({"vi": "\ud800"}, "vi"),
        ({"value": "\ud800"}, "value"),
        ({"metric": "\ud800"}, "metric"),
        ({"numerator": "other"}, "numerator"),
        ({"denominator": "units_total"}, "denominator"),
        ({"denominator": 0}, "denominator"),
        ({"part_of": "other"}, "part_of"),
        ({"parts": []}, "parts"),
        ({"parts": "other"}, "parts"),
        ({"parts": ["other"]}, "parts"),
        ({"indicator": 5}, "indicator"),
    ],
)
def test_faulty_fact_is_refused_at_its_place(fact: dict[str, Any], key: str) -> None:
    assert faults(file_of(fact)) == [f"[0].facts[0].{key}"]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"org": None}, "org"),
        ({"org": " "}, "org"),
        ({"url": None}, "url"),
        ({"date": "hôm qua"}, "date"),
        ({"date": "2021-13"}, "date"),
        ({"date": "2021-02-30"}, "date"),
        ({"period": None}, "period"),
        ({"period": "vừa qua"}, "period"),
        ({"period": "2020-2016"}, "period"),
        ({"id": "a/b"}, "id"),
        ({"id": "x" * 31}, "id"),
        ({"facts": []}, "facts"),
        ({"facts": {}}, "facts"),
        ({"facts": [FACT] * 121}, "facts"),
        ({"facts": [5]}, "facts[0]"),
    ],
)
def test_faulty_review_is_refused_at_its_place(changes: dict[str, Any], key: str) -> None:
    assert faults(file_of(**changes)) == [f"[0].{key}"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", ["dòng 1, cột 1"]),
        ("[", ["dòng 1, cột 2"]),
        ("5", [""]),
        ("[]", [""]),
        ("[5]", ["[0]"]),
        ('{"reviews": [], "format": "x", "version": 2}', ["format", "version", "reviews"]),
        ('{"a": 1, "a": 2}', ["a"]),
        ("[" * 100_000, [""]),
        ("x" * (512 * 1024 + 1), [""]),
        ('[{"value": NaN}]', ["[0].org", "[0].period", "[0].url", "[0].date", "[0].facts"]),
    ],
)
def test_text_that_is_no_file_is_refused(text: str, places: list[str]) -> None:
    assert faults(text) == places


def test_place_is_told_as_a_person_counts() -> None:
    places = ("reviews[8].facts[2].value", "[0].org", "[4]", "dòng 1, cột 1", "")
    assert [FileFault(one, "").words for one in places] == [
        "Bài 9, số 3, khóa value",
        "Bài 1, khóa org",
        "Bài 5",
        "dòng 1, cột 1",
        "Cả tệp",
    ]


def test_all_faults_of_a_file_are_told_at_once() -> None:
    both = json.dumps(json.loads(file_of({"value": "x"}, org="")) + json.loads(file_of({"metric": "?"})))
    assert faults(both) == ["[0].org", "[0].facts[0].value", "[1].facts[0].metric"]


def test_two_reviews_of_one_name_are_refused() -> None:
    both = json.dumps(json.loads(file_of()) + json.loads(file_of(id="A")))
    assert faults(both) == ["[0].id", "[1].id"]


def test_parts_in_a_circle_are_refused() -> None:
    circle = [
        {**FACT, "metric": "a", "part_of": "b"},
        {**FACT, "metric": "b", "part_of": "a"},
    ]
    assert faults(file_of(facts=circle)) == ["[0].facts[0].part_of", "[0].facts[1].part_of"]


def test_unknown_key_is_told_and_not_stored() -> None:
    read = read_reviews(file_of({"colour": "red"}, author="ai"))
    assert ([one.place for one in read.notices], len(read.reviews)) == (
        ["[0].author", "[0].facts[0].colour"],
        1,
    )


def test_review_without_a_name_gets_a_lasting_one() -> None:
    first, again = (read_reviews(file_of(id=None)).reviews[0].source for _time in range(2))
    assert (first, first[:4]) == (again, "bai-")


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("2020", periods.year(2020)),
        ("năm 2020", periods.year(2020)),
        ("2016-2020", periods.span(2016, 2020)),
        ("2011 – 2016 (Chỉ thị 03)", periods.span(2011, 2016)),
        ("6 tháng đầu năm 2024", periods.half_year(2024, 1)),
        ("6 tháng cuối năm 2024", periods.half_year(2024, 2)),
        ("9 tháng năm 2024", periods.nine_months(2024)),
        ("quý III/2021", periods.quarter(2021, 3)),
        ("Quý 2 năm 2021", periods.quarter(2021, 2)),
        ("tháng 11/2021", periods.month(2021, 11)),
        ("2024-2024", periods.year(2024)),
    ],
)
def test_period_is_read_from_its_words(words: str, period: Period) -> None:
    assert read_period_words(words) == period


def test_day_is_read_as_far_as_it_is_printed() -> None:
    found = [read_stated_day(one) for one in ("2024-06-01", "2024-06", "2016", "01/6/2024", "1-6", "")]
    assert found == [(2024, 6, 1), (2024, 6, 0), (2016, 0, 0), (2024, 6, 1), None, None]


def test_metric_has_its_parts_and_its_year() -> None:
    found = read_metric("models_registered_2020[level=base, subject=collective]")
    assert found is not None
    assert (found.base, dict(found.names)) == (
        "models_registered",
        {"level": "base", "subject": "collective", "year": "2020"},
    )
    bare = read_metric("units_rated[excellent]")
    assert bare is not None and dict(bare.names) == {"": "excellent"}
    assert [read_metric(one) for one in ("", "1a", "a[", "a[]]", "a[b=]")] == [None] * 5


@pytest.mark.parametrize("source", [*REAL, *DENOMINATORS])
def test_review_makes_a_sheet_without_faults(source: str) -> None:
    review = {**REAL, **DENOMINATORS}[source]
    layout = layout_of(review, "SCB-X", review.organisation)
    assert design_faults(layout.design) == []
    assert [layout.values[code] for code in layout.codes] == [one.value for one in review.figures]


def test_sheet_has_ratios_beside_stated_percentages_and_soft_relations() -> None:
    design = layout_of(DENOMINATORS["can-tho-2015"], "SCB-X", "Cần Thơ").design
    ratios = [(one.numerator, one.denominator) for one in design.lines if one.kind == "ratio"]
    assert ratios == [
        ("CB.clean_and_strong", "CB.units_total"),
        ("CB.exemplary", "CB.clean_and_strong"),
    ]
    relations = layout_of(REAL["case-02"], "SCB-X", "Vĩnh Long").design.relations
    assert [(one.operator, one.hard) for one in relations] == [("=", False), ("=", False)]


def test_number_given_beside_a_figure_is_a_line_of_its_own() -> None:
    (one,) = read_reviews(file_of({"denominator": 709, "value": 439})).reviews
    layout = layout_of(one, "SCB-X", "Nơi")
    assert layout.values == {"CB.units_total": 439, "CB.units_total~709": 709}
    assert [(rel.left, rel.right) for rel in layout.design.relations] == [
        ("CB.units_total", "CB.units_total~709")
    ]


def test_same_contents_have_the_same_digest_however_laid_out() -> None:
    text = (DATA / "published_reviews.json").read_text(encoding="utf-8")
    other = json.dumps(json.loads(text), ensure_ascii=True)
    assert [digest_of(one) for one in read_reviews(text).reviews] == [
        digest_of(one) for one in read_reviews(other).reviews
    ]


def test_half_a_character_in_a_key_is_shown_as_one_that_can_be_sent() -> None:
    read = read_reviews(file_of().replace('"vi"', '"\\ud800": 1, "vi"'))
    assert [one.place.encode() for one in read.notices] == [b"[0].facts[0].?"]


# Whatever a file holds in the place of something else, it is read or refused.
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["x", "units_total", "a[b=c]", "gần 97%", "62,62", "2016-2020", "hơn"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = sorted({*FACT_KEYS, *REVIEW_KEYS})


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=4), st.sampled_from(["fact", "review"]))
def test_any_value_at_any_key_is_read_or_refused(changes: dict[str, Any], where: str) -> None:
    review = json.loads(file_of())[0]
    target = review if where == "review" else review["facts"][0]
    target.update(changes)
    read = read_reviews(json.dumps(review))
    assert bool(read.faults) != bool(read.reviews)
    for one in read.reviews:
        assert read_reviews(written_reviews([one])).reviews == [one]
        assert [check.stated in one.figures for check in checks_of(one)] == [True] * len(checks_of(one))
        assert design_faults(layout_of(one, "SCB-X", one.organisation).design) == []


def test_figures_that_go_in_a_circle_are_compared_and_make_no_relations() -> None:
    facts = [
        {"vi": "xếp loại", "metric": "units_rated", "value": 20, "unit": "tổ chức"},
        {"vi": "trong đó tổng số", "metric": "units_total", "value": 30, "unit": "tổ chức"},
    ]
    (one,) = read_reviews(file_of(facts=facts)).reviews
    assert layout_of(one, "SCB-X", "Nơi").design.relations == []
    assert [check.stated.metric for check in checks_of(one)] == ["units_rated", "units_total"]


METRICS = [
    "units_total",
    "units_rated",
    "units_rated[good]",
    "good_rate",
    "models_registered",
    "models_effective",
    "models_registered_2020",
    "models_cumulative",
    "m[level=base]",
    "m[level=base,subject=collective]",
    "m",
    "M",
    "grassroots_cells",
    "grassroots_party_organizations",
]
FACTS = st.fixed_dictionaries(
    {
        "vi": st.sampled_from(["số", "trong đó số", "trong đó (hơn)"]),
        "metric": st.sampled_from(METRICS),
        "value": st.integers(0, 200) | st.decimals(0, 200, places=2).map(float),
        "unit": st.sampled_from(["tổ chức", "mô hình", "%", ""]),
    },
    optional={
        "denominator": st.sampled_from(["units_total", "m"]) | st.integers(1, 200),
        "part_of": st.sampled_from(["units_total", "m"]),
        "parts": st.lists(st.sampled_from(METRICS), min_size=1, max_size=3, unique=True),
    },
)


@settings(max_examples=400, deadline=None)
@given(st.lists(FACTS, min_size=1, max_size=12))
def test_any_figures_that_can_be_read_make_a_sheet(facts: list[dict[str, Any]]) -> None:
    """Whatever is said of what, the same metric twice and circles among them."""
    for one in read_reviews(file_of(facts=facts, period="2016-2020")).reviews:
        layout = layout_of(one, "SCB-X", one.organisation)
        assert design_faults(layout.design) == []
        assert [layout.values[code] for code in layout.codes] == [figure.value for figure in one.figures]
        assert len(set(layout.codes)) == len(one.figures)
        for check in checks_of(one):
            assert sentence_of(check)
