"""The draft of a sheet: started, named, given a scale, given up; and locked for whoever changes its rows."""

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import NotFound, Refused
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.reporting import scoring
from lantoa.reporting.choices import PeriodLength
from lantoa.reporting.design import SheetSpec
from lantoa.reporting.models import (
    DraftLine,
    DraftQuestion,
    DraftRelation,
    DraftSection,
    Sheet,
    SheetDraft,
    SheetVersion,
)
from lantoa.reporting.permissions import may
from lantoa.reporting.queries.designs.shapes import spec_of_version

CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,39}")


def require_designer(actor: Actor, owner: Unit) -> None:
    access.require(may(actor, "sheet.edit", owner), _("Chỉ chuyên viên cấp ủy được thiết kế biểu mẫu."))


@transaction.atomic
def start_draft(
    *, actor: Actor, owner: Unit, design: SheetSpec, based_on: SheetVersion | None = None
) -> SheetDraft:
    """A draft with the rows of a design, which may have faults. `owner` says in which tree it is seen.

    Raises Forbidden, or Refused: a code of another form, a code that has a draft, or, when it is not the next version of a
    sheet, a code that has a sheet.
    """
    require_designer(actor, owner)
    if not CODE.fullmatch(design.code):
        sentence = _(
            "Mã biểu gồm chữ hoa không dấu, số, dấu chấm, gạch nối, tối đa 40 ký tự. Ví dụ: BCQ-2021."
        )
        raise Refused.at("code", sentence)
    # Two people who take the same code meanwhile wait for each other here.
    taken = SheetDraft.objects.filter(code=design.code).exists()
    if based_on is None:
        taken = taken or Sheet.objects.filter(code=design.code).exists()
    if taken:
        sentence = _("Mã %(code)s đã có biểu hoặc bản đang soạn. Chọn mã khác, hoặc mở biểu đó.")
        raise Refused(sentence % {"code": design.code}, fields={"code": sentence % {"code": design.code}})
    draft, made = SheetDraft.objects.get_or_create(
        code=design.code,
        defaults={
            "name": design.name,
            "period_kind": design.period_kind,
            "owner": owner,
            "based_on": based_on,
            "scale": scoring.kept_scale(design.scale),
            "saved_by": actor if isinstance(actor, User) else None,
        },
    )
    if not made:
        raise Refused(_("Mã %(code)s vừa có người khác soạn. Chọn mã khác.") % {"code": design.code})
    _write_rows(draft, design)
    record(
        actor,
        "sheet.draft_started",
        draft,
        chain=owner.pk,
        label=draft.code,
        after={"lines": len(design.lines), "based_on": based_on.number if based_on else None},
    )
    return draft


@transaction.atomic
def start_next_version(*, actor: Actor, sheet: Sheet, owner: Unit) -> SheetDraft:
    """A draft that begins as the newest version of the sheet. Raises Forbidden, Refused as `start_draft`."""
    if sheet.owner is not None:
        require_designer(actor, sheet.owner)
    version = sheet.versions.order_by("-number").first()
    if version is None:
        raise NotFound()
    return start_draft(
        actor=actor, owner=sheet.owner or owner, design=spec_of_version(version.pk), based_on=version
    )


def _write_rows(draft: SheetDraft, design: SheetSpec) -> None:
    sections = DraftSection.objects.bulk_create(
        [
            DraftSection(draft=draft, position=place, label=one.label, title=one.title)
            for place, one in enumerate(design.sections)
        ]
    )
    pairs = list(zip(sections, design.sections, strict=True))
    DraftLine.objects.bulk_create(
        [
            DraftLine(
                draft=draft,
                section=section,
                position=place,
                **{**vars(line), "options": scoring.kept_options(line.options)},
            )
            for section, one in pairs
            for place, line in enumerate(one.lines)
        ]
    )
    DraftQuestion.objects.bulk_create(
        [
            DraftQuestion(draft=draft, section=section, position=place, **vars(question))
            for section, one in pairs
            for place, question in enumerate(one.questions)
        ]
    )
    DraftRelation.objects.bulk_create(
        [
            DraftRelation(draft=draft, position=place, **vars(one))
            for place, one in enumerate(design.relations)
        ]
    )


@transaction.atomic
def lock_draft(*, actor: Actor, draft: SheetDraft) -> SheetDraft:
    """The draft, locked until the transaction ends: its rows change one at a time.

    Raises Forbidden, NotFound when it is gone meanwhile.
    """
    found = (
        SheetDraft.objects.select_for_update(of=("self",))
        .select_related("owner", "based_on")
        .filter(pk=draft.pk)
        .first()
    )
    if found is None:
        raise NotFound()
    require_designer(actor, found.owner)
    return found


@transaction.atomic
def touch_draft(*, actor: Actor, draft: SheetDraft) -> None:
    """Note who changed the draft last and when."""
    draft.row_version += 1
    draft.saved_at, draft.saved_by = clock.now(), actor if isinstance(actor, User) else None
    draft.save()


@transaction.atomic
def note_change(*, actor: Actor, draft: SheetDraft, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Note that rows of a locked draft changed, and record it where they did."""
    touch_draft(actor=actor, draft=draft)
    if before != after:
        record(
            actor,
            "sheet.draft_edited",
            draft,
            chain=draft.owner_id,
            label=draft.code,
            before=before,
            after=after,
        )


@transaction.atomic
def edit_heading(*, actor: Actor, draft: SheetDraft, name: str, period_kind: PeriodLength) -> SheetDraft:
    """Change what the sheet is called and which periods it is for."""
    draft = lock_draft(actor=actor, draft=draft)
    before = {"name": draft.name, "period_kind": draft.period_kind}
    draft.name, draft.period_kind = name, period_kind
    after = {"name": name, "period_kind": str(period_kind)}
    note_change(actor=actor, draft=draft, before=before, after=after)
    return draft


@transaction.atomic
def set_scale(*, actor: Actor, draft: SheetDraft, scale: scoring.Scale | None) -> SheetDraft:
    """Say what the criteria come to and the grades, or that nothing is scored. What is wrong with it is told, not refused.

    Raises Forbidden.
    """
    draft = lock_draft(actor=actor, draft=draft)
    before, after = draft.scale, scoring.kept_scale(scale)
    draft.scale = after
    note_change(actor=actor, draft=draft, before={"scale": before}, after={"scale": after})
    return draft


@transaction.atomic
def drop_draft(*, actor: Actor, draft: SheetDraft) -> None:
    """Give up a draft; what was published stays. The record keeps how many lines it had."""
    draft = lock_draft(actor=actor, draft=draft)
    lines = draft.lines.count()
    record(
        actor,
        "sheet.draft_dropped",
        draft,
        chain=draft.owner_id,
        label=draft.code,
        before={"name": draft.name, "lines": lines},
    )
    draft.delete()
