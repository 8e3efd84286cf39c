"""What a word in a text belongs to: a place, a firm, a prize, a figure of history, or everyday speech."""

from collections.abc import Sequence
from typing import Final

from lantoa.core.name_screen import lists
from lantoa.core.name_screen.tokens import Token, begins_with, ends_with

AMBIGUOUS: Final = frozenset(
    ("cho", "den", "ban", "ben")
)  # «cho» for, «chợ» market: without marks the former
BACK: Final = 9  # words that one looks back for what a name belongs to


def belongs_to_a_place(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words from `at` on are how a street, a school, a prize, a firm is called."""
    place, least, plain = at, max(at - BACK, 0), tokens[at].key == tokens[at].low
    while place > least:
        if not tokens[place].joined:
            return False
        found = _ends(tokens, place, "carriers", plain)
        if found:
            return not _headed(tokens, place - found, at)
        step = _ends(tokens, place, "fillers", plain)
        if not step:
            return False
        place -= step
    return False


def _ends(tokens: Sequence[Token], at: int, name: str, plain: bool) -> int:
    """How many words before `at` are a phrase of the list; before a name without marks, words without marks are read as if
    theirs were left out."""
    found = ends_with(tokens, at, lists.phrases(name))
    if found or not plain or tokens[at - 1].key in AMBIGUOUS:
        return found
    return ends_with(tokens, at, lists.folded_phrases(name), folded=True)


def _headed(tokens: Sequence[Token], carrier: int, at: int) -> bool:
    """«Trưởng ấp Thạch Kim Sêng» heads a place; who is named is the person."""
    if carrier == 0 or not tokens[carrier].joined or tokens[carrier - 1].low not in ("trưởng", "chủ", "phó"):
        return False
    name = tokens[at : at + 3]
    return (
        len(name) == 3
        and all(one.is_name_like for one in name)
        and name[0].low in lists.syllables("surnames")
    )


def known_words(tokens: Sequence[Token], at: int) -> int:
    """How many words from `at` on are a figure of history or a place that stands for itself."""
    return max(
        begins_with(tokens, at, lists.phrases("known")), begins_with(tokens, at, lists.phrases("places"))
    )


def is_everyday(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word begins an everyday word of two syllables."""
    return begins_with(tokens, at, lists.phrases("compounds"), longest=2) > 0


def is_given(token: Token) -> bool:
    return token.low in lists.syllables("givens")
