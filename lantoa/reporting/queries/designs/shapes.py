"""A version or a draft as a design: its parts in order, with what is wrong with them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lantoa.reporting import scoring
from lantoa.reporting.choices import Division, LineKind, Operator, PeriodLength, SkipRule, TimeRule, TreeRule
from lantoa.reporting.design import (
    Fault,
    LineSpec,
    QuestionSpec,
    RelationSpec,
    SectionSpec,
    SheetSpec,
    design_faults,
)
from lantoa.reporting.models import (
    DraftLine,
    DraftQuestion,
    DraftRelation,
    DraftSection,
    Narrative,
    SheetDraft,
)
from lantoa.reporting.queries.sheets import shape_of


def spec_of_version(version_id: uuid.UUID) -> SheetSpec:
    """A published version as a design. Five statements."""
    shape = shape_of(version_id)
    codes = {line.pk: line.indicator.code for line in shape.lines}

    def code_of(pk: uuid.UUID | None) -> str:
        return codes[pk] if pk else ""

    lines: dict[uuid.UUID, list[LineSpec]] = {}
    for line in shape.lines:
        lines.setdefault(line.section_id, []).append(
            LineSpec(
                codes[line.pk],
                line.label,
                line.unit_of_measure,
                LineKind(line.kind),
                TreeRule(line.tree_rule),
                TimeRule(line.time_rule),
                code_of(line.numerator_id),
                code_of(line.denominator_id),
                line.source,
                line.help,
                line.basis,
                line.required,
                line.dimension,
                line.dimension_name,
                Division(line.division) if line.division else "",
                code_of(line.part_of_id),
                line.option,
                line.most,
                SkipRule(line.skip_rule) if line.skip_rule else "",
                line.bonus,
                scoring.point_options(line.options),
            )
        )
    asked: dict[uuid.UUID, list[QuestionSpec]] = {}
    for one in shape.narratives:
        asked.setdefault(one.section_id, []).append(_question_spec(one))
    sections = [
        SectionSpec(one.label, one.title, lines.get(one.pk, []), asked.get(one.pk, []))
        for one in shape.sections
    ]
    relations = [
        RelationSpec(
            codes[one.left_id],
            Operator(one.operator),
            codes[one.right_id],
            code_of(one.plus_id),
            one.hard,
            one.sentence,
        )
        for one in shape.relations
    ]
    version = shape.version
    return SheetSpec(
        version.sheet.code,
        version.name or version.sheet.name,
        PeriodLength(version.period_kind),
        sections,
        sorted(relations, key=lambda one: (one.left, one.operator, one.right, one.plus)),
        scoring.read_scale(version.scale),
    )


def _question_spec(one: Narrative | DraftQuestion) -> QuestionSpec:
    return QuestionSpec(one.question, one.help, one.required)


@dataclass(frozen=True)
class DraftPart:
    """A section of a draft with its rows, in order."""

    section: DraftSection
    lines: list[DraftLine]
    questions: list[DraftQuestion]


@dataclass(frozen=True)
class DraftShape:
    """A draft with all its rows and all that is wrong with it. `said` gives a row's sentences by its id."""

    draft: SheetDraft
    parts: list[DraftPart]
    relations: list[DraftRelation]
    spec: SheetSpec
    faults: list[Fault]
    said: Mapping[uuid.UUID, list[str]]

    @property
    def lines(self) -> list[DraftLine]:
        return [line for part in self.parts for line in part.lines]


def shape_of_draft(draft: SheetDraft) -> DraftShape:
    """Four statements, whatever the size of the draft."""
    lines: dict[uuid.UUID, list[DraftLine]] = {}
    for line in draft.lines.all():
        lines.setdefault(line.section_id, []).append(line)
    asked: dict[uuid.UUID, list[DraftQuestion]] = {}
    for one in draft.questions.all():
        asked.setdefault(one.section_id, []).append(one)
    parts = [DraftPart(one, lines.get(one.pk, []), asked.get(one.pk, [])) for one in draft.sections.all()]
    relations = list(draft.relations.all())
    sections = [
        SectionSpec(
            part.section.label,
            part.section.title,
            [_line_spec(line) for line in part.lines],
            [_question_spec(one) for one in part.questions],
        )
        for part in parts
    ]
    spec = SheetSpec(
        draft.code,
        draft.name,
        PeriodLength(draft.period_kind),
        sections,
        [
            RelationSpec(one.left, Operator(one.operator), one.right, one.plus, one.hard, one.sentence)
            for one in relations
        ],
        scoring.read_scale(draft.scale),
    )
    faults = design_faults(spec)
    rows: dict[str, Sequence[Any]] = {
        "section": [part.section for part in parts],
        "line": [line for part in parts for line in part.lines],
        "question": [one for part in parts for one in part.questions],
        "relation": relations,
    }
    said: dict[uuid.UUID, list[str]] = {}
    for fault in faults:
        if fault.kind in rows:
            said.setdefault(rows[fault.kind][fault.place].pk, []).append(fault.sentence)
    return DraftShape(draft, parts, relations, spec, faults, said)


def parts_of(line: DraftLine, code: str = "") -> list[DraftLine]:
    """In order; by the code that the line had before, where that is given."""
    return list(DraftLine.objects.filter(draft=line.draft_id, part_of=code or line.code))


def _line_spec(line: DraftLine) -> LineSpec:
    return LineSpec(
        line.code,
        line.label,
        line.unit_of_measure,
        LineKind(line.kind),
        TreeRule(line.tree_rule),
        TimeRule(line.time_rule),
        line.numerator,
        line.denominator,
        line.source,
        line.help,
        line.basis,
        line.required,
        line.dimension,
        line.dimension_name,
        Division(line.division) if line.division else "",
        line.part_of,
        line.option,
        line.most,
        SkipRule(line.skip_rule) if line.skip_rule else "",
        line.bonus,
        scoring.point_options(line.options),
    )
