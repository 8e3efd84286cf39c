"""Where a long name or sentence may be broken: between parts of meaning, never inside a name."""

import functools
import math

# Words that begin a part of a Vietnamese sentence or of the name of an office.
OPENERS = frozenset(
    (
        "và",
        "thuộc",
        "của",
        "trong",
        "giai",
        "tại",
        "trực",
        "với",
        "cho",
        "về",
        "là",
        "đã",
        "phong",
        "nhân",
        "theo",
    )
)
TOGETHER = (
    ("Hồ", "Chí"),
    ("Chí", "Minh"),
    ("phong", "cách"),
    ("đạo", "đức"),
    ("tư", "tưởng"),
    ("làm", "theo"),
)


def wrap_by_meaning(text: str, longest: int) -> list[str]:
    """`text` in as few lines of at most `longest` characters as it needs, of like length, broken between
    parts of meaning.

    A single word longer than a line stays whole.
    """
    words = text.split()
    whole = " ".join(words)
    if len(whole) <= longest or len(words) < 2:
        return [whole]
    count = math.ceil(len(whole) / longest)
    while True:
        lines = _best(words, count, longest)
        if lines is not None or count >= len(words):
            return lines or words
        count += 1


def _best(words: list[str], count: int, longest: int) -> list[str] | None:
    goal = len(" ".join(words)) / count

    @functools.cache
    def rest(start: int, left: int) -> tuple[float, tuple[str, ...]] | None:
        line = " ".join(words[start:])
        if left == 1:
            return ((len(line) - goal) ** 2, (line,)) if len(line) <= longest else None
        found: tuple[float, tuple[str, ...]] | None = None
        for end in range(start + 1, len(words) - left + 2):
            line = " ".join(words[start:end])
            tail = rest(end, left - 1) if len(line) <= longest else None
            if tail is None:
                continue
            cost = (len(line) - goal) ** 2 + _break_cost(words[end - 1], words[end]) + tail[0]
            if found is None or cost < found[0]:
                found = (cost, (line, *tail[1]))
        return found

    best = rest(0, count)
    return list(best[1]) if best else None


def _break_cost(before: str, after: str) -> float:
    """What a break between two words costs, in squared characters of unevenness."""
    if (before.strip(","), after.strip(",")) in TOGETHER or after == "-" or before == "-":
        return 4000
    if before.endswith((",", ";")):
        return 0
    if after in OPENERS:
        return 120
    if before[:1].isupper() and after[:1].isupper():
        return 1500
    if after[:1].isdigit():
        return 1000
    return 150 if after[:1].isupper() else 400
