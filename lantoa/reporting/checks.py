"""What can be wrong with a report's figures. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from lantoa.core.vi_numbers import (
    MISSING,
    NumberError,
    format_count,
    format_decimal,
    parse_cell,
    parse_decimal_cell,
)
from lantoa.reporting import scoring
from lantoa.reporting.choices import LineKind, Operator
from lantoa.reporting.models import Line, LineRelation

Figure = Decimal | None
LARGEST_AMOUNT = 10**15  # đồng
DECIMAL_PLACES = 2
JUMP = Decimal("2.5")  # times the period before, from which a reason is asked for
JUMP_AT_LEAST = 10  # and at least this much more: from 1 to 4 is no news


@dataclass(frozen=True)
class Fault:
    """A relation that does not hold, told at its left line."""

    position: int
    hard: bool
    sentence: str


def read_figure(line: Line, text: str) -> Figure:
    """The figure typed into a cell, None for an empty one. Raises NumberError with the sentence to show."""
    if line.kind in (LineKind.DECIMAL, LineKind.SCORE):
        number = parse_decimal_cell(text, places=DECIMAL_PLACES)
        return None if number is MISSING else _within(line, number)
    if line.kind == LineKind.RATIO:
        raise NumberError(_("Dòng này được tính từ hai dòng khác, không nhập trực tiếp."))
    count = parse_cell(text, maximum=LARGEST_AMOUNT) if line.kind == LineKind.AMOUNT else parse_cell(text)
    return None if count is MISSING else Decimal(count)


def _within(line: Line, number: Decimal) -> Decimal:
    """The same number, where it is no points or such as the criterion gives. Raises NumberError."""
    if line.most is None:
        return number
    if number > line.most:
        sentence = _("Nhiều nhất %(most)s điểm ở tiêu chí này.")
        raise NumberError(sentence % {"most": scoring.shown(line.most)})
    levels = [points for _label, points in scoring.point_options(line.options)]
    if levels and number not in levels:
        sentence = _("Chọn một trong các mức: %(levels)s điểm.")
        raise NumberError(sentence % {"levels": "; ".join(scoring.shown(one) for one in levels)})
    return number


def check_figure(line: Line, value: object) -> Figure:
    """The same rules for a figure that comes as a number. Raises NumberError."""
    if value is None:
        return None
    number = Decimal(str(value))
    if line.kind == LineKind.RATIO:
        raise NumberError(_("Dòng này được tính từ hai dòng khác, không nhập trực tiếp."))
    if not number.is_finite():
        raise NumberError(_("Chỉ nhập chữ số 0–9."))
    if number < 0:
        raise NumberError(_("Số lượng không được âm."))
    if line.kind not in (LineKind.DECIMAL, LineKind.SCORE) and number != number.to_integral_value():
        raise NumberError(_("Ô này chỉ nhận số nguyên, không có phần thập phân."))
    if number > LARGEST_AMOUNT:
        raise NumberError(
            _("Số lớn quá: ô này nhận tối đa %(maximum)s.") % {"maximum": format_count(LARGEST_AMOUNT)}
        )
    return _within(line, number)


def show_figure(line: Line, value: Figure) -> str:
    """A figure as it is typed and read in its cell; empty when missing."""
    return "" if value is None else written(value)


def written(value: Decimal) -> str:
    """Decimal("1234.0000") → 1.234; Decimal("12.5000") → 12,5."""
    if value == value.to_integral_value():
        return format_count(int(value))
    return format_decimal(value, -int(value.normalize().as_tuple().exponent))


def relation_faults(
    relations: Sequence[LineRelation], lines: Mapping[object, Line], values: Sequence[Figure]
) -> list[Fault]:
    """Relations of which all figures are there and which do not hold. `lines` by primary key."""
    faults = []
    for relation in relations:
        left, right = lines[relation.left_id], lines[relation.right_id]
        plus = lines[relation.plus_id] if relation.plus_id else None
        here, there = values[left.position], values[right.position]
        more = values[plus.position] if plus else Decimal(0)
        if here is None or there is None or more is None:
            continue
        sentence = _broken(relation, here, there + more, right, plus)
        if sentence:
            faults.append(Fault(left.position, relation.hard, f"{sentence} {relation.sentence}".strip()))
    return faults


def _broken(relation: LineRelation, here: Decimal, there: Decimal, right: Line, plus: Line | None) -> str:
    name = right.label[:1].lower() + right.label[1:]
    if plus:
        name = _("%(one)s cộng %(other)s") % {"one": name, "other": plus.label[:1].lower() + plus.label[1:]}
    words = {"name": name, "figure": show_figure(right, there)}
    if relation.operator == Operator.AT_MOST:
        return _("Lớn hơn %(name)s (%(figure)s).") % words if here > there else ""
    return _("Phải bằng %(name)s (%(figure)s).") % words if here != there else ""


def jump(value: Figure, before: Figure) -> Decimal | None:
    """How many times the figure of the period before, when that is unlikely enough to ask for a reason."""
    if value is None or not before or value - before < JUMP_AT_LEAST or value < before * JUMP:
        return None
    return value / before


def missing_lines(
    lines: Sequence[Line], values: Sequence[Figure], not_applicable: Sequence[int]
) -> list[Line]:
    """Required lines without a figure that do apply to the unit."""
    skipped = set(not_applicable)
    return [
        line
        for line in lines
        if line.required and line.typed and line.position not in skipped and values[line.position] is None
    ]
