"""Pairs of texts of which it is known whether they tell of one practice, and what the finder says of them."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lantoa.core.likeness.commonness import Commonness
from lantoa.core.likeness.evidence import Evidence, weigh
from lantoa.core.likeness.words import Part, Reading, read

FOLDER = Path(__file__).parent / "data" / "likeness"


@dataclass(frozen=True)
class Judged:
    kind: str
    split: str  # "tuning" or "held-out"
    same: bool
    evidence: Evidence

    @property
    def found(self) -> bool:
        return self.evidence.is_same


@dataclass(frozen=True)
class Rates:
    precision: float
    recall: float


@cache
def judged_pairs(splits: tuple[str, ...] = ("tuning", "held-out")) -> tuple[Judged, ...]:
    """Each pair weighed in a registry of the practices that the pairs were made from."""
    registry = json.loads((FOLDER / "practices.json").read_text(encoding="utf-8"))
    counts: Counter[Part] = Counter()
    for one in registry:
        reading = read(one["title"], one["text"])
        counts.update(reading.parts)
    common = Commonness(len(registry), counts)
    texts = {one["id"]: one for one in registry}

    def side(told: dict[str, str]) -> Reading:
        found = texts[told["practice"]] if "practice" in told else told
        return read(found["title"], found["text"])

    return tuple(
        Judged(
            one["kind"],
            one["split"],
            one["same"],
            weigh(side(one["right"]), side(one["left"]), common),
        )
        for one in json.loads((FOLDER / "pairs.json").read_text(encoding="utf-8"))
        if one["split"] in splits
    )


def rates(judged: Sequence[Judged], split: str) -> Rates:
    part = [one for one in judged if one.split == split]
    found = [one for one in part if one.found]
    right = sum(one.same for one in found)
    return Rates(right / len(found), right / sum(one.same for one in part))


def recall_of(kind: str, split: str) -> float:
    part = [one for one in judged_pairs() if (one.kind, one.split) == (kind, split)]
    return sum(one.found for one in part) / len(part)
