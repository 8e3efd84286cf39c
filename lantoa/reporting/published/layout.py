"""The sheet of a published review: its figures as lines, what they are parts and shares of as soft relations and ratios."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from lantoa.core.text import folding_key
from lantoa.reporting.choices import LineKind, Operator, PeriodLength, TimeRule, TreeRule
from lantoa.reporting.design import (
    LONGEST_PRINTED_LABEL,
    MOST_DECLARED,
    LineSpec,
    RelationSpec,
    SectionSpec,
    SheetSpec,
    design_faults,
)
from lantoa.reporting.published.checks import checks_of
from lantoa.reporting.published.comparisons import Check, CheckKind
from lantoa.reporting.published.figures import Figure, Review

# A metric of a review is never an indicator of the house's own sheets: totals and series of those must not meet it.
PREFIX = "CB."
LONGEST_CODE = 40


@dataclass(frozen=True)
class Layout:
    """`codes[i]` is the line of figure i; `values` has every line that is typed."""

    design: SheetSpec
    codes: Sequence[str]
    values: dict[str, Decimal]


def layout_of(review: Review, code: str, name: str) -> Layout:
    """The design and the figures in it. Stated numbers are lines, and a percentage stands beside the ratio of its two
    figures: the stated one is kept, the other computed.
    """
    lines = _Lines()
    codes = [lines.add(one, one.metric, one.words, one.value, one.unit) for one in review.figures]
    counted = lines.taken()
    ratios: list[LineSpec] = []
    relations: dict[tuple[str, ...], RelationSpec] = {}
    for check in checks_of(review):
        if check.kind == CheckKind.SHARE:
            ratios.append(_ratio(check, codes, lines))
        for relation in _relations(check, codes):
            key = (relation.left, relation.operator, relation.right, relation.plus)
            relations.setdefault(key, relation)
    for one in review.figures:
        if one.denominator_value is not None and not one.is_share:
            base = lines.number(one, _("Mẫu số của: %(words)s"), one.denominator_value)
            relations.setdefault((codes[one.place], base), _at_most(codes[one.place], base))
    sections = [SectionSpec("I", _("Số liệu nêu trong bài"), counted)]
    given = lines.taken()[len(counted) :]
    if given:
        sections.append(SectionSpec("II", _("Tử số, mẫu số nêu kèm"), given))
    if ratios:
        sections.append(SectionSpec("III", _("Tỷ lệ tính lại"), ratios))
    kept = list(relations.values())[:MOST_DECLARED]
    design = SheetSpec(code, name, PeriodLength(review.period.kind), sections, kept)
    return Layout(_without_circles(design), codes, lines.values)


def _without_circles(design: SheetSpec) -> SheetSpec:
    """What a text says of its figures may go in a circle; a sheet's relations may not. The comparison is shown all the same."""
    wrong = {one.place for one in design_faults(design) if one.kind == "relation"}
    return replace(
        design, relations=[one for place, one in enumerate(design.relations) if place not in wrong]
    )


class _Lines:
    """Lines with codes that no other line of the sheet has."""

    def __init__(self) -> None:
        self._made: dict[str, LineSpec] = {}
        self._codes: set[str] = set()  # folded; those of ratios too, whose lines stand apart
        self.values: dict[str, Decimal] = {}

    def taken(self) -> list[LineSpec]:
        return list(self._made.values())

    def code(self, metric: str) -> str:
        """A code that no other line has; asking takes it."""
        wanted, at = _short(metric), 1
        while folding_key(wanted) in self._codes:
            at += 1
            wanted = _short(f"{metric}#{at}")
        self._codes.add(folding_key(wanted))
        return wanted

    def add(self, figure: Figure, metric: str, label: str, value: Decimal, unit: str) -> str:
        code = self.code(metric)
        whole = value == value.to_integral_value() and not figure.is_share
        self._made[code] = LineSpec(
            code,
            label[:LONGEST_PRINTED_LABEL],
            unit,
            LineKind.COUNT if whole else LineKind.DECIMAL,
            TreeRule.NONE if figure.is_share else TreeRule.SUM,
            TimeRule.LAST,
            help=figure.note,
        )
        self.values[code] = value
        return code

    def number(self, of: Figure, words: str, value: Decimal) -> str:
        """The line of a number that the review gives beside a figure; the same number of the same figure once."""
        label = (words % {"words": of.words})[:LONGEST_PRINTED_LABEL]
        for code, line in self._made.items():
            if line.label == label and self.values[code] == value:
                return code
        code = self.code(f"{of.metric}~{value}")
        kind = LineKind.COUNT if value == value.to_integral_value() else LineKind.DECIMAL
        self._made[code] = LineSpec(code, label, "", kind, TreeRule.SUM, TimeRule.LAST)
        self.values[code] = value
        return code


def _short(metric: str) -> str:
    code = PREFIX + metric
    if len(code) <= LONGEST_CODE:
        return code
    return f"{code[: LONGEST_CODE - 9]}-{hashlib.sha256(metric.encode()).hexdigest()[:8]}"


def _ratio(check: Check, codes: Sequence[str], lines: _Lines) -> LineSpec:
    sides = []
    for side, words in ((check.top, _("Tử số của: %(words)s")), (check.base, _("Mẫu số của: %(words)s"))):
        if side is None:
            raise ValueError("a share has a numerator and a denominator")
        code = codes[side.figure.place] if side.figure else lines.number(check.stated, words, side.value)
        sides.append(code)
    label = (_("Tính lại: %(words)s") % {"words": check.stated.words})[:LONGEST_PRINTED_LABEL]
    return LineSpec(
        lines.code(f"{check.stated.metric}~ratio"),
        label,
        "%",
        LineKind.RATIO,
        TreeRule.RATIO,
        TimeRule.LAST,
        numerator=sides[0],
        denominator=sides[1],
        required=False,
    )


def _relations(check: Check, codes: Sequence[str]) -> list[RelationSpec]:
    """Soft ones: the review is printed, and its report is kept as it is printed."""
    if check.kind == CheckKind.PART:
        return [_at_most(codes[check.stated.place], codes[check.against[0].place])]
    if check.kind not in (CheckKind.SUM, CheckKind.YEARS):
        return []
    whole, parts = codes[check.stated.place], [codes[one.place] for one in check.against]
    if len(parts) == 2 and check.complete:
        return [RelationSpec(whole, Operator.EQUALS, parts[0], parts[1], hard=False, sentence=_kept())]
    return [_at_most(one, whole) for one in parts]


def _at_most(part: str, whole: str) -> RelationSpec:
    return RelationSpec(part, Operator.AT_MOST, whole, hard=False, sentence=_kept())


def _kept() -> str:
    return _("Giữ đúng như bài đã công bố.")
