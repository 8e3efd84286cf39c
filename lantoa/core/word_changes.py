"""What differs between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

# Comparing word by word takes time that grows with the square of the length; longer texts are compared sentence by sentence.
LONGEST_BY_WORD: Final = 1_500  # words of both together
_WORDS: Final = re.compile(r"\S+\s*|\s+")
_SENTENCES: Final = re.compile(r"[^.\n]*[.\n]\s*|[^.\n]+")


@dataclass(frozen=True)
class Piece:
    """`kind`: «same», «gone» (in the first text only) or «new» (in the second only)."""

    kind: str
    text: str


def word_changes(first: str, second: str) -> list[Piece]:
    """The pieces of which both texts are made: «same» and «gone» joined are the first, «same» and «new» the second."""
    one, other = _WORDS.findall(first), _WORDS.findall(second)
    if len(one) + len(other) > LONGEST_BY_WORD:
        one, other = _SENTENCES.findall(first), _SENTENCES.findall(second)
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(one[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(one[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(other[c:d])))
    return pieces
