"""Names of which little is left: initials («N.V.A.»), shortened words before a given name («Ng. V. Hải»), letters set apart."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from lantoa.core.name_screen import lists
from lantoa.core.name_screen.belonging import belongs_to_a_place
from lantoa.core.name_screen.passages import Kind, Passage
from lantoa.core.name_screen.tokens import Token
from lantoa.core.text import clean_spaces_and_case

_INITIALS: Final = re.compile(
    r"(?<![^\W_])(?:[A-ZĐÂÊÔƠƯÁÍ]\.){2,6}|(?<![^\W_])(?:[A-ZĐÂÊÔƠƯ]\.){1,5}[A-ZĐÂÊÔƠƯ](?![^\W_])"
)
_TWO_INITIALS: Final = re.compile(r"(?:^|[.!?:] |\n)(?:[A-ZĐ]\.|[A-ZĐ]) và (?:[A-ZĐ]\.)(?= )")
_SHORTENED: Final = re.compile(r"(?<![^\W_])((?:[A-ZĐ][^\W\d_A-Z]{0,2}\. ?){1,3})([^\W\d_]{2,})")
_SPACED: Final = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .]{1,2}[^\W\d_](?![^\W_])){4,40}")


def by_initials(text: str, tokens: Sequence[Token]) -> Iterator[Passage]:
    """`tokens`: the words of `text`, in order."""
    for match in _INITIALS.finditer(text):
        yield Passage(Kind.PERSON, match.start(), match.end())
    for match in _TWO_INITIALS.finditer(text):
        yield Passage(Kind.PERSON, match.start(), match.end())
    for match in _SHORTENED.finditer(text):
        if _is_shortened(match, tokens):
            yield Passage(Kind.PERSON, match.start(), match.end())
    for match in _SPACED.finditer(text):
        letters = match.group()
        if (sum(c.isalpha() for c in letters) >= 5 and not letters.isupper()) or (
            "." not in letters and len(letters) > 9
        ):
            yield Passage(Kind.PERSON, match.start(), match.end())


def _is_shortened(match: re.Match[str], tokens: Sequence[Token]) -> bool:
    """One shortened word alone may be a ward or a street («P. An Lạc»)."""
    shortened, given = match[1].replace(" ", "").split(".")[:-1], match[2]
    if not (given[0].isupper() and given[1:].islower()):
        return False
    if clean_spaces_and_case(given) not in lists.syllables("givens"):
        return False
    at = bisect_right(tokens, match.start(), key=lambda token: token.end)
    return (len(shortened) > 1 or shortened[0] == "Ng") and not belongs_to_a_place(tokens, at)
