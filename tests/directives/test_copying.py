"""Which plans are weighed against which, without a database."""

import random

import pytest

from lantoa.core.likeness.words import read
from lantoa.directives.queries import copying
from lantoa.directives.queries.copying import alike

HOLDERS = 20
SYLLABLES = [
    first + rest
    for first in ("b", "c", "d", "gi", "h", "kh", "l", "m")
    for rest in ("an", "ao", "ên", "ong", "ươi")
]


def words(pick: random.Random, sentences: int = 8) -> str:
    return "\n".join(
        " ".join(pick.choice(SYLLABLES) for _word in range(20)) for _sentence in range(sentences)
    )


def test_each_plan_stands_beside_one_other_however_many_copied_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pick = random.Random(7)
    copied, others = words(pick), [words(pick) for _plan in range(3)]
    many = HOLDERS * 2
    readings = [read("", text) for text in [*others[:1], *[copied] * many, *others[1:]]]
    monkeypatch.setattr(copying, "HELD", HOLDERS * len(readings))  # as of very many plans
    pairs = [(early, late) for early, late, _evidence in alike(readings)]
    assert [late for _early, late in pairs] == list(range(2, many + 1))
    assert all(1 <= early < late for early, late in pairs)


def test_copy_of_a_plan_among_many_copies_of_another_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    pick = random.Random(8)
    copied, rare = words(pick), words(pick)
    texts = [*[copied] * (HOLDERS + 5), rare, *[copied] * 5, rare]
    last = len(texts) - 1
    monkeypatch.setattr(copying, "HELD", HOLDERS * len(texts))
    pairs = [(early, late) for early, late, _evidence in alike([read("", one) for one in texts])]
    assert (HOLDERS + 5, last) in pairs
