"""The name screen: how much it refuses of what it must, how much it refuses wrongly, and what a long hostile text takes."""

from collections.abc import Callable

from bench.measuring import median_of, milliseconds, table
from lantoa.core.name_screen import find_persons
from tests.core.name_screen.judging import SETS, rates, sentences

SIZES = (10_000, 20_000, 40_000)  # characters
HOSTILE = ("Nguyễn ", "N g ", "A.B.", "x@", "0 ", "12A-", "sinh ngày ", "mang tên ", "thị trấn và ")


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
    missed = [one.text for one in sentences("tuning") if not one.is_clean and not find_persons(one.text)]
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
            table(["", "refused, both sets"], kinds),
            *(f"missed while tuning: {text}" for text in missed),
            "",
            "The same piece again and again: ms by length of the text",
            table(["", *(f"{size:,}" for size in SIZES)], times),
        ]
    )
