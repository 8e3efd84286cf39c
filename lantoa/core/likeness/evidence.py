"""Weigh a newly typed practice against one that is there: what they share, where, and whether that makes them one practice.

Three things make two texts one practice: passages taken over, much the same pairs of syllables however they are ordered, or, for
what was told anew in other words, so many rare words that chance does not bring them together. The limits were set on the tuning
half of `tests/practices/data/likeness` and are measured on the other half (`python -m bench likeness`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lantoa.core.likeness.commonness import Commonness, is_stock
from lantoa.core.likeness.words import SHORTEST, Pair, Part, Passage, Reading

# A passage counts as taken over when that share of its weight stands in one passage of the other text.
TAKEN_OVER: Final = 0.55
# Of the text that says less: how much must be taken over, be the same pairs, or be the same rare words.
ENOUGH_COPIED: Final = 0.15
ENOUGH_PAIRS: Final = 0.5
ENOUGH_WORDS: Final = 0.46
# What figures and titles add to the words that two texts share.
FIGURES: Final = 0.2
TITLES: Final = 0.2
# A text of a few words is measured by this share of the longer one, so that a sentence is no whole practice.
LEAST: Final = 0.3
# Nor is a sentence of a few rare words a passage taken over: about so many pairs that few others have.
LEAST_COPIED: Final = 8.0
WORTH_SHOWING: Final = 0.2
MOST_SHOWN: Final = 4


@dataclass(frozen=True)
class Shared:
    """A passage of the new text and the passage of the old one that it is like; `share` of its weight stands in both."""

    new: Passage
    old: Passage
    share: float
    weight: float


@dataclass(frozen=True)
class Evidence:
    """Shares of the text that says less, from 0 to 1: passages taken over, pairs of syllables, rare words; figures and titles."""

    copied: float
    pairs: float
    words: float
    figures: float
    titles: float
    passages: tuple[Shared, ...]

    @property
    def score(self) -> float:
        """1 and above counts as the same practice."""
        told_anew = self.words + FIGURES * self.figures + TITLES * self.titles
        return max(self.copied / ENOUGH_COPIED, self.pairs / ENOUGH_PAIRS, told_anew / ENOUGH_WORDS)

    @property
    def is_same(self) -> bool:
        return self.score >= 1

    @property
    def telling(self) -> list[Shared]:
        """The passages worth showing, at most four, in the order of the new text."""
        best = sorted(self.passages, key=lambda one: -one.share * one.weight)[:MOST_SHOWN]
        return [one for one in self.passages if one in best and one.share >= WORTH_SHOWING]


def weigh(new: Reading, old: Reading, common: Commonness) -> Evidence:
    """How much of a new text stands in an old one. Both directions count, so the order matters for the passages alone."""
    mine, theirs = _own_passages(new), _own_passages(old)
    shared = _shared(mine, theirs, common)
    taken = _union(one.new.pairs & one.old.pairs for one in shared if one.share >= TAKEN_OVER)
    pairs = _union(one.pairs for one in mine), _union(one.pairs for one in theirs)
    words = _words(new, mine), _words(old, theirs)
    figures = min(len(new.numbers), len(old.numbers))
    return Evidence(
        copied=_of_lesser(common, taken, *pairs, least=LEAST) if common.weigh(taken) >= LEAST_COPIED else 0.0,
        pairs=_of_lesser(common, pairs[0] & pairs[1], *pairs, least=LEAST),
        words=_of_lesser(common, words[0] & words[1], *words, least=LEAST),
        figures=len(new.numbers & old.numbers) / figures if figures else 0.0,
        titles=_of_lesser(common, new.title.words & old.title.words, new.title.words, old.title.words),
        passages=shared,
    )


def _own_passages(reading: Reading) -> list[Passage]:
    """Without turns of phrase; of a text that is made of nothing else, all."""
    return [one for one in reading.passages if not is_stock(one)] or list(reading.passages)


def _words(reading: Reading, passages: Iterable[Passage]) -> frozenset[str]:
    return reading.title.words.union(*(one.words for one in passages))


def _union(parts: Iterable[frozenset[Pair]]) -> frozenset[Pair]:
    return frozenset[Pair]().union(*parts)


def _of_lesser(
    common: Commonness,
    shared: Iterable[Part],
    one: Iterable[Part],
    other: Iterable[Part],
    *,
    least: float = 0.0,
) -> float:
    weights = common.weigh(one), common.weigh(other)
    whole = max(min(weights), least * max(weights))
    return common.weigh(shared) / whole if whole else 0.0


def _shared(new: Iterable[Passage], old: list[Passage], common: Commonness) -> tuple[Shared, ...]:
    """For each passage of the new text the nearest of the old one, in the order of the text."""
    found = []
    for one in new:
        weight = common.weigh(one.pairs)
        if len(one.syllables) < SHORTEST or not weight:
            continue
        nearest = max(old, key=lambda other: common.weigh(one.pairs & other.pairs), default=None)
        if nearest is not None:
            found.append(Shared(one, nearest, common.weigh(one.pairs & nearest.pairs) / weight, weight))
    return tuple(found)
