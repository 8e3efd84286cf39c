"""Figures of divided lines: totals that follow from their parts, and totals that their parts must not exceed.

Missing, zero and not applicable stay apart: a total of which a part is missing is missing; a part that does not apply adds
nothing; a total none of whose parts applies does not apply.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from lantoa.reporting.checks import Fault, Figure, relation_faults, show_figure
from lantoa.reporting.choices import Division, Qualifier
from lantoa.reporting.models import Line, Submission
from lantoa.reporting.queries.sheets import Shape


def figure_faults(shape: Shape, values: Sequence[Figure], skipped: Collection[int] = ()) -> list[Fault]:
    """Relations of the sheet and of totals to their parts that do not hold. `skipped`: positions that do not apply."""
    return [*relation_faults(shape.relations, shape.by_id, values), *_part_faults(shape, values, skipped)]


def _part_faults(shape: Shape, values: Sequence[Figure], skipped: Collection[int]) -> list[Fault]:
    found = []
    for place, parts in shape.divided.items():
        line, stated = shape.lines[place], values[place]
        if stated is None:
            continue
        asked = [part.position for part in parts if part.position not in skipped]
        known = [figure for at in asked if (figure := values[at]) is not None]
        added = sum(known, Decimal(0))
        words = {"sum": show_figure(line, added), "total": show_figure(line, stated)}
        if line.division == Division.WITHIN and added > stated:
            sentence = _("Các phần cộng lại là %(sum)s, lớn hơn số này. Sửa số này hoặc sửa phần ghi nhầm.")
            found.append(Fault(place, True, sentence % words))
        elif line.summed and len(known) == len(asked) and asked and added != stated:
            # Only in what was taken in as it was printed: on screen the total follows from its parts.
            found.append(Fault(place, False, _("Các phần cộng lại là %(sum)s, khác số này.") % words))
    return found


def with_sums(shape: Shape, values: Sequence[Figure], skipped: Collection[int]) -> list[Figure]:
    """The figures with every total that follows from its parts put in."""
    found = list(values)
    for place, parts in shape.divided.items():
        if shape.lines[place].summed:
            found[place] = _sum([values[part.position] for part in parts if part.position not in skipped])
    return found


def _sum(figures: Sequence[Figure]) -> Figure:
    known = [figure for figure in figures if figure is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(figures) else None


def add_up(submission: Submission, shape: Shape, stated: Collection[int] = ()) -> None:
    """Put the totals into a report, in memory; those `stated` stay as they are, and those that are added up from below."""
    said = set(submission.said_not_applicable)
    sums = with_sums(shape, submission.values, submission.not_applicable)
    for place, parts in shape.divided.items():
        if not shape.lines[place].summed or place in stated:
            continue
        if place in submission.not_applicable and place not in said:
            continue
        none_applies = all(part.position in said for part in parts)
        said = said | {place} if none_applies else said - {place}
        submission.values[place] = sums[place]
        word = _common_word([part.position for part in parts], submission.qualifiers)
        submission.qualifiers = {
            key: one for key, one in submission.qualifiers.items() if key != str(place)
        } | ({str(place): word} if word and sums[place] is not None else {})
    if said != set(submission.said_not_applicable):
        added_up = set(submission.not_applicable) - set(submission.said_not_applicable)
        submission.said_not_applicable = sorted(said)
        submission.not_applicable = sorted(said | added_up)


def _common_word(places: Sequence[int], qualifiers: Mapping[str, str]) -> str:
    """The word of a sum: that of its inexact parts where they agree, else «khoảng»."""
    words = {qualifiers[str(place)] for place in places if str(place) in qualifiers}
    if len(words) > 1:
        return Qualifier.ABOUT.value
    return words.pop() if words else ""


def sum_words(line: Line, parts: Sequence[Line], submission: Submission) -> str:
    """How a total stands that follows from its parts: of how many, or what is still missing."""
    if line.position in submission.said_not_applicable:
        return _("Không tính: không phần nào áp dụng cho đơn vị.")
    missing = [
        part.label
        for part in parts
        if submission.values[part.position] is None and part.position not in submission.not_applicable
    ]
    if missing:
        return _("Chưa cộng được, còn thiếu: %(parts)s.") % {"parts": "; ".join(missing)}
    return _("Cộng %(count)d phần bên dưới.") % {"count": len(parts)}
