"""A draft becomes a version; a design from a file becomes a draft."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation.models import Unit
from lantoa.reporting.design import SheetSpec
from lantoa.reporting.models import (
    Sheet,
    SheetDraft,
    SheetVersion,
)
from lantoa.reporting.queries.designs.registry import get_sheet
from lantoa.reporting.queries.designs.shapes import shape_of_draft, spec_of_version
from lantoa.reporting.services.drafts.headings import lock_draft, require_designer, start_draft
from lantoa.reporting.services.sheets import publish_sheet


@transaction.atomic
def publish_draft(*, actor: Actor, draft: SheetDraft) -> SheetVersion:
    """Make the draft the next version of its sheet; the draft is then gone.

    Raises Forbidden, Conflict when another version was published since the draft began, Refused with all faults of the design,
    when nothing differs from the last version, or while a collection of the sheet is open.
    """
    draft = lock_draft(actor=actor, draft=draft)
    last = SheetVersion.objects.filter(sheet__code=draft.code).order_by("-number").first()
    if (last.pk if last else None) != draft.based_on_id:
        raise Conflict(
            _("Đã có bản mới hơn bản mà bản soạn này bắt đầu từ đó. Bỏ bản soạn, soạn lại từ bản mới.")
        )
    design = shape_of_draft(draft).spec
    if last is not None and same_design(design, spec_of_version(last.pk)):
        raise Refused(_("Bản soạn chưa khác gì bản đang dùng. Sửa rồi mới ban hành bản mới."))
    version = publish_sheet(actor=actor, sheet=design, owner=draft.owner)
    draft.delete()
    return version


def same_design(one: SheetSpec, other: SheetSpec) -> bool:
    """Whether two designs ask the same in the same order; the order of relations says nothing."""
    return _ordered(one) == _ordered(other)


def _ordered(design: SheetSpec) -> tuple[Any, ...]:
    relations = sorted(tuple(vars(one).values()) for one in design.relations)
    sections = [(one.label, one.title, tuple(one.lines), tuple(one.questions)) for one in design.sections]
    return (design.name, design.period_kind, sections, relations, design.scale)


@transaction.atomic
def load_design(*, actor: Actor, owner: Unit, design: SheetSpec) -> SheetDraft:
    """Take a design from a file as a draft: of a new sheet, or of the next version where its code is a sheet's.

    Raises Forbidden, NotFound for a sheet of another tree, Refused as `start_draft`.
    """
    sheet = Sheet.objects.filter(code=design.code).first()
    if sheet is None:
        return start_draft(actor=actor, owner=owner, design=design)
    if isinstance(actor, User):
        sheet = get_sheet(actor, design.code)
    if sheet.owner is not None:
        require_designer(actor, sheet.owner)
    last = sheet.versions.order_by("-number").first()
    return start_draft(actor=actor, owner=sheet.owner or owner, design=design, based_on=last)
