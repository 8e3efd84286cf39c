"""The name screen: how much it refuses of what it must, how much it refuses wrongly, and what a long hostile text takes.

Beside the labelled sentences: those of the user guide and of the sample, which were not written for the purpose and name hardly
anybody, as they are, without marks and in capitals.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from bench.measuring import median_of, milliseconds, table
from lantoa.config import env
from lantoa.core.name_screen import find_persons
from lantoa.core.name_screen.passages import Kind
from tests.core.name_screen.judging import SETS, rates, sentences

SIZES = (10_000, 20_000, 40_000)  # characters
HOSTILE = ("Nguyễn ", "N g ", "A.B.", "x@", "0 ", "12A-", "sinh ngày ", "mang tên ", "thị trấn và ")


LEAST: Final = 25  # characters of a sentence of the texts that were not written for it
SHOWN: Final = 8
WAYS: Final[dict[str, Callable[[str], str]]] = {
    "as written": str,
    "without marks": lambda text: _without_marks(text),
    "in capitals": str.upper,
}


def _without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _other_sentences() -> list[str]:
    """Of the guide and the sample, those with a mark of Vietnamese."""
    files = [
        *(env.PROJECT / "docs" / "guide").glob("*.md"),
        *(one for one in (env.PROJECT / "lantoa" / "sample" / "content").rglob("*") if one.is_file()),
    ]
    texts = [one.read_text("utf-8", errors="ignore") for one in files]
    parts = {part.strip(' #*-`"|,') for text in texts for part in re.split(r"(?<=[.!?;])\s+|[\n\t|]", text)}
    return sorted(one for one in parts if len(one) > LEAST and _without_marks(one) != one)


def _on_others() -> str:
    told, rows = _other_sentences(), []
    for way, change in WAYS.items():
        texts = [change(one) for one in told]
        found = [(text, one) for text in texts for one in find_persons(text) if one.kind == Kind.PERSON]
        words = dict.fromkeys(text[one.start : one.end] for text, one in found)
        shown = ", ".join(list(words)[:SHOWN]) + (" …" if len(words) > SHOWN else "")
        rows.append([way, str(len({text for text, _one in found})), shown])
    return f"{len(told):,} sentences of the guide and the sample: refused for a name\n" + "\n".join(
        f"{way}: {count} ({words})" for way, count, words in rows
    )


def _reading(piece: str, size: int) -> Callable[[], object]:
    text = piece * (size // len(piece))
    return lambda: find_persons(text)


def measure() -> str:
    rows = []
    for name in SETS:
        judged = rates(sentences(name))
        rows.append(
            [
                name,
                f"{judged.refused} / {judged.dirty}",
                f"{judged.recall:.1%}",
                f"{judged.alarms} / {judged.clean}",
                f"{judged.false_alarms:.1%}",
            ]
        )
    kinds = []
    found = [one for name in SETS for one in sentences(name)]
    for label in dict.fromkeys(one.label for one in found if not one.is_clean):
        part = [one for one in found if one.label == label]
        kinds.append([label, f"{sum(bool(find_persons(one.text)) for one in part)} / {len(part)}"])
    missed = [
        one.text
        for name in ("tuning", "hard, tuning")
        for one in sentences(name)
        if not one.is_clean and not find_persons(one.text)
    ]
    times = [
        [
            repr(piece),
            *(milliseconds(one.cpu) for one in median_of(*(_reading(piece, size) for size in SIZES))),
        ]
        for piece in HOSTILE
    ]
    return "\n".join(
        [
            "Sentences that must be refused, and sentences that must pass",
            table(["", "refused", "recall", "alarms", "false"], rows),
            "",
            table(["", "refused, all sets"], kinds),
            *(f"missed while tuning: {text}" for text in missed),
            "",
            _on_others(),
            "",
            "The same piece again and again: ms by length of the text",
            table(["", *(f"{size:,}" for size in SIZES)], times),
        ]
    )
