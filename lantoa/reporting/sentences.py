"""Where the sentences of a narrative begin and end. Pure; every pattern is linear in its input."""

import re
from collections.abc import Iterable, Sequence

Span = tuple[int, int]

# The end of a sentence, with what closes it, before blanks.
_END = re.compile(r"[.!?…]+[\"”’»)\]]*(?=[ \t])")
_LINE = re.compile(r"[^\n]+")
_WORD_BEFORE = re.compile(r"[^\s.,;:(]{1,4}$")
_SHORT_FORMS = frozenset({"ths", "tp", "tx", "tt", "ts", "pgs", "gs", "đ/c", "bs", "ks", "cn", "v.v", "nxb"})


def spans_of(text: str) -> list[Span]:
    """The sentences of a text in order, as (start, end) without the blanks around them. A line break always ends one.

    A number at the head of a sentence («1.») and common short forms («TP.», «ThS.») end none. Where it is unclear, two sentences
    stay together: what is quoted is then longer, never cut.
    """
    found: list[Span] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for end in _END.finditer(text, line.start(), line.end()):
            if _ends_sentence(text, start, end, line.end()):
                found.append((start, end.end()))
                start = end.end()
        found.append((start, line.end()))
    return [one for one in (_trimmed(text, *span) for span in found) if one[0] < one[1]]


def _ends_sentence(text: str, start: int, end: re.Match[str], line_end: int) -> bool:
    after = end.end()
    while after < line_end and text[after] in " \t":
        after += 1
    if after < line_end and text[after].islower():
        return False
    word = _WORD_BEFORE.search(text, max(start, end.start() - 5), end.start())
    if word is None:
        return True
    is_numbering = word.group().isdigit() and not text[start : word.start()].strip()
    is_initial = len(word.group()) == 1 and word.group().isupper()
    return not (is_numbering or is_initial or word.group().casefold() in _SHORT_FORMS)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def joined(spans: Sequence[Span], chosen: Iterable[int]) -> list[Span]:
    """The chosen sentences, neighbours put together: the blanks between them stay as they were written."""
    found: list[Span] = []
    last = -2
    for place in sorted(set(chosen)):
        start, end = spans[place]
        if place == last + 1:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        last = place
    return found
