"""The labelled sentences, and how the screen does on them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lantoa.core.name_screen import find_persons

HERE: Final = Path(__file__).parent
CLEAN: Final = "-"
SETS: Final = {
    "tuning": ("tuning_persons.txt", "tuning_clean.txt"),
    "held-out": ("held_out.txt",),
    "hard, tuning": ("hard_tuning.txt",),
    "hard, held-out": ("hard_held_out.txt",),
    "unseen": ("unseen.txt",),
}


@dataclass(frozen=True)
class Sentence:
    label: str
    text: str

    @property
    def is_clean(self) -> bool:
        return self.label == CLEAN


@dataclass(frozen=True)
class Rates:
    """`refused` of `dirty` sentences, `alarms` among `clean` ones."""

    dirty: int
    refused: int
    clean: int
    alarms: int

    @property
    def recall(self) -> float:
        return self.refused / self.dirty

    @property
    def false_alarms(self) -> float:
        return self.alarms / self.clean


def sentences(name: str) -> list[Sentence]:
    """Of a set of SETS."""
    lines = [line for file in SETS[name] for line in (HERE / file).read_text("utf-8").splitlines() if line]
    return [Sentence(label, text) for label, _tab, text in (line.partition("\t") for line in lines)]


def rates(found: list[Sentence]) -> Rates:
    refused = [one for one in found if find_persons(one.text)]
    clean = sum(one.is_clean for one in found)
    alarms = sum(one.is_clean for one in refused)
    return Rates(len(found) - clean, len(refused) - alarms, clean, alarms)
