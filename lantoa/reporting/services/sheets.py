"""Publish sheet versions."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation.models import Unit
from lantoa.reporting import scoring
from lantoa.reporting.choices import LineKind
from lantoa.reporting.design import SheetSpec, design_faults
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


@transaction.atomic
def publish_sheet(*, actor: Actor, sheet: SheetSpec, owner: Unit | None = None) -> SheetVersion:
    """Publish the next version of a sheet, making the sheet and new indicators on the way.

    A new sheet belongs to the tree of `owner`; without one, to everybody of the installation.

    Raises Forbidden, or Refused with every fault of the design, or when a collection of the sheet is still
    open.
    """
    if not may_edit_sheets(actor):
        raise Forbidden(_("Chỉ chuyên viên cấp ủy được thiết kế biểu mẫu."))
    faults = list(design_faults(sheet))
    if faults:
        raise Refused(" ".join(one.sentence for one in faults))
    made, _new = Sheet.objects.get_or_create(code=sheet.code, defaults={"name": sheet.name, "owner": owner})
    made = Sheet.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if made.name != sheet.name:
        made.name = sheet.name
        made.save(update_fields=["name"])
    if Collection.objects.filter(
        sheet_version__sheet=made, closed_at__isnull=True, closes_at__gt=clock.now()
    ).exists():
        raise Refused(_("Biểu này đang có đợt thu chưa đóng. Đóng đợt thu rồi công bố bản mới."))
    last = made.versions.aggregate(last=Max("number"))["last"] or 0
    version = SheetVersion.objects.create(
        sheet=made,
        number=last + 1,
        name=sheet.name,
        period_kind=sheet.period_kind,
        scale=scoring.kept_scale(sheet.scale),
        published_at=clock.now(),
    )
    _write_parts(version, sheet)
    record(
        actor,
        "sheet.published",
        version,
        label=f"{made.code} v{version.number}",
        after={"lines": len(sheet.lines)},
    )
    return version


def _write_parts(version: SheetVersion, sheet: SheetSpec) -> None:
    labels = {line.code: line.label for line in sheet.lines}
    Indicator.objects.bulk_create(
        [
            Indicator(
                code=line.code,
                name=f"{labels[line.part_of]}: {line.label}"[:300] if line.part_of else line.label,
            )
            for line in sheet.lines
        ],
        ignore_conflicts=True,
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
            basis=spec.basis,
            required=spec.required,
            dimension=spec.dimension,
            dimension_name=spec.dimension_name,
            division=spec.division,
            option=spec.option,
            most=spec.most,
            skip_rule=spec.skip_rule,
            bonus=spec.bonus,
            options=scoring.kept_options(spec.options),
        )
    for spec in sheet.lines:
        if spec.kind == LineKind.RATIO:
            lines[spec.code].numerator = lines[spec.numerator]
            lines[spec.code].denominator = lines[spec.denominator]
        if spec.part_of:
            lines[spec.code].part_of = lines[spec.part_of]
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
        Narrative(version=version, section=section, position=place, **vars(question))
        for place, (section, question) in enumerate(asked)
    ]
