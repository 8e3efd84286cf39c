"""The sentences of a conclusion as they are pasted: one a line, or numbered over several lines. Knows no database."""

import re

from lantoa.core.text import looks_empty

# «1.», «2)», «a)», «-», «+», «•» at the head of a line; a year or a number inside the sentence is none.
MARK = re.compile(r"^(?:\(?\d{1,3}[.)]|[a-zđ][.)]|[-–+•*])\s+", re.IGNORECASE)


def sentences_of(pasted: str) -> list[str]:
    """The sentences without the marks before them, in their order.

    Where some lines carry a mark, a line without one goes on with the sentence before it; where none does, each line is one.
    """
    lines = [line.strip() for line in pasted.splitlines() if not looks_empty(line)]
    marked = any(MARK.match(line) for line in lines)
    found: list[str] = []
    for line in lines:
        text = MARK.sub("", line).strip()
        if marked and found and text == line:
            found[-1] = f"{found[-1]} {text}"
        elif text:
            found.append(text)
    return found
