"""A report as a page shows it: each cell with its state, in the sections of the sheet. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from lantoa.core.periods import Period
from lantoa.core.text import LegacyText, detect_legacy_encoding, looks_empty, text_mark
from lantoa.core.vi_numbers import format_percent
from lantoa.core.word_changes import Piece, word_changes
from lantoa.reporting import scoring, sources
from lantoa.reporting.checks import Figure, show_figure
from lantoa.reporting.choices import Confirmation, SkipRule
from lantoa.reporting.divided import figure_faults, sum_words
from lantoa.reporting.entries import Clash, RefusedCell
from lantoa.reporting.filling import (
    answer_words,
    confirmation_of,
    confirmation_words,
    doubts,
    empty_words,
    fill_from_sources,
    reason_of,
)
from lantoa.reporting.models import Line, Narrative, Section, Submission
from lantoa.reporting.queries.scores import Group, Scores, UpperScore, scores_of
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.submissions import Report, past_values, texts_of
from lantoa.reporting.reading import NOT_APPLICABLE, shown_cell, stored_cell

ICONS = {
    "wrong": "alert",
    "reason": "warning",
    "locked": "lock",
    "register": "register",
    "confirmed": "done",
    "noted": "message",
    "skipped": "minus",
    "saved": "check",
    "empty": "",
}


@dataclass(frozen=True)
class Cell:
    """One line of the grid. `state` is a key of ICONS; `shown` is what stands in the field, `base` what the form is opened with:
    what is stored, or while a clash is open what it was opened with before. `echo`: how the entry was just understood.
    """

    line: Line
    state: str
    shown: str
    base: str
    sentence: str
    note: str
    past: list[str]
    records: int | None
    said: str  # what the register holds, where that is not what is reported
    overruled: bool
    qualifier: str
    applies: bool
    returned: str
    confirmation: Confirmation | None = None
    register: str = ""  # the register's figure
    confirmation_words: str = ""  # what is asked about it
    clash: Clash | None = None
    echo: str = ""
    explained: bool = False  # the note says something
    upper: "UpperScore | None" = None  # what the level above gave, where the reader may know it

    @property
    def place(self) -> str:
        """The id of what is drawn anew when the line is saved."""
        return f"line-{self.line.position}"

    @property
    def name(self) -> str:
        return self.line.full_label

    @property
    def box(self) -> str:
        """The id of the box in which the line is put right."""
        if self.wants_reason_only:
            return f"note-{self.line.position}"
        if self.confirms_only:
            return self.confirm_box
        # A total that follows from its parts is put right in them, below it.
        return f"line-{self.line.position}" if self.line.summed else f"v-{self.line.position}"

    @property
    def options(self) -> list[tuple[str, str]]:
        """The levels of a criterion, as they are typed and as they are read; then that it does not apply, where it may be
        said.
        """
        kept = scoring.point_options(self.line.options)
        found = [(show_figure(self.line, points), label) for label, points in kept]
        return [*found, (NOT_APPLICABLE, NOT_APPLICABLE)] if found and self.line.skip_rule else found

    @property
    def says(self) -> bool:
        """There are words beside its points."""
        upper = self.upper is not None and (bool(self.upper.reason) or self.upper.lacks_reason)
        return upper or bool(self.sentence or self.note or self.returned)

    @property
    def level(self) -> str:
        """The words of the level that was chosen."""
        return dict(self.options).get(self.shown, "") if self.applies else ""

    @property
    def is_level(self) -> bool:
        """What stands in the field can be chosen; else it is shown as it was typed."""
        return not self.shown or self.shown in dict(self.options)

    @property
    def icon(self) -> str:
        return ICONS[self.state]

    @property
    def locked(self) -> bool:
        return self.state == "locked" or self.line.summed

    @property
    def is_part(self) -> bool:
        """Stands indented under its total."""
        return self.line.part_of_id is not None

    @property
    def filled(self) -> bool:
        return (bool(self.base) or self.locked) and not self.unconfirmed

    @property
    def confirmed(self) -> bool:
        return self.confirmation == Confirmation.CONFIRMED

    @property
    def unconfirmed(self) -> bool:
        """A register filled it, and nobody has said yet that the figure is right."""
        return self.confirmation in (Confirmation.WAITING, Confirmation.LAPSED)

    @property
    def lapsed(self) -> bool:
        """The register says something else than the unit has confirmed."""
        return self.confirmation == Confirmation.LAPSED

    @property
    def confirm_box(self) -> str:
        """Name and id of the field that confirms the register's figure."""
        return f"f-{self.line.position}"

    @property
    def choice(self) -> str:
        """What the figure is: a qualifier, that the line does not apply, or nothing."""
        return self.qualifier if self.applies else "not_applicable"

    @property
    def asks(self) -> bool:
        """Wants a reason, or has one."""
        return self.state == "reason" or (self.state == "wrong" and (self.overruled or not self.applies))

    @property
    def unexplained(self) -> bool:
        """May be right, but nobody has said why."""
        return self.state == "reason" and not self.explained

    @property
    def stops(self) -> bool:
        """Stops the sending."""
        return self.unconfirmed or self._stops_by_figure

    @property
    def _stops_by_figure(self) -> bool:
        return self.state == "wrong" or self.unexplained or (self.state == "empty" and self.line.required)

    @property
    def confirms_only(self) -> bool:
        """All that is asked is whether the register's figure is right."""
        return self.unconfirmed and not self._stops_by_figure

    @property
    def stop_words(self) -> str:
        """What is asked for, where the line stops the sending."""
        return self.sentence if self._stops_by_figure else self.confirmation_words

    @property
    def wants_reason_only(self) -> bool:
        """The figure may stand as it is: words are all that is missing."""
        return self.unexplained or (self.state == "wrong" and not self.applies and not self.clash)


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


def report_view(
    report: Report, refusals: Refusals | None = None, *, editing: bool = False, judging: bool = False
) -> ReportView:
    """The page of a report. While `editing`, register lines show what the register holds now; `judging` shows the second
    points of one that waits.

    A number of statements that depends on the number of registers only.
    """
    refusals = refusals or Refusals()
    submission = report.submission
    shape = shape_of(report.collection.sheet_version_id)
    counts = fill_from_sources(submission, shape) if editing else {}
    period = report.collection.period
    periods = list(dict.fromkeys([period.same_last_year, period.previous]))
    past = past_values(shape, submission.unit_id, periods)
    texts = texts_of(submission)
    scores = scores_of(submission, shape, judging=judging)
    maker = _CellMaker(submission, shape, refusals, counts, periods, past, editing, scores)
    sections = [
        SectionView(
            section,
            [maker.cell(line) for line in shape.lines if line.section_id == section.pk],
            [
                _question(one, texts.get(one.pk, ""), section.label, refusals)
                for one in shape.narratives
                if one.section_id == section.pk
            ],
            scores.groups.get(section.pk) if scores else None,
        )
        for section in shape.sections
    ]
    return ReportView(report, submission, shape, sections, periods, scores)


def _question(narrative: Narrative, stored: str, label: str, refusals: Refusals) -> Question:
    refused = refusals.texts.get(narrative.position)
    if refused is None:
        return Question(narrative, stored, "", stored, label)
    return Question(narrative, refused.typed, refused.sentence, stored, label, refused.clash)


class _CellMaker:
    """Decides what each cell looks like; the loudest state wins."""

    def __init__(
        self,
        submission: Submission,
        shape: Shape,
        refusals: Refusals,
        counts: Mapping[int, sources.SourceCount],
        periods: list[Period],
        past: Mapping[str, Mapping[str, Figure]],
        editing: bool,
        scores: Scores | None,
    ) -> None:
        self.upper = scores.upper if scores else {}
        self.submission, self.shape, self.refusals = submission, shape, refusals
        self.counts, self.periods, self.past, self.editing = counts, periods, past, editing
        self.faults: dict[int, str] = {}
        for fault in figure_faults(shape, submission.values, submission.not_applicable):
            if fault.hard:
                self.faults.setdefault(fault.position, fault.sentence)
        self.doubts = doubts(shape, submission, past.get(periods[-1].code, {}), periods[-1])

    def cell(self, line: Line) -> Cell:
        place = line.position
        value = self.submission.values[place]
        reading = stored_cell(self.submission, line)
        base = shown_cell(line, reading)
        state, sentence = self._state(line, value)
        shown = base
        if line.computed:
            shown, base = share_of(self.shape, line, self.submission.values), ""
        refused = self.refusals.figures.get(place)
        clash = refused.clash if refused else None
        if refused:
            shown, base = refused.typed, clash.base if clash else base
        said = self.submission.source_values[place] if line.source else None
        count = self.counts.get(place)
        confirmation = confirmation_of(self.submission, line)
        return Cell(
            line,
            state,
            shown,
            base,
            sentence,
            self.submission.notes.get(str(place), ""),
            [self._past(line, period) for period in self.periods],
            int(count.value) if count else None,
            show_figure(line, said) if place in self.submission.overruled else "",
            place in self.submission.overruled,
            reading.qualifier,
            reading.applies,
            self.submission.return_lines.get(str(place), ""),
            confirmation,
            show_figure(line, said),
            confirmation_words(self.submission, line),
            clash,
            self.refusals.echoes.get(place, ""),
            bool(reason_of(self.submission, place)),
            self.upper.get(place),
        )

    def _state(self, line: Line, value: Figure) -> tuple[str, str]:
        place = line.position
        note = reason_of(self.submission, place)
        if place in self.refusals.figures:
            return "wrong", self.refusals.figures[place].sentence
        if line.computed:
            return "locked", self._parts_words(line)
        if line.summed and (
            place in self.submission.said_not_applicable
            or (place not in self.faults and place not in self.doubts)
        ):
            return "locked", self._sum_words(line)
        if place in self.submission.said_not_applicable:
            if note or not line.required:
                return "skipped", skip_words(line)
            return "wrong", _("Không áp dụng cho đơn vị: ghi lý do.")
        if place in self.submission.not_applicable:
            return "locked", _("Cộng từ các đơn vị trực thuộc.")
        if place in self.faults:
            return "wrong", self.faults[place]
        said = self.submission.source_values[place] if line.source else None
        if said is not None and place in self.submission.overruled:
            words = _("Sổ có %(said)s.") % {"said": show_figure(line, said)}
            ask = _("Ghi lý do, hoặc xóa để lấy số trong sổ.")
            return ("reason", words) if note else ("wrong", f"{words} {ask}")
        warning = self.doubts.get(place, "")
        if warning:
            ask = _("Nếu đúng, ghi lý do.")
            return "reason", warning if note or not self.editing else f"{warning} {ask}"
        if said is not None:
            confirmed = confirmation_of(self.submission, line) == Confirmation.CONFIRMED
            return "confirmed" if confirmed else "register", ""
        if value is None:
            return "empty", empty_words(line) if line.required and self.editing else ""
        return ("noted", "") if str(place) in self.submission.notes else ("saved", "")

    def _past(self, line: Line, period: Period) -> str:
        values = self.past.get(period.code)
        if values is None:
            return "–"
        if line.computed:
            top, base = (self.shape.lines[place].indicator.code for place in self.shape.parts(line))
            return _percent(values.get(top), values.get(base))
        return show_figure(line, values.get(line.indicator.code)) or "–"

    def _sum_words(self, line: Line) -> str:
        place = line.position
        if (
            place in self.submission.not_applicable and place not in self.submission.said_not_applicable
        ):  # a level that collects gives no own figure
            return _("Cộng từ các đơn vị trực thuộc.")
        return sum_words(line, self.shape.divided.get(place, []), self.submission)

    def _parts_words(self, line: Line) -> str:
        if line.position in self.submission.said_not_applicable:
            return _("Không tính: có dòng không áp dụng cho đơn vị.")
        top, base = (self.shape.lines[place].label.lower() for place in self.shape.parts(line))
        return _("Tính từ %(top)s trên %(base)s.") % {"top": top, "base": base}


def skip_words(line: Line) -> str:
    """What it does to the total that a criterion does not apply; nothing for a line that is no criterion."""
    if not line.scored or line.most is None:
        return ""
    words = {"most": scoring.shown(line.most)}
    if line.skip_rule == SkipRule.FULL:
        return _("Không áp dụng: tính đủ %(most)s điểm.") % words
    if line.skip_rule == SkipRule.ZERO:
        return _("Không áp dụng: tính 0 trên %(most)s điểm.") % words
    return _("Không áp dụng: bỏ %(most)s điểm này khỏi thang rồi chia lại.") % words


def share_of(shape: Shape, line: Line, values: list[Figure]) -> str:
    """What a ratio comes to in a report, as it is read."""
    top, base = shape.parts(line)
    return _percent(values[top], values[base])


def _percent(top: Figure, base: Figure) -> str:
    if top is None or base is None:
        return "–"
    return format_percent(Decimal(top), Decimal(base), space="\N{NO-BREAK SPACE}")
