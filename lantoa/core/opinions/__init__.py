"""What a theme may not ask about: what people think, feel or believe. Themes are matters that somebody can act on."""

import re
from functools import cache
from pathlib import Path

from lantoa.core.text import clean_spaces_and_case, folding_key, nfc

_WORDS = Path(__file__).parent / "content" / "words.txt"


@cache
def _phrases() -> tuple[str, ...]:
    lines = _WORDS.read_text(encoding="utf-8").splitlines()
    return tuple(nfc(line.strip()) for line in lines if line.strip() and line[0] != "#")


def opinions_in(text: str) -> list[str]:
    """The words of the list that stand in the text. A text typed without any marks is compared without them."""
    words = " ".join(re.findall(r"\w+", clean_spaces_and_case(text)))
    plain = words == folding_key(words)
    return [one for one in _phrases() if f" {folding_key(one) if plain else one} " in f" {words} "]
