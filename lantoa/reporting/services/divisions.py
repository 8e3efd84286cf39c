"""Divide a line of a draft into parts, or make it whole again."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.reporting.choices import Division
from lantoa.reporting.design import MOST_LINES
from lantoa.reporting.dimensions import DimensionSpec, OptionSpec
from lantoa.reporting.divided_designs import LONGEST_CODE, SHARED, part_code, undividable
from lantoa.reporting.models import DraftLine, SheetDraft
from lantoa.reporting.queries.designs.shapes import parts_of
from lantoa.reporting.services.drafts.headings import lock_draft, note_change


@transaction.atomic
def divide_line(
    *,
    actor: Actor,
    draft: SheetDraft,
    row: DraftLine,
    dimension: DimensionSpec | None,
    options: Sequence[str] = (),
    division: Division = Division.SUM,
    row_version: int | None = None,
) -> DraftLine:
    """Divide a line of a draft by a dimension, or, without one, make it whole again. Parts that were there keep what was written.

    `options` are codes of the dimension: those that stand today, or that the line has already. A total is the sum of its parts
    only when they are all that stand today and the dimension says everything. Raises Forbidden, NotFound, Conflict when somebody
    changed the line meanwhile, Refused with what to choose instead.
    """
    draft = lock_draft(actor=actor, draft=draft)
    line = DraftLine.objects.select_related("section").filter(draft=draft, pk=row.pk).first()
    if line is None:
        raise NotFound()
    if row_version is not None and row_version != line.row_version:
        raise Conflict(_("Dòng này vừa được người khác sửa. Tải lại trang, xem lại rồi chia."))
    before = _said(line)
    standing = {part.option: part for part in parts_of(line)} if line.dimension else {}
    chosen = _chosen(line, dimension, options, division, standing) if dimension else []
    kept = {one.code for one in chosen} if dimension and dimension.code == line.dimension else set()
    line.dimension = dimension.code if dimension else ""
    line.dimension_name = dimension.name if dimension else ""
    line.division = division if dimension else ""
    line.row_version += 1
    line.save()
    gone = [part.pk for option, part in standing.items() if option not in kept]
    DraftLine.objects.filter(pk__in=gone).delete()
    parts = [standing[one.code] if one.code in kept & standing.keys() else _part(line, one) for one in chosen]
    _refuse_full(draft, parts)
    DraftLine.objects.bulk_create([part for part in parts if part._state.adding])
    others = [one for one in line.section.lines.all() if one.part_of != line.code]
    at = [one.pk for one in others].index(line.pk) + 1
    ordered = [*others[:at], *parts, *others[at:]]
    for place, one in enumerate(ordered):
        one.position = place
    DraftLine.objects.bulk_update(ordered, ["position"])
    note_change(actor=actor, draft=draft, before=before, after=_said(line))
    return line


def _said(line: DraftLine) -> dict[str, Any]:
    return {
        "line": line.code,
        "divided_by": line.dimension,
        "division": str(line.division),
        "parts": [part.option for part in parts_of(line)] if line.dimension else [],
    }


def _chosen(
    line: DraftLine,
    dimension: DimensionSpec,
    options: Sequence[str],
    division: Division,
    standing: dict[str, DraftLine],
) -> list[OptionSpec]:
    """In the order of the dimension. Raises Refused."""
    reason = undividable(line)
    if reason:
        raise Refused(reason)
    today = {one.code for one in dimension.options_on(clock.today())}
    offered = [one for one in dimension.options if one.code in today or one.code in standing]
    found = [one for one in offered if one.code in options]
    if len(found) != len(set(options)):
        raise Refused(_("Có phần không thuộc cách chia này. Tải lại trang rồi chọn lại."))
    if not found:
        sentence = _("Chọn ít nhất một phần, hoặc bấm bỏ chia.")
        raise Refused.at("options", sentence)
    if any(len(part_code(line.code, one.code)) > LONGEST_CODE for one in found):
        raise Refused(_("Mã dòng %(code)s dài quá nên không đặt được mã cho các phần.") % {"code": line.code})
    if division == Division.SUM:
        if not dimension.exhaustive or not today <= {one.code for one in found} or len(found) < 2:
            sentence = _(
                "Các phần đã chọn không bao hết mọi trường hợp nên không cộng thành tổng được. Chọn «trong đó»."
            )
            raise Refused.at("division", sentence)
        if line.source:
            sentence = _("Dòng này lấy từ sổ, không cộng từ các phần được. Chọn «trong đó».")
            raise Refused.at("division", sentence)
    return found


def _part(total: DraftLine, option: OptionSpec) -> DraftLine:
    return DraftLine(
        draft=total.draft,
        section=total.section,
        position=0,
        code=part_code(total.code, option.code),
        label=option.name,
        required=total.required,
        part_of=total.code,
        option=option.code,
        **{name: getattr(total, name) for name in SHARED},
    )


def _refuse_full(draft: SheetDraft, parts: Sequence[DraftLine]) -> None:
    added = sum(part._state.adding for part in parts)
    if draft.lines.count() + added > MOST_LINES:
        raise Refused(_("Chia ra thì biểu quá %(most)d dòng. Tách thành hai biểu.") % {"most": MOST_LINES})
