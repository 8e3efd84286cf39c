"""What each client asked and was told, on its own side: the only truth that a crash of the product cannot touch."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self, TextIO


class Act(StrEnum):
    SAVE = "submission.saved"
    SEND = "submission.submitted"
    RETURN = "submission.sent_back"
    ACCEPT = "submission.accepted"


class Outcome(StrEnum):
    OK = "ok"  # acknowledged: it has to be there, once
    REFUSED = "refused"  # told that nothing was done
    UNKNOWN = "unknown"  # no answer, or an answer that says nothing: whole or not at all


@dataclass(frozen=True)
class Attempt:
    """One request and its answer. Repeats of the same act on the same report bear the same `number`."""

    unit: str
    collection: str
    number: int
    act: Act
    value: int  # the figure that the report carries after this act
    outcome: Outcome
    status: int = 0


@dataclass
class Asked:
    """One act with all its attempts."""

    act: Act
    value: int
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def must_stand(self) -> bool:
        return Outcome.OK in self.outcomes

    @property
    def may_stand(self) -> bool:
        return self.must_stand or Outcome.UNKNOWN in self.outcomes


class Journal:
    """Written line by line, on another file system than the database where there is one; flushed before the next request."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        self._file: TextIO = self.path.open("w")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def note(self, attempt: Attempt) -> None:
        self._file.write(json.dumps(asdict(attempt)) + "\n")
        self._file.flush()


Report = tuple[str, str]  # unit and collection


def read_journals(paths: Iterable[Path]) -> dict[Report, list[Asked]]:
    """Report → what was asked of it, in order."""
    found: dict[Report, dict[int, Asked]] = defaultdict(dict)
    for attempt in _attempts(paths):
        asked = found[attempt.unit, attempt.collection].setdefault(
            attempt.number, Asked(attempt.act, attempt.value)
        )
        asked.outcomes.append(attempt.outcome)
    return {report: [acts[number] for number in sorted(acts)] for report, acts in found.items()}


def _attempts(paths: Iterable[Path]) -> Iterator[Attempt]:
    for path in paths:
        for line in path.read_text().splitlines():
            told = json.loads(line)
            yield Attempt(**told | {"act": Act(told["act"]), "outcome": Outcome(told["outcome"])})


def new_key() -> str:
    return str(uuid.uuid4())
