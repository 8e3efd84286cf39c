"""A text as the finder reads it: folded syllables, in passages of a sentence each, with the place where each stands."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final

from lantoa.core.text import folding_key, nfc

Pair = tuple[str, str]
Part = Pair | str  # a pair of folded syllables, or one syllable as it is written

# A sentence ends at a full stop, a question or exclamation mark, a semicolon or a line break; a number keeps its separators.
_PASSAGE: Final = re.compile(r"[^.!?;\n…]+(?:[.](?=\d)[^.!?;\n…]+)*[.!?;…]*")
_WORD: Final = re.compile(r"\w+")
_I_OR_Y: Final = re.compile(r"^([bcdghklmnprstvx]|qu|th|ph|tr|ch|nh|gh|kh|ng|ngh|gi)y$")
_NUMBER: Final = re.compile(r"(?<![\d.,/-])(?!(?:19|20)\d\d\b|0\d)\d[\d.,]*\d(?![\d/-])")
SHORTEST = 5  # syllables: a shorter passage is a heading or a name, and no evidence by itself


@dataclass(frozen=True)
class Syllable:
    """`folded`: accents, the place of a tone, case and composition do not count. `written`: they tell words apart."""

    start: int
    end: int
    folded: str
    written: str  # in small letters


@dataclass(frozen=True)
class Passage:
    """One sentence: where it stands in the text, and its syllables without numbers, which change each year."""

    start: int
    end: int
    syllables: tuple[Syllable, ...]

    @cached_property
    def pairs(self) -> frozenset[Pair]:
        """Neighbouring syllables: most Vietnamese words have two."""
        return frozenset((one.folded, other.folded) for one, other in pairwise(self.syllables))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(one.written for one in self.syllables)


@dataclass(frozen=True)
class Reading:
    """`text` is the text in NFC without invisible characters: to it the places refer."""

    title: Passage
    text: str
    passages: tuple[Passage, ...]

    @cached_property
    def parts(self) -> frozenset[Part]:
        """Everything by which the text, title and all, may be found."""
        return frozenset[Part]().union(*(one.pairs | one.words for one in (self.title, *self.passages)))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Figures of two digits and more, years and numbers of papers left out."""
        return frozenset(_NUMBER.findall(self.text))

    def marked(self, passage: Passage, pairs: frozenset[Pair]) -> list[tuple[str, bool]]:
        """The passage as it is written, cut into pieces that belong to the pairs and pieces that do not."""
        held = {
            place
            for one, other in pairwise(passage.syllables)
            if (one.folded, other.folded) in pairs
            for place in range(one.start, other.end)
        }
        pieces: list[tuple[str, bool]] = []
        for place in range(passage.start, passage.end):
            if pieces and pieces[-1][1] == (place in held):
                pieces[-1] = (pieces[-1][0] + self.text[place], place in held)
            else:
                pieces.append((self.text[place], place in held))
        return pieces


def read(title: str, text: str) -> Reading:
    """Read a title and the text that goes with it."""
    text, title = _visible(text), _visible(title)
    passages = (
        Passage(found.start(), found.end(), _syllables(text, found.start(), found.end()))
        for found in _PASSAGE.finditer(text)
    )
    return Reading(
        Passage(0, len(title), _syllables(title, 0, len(title))),
        text,
        tuple(one for one in passages if one.syllables),
    )


def _visible(text: str) -> str:
    return "".join(c for c in nfc(text) if unicodedata.category(c) != "Cf")


def _syllables(text: str, start: int, end: int) -> tuple[Syllable, ...]:
    found = []
    for word in _WORD.finditer(text, start, end):
        forms = _forms(word.group())
        if forms is not None:
            found.append(Syllable(word.start(), word.end(), *forms))
    return tuple(found)


@lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, str] | None:
    """A syllable folded and as it is written, None where it is none. The language has few, and texts say them over and over."""
    folded = folding_key(word)
    return (_I_OR_Y.sub(r"\1i", folded), word.casefold()) if folded.isalpha() else None
