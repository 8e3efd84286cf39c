"""What a form, or a file, says about a report, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lantoa.reporting.models import Submission


@dataclass(frozen=True)
class Entries:
    """What was sent, by position: what was typed into cells, reasons, narrative texts, and what was chosen of figures.

    `values` are read by `reading.read_cell`. `bases` are the cells the form was opened with, `text_marks` do the same
    for texts: with them a stale form still saves what nobody else touched. `qualifiers` set the word of a figure that
    stands («» makes it exact); `applies` says whether a line concerns the unit; `estimates` is `qualifiers` for «ước» alone.
    `confirmed`: the register's figure as the person has seen and confirms it, «» takes the confirmation back.
    `own_kept` and `own_text_kept` answer a clash: the other's cell (or mark of text) that the person has seen and overwrites.
    `converted`: texts pasted from an old font that the person wants as they read in Unicode.
    """

    values: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    estimates: Mapping[int, bool] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)
    bases: Mapping[int, str] | None = None
    text_marks: Mapping[int, str] = field(default_factory=dict)
    qualifiers: Mapping[int, str] = field(default_factory=dict)
    applies: Mapping[int, bool] = field(default_factory=dict)
    confirmed: Mapping[int, str] = field(default_factory=dict)
    own_kept: Mapping[int, str] = field(default_factory=dict)
    own_text_kept: Mapping[int, str] = field(default_factory=dict)
    converted: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Clash:
    """Two people (or two pages of one) at one place. `base` is what the form was opened with: it stays until one is chosen.

    `stored` is as it is read; `seen` is what choosing one's own sends along. `at` None: not known.
    """

    base: str
    stored: str
    seen: str
    who: str
    at: datetime | None
    own_page: bool


@dataclass(frozen=True)
class RefusedCell:
    typed: str
    sentence: str
    clash: Clash | None = None


@dataclass(frozen=True)
class Saved:
    """The submission as stored, and what was refused: cells, reasons and texts apart.

    `echoes`: how a saved cell was understood, where it could be read otherwise.
    """

    submission: Submission
    refused: dict[int, RefusedCell]
    refused_notes: dict[int, RefusedCell]
    refused_texts: dict[int, RefusedCell]
    echoes: dict[int, str] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        return not (self.refused or self.refused_notes or self.refused_texts)
