"""The word lists of the screen, read once. Each is a text file in `content/`: one phrase a line, or syllables side by side."""

from functools import cache
from pathlib import Path
from typing import Final

from lantoa.core.text import clean_spaces_and_case, folding_key

WORDS: Final = Path(__file__).parent / "content"
Phrase = tuple[str, ...]
LONGEST: Final = 5  # words in a phrase of any list


@cache
def _lines(name: str) -> tuple[str, ...]:
    lines = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def syllables(name: str) -> frozenset[str]:
    """Those of a list, in small letters with their marks."""
    return frozenset(
        clean_spaces_and_case(word.rstrip("*")) for line in _lines(name) for word in line.split()
    )


@cache
def folded_syllables(name: str, *, plain_only: bool = False) -> frozenset[str]:
    """Those of a list without marks; `plain_only` leaves out what is an everyday word as well (marked by a star)."""
    words = [word for line in _lines(name) for word in line.split()]
    return frozenset(folding_key(word) for word in words if not (plain_only and word.endswith("*")))


@cache
def phrases(name: str) -> frozenset[Phrase]:
    return frozenset(tuple(clean_spaces_and_case(line.rstrip("*")).split()) for line in _lines(name))


@cache
def folded_phrases(name: str) -> frozenset[Phrase]:
    return frozenset(tuple(folding_key(line).split()) for line in _lines(name))


@cache
def respectful() -> frozenset[Phrase]:
    """Forms of address that also stand before a figure of history."""
    return frozenset(
        tuple(clean_spaces_and_case(line.rstrip("*")).split())
        for line in _lines("honorifics")
        if line.endswith("*")
    )
