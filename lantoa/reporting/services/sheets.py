"""Publish sheet versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Forbidden, Refused
from lantoa.reporting import sources
from lantoa.reporting.choices import LineKind, Operator, PeriodLength, TimeRule, TreeRule
from lantoa.reporting.models import (
    Collection,
    Indicator,
    Line,
    LineRelation,
    Narrative,
    Section,
    Sheet,
    SheetVersion,
)
from lantoa.reporting.permissions import may_edit_sheets


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
    required: bool = True


@dataclass(frozen=True)
class SectionSpec:
    label: str
    title: str
    lines: Sequence[LineSpec] = ()
    questions: Sequence[str] = ()


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

    @property
    def lines(self) -> list[LineSpec]:
        return [line for section in self.sections for line in section.lines]


@transaction.atomic
def publish_sheet(*, actor: Actor, sheet: SheetSpec) -> SheetVersion:
    """Publish the next version of a sheet, making the sheet and new indicators on the way.

    Raises Forbidden, or Refused with every fault of the design, or when a collection of the sheet is still
    open.
    """
    if not may_edit_sheets(actor):
        raise Forbidden(_("Chỉ chuyên viên cấp ủy được thiết kế biểu mẫu."))
    faults = list(design_faults(sheet))
    if faults:
        raise Refused(" ".join(faults))
    owner, _made = Sheet.objects.get_or_create(code=sheet.code, defaults={"name": sheet.name})
    owner = Sheet.objects.select_for_update().get(pk=owner.pk)
    if Collection.objects.filter(
        sheet_version__sheet=owner, closed_at__isnull=True, closes_at__gt=clock.now()
    ).exists():
        raise Refused(_("Biểu này đang có đợt thu chưa đóng. Đóng đợt thu rồi công bố bản mới."))
    last = owner.versions.aggregate(last=Max("number"))["last"] or 0
    version = SheetVersion.objects.create(
        sheet=owner, number=last + 1, period_kind=sheet.period_kind, published_at=clock.now()
    )
    _write_parts(version, sheet)
    record(
        actor,
        "sheet.published",
        version,
        label=f"{owner.code} v{version.number}",
        after={"lines": len(sheet.lines)},
    )
    return version


def design_faults(sheet: SheetSpec) -> Iterable[str]:
    """Sentences about what is wrong with a design; none when it can be published."""
    lines = sheet.lines
    codes = [line.code for line in lines]
    if not lines:
        yield _("Biểu chưa có dòng nào.")
    doubled = sorted({code for code in codes if codes.count(code) > 1})
    if doubled:
        yield _("Chỉ tiêu có hai lần trong biểu: %(codes)s.") % {"codes": ", ".join(doubled)}
    by_code = {line.code: line for line in lines}
    for line in lines:
        yield from _line_faults(line, by_code)
    for relation in sheet.relations:
        unknown = [c for c in (relation.left, relation.right, relation.plus) if c and c not in by_code]
        if unknown:
            yield _("Quan hệ nhắc đến chỉ tiêu không có trong biểu: %(codes)s.") % {
                "codes": ", ".join(unknown)
            }


def _line_faults(line: LineSpec, by_code: dict[str, LineSpec]) -> Iterable[str]:
    words = {"code": line.code}
    if line.kind == LineKind.RATIO:
        parts = [by_code.get(line.numerator), by_code.get(line.denominator)]
        if any(part is None or part.kind == LineKind.RATIO for part in parts):
            yield _("Tỷ lệ %(code)s cần một dòng tử số và một dòng mẫu số trong biểu.") % words
        if line.tree_rule not in (TreeRule.RATIO, TreeRule.NONE):
            yield _("Tỷ lệ %(code)s chỉ tổng hợp bằng tổng tử số chia tổng mẫu số.") % words
    elif line.numerator or line.denominator:
        yield _("Chỉ dòng tỷ lệ mới có tử số và mẫu số: xem lại %(code)s.") % words
    elif line.tree_rule == TreeRule.RATIO or line.time_rule == TimeRule.RATIO:
        yield _("Chỉ dòng tỷ lệ mới tổng hợp theo tỷ lệ: xem lại %(code)s.") % words
    if line.tree_rule == TreeRule.UNITS and not line.source:
        yield _("Chỉ dòng lấy từ sổ mới đếm được số đơn vị: xem lại %(code)s.") % words
    if line.source and not sources.known(line.source):
        yield _("Không có sổ mang mã %(source)s cho %(code)s.") % {**words, "source": line.source}


def _write_parts(version: SheetVersion, sheet: SheetSpec) -> None:
    Indicator.objects.bulk_create(
        [Indicator(code=line.code, name=line.label) for line in sheet.lines], ignore_conflicts=True
    )
    indicators = {
        one.code: one for one in Indicator.objects.filter(code__in=[line.code for line in sheet.lines])
    }
    sections = Section.objects.bulk_create(
        [
            Section(version=version, position=place, label=spec.label, title=spec.title)
            for place, spec in enumerate(sheet.sections)
        ]
    )
    placed = [
        (section, line) for section, spec in zip(sections, sheet.sections, strict=True) for line in spec.lines
    ]
    lines: dict[str, Line] = {}
    for place, (section, spec) in enumerate(placed):
        lines[spec.code] = Line(
            version=version,
            indicator=indicators[spec.code],
            section=section,
            position=place,
            label=spec.label,
            unit_of_measure=spec.unit_of_measure,
            kind=spec.kind,
            tree_rule=spec.tree_rule,
            time_rule=spec.time_rule,
            source=spec.source,
            help=spec.help,
            required=spec.required,
        )
    for spec in sheet.lines:
        if spec.kind == LineKind.RATIO:
            lines[spec.code].numerator = lines[spec.numerator]
            lines[spec.code].denominator = lines[spec.denominator]
    # Foreign keys within the batch are checked when the transaction ends, so the order does not matter.
    Line.objects.bulk_create(lines.values())
    Narrative.objects.bulk_create(_narratives(version, sections, sheet))
    LineRelation.objects.bulk_create(
        [
            LineRelation(
                version=version,
                left=lines[one.left],
                operator=one.operator,
                right=lines[one.right],
                plus=lines[one.plus] if one.plus else None,
                hard=one.hard,
                sentence=one.sentence,
            )
            for one in sheet.relations
        ]
    )


def _narratives(version: SheetVersion, sections: list[Section], sheet: SheetSpec) -> list[Narrative]:
    asked = [
        (section, question)
        for section, spec in zip(sections, sheet.sections, strict=True)
        for question in spec.questions
    ]
    return [
        Narrative(version=version, section=section, position=place, question=question)
        for place, (section, question) in enumerate(asked)
    ]
