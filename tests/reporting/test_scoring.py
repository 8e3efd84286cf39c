"""Points of criteria and the grade they come to."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantoa.reporting.choices import SkipRule
from lantoa.reporting.scoring import Band, Scale, band_of, kept_scale, read_scale, result, scale_sentences

D = Decimal
SCALE = Scale(D(100), (Band("Tốt", D(90)), Band("Khá", D(70)), Band("Trung bình", D(50)), Band("Kém", D(0))))


@dataclass(frozen=True)
class One:
    most: Decimal | None
    skip_rule: str = ""
    bonus: bool = False


def of(*pairs: tuple[One, str | None]) -> tuple[str, str]:
    """The arithmetic and the grade; a criterion without points does not apply."""
    found = result(
        SCALE,
        [one for one, _points in pairs],
        [D(points) if points else None for _one, points in pairs],
        [points is None for _one, points in pairs],
    )
    return found.words, SCALE.bands[found.band].label if found.band is not None else ""


def test_the_total_of_a_whole_scale_is_its_points() -> None:
    assert of((One(D(60)), "58"), (One(D(40)), "29")) == ("87/100", "Khá")


def test_a_criterion_that_does_not_apply_leaves_the_scale_where_it_is_rescaled() -> None:
    assert of((One(D(95)), "87"), (One(D(5), SkipRule.RESCALE), None)) == ("87/95 × 100 = 91,58", "Tốt")


def test_a_criterion_that_does_not_apply_gives_all_or_nothing_where_the_rule_says_so() -> None:
    assert of((One(D(95)), "85"), (One(D(5), SkipRule.FULL), None)) == ("90/100", "Tốt")
    assert of((One(D(95)), "85"), (One(D(5), SkipRule.ZERO), None)) == ("85/100", "Khá")


def test_a_bonus_comes_on_top_and_never_passes_the_maximum() -> None:
    bonus = One(D(5), bonus=True)
    assert of((One(D(100)), "87"), (bonus, "3")) == ("87/100 + 3 điểm thưởng = 90", "Tốt")
    assert of((One(D(100)), "99"), (bonus, "5")) == ("99/100 + 5 điểm thưởng = 100", "Tốt")


@pytest.mark.parametrize(
    ("points", "grade"),
    [("90", "Tốt"), ("89.99", "Khá"), ("70", "Khá"), ("69.99", "Trung bình"), ("49.99", "Kém"), ("0", "Kém")],
)
def test_a_limit_belongs_to_the_grade_that_begins_there(points: str, grade: str) -> None:
    assert of((One(D(100)), points))[1] == grade


def test_a_total_that_would_only_be_rounded_up_to_a_limit_neither_reaches_nor_shows_it() -> None:
    found = result(
        SCALE, [One(D("50.01")), One(D("49.99"), SkipRule.RESCALE)], [D("45.01"), None], [False, True]
    )
    near = result(
        SCALE, [One(D("66.67")), One(D("33.33"), SkipRule.RESCALE)], [D("60.00"), None], [False, True]
    )
    assert (found.total, near.total, near.band) == (D("90.00"), D("89.99"), 1)


def test_open_criteria_give_no_grade_and_show_what_is_earned_so_far() -> None:
    found = result(SCALE, [One(D(60)), One(D(40))], [D(50), None], [False, False])
    assert (found.words, found.total, found.band, found.open) == ("50/60", None, None, 1)


def test_a_report_in_which_nothing_applies_gets_no_grade() -> None:
    found = result(SCALE, [One(D(100), SkipRule.RESCALE)], [None], [True])
    assert (found.total, found.band, found.open) == (None, None, 0)


criteria = st.lists(
    st.tuples(
        st.integers(50, 3000).map(lambda hundredths: D(hundredths).scaleb(-2)),
        st.sampled_from(["", *SkipRule.values]),
        st.integers(0, 100),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@given(criteria)
def test_rescaling_is_exact_and_what_is_shown_has_the_grade_of_what_is(
    drawn: list[tuple[Decimal, str, int, bool]],
) -> None:
    lines = [One(most, rule) for most, rule, _share, _skips in drawn]
    skips = [bool(rule) and skipped for _most, rule, _share, skipped in drawn]
    points = [
        None if skipped else (most * share / 100).quantize(D("0.01"))
        for (most, _rule, share, _skips), skipped in zip(drawn, skips, strict=True)
    ]
    maximum = sum((line.most or D(0) for line in lines), D(0))
    scale = replace(
        SCALE, maximum=maximum, bands=(Band("Đạt", (maximum / 2).quantize(D("0.01"))), Band("Chưa", D(0)))
    )
    found = result(scale, lines, points, skips)
    earned = base = Fraction(0)
    for line, given_points, skipped in zip(lines, points, skips, strict=True):
        most = Fraction(line.most or 0)
        if skipped and line.skip_rule == SkipRule.RESCALE:
            continue
        base += most
        if skipped:
            earned += most if line.skip_rule == SkipRule.FULL else 0
        else:
            earned += Fraction(given_points or 0)
    if not base:
        assert found.total is None
        return
    exact = earned * Fraction(maximum) / base
    assert found.total is not None
    assert found.band == band_of(scale, exact) == band_of(scale, found.total)
    assert abs(Fraction(found.total) - exact) < Fraction(1, 100)
    assert 0 <= found.total <= maximum


def test_a_scale_is_kept_and_read_back_as_it_was() -> None:
    scale = replace(SCALE, maximum=D("100.50"), basis="Hướng dẫn minh họa")
    kept = read_scale(kept_scale(scale))
    assert kept is not None
    assert kept == replace(scale, maximum=D("100.5"))
    assert read_scale({}) is None


def test_everything_wrong_with_a_scale_is_told_at_once() -> None:
    scale = Scale(
        D(100),
        (
            Band("Tốt", D(100)),
            Band("Khá", D(70)),
            Band("Trung bình", D(70)),
            Band("khá", D(50)),
            Band("Kém", D(10)),
        ),
    )
    assert list(scale_sentences(scale, [One(D(60)), One(D(30)), One(D(5), bonus=True)])) == [
        "Điểm tối đa của các tiêu chí cộng lại là 90, thang điểm là 100. Sửa cho bằng nhau.",
        "Mức xếp loại Khá có hai lần. Đặt tên khác.",
        "Mức Trung bình phải bắt đầu thấp hơn mức Khá (70).",
        "Mức Tốt bắt đầu từ 100, không thấp hơn điểm tối đa 100.",
        "Mức thấp nhất phải bắt đầu từ 0: từ 0 đến dưới 10 chưa có mức nào.",
    ]


def test_criteria_and_scale_need_each_other() -> None:
    assert list(scale_sentences(None, [One(D(5))])) == [
        "Biểu có tiêu chí chấm điểm nhưng chưa có thang điểm. Đặt điểm tối đa và các mức xếp loại."
    ]
    assert list(scale_sentences(SCALE, [])) == [
        "Biểu có thang điểm nhưng chưa có tiêu chí chấm điểm nào. Thêm tiêu chí, hoặc bỏ thang điểm."
    ]
    assert list(scale_sentences(None, [])) == []


def test_limits_are_said_from_and_to_below() -> None:
    assert [(band.label, words) for band, words in SCALE.spans()] == [
        ("Tốt", "từ 90 đến 100"),
        ("Khá", "từ 70 đến dưới 90"),
        ("Trung bình", "từ 50 đến dưới 70"),
        ("Kém", "từ 0 đến dưới 50"),
    ]
