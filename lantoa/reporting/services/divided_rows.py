"""Parts of a draft's divided lines when their total changes, moves or goes. The draft is locked by who calls."""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.reporting.choices import Division
from lantoa.reporting.divided_designs import SHARED, part_code
from lantoa.reporting.models import DraftLine
from lantoa.reporting.queries.designs.shapes import parts_of


@transaction.atomic
def follow_total(*, actor: Actor, total: DraftLine, old_code: str) -> dict[str, str]:
    """Give the parts what they have from their total: kind, unit of measure, rules, section, and the beginning of their code.

    Returns old code → new code of the total and its parts.
    """
    renamed = {old_code: total.code}
    if not total.dimension:
        return renamed
    parts = parts_of(total, old_code)
    renamed |= {part.code: part_code(total.code, part.option) for part in parts}
    for place, part in enumerate(parts, total.position + 1):
        part.part_of, part.code = total.code, part_code(total.code, part.option)
        if part.section_id != total.section_id:
            part.section, part.position = total.section, place
        for name in SHARED:
            setattr(part, name, getattr(total, name))
    DraftLine.objects.bulk_update(parts, ["part_of", "code", "section", "position", *SHARED])
    return renamed


@transaction.atomic
def remove_parts(*, actor: Actor, row: DraftLine) -> None:
    """Parts go with their total. Raises Refused where a total that is the sum of its parts would lose one."""
    DraftLine.objects.filter(draft=row.draft_id, part_of=row.code).delete()
    if not row.part_of:
        return
    total = DraftLine.objects.filter(draft=row.draft_id, code=row.part_of).first()
    if total is None:
        return
    if total.division == Division.SUM:
        sentence = _(
            "Dòng %(total)s bằng các phần cộng lại, bỏ một phần thì tổng thiếu. Chọn lại cách chia ở dòng %(total)s."
        )
        raise Refused(sentence % {"total": total.code})
    if len(parts_of(total)) == 1:
        total.dimension = total.dimension_name = total.division = ""
        total.save(update_fields=["dimension", "dimension_name", "division"])
