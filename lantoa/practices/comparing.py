"""Two versions of one text, word by word, as a person compares them."""

import re
from difflib import SequenceMatcher
from typing import Final, Literal

Kind = Literal["same", "gone", "new"]
Piece = tuple[str, Kind]
_WORDS: Final = re.compile(r"\s+|[^\s]+")


def compared(before: str, after: str) -> list[Piece]:
    """The two texts as one run of pieces: what both say, what is gone, what is new. White space counts with its word."""
    old, new = _words(before), _words(after)
    pieces: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            _add(pieces, "".join(new[new_from:new_to]), "same")
        else:
            _add(pieces, "".join(old[old_from:old_to]), "gone")
            _add(pieces, "".join(new[new_from:new_to]), "new")
    return pieces


def _words(text: str) -> list[str]:
    """Each word with the white space that follows it."""
    found: list[str] = []
    for part in _WORDS.findall(text):
        if part.isspace() and found:
            found[-1] += part
        else:
            found.append(part)
    return found


def _add(pieces: list[Piece], text: str, kind: Kind) -> None:
    if text:
        pieces.append((text, kind))
