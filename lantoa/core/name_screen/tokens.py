"""A text as words with what stands between them. One pass; nothing looks further than a few words back or ahead."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lantoa.core.text import folding_key

# A word of letters («H'Loan», «đ/c»), or a number. Each quantifier runs over a class of its own: no way back.
_WORD: Final = re.compile(r"[đĐ][/.][cC](?![^\W\d_])|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_JOINS: Final = frozenset(" \t\xa0-_.")
_ENDS: Final = frozenset('.!?;:\n«"“(•')
WIDEST: Final = 4  # characters between words of one name


@dataclass(frozen=True)
class Token:
    """`low`: small letters with marks; `key`: without. `shape`: number, small, title (Nguyễn), capital (one letter), upper (all).
    `joined`: only blanks, a hyphen, or the dot of an abbreviation part it from the word before. `opens`: it begins a sentence.
    `dotted`: a dot stands directly behind it."""

    text: str
    start: int
    end: int
    low: str
    key: str
    shape: str
    joined: bool
    opens: bool
    dotted: bool

    @property
    def is_name_like(self) -> bool:
        return self.shape in ("title", "capital")


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "number"
    if not word[0].isupper():
        return "small"
    if len(word) == 1:
        return "capital"
    return "upper" if word[1:].isupper() else "title"


def _humps(word: str, start: int) -> Iterator[tuple[str, int]]:
    """«NguyễnVănTiến» as three words."""
    at = 0
    for i in range(1, len(word)):
        if word[i].isupper() and word[i - 1].islower():
            yield word[at:i], start + at
            at = i
    yield word[at:], start + at


def words_of(text: str) -> list[Token]:
    """`text` is NFC, so that places in it are places in what was typed."""
    found: list[Token] = []
    for match in _WORD.finditer(text):
        for word, start in _humps(match.group(), match.start()):
            end = start + len(word)
            before = text[found[-1].end if found else 0 : start]
            joined = bool(found) and _is_join(before, found[-1])
            opens = not found or (not joined and any(c in _ENDS for c in before[-8:]))
            low = unicodedata.normalize("NFC", word.casefold())
            dotted = text[end : end + 1] == "."
            found.append(Token(word, start, end, low, folding_key(word), _shape(word), joined, opens, dotted))
    return found


def _is_join(between: str, before: Token) -> bool:
    if len(between) > WIDEST or any(c not in _JOINS for c in between):
        return False
    if (
        "." in between and between != "."
    ):  # the end of a sentence, unless the word before is short: «Th. Hoa», «TP. Vị Thanh»
        return before.shape != "small" and len(before.text) <= 3 and before.shape != "number"
    return " -" not in between


def ends_with(
    tokens: Sequence[Token],
    at: int,
    lists: frozenset[tuple[str, ...]],
    *,
    folded: bool = False,
    longest: int = 5,
) -> int:
    """How many words just before `at` are the longest phrase of the list that ends there; 0: none."""
    for length in range(min(longest, at), 0, -1):
        part = tokens[at - length : at]
        if not all(one.joined or one is part[0] for one in part) or (
            folded and any(one.key != one.low for one in part)
        ):
            continue
        if tuple(one.key if folded else one.low for one in part) in lists:
            return length
    return 0


def begins_with(
    tokens: Sequence[Token],
    at: int,
    lists: frozenset[tuple[str, ...]],
    *,
    longest: int = 5,
    folded: bool = False,
) -> int:
    """How many words from `at` on are the longest phrase of the list that begins there; 0: none."""
    for length in range(min(longest, len(tokens) - at), 0, -1):
        part = tokens[at : at + length]
        if (
            all(one.joined for one in part[1:])
            and tuple(one.key if folded else one.low for one in part) in lists
        ):
            return length
    return 0
