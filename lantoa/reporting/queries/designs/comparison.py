"""Two designs of a sheet beside each other, in words."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from lantoa.reporting import scoring, sources
from lantoa.reporting.choices import Operator, SkipRule
from lantoa.reporting.design import (
    LineSpec,
    QuestionSpec,
    RelationSpec,
    SheetSpec,
)
from lantoa.reporting.models import (
    DraftRelation,
)


@dataclass(frozen=True)
class Change:
    """One difference between two designs. `kind`: added, removed, moved or changed; `details`: (what, before, after)."""

    kind: str
    part: str
    code: str
    label: str
    details: tuple[tuple[str, str, str], ...] = ()


def compare(old: SheetSpec, new: SheetSpec) -> list[Change]:
    """What differs, part by part: heading, sections, lines, questions, relations. Equal designs give none.

    A line is the same by its code, a section by its label, a question by its words, a relation by its lines. A line that has
    moved is one whose section changed, or that left the longest run of lines that kept their order.
    """
    return [
        *_heading_changes(old, new),
        *_section_changes(old, new),
        *_line_changes(old, new),
        *_question_changes(old, new),
        *_relation_changes(old, new),
    ]


def _heading_changes(old: SheetSpec, new: SheetSpec) -> Iterator[Change]:
    details = []
    if old.name != new.name:
        details.append((_("Tên biểu"), old.name, new.name))
    if old.period_kind != new.period_kind:
        details.append((_("Kỳ báo cáo"), str(old.period_kind.label), str(new.period_kind.label)))
    if old.scale != new.scale:
        details.append((_("Thang điểm, xếp loại"), scale_words(old.scale), scale_words(new.scale)))
    if details:
        yield Change("changed", _("Biểu"), new.code, new.name, tuple(details))


def _section_changes(old: SheetSpec, new: SheetSpec) -> Iterator[Change]:
    before = {one.label: one.title for one in old.sections}
    after = {one.label: one.title for one in new.sections}
    for label, title in after.items():
        if label not in before:
            yield Change("added", _("Mục"), label, title)
        elif before[label] != title:
            yield Change("changed", _("Mục"), label, title, ((_("Tên mục"), before[label], title),))
    for label, title in before.items():
        if label not in after:
            yield Change("removed", _("Mục"), label, title)


def _line_changes(old: SheetSpec, new: SheetSpec) -> Iterator[Change]:
    before = {line.code: line for line in old.lines}
    homes_before = {line.code: one.label for one in old.sections for line in one.lines}
    homes = {line.code: one.label for one in new.sections for line in one.lines}
    places = {line.code: place for place, line in enumerate(old.lines)}
    common = [line.code for line in new.lines if line.code in before]
    kept = _kept_in_order([places[code] for code in common])
    displaced = {code for code, still in zip(common, kept, strict=True) if not still}
    for line in new.lines:
        if line.code not in before:
            yield Change("added", _("Dòng"), line.code, line.label)
            continue
        details = tuple(_line_details(before[line.code], line))
        if details:
            yield Change("changed", _("Dòng"), line.code, line.label, details)
        was, now = homes_before[line.code], homes[line.code]
        if was != now:
            yield Change("moved", _("Dòng"), line.code, line.label, ((_("Mục"), was, now),))
        elif line.code in displaced:
            yield Change("moved", _("Dòng"), line.code, line.label)
    for line in old.lines:
        if line.code not in homes:
            yield Change("removed", _("Dòng"), line.code, line.label)


def _kept_in_order(places: Sequence[int]) -> list[bool]:
    """Which members of a sequence of distinct numbers belong to one longest increasing run."""
    tails: list[int] = []
    lengths = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
        lengths.append(at + 1)
    kept, wanted = [False] * len(places), len(tails)
    above: float = float("inf")
    for at in range(len(places) - 1, -1, -1):
        if lengths[at] == wanted and places[at] < above:
            kept[at], above, wanted = True, places[at], wanted - 1
    return kept


def _line_details(old: LineSpec, new: LineSpec) -> Iterator[tuple[str, str, str]]:
    names = line_words()
    for field in fields(LineSpec):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if was != now:
            yield names[field.name], shown(field.name, was), shown(field.name, now)


def line_words() -> dict[str, str]:
    """The fields of a line as people call them."""
    return {
        "code": _("Mã chỉ tiêu"),
        "label": _("Tên dòng"),
        "unit_of_measure": _("Đơn vị tính"),
        "kind": _("Loại số"),
        "tree_rule": _("Tổng hợp lên cấp trên"),
        "time_rule": _("Tổng hợp qua các kỳ"),
        "numerator": _("Tử số"),
        "denominator": _("Mẫu số"),
        "source": _("Lấy từ sổ"),
        "help": _("Cách ghi"),
        "basis": _("Căn cứ"),
        "required": _("Bắt buộc"),
        "dimension": _("Mã cách chia"),
        "dimension_name": _("Chia theo"),
        "division": _("Tổng và các phần"),
        "part_of": _("Phần của dòng"),
        "option": _("Mã phần"),
        "most": _("Điểm tối đa"),
        "skip_rule": _("Khi không áp dụng"),
        "bonus": _("Điểm thưởng"),
        "options": _("Các mức điểm"),
    }


def shown(name: str, value: Any) -> str:
    """A field's value in words: labels for choices, the register's name for a source."""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if name == "most":
        return "–" if value is None else scoring.shown(value)
    if name == "skip_rule":
        return str(SkipRule(value).label) if value else _("luôn áp dụng")
    if name == "options":
        return (
            "; ".join(f"{label}: {scoring.shown(points)}" for label, points in scoring.point_options(value))
            or "–"
        )
    if name == "source" and sources.known(value):
        return str(sources.SOURCES[value].label)
    return str(getattr(value, "label", value)) or "–"


def scale_words(scale: scoring.Scale | None) -> str:
    """100 điểm: Tốt từ 90 đến 100; Khá từ 70 đến dưới 90; …"""
    if scale is None:
        return _("không chấm điểm")
    bands = "; ".join(f"{band.label} {limits}" for band, limits in scale.spans())
    words = _("%(maximum)s điểm: %(bands)s") % {"maximum": scoring.shown(scale.maximum), "bands": bands}
    return f"{words}. {scale.basis}" if scale.basis else words


def _question_changes(old: SheetSpec, new: SheetSpec) -> Iterator[Change]:
    """Of a question asked twice in one section, one that stays as it is is never told as changed."""
    before = Counter((one.label, asked) for one in old.sections for asked in one.questions)
    after = Counter((one.label, asked) for one in new.sections for asked in one.questions)
    gone = list((before - after).elements())
    for label, asked in (after - before).elements():
        was = next((one for at, one in gone if at == label and one.question == asked.question), None)
        if was is None:
            yield Change("added", _("Câu hỏi"), label, asked.question)
            continue
        gone.remove((label, was))
        details = tuple(_question_details(was, asked))
        yield Change("changed", _("Câu hỏi"), label, asked.question, details)
    for label, asked in gone:
        yield Change("removed", _("Câu hỏi"), label, asked.question)


def _question_details(old: QuestionSpec, new: QuestionSpec) -> Iterator[tuple[str, str, str]]:
    for name, words in (("help", _("Cách trả lời")), ("required", _("Bắt buộc"))):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield words, shown(name, was), shown(name, now)


def _relation_changes(old: SheetSpec, new: SheetSpec) -> Iterator[Change]:
    before = {(one.left, one.operator, one.right, one.plus): one for one in old.relations}
    after = {(one.left, one.operator, one.right, one.plus): one for one in new.relations}
    for key, one in after.items():
        if key not in before:
            yield Change("added", _("Quan hệ"), one.left, relation_words(one))
            continue
        was = before[key]
        details = []
        if was.hard != one.hard:
            details.append((_("Mức"), hardness(was), hardness(one)))
        if was.sentence != one.sentence:
            details.append((_("Lời nhắc"), was.sentence or "–", one.sentence or "–"))
        if details:
            yield Change("changed", _("Quan hệ"), one.left, relation_words(one), tuple(details))
    for key, one in before.items():
        if key not in after:
            yield Change("removed", _("Quan hệ"), one.left, relation_words(one))


def hardness(one: RelationSpec | DraftRelation) -> str:
    return _("chặn gửi") if one.hard else _("hỏi lý do")


def relation_words(one: RelationSpec | DraftRelation) -> str:
    """T03 ≤ U03 · A02 = A02a + A02b"""
    sign = "≤" if one.operator == Operator.AT_MOST else "="
    return f"{one.left} {sign} {one.right}" + (f" + {one.plus}" if one.plus else "")
