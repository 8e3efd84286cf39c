"""The order of what is found, on searches that were judged beforehand."""

import pytest

from lantoa.practices.queries import searching
from lantoa.practices.queries.practices import PracticeFilter
from lantoa.practices.searching import spellings
from tests.practices.judged_searches import REGISTRY, SEARCHES
from tests.practices.world import World


@pytest.fixture
def registry(world: World) -> World:
    for title, problem, method in REGISTRY:
        world.practice(world.cast.office, title, problem=problem, method=method, goal="Xong trước tháng Sáu.")
    return world


def found(world: World, text: str) -> list[str]:
    user, wanted, said = world.cast.propaganda_officer, PracticeFilter(text=text), searching.wording(text)
    ranked = searching.ranked(user, wanted, said)
    return [one.practice.title for one in searching.shown(user, wanted, said, ranked, ranked.practices)]


def test_judged_searches_come_in_the_order_that_was_wanted(registry: World) -> None:
    told = {text: found(registry, text)[: len(wanted)] for text, wanted in SEARCHES}
    assert told == {text: list(wanted) for text, wanted in SEARCHES}


@pytest.mark.parametrize(
    ("name", "out_of_order"),
    [
        ("SPELLED", {"phiếu màu", "chờ lâu"}),
        ("TITLE", {"vuon rau"}),
        ("TOGETHER", {"duong di"}),
    ],
)
def test_each_part_of_the_order_is_needed_by_some_judged_search(
    registry: World, monkeypatch: pytest.MonkeyPatch, name: str, out_of_order: set[str]
) -> None:
    monkeypatch.setattr(searching, name, 0.0)
    wrong = {text for text, wanted in SEARCHES if found(registry, text)[: len(wanted)] != list(wanted)}
    assert wrong == out_of_order


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("hòa", {"hòa", "hoà"}),
        ("Khoẻ", {"khoẻ", "khỏe"}),
        ("thủy", {"thủy", "thuỷ"}),
        ("quý", {"quý"}),
        ("hoan", {"hoan"}),
        ("màu", {"màu"}),
    ],
)
def test_word_is_spelled_with_its_tone_in_either_place(word: str, expected: set[str]) -> None:
    assert set(spellings(word)) == expected


def test_more_than_the_most_is_cut_with_titles_first_and_said(
    registry: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST", 2)
    user, text = registry.cast.propaganda_officer, "phieu mau"
    ranked = searching.ranked(user, PracticeFilter(text=text), searching.wording(text))
    assert (len(ranked), ranked.is_cut) == (2, True)
    assert found(registry, text) == ["Phiếu màu theo khoa", "Phiếu mẫu gửi chi bộ"]
