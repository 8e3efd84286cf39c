"""A sheet as it is designed, before it is a version: the parts, and what is wrong with them. No tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from lantoa.core.text import folding_key
from lantoa.reporting import scoring, sources
from lantoa.reporting.choices import Division, LineKind, Operator, PeriodLength, TimeRule, TreeRule
from lantoa.reporting.divided_designs import division_faults

# What a row of the printed blank holds in three lines of the label column.
LONGEST_PRINTED_LABEL = 160
MOST_LINES = 300  # a grid of more rows is not filled in by anybody
MOST_DECLARED = 200  # sections, questions, relations each

# What each kind of line may do on the two axes when people type it; a register also counts units.
RATIO_TREE = (TreeRule.RATIO, TreeRule.NONE)
RATIO_TIME = (TimeRule.RATIO, TimeRule.LAST, TimeRule.MAX)


@dataclass(frozen=True)
class LineSpec:
    """One figure. `code` is the indicator's lasting code; a ratio names its two lines by code."""

    code: str
    label: str
    unit_of_measure: str = ""
    kind: LineKind = LineKind.COUNT
    tree_rule: TreeRule = TreeRule.SUM
    time_rule: TimeRule = TimeRule.ADD
    numerator: str = ""
    denominator: str = ""
    source: str = ""
    help: str = ""
    basis: str = ""  # the public rule or paper that the line comes from
    required: bool = True
    dimension: str = ""  # a total that is divided: by what, and how its parts hang together with it
    dimension_name: str = ""
    division: Division | str = ""
    part_of: str = ""  # a part: the code of its total, and which option it is
    option: str = ""
    # Of a criterion alone (kind SCORE).
    most: Decimal | None = None
    skip_rule: str = ""  # a SkipRule, or nothing: the criterion always applies
    bonus: bool = False  # on top of the scale
    options: tuple[scoring.Option, ...] = ()  # the levels among which is chosen; none: points are typed


@dataclass(frozen=True)
class QuestionSpec:
    """A question that is answered in words. A `required` one holds the sending up until its answer says something."""

    question: str
    help: str = ""
    required: bool = False


@dataclass(frozen=True)
class SectionSpec:
    label: str
    title: str
    lines: Sequence[LineSpec] = ()
    questions: Sequence[QuestionSpec] = ()


@dataclass(frozen=True)
class RelationSpec:
    """left ≤ right (+ plus), or left = right (+ plus), by indicator codes. `sentence` says what to do when
    it fails.
    """

    left: str
    operator: Operator
    right: str
    plus: str = ""
    hard: bool = True
    sentence: str = ""


@dataclass(frozen=True)
class SheetSpec:
    code: str
    name: str
    period_kind: PeriodLength
    sections: Sequence[SectionSpec]
    relations: Sequence[RelationSpec] = field(default_factory=tuple)
    scale: scoring.Scale | None = None

    @property
    def lines(self) -> list[LineSpec]:
        return [line for section in self.sections for line in section.lines]

    @property
    def criteria(self) -> list[LineSpec]:
        return [line for line in self.lines if line.kind == LineKind.SCORE]


@dataclass(frozen=True)
class Fault:
    """What is wrong and where: `kind` is sheet, scale, section, line, question or relation; `place` its number from 0 in the
    sheet.
    """

    kind: str
    place: int
    sentence: str


def design_faults(sheet: SheetSpec) -> list[Fault]:
    """Everything that is wrong with a design, in the order of the sheet; empty when it can be published."""
    return [
        *_size_faults(sheet),
        *(Fault("scale", 0, sentence) for sentence in scoring.scale_sentences(sheet.scale, sheet.criteria)),
        *_section_faults(sheet),
        *_code_faults(sheet),
        *_lines_faults(sheet),
        *(Fault("line", place, sentence) for place, sentence in division_faults(sheet.sections)),
        *_relation_faults(sheet),
        *_cycle_faults(sheet),
    ]


def _size_faults(sheet: SheetSpec) -> Iterator[Fault]:
    if not sheet.lines:
        yield Fault("sheet", 0, _("Biểu chưa có dòng nào."))
    if len(sheet.lines) > MOST_LINES:
        yield Fault("sheet", 0, _("Biểu có hơn 300 dòng. Tách thành hai biểu."))
    counts = (len(sheet.sections), len(sheet.relations), sum(len(one.questions) for one in sheet.sections))
    if max(counts) > MOST_DECLARED:
        yield Fault("sheet", 0, _("Biểu có hơn 200 mục, câu hỏi hoặc quan hệ. Tách thành hai biểu."))


def _section_faults(sheet: SheetSpec) -> Iterator[Fault]:
    labels = Counter(one.label for one in sheet.sections)
    asked = 0
    for place, section in enumerate(sheet.sections):
        if not section.title.strip():
            yield Fault("section", place, _("Mục %(label)s chưa có tên.") % {"label": section.label})
        if labels[section.label] > 1:
            words = {"label": section.label}
            yield Fault("section", place, _("Số mục %(label)s có hai lần. Đặt số khác.") % words)
        if not section.lines and not section.questions:
            words = {"label": section.label}
            yield Fault("section", place, _("Mục %(label)s chưa có dòng hoặc câu hỏi nào.") % words)
        for question in section.questions:
            if not question.question.strip():
                yield Fault("question", asked, _("Câu hỏi chưa có lời."))
            asked += 1


def _code_faults(sheet: SheetSpec) -> Iterator[Fault]:
    """Codes that two lines share; also where only case or marks differ, because nobody tells them apart on paper."""
    counted = Counter(folding_key(line.code) for line in sheet.lines)
    for place, line in enumerate(sheet.lines):
        if counted[folding_key(line.code)] > 1:
            yield Fault("line", place, _("Chỉ tiêu có hai lần trong biểu: %(codes)s.") % {"codes": line.code})


def _lines_faults(sheet: SheetSpec) -> Iterator[Fault]:
    by_code = {line.code: line for line in sheet.lines}
    for place, line in enumerate(sheet.lines):
        for sentence in _line_faults(line, by_code):
            yield Fault("line", place, sentence)


def _line_faults(line: LineSpec, by_code: dict[str, LineSpec]) -> Iterable[str]:
    words = {"code": line.code}
    if not line.label.strip():
        yield _("Dòng %(code)s chưa có tên.") % words
    if len(line.label) > LONGEST_PRINTED_LABEL:
        yield (
            _(
                "Tên dòng %(code)s dài quá 160 ký tự, bản in không đủ chỗ. Rút gọn, phần giải thích để ở cách ghi."
            )
            % words
        )
    if line.kind == LineKind.RATIO:
        parts = [by_code.get(line.numerator), by_code.get(line.denominator)]
        if any(part is None or part.kind in (LineKind.RATIO, LineKind.SCORE) for part in parts):
            yield _("Tỷ lệ %(code)s cần một dòng tử số và một dòng mẫu số trong biểu.") % words
        elif line.numerator == line.denominator:
            yield _("Tỷ lệ %(code)s có tử số trùng mẫu số nên lúc nào cũng là 100%%.") % words
        if line.tree_rule not in RATIO_TREE:
            yield _("Tỷ lệ %(code)s chỉ tổng hợp bằng tổng tử số chia tổng mẫu số.") % words
        if line.time_rule not in RATIO_TIME:
            yield _("Tỷ lệ %(code)s không cộng được các kỳ. Chọn cách khác theo thời gian.") % words
        if line.source:
            yield _("Tỷ lệ %(code)s tính từ hai dòng, không lấy từ sổ.") % words
    elif line.numerator or line.denominator:
        yield _("Chỉ dòng tỷ lệ mới có tử số và mẫu số: xem lại %(code)s.") % words
    elif line.tree_rule == TreeRule.RATIO or line.time_rule == TimeRule.RATIO:
        yield _("Chỉ dòng tỷ lệ mới tổng hợp theo tỷ lệ: xem lại %(code)s.") % words
    if line.tree_rule == TreeRule.UNITS and not line.source:
        yield _("Chỉ dòng lấy từ sổ mới đếm được số đơn vị: xem lại %(code)s.") % words
    yield from scoring.criterion_sentences(line, scored=line.kind == LineKind.SCORE)
    if line.kind == LineKind.SCORE:
        if line.tree_rule != TreeRule.NONE:
            yield _("Điểm của %(code)s không cộng lên cấp trên được: chọn «Không tổng hợp».") % words
        if line.time_rule != TimeRule.LAST:
            yield _("Điểm của %(code)s không cộng các kỳ được: chọn «Lấy kỳ cuối».") % words
        if not line.required and not line.bonus:
            yield _("Tiêu chí %(code)s phải bắt buộc chấm, nếu không thì không xếp loại được.") % words
        if line.source:
            yield _("Điểm của %(code)s do người chấm, không lấy từ sổ.") % words
    yield from _distinct_faults(line)
    if line.source and not sources.known(line.source):
        yield _("Không có sổ mang mã %(source)s cho %(code)s.") % {**words, "source": line.source}


def _distinct_faults(line: LineSpec) -> Iterator[str]:
    """Records are counted by their codes, which only a register has; and counted once in the tree they are counted once over
    time too: the units' figures of several periods no longer say which records they were.
    """
    words = {"code": line.code}
    tree, time = line.tree_rule == TreeRule.DISTINCT, line.time_rule == TimeRule.DISTINCT
    if (tree or time) and not line.source:
        yield _("Chỉ dòng lấy từ sổ mới đếm được mỗi bản ghi một lần: xem lại %(code)s.") % words
    if tree and line.time_rule not in (TimeRule.DISTINCT, TimeRule.LAST):
        sentence = _(
            "Dòng %(code)s đếm mỗi bản ghi một lần nên không cộng các kỳ được: chọn lấy kỳ cuối, hoặc đếm mỗi bản ghi một lần."
        )
        yield sentence % words
    if time and not tree:
        sentence = _(
            "Dòng %(code)s đếm mỗi bản ghi một lần qua các kỳ thì lên cấp trên cũng phải đếm như vậy."
        )
        yield sentence % words


def _relation_faults(sheet: SheetSpec) -> Iterator[Fault]:
    by_code = {line.code: line for line in sheet.lines}
    seen: set[tuple[str, str, str, str]] = set()
    for place, one in enumerate(sheet.relations):
        named = [code for code in (one.left, one.right, one.plus) if code]
        unknown = [code for code in named if code not in by_code]
        if unknown:
            sentence = _("Quan hệ nhắc đến chỉ tiêu không có trong biểu: %(codes)s.")
            yield Fault("relation", place, sentence % {"codes": ", ".join(unknown)})
        if not one.left or not one.right:
            yield Fault("relation", place, _("Quan hệ cần một chỉ tiêu ở mỗi vế."))
        if len(set(named)) < len(named):
            yield Fault("relation", place, _("Quan hệ nhắc một chỉ tiêu hai lần. Chọn chỉ tiêu khác."))
        key = (one.left, one.operator, one.right, one.plus)
        if key in seen:
            yield Fault("relation", place, _("Quan hệ này đã có ở trên. Bỏ một trong hai."))
        seen.add(key)


def part_edges(sheet: SheetSpec) -> list[tuple[str, str, int]]:
    """(part, whole, relation): a ≤ b says that a is a part of b; a = b + c says that b and c are parts of a.

    a ≤ b + c makes a part of neither, and a = b is two names of one figure.
    """
    found = []
    for place, one in enumerate(sheet.relations):
        if one.operator == Operator.AT_MOST and not one.plus:
            found.append((one.left, one.right, place))
        elif one.operator == Operator.EQUALS and one.plus:
            found += [(one.right, one.left, place), (one.plus, one.left, place)]
    return found


def _cycle_faults(sheet: SheetSpec) -> Iterator[Fault]:
    """A relation whose whole is, through others, a part of its own part."""
    edges = [edge for edge in part_edges(sheet) if edge[0] != edge[1]]
    wholes: dict[str, list[str]] = {}
    for part, whole, _place in edges:
        wholes.setdefault(part, []).append(whole)
    for line in sheet.lines:
        if line.part_of:
            wholes.setdefault(line.code, []).append(line.part_of)
    told: set[int] = set()
    for part, whole, place in edges:
        if place not in told and part in _reached(whole, wholes):
            told.add(place)
            sentence = _(
                "%(part)s là phần của %(whole)s, mà %(whole)s lại là phần của %(part)s. Bỏ một quan hệ trong vòng này."
            )
            yield Fault("relation", place, sentence % {"part": part, "whole": whole})


def _reached(start: str, wholes: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for whole in wholes.get(waiting.pop(), []):
            if whole not in seen:
                seen.add(whole)
                waiting.append(whole)
    return seen
