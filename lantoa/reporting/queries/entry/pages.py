"""What the page of a report is: its questions, its sections, and what holds the sending up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lantoa.core.periods import Period
from lantoa.core.text import LegacyText, detect_legacy_encoding, looks_empty, text_mark
from lantoa.core.word_changes import Piece, word_changes
from lantoa.reporting.entries import Clash, RefusedCell
from lantoa.reporting.filling import (
    answer_words,
)
from lantoa.reporting.models import Narrative, Section, Submission
from lantoa.reporting.queries.entry.cells import Cell
from lantoa.reporting.queries.scores import Group, Scores
from lantoa.reporting.queries.sheets import Shape
from lantoa.reporting.queries.submissions import Report


@dataclass(frozen=True)
class Question:
    """One narrative. `text` stands in the box, `stored` in the report; `mark` tells a later save which text it began from."""

    narrative: Narrative
    text: str
    sentence: str
    stored: str
    label: str  # of its section
    clash: Clash | None = None

    @property
    def mark(self) -> str:
        return self.clash.base if self.clash else text_mark(self.stored)

    @property
    def legacy(self) -> LegacyText | None:
        """What the text would read in Unicode, if it seems pasted from an old font. Kept as it is until a person decides."""
        return None if self.clash else detect_legacy_encoding(self.text)

    @property
    def place(self) -> str:
        """The id of what is drawn anew when the answer is saved."""
        return f"t-{self.narrative.position}-said"

    @property
    def box(self) -> str:
        """The id of the box in which it is answered."""
        return f"t-{self.narrative.position}"

    @property
    def stop_words(self) -> str:
        """What is asked for, where the question stops the sending."""
        return answer_words(self.narrative, self.text)

    @property
    def name(self) -> str:
        return self.narrative.question

    @property
    def wants_reason_only(self) -> bool:
        return False

    @property
    def says_something(self) -> bool:
        return not looks_empty(self.text)

    @property
    def changes(self) -> list[Piece]:
        """From the text that is stored to the person's own."""
        return word_changes(self.stored, self.text)


@dataclass(frozen=True)
class SectionView:
    section: Section
    cells: list[Cell]
    questions: list[Question]
    group: Group | None = None  # what its criteria come to

    @property
    def figures(self) -> list[Cell]:
        """Lines that are no criteria."""
        return [cell for cell in self.cells if not cell.line.scored]

    @property
    def criteria(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.line.scored]

    @property
    def total(self) -> int:
        return len(self.cells) + len(self.questions)

    @property
    def done(self) -> int:
        return sum(cell.filled for cell in self.cells) + sum(one.says_something for one in self.questions)

    @property
    def state(self) -> str:
        states = {cell.state for cell in self.cells}
        if "wrong" in states or any(one.sentence for one in self.questions):
            return "wrong"
        if any(cell.state == "reason" for cell in self.cells):
            return "reason"
        return "done" if self.done == self.total else "open"


@dataclass(frozen=True)
class ReportView:
    """Everything a report's page shows. `before` and `last_year` are the periods whose figures stand
    beside.
    """

    report: Report
    submission: Submission
    shape: Shape
    sections: list[SectionView]
    periods: list[Period]
    scores: Scores | None = None  # of a sheet whose criteria are scored

    @property
    def cells(self) -> list[Cell]:
        return [cell for section in self.sections for cell in section.cells]

    @property
    def has_figures(self) -> bool:
        """Some line is no criterion."""
        return any(not cell.line.scored for cell in self.cells)

    def cell(self, position: int) -> Cell:
        return next(cell for cell in self.cells if cell.line.position == position)

    @property
    def typed_lines(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.line.typed]

    @property
    def filled(self) -> int:
        return sum(bool(cell.base) for cell in self.typed_lines)

    @property
    def from_registers(self) -> int:
        """Lines that stand filled without anybody's typing."""
        return sum(
            bool(cell.line.source) and bool(cell.base) and not cell.overruled for cell in self.typed_lines
        )

    @property
    def overruled(self) -> list[Cell]:
        """Lines of a register where the unit reports another figure."""
        return [cell for cell in self.typed_lines if cell.overruled]

    @property
    def confirmed(self) -> int:
        """Lines of a register whose figure the unit has confirmed."""
        return sum(cell.confirmed for cell in self.typed_lines)

    @property
    def unconfirmed(self) -> list[Cell]:
        """Lines of a register that still ask whether the figure is right."""
        return [cell for cell in self.typed_lines if cell.unconfirmed]

    @property
    def inexact(self) -> int:
        return sum(bool(cell.qualifier) for cell in self.typed_lines)

    @property
    def skipped(self) -> int:
        """Lines of which the unit says that they do not concern it."""
        return sum(cell.line.position in self.submission.said_not_applicable for cell in self.typed_lines)

    @property
    def wrong(self) -> int:
        return sum(cell.state == "wrong" for cell in self.cells)

    @property
    def empty(self) -> int:
        return sum(cell.state == "empty" for cell in self.cells)

    @property
    def warned(self) -> int:
        return sum(cell.state == "reason" for cell in self.cells)

    def _first(self, state: str) -> int | None:
        found = [cell for cell in self.cells if cell.state == state]
        # A warning that still wants its reason comes before one that has it.
        return min(found, key=lambda cell: cell.explained).line.position if found else None

    @property
    def first_wrong(self) -> int | None:
        return self._first("wrong")

    @property
    def first_empty(self) -> int | None:
        return self._first("empty")

    @property
    def first_warned(self) -> int | None:
        return self._first("reason")

    @property
    def stopping(self) -> int:
        """How many places the head has to see to before the report can go."""
        return len(self.stops)

    @property
    def stops(self) -> list[Cell | Question]:
        """What holds the sending up: lines in the order of the sheet, then questions."""
        asked = [one for part in self.sections for one in part.questions if one.stop_words]
        return [*(cell for cell in self.cells if cell.stops), *asked]

    @property
    def explained(self) -> int:
        return sum(cell.state == "reason" and cell.explained for cell in self.cells)


@dataclass(frozen=True)
class Refusals:
    """What a save refused, by position, to be shown where it was typed; and how it understood the rest."""

    figures: Mapping[int, RefusedCell] = field(default_factory=dict)
    texts: Mapping[int, RefusedCell] = field(default_factory=dict)
    echoes: Mapping[int, str] = field(default_factory=dict)
