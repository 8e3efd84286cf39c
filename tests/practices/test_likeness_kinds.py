"""Copies of kinds that the pairs do not hold, made of every published text, are found; and different work made so is not."""

import json
import random
from collections import Counter
from functools import cache

import pytest

from lantoa.core.likeness.commonness import Commonness
from lantoa.core.likeness.evidence import weigh
from lantoa.core.likeness.words import Part, read
from lantoa.practices.queries.likeness import nearest
from lantoa.practices.services.likeness import count_marks
from tests.practices.likeness_kinds import ALONE, another, pasted_into, published
from tests.practices.likeness_pairs import FOLDER
from tests.practices.world import World

TOGETHER = (
    ("scanned", "half without accents", "another unit and year"),
    ("shortened", "mistyped", "items reordered"),
    ("capitals", "numbers in words", "bulleted"),
    ("tones elsewhere", "i for y", "decomposed", "wrapped"),
)


@cache
def common() -> Commonness:
    counts: Counter[Part] = Counter()
    for one in published():
        counts.update(read(one["title"], one["text"]).parts)
    return Commonness(len(published()), counts)


def is_found(text: str, one: dict[str, str]) -> bool:
    return weigh(read("Một tên khác hẳn", text), read(one["title"], one["text"]), common()).is_same


def made(kinds: tuple[str, ...], text: str, choice: random.Random) -> str:
    for kind in kinds:
        text = ALONE[kind](text, choice)
    return text


@pytest.mark.parametrize("kinds", [*((kind,) for kind in ALONE), *TOGETHER], ids=" and ".join)
def test_a_copy_of_every_kind_is_found(kinds: tuple[str, ...]) -> None:
    choice = random.Random(" ".join(kinds))
    found = [is_found(made(kinds, one["text"], choice), one) for one in published()]
    assert sum(found) / len(found) >= 0.98


@pytest.mark.parametrize("kind", ALONE)
def test_the_kinds_change_what_they_say(kind: str) -> None:
    """A change that changes nothing would prove nothing."""
    choice = random.Random(kind)
    changed = [ALONE[kind](one["text"], choice) != one["text"] for one in published()]
    assert any(changed)


def test_a_text_in_the_middle_of_a_longer_one_is_found() -> None:
    choice = random.Random(3)
    assert all(is_found(pasted_into(one, choice), one) for one in published())


def test_of_two_texts_joined_both_are_found() -> None:
    choice = random.Random(4)
    for one in published():
        other = another(one, choice)
        text = f"{one['text']}\n{other['text']}"
        assert (is_found(text, one), is_found(text, other)) == (True, True)


def test_what_is_found_among_hard_neighbours_so_changed_is_right_nine_times_in_ten() -> None:
    pairs = json.loads((FOLDER / "pairs.json").read_text(encoding="utf-8"))
    texts = {one["id"]: one for one in published()}
    right = wrong = 0
    for kind in ALONE:
        choice = random.Random(kind)
        right += sum(is_found(made((kind,), one["text"], choice), one) for one in published()[::4])
        for pair in [one for one in pairs if not one["same"]][::4]:
            left, new = (
                texts[side["practice"]] if "practice" in side else side
                for side in (pair["left"], pair["right"])
            )
            evidence = weigh(
                read(new["title"], made((kind,), new["text"], choice)),
                read(left["title"], left["text"]),
                common(),
            )
            wrong += evidence.is_same
    assert right / (right + wrong) >= 0.9


def test_the_registry_finds_copies_of_every_kind_first(world: World) -> None:
    """Through the marks: that a text is weighed at all is not taken for granted."""
    some = published()[::6]
    units = [world.cast.hospital, world.cast.department]
    theirs = {
        one["id"]: world.practice(units[place % 2], one["title"], problem=one["text"], goal="", method="")
        for place, one in enumerate(some)
    }
    count_marks()
    for kind in ALONE:
        choice = random.Random(kind)
        for one in some:
            found = nearest(
                world.cast.unit_reporter, title="Tên khác hẳn", text=ALONE[kind](one["text"], choice)
            )
            assert found[0].practice == theirs[one["id"]], kind
