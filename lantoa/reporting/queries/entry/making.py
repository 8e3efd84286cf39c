"""How the page of a report is made: each cell with its state, in the sections of the sheet. Reads only."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from lantoa.core.periods import Period
from lantoa.core.vi_numbers import format_percent
from lantoa.reporting import scoring, sources
from lantoa.reporting.checks import Figure, show_figure
from lantoa.reporting.choices import Confirmation, SkipRule
from lantoa.reporting.divided import figure_faults, sum_words
from lantoa.reporting.filling import (
    confirmation_of,
    confirmation_words,
    doubts,
    empty_words,
    fill_from_sources,
    reason_of,
)
from lantoa.reporting.models import Line, Narrative, Submission
from lantoa.reporting.queries.entry.cells import Cell
from lantoa.reporting.queries.entry.pages import Question, Refusals, ReportView, SectionView
from lantoa.reporting.queries.scores import Scores, scores_of
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.submissions import Report, past_values, texts_of
from lantoa.reporting.reading import shown_cell, stored_cell


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
