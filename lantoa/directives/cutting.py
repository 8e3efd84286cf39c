"""A whole text cut into parts by its own numbering: I, 1, a; «Điều 1» of decisions and laws. Knows no database; what it proposes,
a person corrects."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LONGEST_LABEL, LONGEST_HEADING = 20, 300
ENDS_A_SENTENCE: Final = (".", ";", ":", "!", "?", "…")
LETTERS: Final = "abcdđeghiklmnopqrstuvxy"
ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50}
# Outermost first: what a line of this level begins with.
ARTICLE, LETTER = 1, 3
LEVELS: Final = (
    re.compile(r"(?:(?:Phần|Chương|Mục)\s+)?([IVXL]{1,7})\s*[-–—.)/:]+\s*(.*)"),
    re.compile(r"(Điều\s+\d{1,3})(?:\s*[.)/:–—-]+\s*(.*)|)"),
    re.compile(r"(\d{1,3})\s*[.)/:–—-]+\s+(.*)"),
    re.compile(r"([a-zđ])\s*[).]\s+(.*)"),
)


@dataclass(frozen=True)
class CutPart:
    """`label` is the whole way to it («II.1.a», «Điều 3.2.a»), empty for what stands before the first number."""

    label: str
    heading: str
    text: str


def cut(whole: str) -> list[CutPart]:
    """The parts in order. A number opens a part only where it follows the last of its level, or begins a level anew: a year or
    an amount at the head of a line stays text. Articles («Điều») are counted through the whole text, over its chapters, and are
    named without them. A line without the mark of a sentence's end is the part's heading."""
    path: list[tuple[str, int]] = []
    article = 0
    parts: list[tuple[str, str, list[str]]] = [("", "", [])]
    for line in (one.strip() for one in whole.splitlines()):
        opened = _opens(line, path, article)
        if opened is None:
            parts[-1][2].append(line)
            continue
        level, sign, place, rest = opened
        path += [("", 0)] * (level - len(path))  # a text may begin with «1.» and know no Roman numbers
        path[level:] = [(sign, place)]
        article = place if level == ARTICLE else article
        named = path[ARTICLE:] if len(path) > ARTICLE and path[ARTICLE][0] else path
        label = ".".join(one for one, _place in named if one)[:LONGEST_LABEL]
        is_heading = len(rest) <= LONGEST_HEADING and not rest.endswith(ENDS_A_SENTENCE)
        parts.append((label, rest if is_heading else "", [] if is_heading else [rest]))
    cleaned = [CutPart(label, heading, "\n".join(lines).strip()) for label, heading, lines in parts]
    return [one for one in cleaned if one.label or one.heading or one.text]


def unwrapped(lines: Iterable[str]) -> str:
    """The lines of a file as one text: a line that goes on in small letters is put to the one before, where no sentence ended."""
    whole: list[str] = []
    for line in (" ".join(one.split()) for one in lines):
        goes_on = whole and line[:1].islower() and LEVELS[LETTER].fullmatch(line) is None
        if goes_on and whole[-1] and not whole[-1].endswith(ENDS_A_SENTENCE):
            whole[-1] = f"{whole[-1]} {line}"
        else:
            whole.append(line)
    return "\n".join(whole)


def _opens(line: str, path: list[tuple[str, int]], article: int) -> tuple[int, str, int, str] | None:
    """Level, sign, place within the level and the rest of a line that opens a part; `article` is the number of the last one."""
    for level, pattern in enumerate(LEVELS):
        found = pattern.fullmatch(line)
        if found is None or (level == LETTER and not path):
            continue
        sign, rest = " ".join(found[1].split()), (found[2] or "").strip()
        place = _place(level, sign)
        before = article if level == ARTICLE else path[level][1] if level < len(path) else 0
        if place in _next(level, before):
            return level, sign, place, rest
    return None


def _place(level: int, sign: str) -> int:
    if level == 0:
        values = [ROMAN[one] for one in sign]
        return sum(
            -value if any(value < later for later in values[i + 1 :]) else value
            for i, value in enumerate(values)
        )
    return LETTERS.find(sign) + 1 if level == LETTER else int(sign.split()[-1])


def _next(level: int, before: int) -> tuple[int, ...]:
    """The places that may follow; some count a, b, c, d, e and leave out đ."""
    skipped = level == LETTER and LETTERS[before : before + 1] == "đ"
    return (before + 1, before + 2) if skipped else (before + 1,)
