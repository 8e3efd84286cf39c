"""Real published reviews: what adds up, what does not, and what nobody can tell.

`data/published_reviews.json` holds 22 reviews as they were printed, each with its address. Read one by one, exactly one of them
contradicts itself (Yên Bái, twice); `data/published_denominators.json` holds two whose percentages hang on their denominators.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantoa.core import periods
from lantoa.core.periods import Period
from lantoa.reporting.choices import Qualifier
from lantoa.reporting.published.checks import checks_of, differences, disagrees
from lantoa.reporting.published.comparisons import Check, CheckKind, Outcome
from lantoa.reporting.published.figures import Figure, Review
from lantoa.reporting.published.files.reading import read_reviews
from lantoa.reporting.published.words import gap_words, sentence_of

DATA = Path(__file__).parent / "data"


def reviews(name: str) -> dict[str, Review]:
    read = read_reviews((DATA / name).read_text(encoding="utf-8"))
    assert read.faults == []
    return {one.source: one for one in read.reviews}


REAL = reviews("published_reviews.json")
DENOMINATORS = reviews("published_denominators.json")


def review(*figures: tuple[str, object, str], period: Period | None = None, **more: object) -> Review:
    """Figures as (metric, value or text with a qualifier before it, unit)."""
    made = []
    for place, (metric, value, unit) in enumerate(figures):
        word, _space, number = str(value).rpartition(" ")
        qualifier = {one.label: one for one in Qualifier}.get(word) if word else None
        words = str(more.get(metric, metric))
        made.append(Figure(place, metric, words, Decimal(number), unit, qualifier))
    return Review("x", "Nơi", "2021", "2021", period or periods.year(2021), "nguồn", made)


def told(found: Sequence[Check]) -> list[tuple[str, str, str]]:
    return [(str(one.kind), one.stated.metric, gap_words(one)) for one in found]


# What a careful reader finds in each of the 22, from its words and its note. Where nothing is said, nothing can be compared.
READING: dict[str, list[tuple[str, str, str]]] = {
    # 86 of the year 2020 within 387 of the five years; 22 and 98 are of other things.
    "case-01": [("part", "agrees", "models_registered_2020")],
    # The committee's own awards are beside those of the base, never added to them; members and others add up at each level.
    "case-02": [
        ("sum", "agrees", "awards_individuals[level=base]"),
        ("sum", "agrees", "awards_individuals[level=committee]"),
    ],
    "case-06": [],
    # 6 of 65, told by «trong đó» alone.
    "case-08": [("part", "agrees", "awards_total[from=bloc]")],
    # 615 + 1.565 + 2.608 = 4.788, not 4.320; 410 + 1.499 + 2.697 = 4.606, not 4.071.
    "case-09": [
        ("sum", "differs", "models_registered[subject=collective]"),
        ("sum", "differs", "models_registered[subject=individual]"),
    ],
    # 362 + 181 = 543. «Trên 500» of the base is not within the 543 «cấp huyện, tỉnh»; «trên 320» of one field is.
    "case-11": [
        ("sum", "agrees", "models_recognized"),
        ("part", "agrees", "models_recognized[field=nong_thon_moi]"),
    ],
    "case-14": [],
    # The positive control: 9 + 17 + 27 = 53; 6 + 13 + 48 = 67.
    "case-16": [("sum", "agrees", "awards_collectives"), ("sum", "agrees", "awards_individuals")],
    # Levels and authorities side by side, no total among them.
    "case-17": [],
    # 14 + 5 are awards for two things, and nobody says that the 28 were for these only.
    "case-18": [("part", "agrees", "models_effective"), ("sum", "open", "awards_collectives")],
    "case-19": [],
    "case-20": [],
    "case-21": [],
    "case-24": [],
    "case-27": [],
    # 100 % of a number that is not given, and 59 that stand alone.
    "case-28": [],
    "case-29": [],
    # Two grades of four: parts of the 88, but not all of it.
    "case-31": [
        ("part", "agrees", "units_rated[excellent]"),
        ("part", "agrees", "units_rated[not_completed]"),
    ],
    # 269 + 518 = 787. The percentages are of those rated, and of the good ones: no figure of theirs is given.
    "case-34": [("sum", "agrees", "units_total")],
    "case-35": [],
    "case-41": [],
    "case-44": [],
}


@pytest.mark.parametrize("source", REAL)
def test_review_is_compared_as_a_careful_reader_does(source: str) -> None:
    found = [(str(one.kind), str(one.outcome), one.stated.metric) for one in checks_of(REAL[source])]
    assert found == READING[source]


def test_yen_bai_shows_its_two_differences_and_no_other_review_any() -> None:
    found = {source: told(differences(one)) for source, one in REAL.items() if differences(one)}
    assert found == {
        "case-09": [
            ("sum", "models_registered[subject=collective]", "468"),
            ("sum", "models_registered[subject=individual]", "535"),
        ]
    }
    first = differences(REAL["case-09"])[0]
    assert (first.stated.value, first.found) == (4320, 4788)
    assert sentence_of(first) == (
        "Nêu 4.320 tập thể; các phần cộng lại 4.788 (615 + 1.565 + 2.608), nhiều hơn 468."
    )


def test_can_tho_percentage_differs_and_names_the_base_it_fits() -> None:
    """Trap: a percentage whose base is not the total beside it. 62,62 % is 439 of the 701 that were rated."""
    (found,) = differences(DENOMINATORS["can-tho-2015"])
    assert sentence_of(found) == (
        "Nêu 62,62%; 439 trên 709 là 61,92%, lệch 0,70 điểm. Tỷ lệ đã nêu ứng với mẫu số 701."
    )


def test_percentage_of_a_percentage_is_taken_of_its_own_base() -> None:
    """Trap: 24,37 % «tiêu biểu» is 107 of the 439, not of the 709."""
    found = [one for one in checks_of(DENOMINATORS["can-tho-2015"]) if one.outcome == Outcome.AGREES]
    assert [(one.stated.metric, [part.value for part in one.against]) for one in found] == [
        ("exemplary_share", [107, 439])
    ]


def test_hai_duong_percentage_is_of_those_rated() -> None:
    assert differences(DENOMINATORS["hai-duong-2018"]) == []
    share = [one for one in checks_of(DENOMINATORS["hai-duong-2018"]) if one.kind == CheckKind.SHARE]
    assert [[part.value for part in one.against] for one in share] == [[604, 662]]


def test_denominator_that_the_file_gives_outranks_the_total() -> None:
    can_tho = DENOMINATORS["can-tho-2015"]
    figures = [
        replace(one, denominator_value=Decimal(701)) if one.metric == "clean_and_strong_rate" else one
        for one in can_tho.figures
    ]
    assert differences(replace(can_tho, figures=figures)) == []


@pytest.mark.parametrize(
    ("printed", "outcome"),
    [
        ("61.9", Outcome.AGREES),  # rounded to one decimal
        ("61.92", Outcome.AGREES),  # to two
        ("61.91", Outcome.AGREES),  # cut off: 61,918…
        ("61.90", Outcome.DIFFERS),  # two decimals were printed, and they are others
        ("62", Outcome.AGREES),
        ("61", Outcome.AGREES),  # cut off
        ("60", Outcome.DIFFERS),
        ("gần 62", Outcome.OPEN),  # 61,92 is less than 62: nothing against it
        ("gần 61", Outcome.OPEN),  # 61,9 cut off to what was printed
        ("gần 60", Outcome.DIFFERS),
        ("hơn 61", Outcome.OPEN),
        ("hơn 62.5", Outcome.DIFFERS),
        ("khoảng 50", Outcome.OPEN),
    ],
)
def test_percentage_is_right_to_the_decimals_printed(printed: str, outcome: Outcome) -> None:
    """Trap: 62,60 is another statement than 62,6."""
    word, _space, number = printed.rpartition(" ")
    qualifier = {one.label: one for one in Qualifier}.get(word) if word else None
    figures = (
        Figure(0, "units_total", "tổng số", Decimal(709), "tổ chức"),
        Figure(1, "strong", "mạnh", Decimal(439), "tổ chức"),
        Figure(2, "strong_rate", "tỷ lệ mạnh", Decimal(number), "%", qualifier),
    )
    (found,) = checks_of(Review("x", "n", "2021", "2021", periods.year(2021), "u", figures))
    assert found.outcome == outcome


def test_turns_are_never_compared_with_persons() -> None:
    """Trap: 22.446 «lượt người» may exceed 5.356 «đảng viên»."""
    both = review(("members_total", 5356, "đảng viên"), ("members_studied", 22446, "lượt người"))
    assert checks_of(both) == []
    persons = review(("members_total", 5356, "đảng viên"), ("members_studied", 22446, "đảng viên"))
    assert told(differences(persons)) == [("part", "members_studied", "17.090")]


def test_part_told_by_words_alone_may_not_exceed_the_figure_before_it() -> None:
    words = {"a": "mô hình", "b": "trong đó cấp tỉnh"}
    assert told(differences(review(("a", 86, "mô hình"), ("b", 122, "mô hình"), **words))) == [
        ("part", "b", "36")
    ]
    assert differences(review(("a", 86, "mô hình"), ("b", 22, "mô hình"), **words)) == []
    assert checks_of(review(("a", 10, "chi bộ"), ("b", 122, "đảng viên"), **words)) == []


@pytest.mark.parametrize(
    ("whole", "parts", "outcome"),
    [
        ("100", ("60", "40"), Outcome.AGREES),
        ("100", ("60", "30"), Outcome.DIFFERS),
        ("hơn 100", ("60", "30"), Outcome.DIFFERS),
        ("hơn 100", ("60", "50"), Outcome.OPEN),
        ("gần 100", ("60", "50"), Outcome.DIFFERS),
        ("gần 100", ("60", "30"), Outcome.OPEN),
        ("100", ("gần 60", "30"), Outcome.DIFFERS),
        ("100", ("hơn 60", "30"), Outcome.OPEN),
        ("100", ("trên 80", "30"), Outcome.DIFFERS),
        ("100", ("khoảng 80", "30"), Outcome.OPEN),
        ("ước 100", ("60", "30"), Outcome.OPEN),
    ],
)
def test_qualified_figures_differ_only_where_their_ranges_have_nothing_in_common(
    whole: str, parts: tuple[str, str], outcome: Outcome
) -> None:
    """Trap: «gần 97 %», «hơn 1.000 mô hình» are not exact numbers."""
    made = review(
        ("awards_individuals", whole, "cá nhân"),
        ("awards_individuals[membership=member]", parts[0], "đảng viên"),
        ("awards_individuals[membership=non_member]", parts[1], "người"),
    )
    (found,) = checks_of(made)
    assert found.outcome == outcome


def test_parts_that_may_not_be_all_are_wrong_only_when_they_are_too_much() -> None:
    def made(*levels: tuple[str, int]) -> list[Check]:
        return checks_of(
            review(("a", 100, "x"), *((f"a[level={name}]", count, "x") for name, count in levels))
        )

    assert [one.outcome for one in made(("province", 20), ("base", 50))] == [Outcome.OPEN]
    assert [one.outcome for one in made(("province", 20), ("base", 90))] == [Outcome.DIFFERS]
    assert [one.outcome for one in made(("province", 20), ("district", 20), ("base", 50))] == [
        Outcome.DIFFERS
    ]
    assert [one.outcome for one in made(("committee", 20), ("base", 80))] == [Outcome.AGREES]
    # The levels above the base are not all there is.
    assert [one.outcome for one in made(("province", 20), ("district", 20))] == [Outcome.OPEN]


def test_parts_of_two_kinds_are_compared_with_the_nearest_whole() -> None:
    made = review(
        ("a", 30, "x"),
        ("a[level=base]", 20, "x"),
        ("a[level=base,subject=collective]", 5, "x"),
        ("a[level=base,subject=individual]", 16, "x"),
    )
    assert told(differences(made)) == [("sum", "a[level=base]", "1")]


def test_parts_of_parts_are_not_compared_with_the_whole_a_second_time() -> None:
    made = review(
        ("a", 50, "x"),
        ("a[level=committee]", 20, "x"),
        ("a[level=base]", 30, "x"),
        ("a[level=committee,subject=collective]", 25, "x"),
        ("a[level=base,subject=collective]", 28, "x"),
    )
    assert told(differences(made)) == [("part", "a[level=committee,subject=collective]", "5")]


FIVE = periods.span(2016, 2020)


def years(base: str, counts: Sequence[int], whole: tuple[str, int]) -> Review:
    rows = [(f"{base}_{2016 + at}", count, "x") for at, count in enumerate(counts)]
    return review((whole[0], whole[1], "x"), *rows, period=FIVE)


def test_flow_of_five_years_is_the_sum_of_its_years() -> None:
    assert checks_of(years("awards", [1, 2, 3, 4, 5], ("awards", 15)))[0].outcome == Outcome.AGREES
    (found,) = differences(years("awards", [1, 2, 3, 4, 5], ("awards", 16)))
    assert (found.kind, found.found, found.difference) == (CheckKind.YEARS, 15, 1)
    # Four of the five years say nothing about the fifth, unless they are too many already.
    assert differences(years("awards", [1, 2, 3, 4], ("awards", 16))) == []
    assert told(differences(years("awards", [9, 9, 9, 9], ("awards", 16)))) == [("years", "awards", "20")]


def test_models_kept_over_years_count_once_in_the_whole_period() -> None:
    """Trap: cumulative is not the sum of the years: at least the greatest year, at most the sum."""
    fewer = checks_of(years("models_registered", [90, 90, 90, 90, 90], ("models_cumulative", 387)))
    assert [one.outcome for one in fewer] == [Outcome.OPEN]
    more = differences(years("models_registered", [70, 70, 70, 70, 70], ("models_cumulative", 387)))
    assert told(more) == [("years", "models_cumulative", "37")]
    one_year = differences(years("models_registered", [400], ("models_cumulative", 387)))
    assert told(one_year) == [("part", "models_registered_2016", "13")]


def test_members_at_the_end_of_each_year_are_never_added_up() -> None:
    """Trap: a state, not a flow."""
    assert checks_of(years("members_total", [100, 110, 120, 130, 140], ("members_total", 140))) == []


def test_year_outside_the_period_is_no_part_of_it() -> None:
    made = review(("models_effective", 1808, "x"), ("models_effective_2020", 1532, "x"))
    assert checks_of(made) == []


def test_stated_increase_is_the_difference_of_two_stated_years() -> None:
    def made(delta: int) -> Review:
        return review(
            ("models_effective", 1808, "x"),
            ("models_effective_2020", 1532, "x"),
            ("models_effective_delta", delta, "x"),
        )

    assert [one.outcome for one in checks_of(made(276))] == [Outcome.AGREES]
    assert told(differences(made(267))) == [("change", "models_effective_delta", "9")]


def test_what_the_file_says_of_parts_outranks_names_and_words() -> None:
    figures = (
        Figure(0, "total", "tổng", Decimal(84), "x", parts=("a", "b")),
        Figure(1, "a", "a", Decimal(50), "x"),
        Figure(2, "b", "b", Decimal(33), "x"),
        Figure(3, "c", "c", Decimal(90), "x", part_of="total"),
    )
    found = differences(Review("x", "n", "2021", "2021", periods.year(2021), "u", figures))
    assert told(found) == [("sum", "total", "1"), ("part", "c", "6")]


@pytest.mark.parametrize(
    ("said", "unit", "exact", "differs"),
    [
        ("98", "đơn vị", "98", False),
        ("98", "đơn vị", "97", True),
        ("97.4", "%", "97.44", False),
        ("97.4", "%", "97.49", False),  # cut off
        ("97.4", "%", "97.5", True),
        ("97.4", "%", "97.34", True),
    ],
)
def test_stated_total_disagrees_with_what_is_counted(said: str, unit: str, exact: str, differs: bool) -> None:
    assert disagrees(Figure(0, "m", "w", Decimal(said), unit), Decimal(exact)) is differs


LEVELS = ("province", "district", "base")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, 5000), min_size=6, max_size=6),
    st.integers(-3, 3),
    st.integers(-3, 3),
)
def test_sums_made_to_agree_agree_and_each_change_of_a_total_is_found(
    counts: list[int], collective: int, individual: int
) -> None:
    parts = {
        (level, subject): counts[at * 2 + place]
        for at, level in enumerate(LEVELS)
        for place, subject in enumerate(("collective", "individual"))
    }
    off = {"collective": collective, "individual": individual}
    totals = {
        subject: sum(parts[level, subject] for level in LEVELS) + change for subject, change in off.items()
    }
    if min(totals.values()) < 0:
        return
    made = review(
        *((f"m[subject={subject}]", total, "mô hình") for subject, total in totals.items()),
        *(
            (f"m[level={level},subject={subject}]", count, "mô hình")
            for (level, subject), count in parts.items()
        ),
    )
    assert {one.stated.metric: one.difference for one in differences(made)} == {
        f"m[subject={subject}]": change for subject, change in off.items() if change
    }


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 5000), st.integers(0, 5000), st.integers(0, 3), st.sampled_from([-2, 0, 2]))
def test_percentage_printed_from_its_two_figures_is_right_and_two_steps_away_is_not(
    base: int, top: int, places: int, steps: int
) -> None:
    unit = Decimal(1).scaleb(-places)
    printed = (Decimal(top) * 100 / base).quantize(unit, rounding=ROUND_HALF_UP) + steps * unit
    if printed < 0:
        return
    figures = (
        Figure(0, "units_total", "tổng số", Decimal(base), "tổ chức"),
        Figure(1, "strong", "mạnh", Decimal(top), "tổ chức"),
        Figure(2, "strong_rate", "tỷ lệ", printed, "%", numerator="strong", denominator="units_total"),
    )
    (found,) = checks_of(Review("x", "n", "2021", "2021", periods.year(2021), "u", figures))
    assert found.outcome == (Outcome.DIFFERS if steps else Outcome.AGREES)
