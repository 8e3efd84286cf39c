"""How much it tells that two texts share a syllable or a pair of them: little where every practice has it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from lantoa.core.likeness.words import Pair, Part, Passage, read

_CONTENT: Final = Path(__file__).parent / "content"
STOCK: Final = _CONTENT / "stock_phrases.txt"
SYLLABLES: Final = _CONTENT / "common_syllables.txt"
# A registry of few practices knows little of what is common: as if it held this many more, most of which use what the files name.
ASSUMED: Final = 200
ASSUMED_SHARE: Final = 0.8
# A passage with that share of stock pairs is a turn of phrase as a whole, whatever stands between them.
STOCK_PASSAGE: Final = 0.45
# One syllable tells less than two: only those that few practices have count for much.
STEEPNESS: Final = 3


@dataclass(frozen=True)
class Commonness:
    """`counts`: of how many of the registry's `practices` a pair or a syllable is part; what is missing counts as none."""

    practices: int = 0
    counts: Mapping[Part, int] = field(default_factory=dict)
    # What was worked out already: each text that is weighed asks for the same parts over and over.
    _weights: dict[Part, float] = field(default_factory=dict, init=False, repr=False, compare=False)

    def weight(self, part: Part) -> float:
        """From 0 (everybody writes it) to 1 (nobody else does)."""
        found = self._weights.get(part)
        if found is None:
            found = self._weights[part] = self._weight(part)
        return found

    def _weight(self, part: Part) -> float:
        known = part in (stock_pairs() if isinstance(part, tuple) else common_syllables())
        whole = self.practices + ASSUMED
        having = self.counts.get(part, 0) + (ASSUMED_SHARE * ASSUMED if known else 0)
        weight = math.log((whole + 1) / (having + 1)) / math.log(whole + 1)
        return weight if isinstance(part, tuple) else float(weight**STEEPNESS)

    def weigh(self, parts: Iterable[Part]) -> float:
        return sum(map(self.weight, parts))


def is_stock(passage: Passage) -> bool:
    """Whether a passage is an opening, a closing or a saying that many texts share."""
    return len(passage.pairs & stock_pairs()) >= STOCK_PASSAGE * max(len(passage.pairs), 1)


@cache
def stock_pairs() -> frozenset[Pair]:
    """Pairs of folded syllables in the turns of phrase that reports of this kind share."""
    return frozenset().union(*(one.pairs for line in _lines(STOCK) for one in read("", line).passages))


@cache
def common_syllables() -> frozenset[str]:
    return frozenset(word.casefold() for line in _lines(SYLLABLES) for word in line.split())


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
