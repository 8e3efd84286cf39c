"""Design a sheet: start a draft, change its rows one by one, publish it."""

import re
import uuid
from collections.abc import Mapping
from typing import Any, Literal

from django.db import models, transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.reporting import scoring
from lantoa.reporting.choices import PeriodLength
from lantoa.reporting.design import MOST_DECLARED, MOST_LINES, SheetSpec
from lantoa.reporting.divided_designs import block_of, reordered
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
from lantoa.reporting.queries.designs.registry import get_sheet
from lantoa.reporting.queries.designs.shapes import shape_of_draft, spec_of_version
from lantoa.reporting.services import divided_rows
from lantoa.reporting.services.draft_codes import follow_codes
from lantoa.reporting.services.sheets import publish_sheet

CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,39}")
RowKind = Literal["section", "line", "question", "relation"]
Row = DraftSection | DraftLine | DraftQuestion | DraftRelation
ROWS: dict[str, type[Row]] = {
    "section": DraftSection,
    "line": DraftLine,
    "question": DraftQuestion,
    "relation": DraftRelation,
}
FIELDS: dict[str, tuple[str, ...]] = {
    "section": ("label", "title"),
    "line": (
        "section",
        "code",
        "label",
        "unit_of_measure",
        "kind",
        "tree_rule",
        "time_rule",
        "numerator",
        "denominator",
        "source",
        "help",
        "basis",
        "required",
        "dimension",
        "dimension_name",
        "division",
        "part_of",
        "option",
        "most",
        "skip_rule",
        "bonus",
        "options",
    ),
    "question": ("section", "question", "help", "required"),
    "relation": ("left", "operator", "right", "plus", "hard", "sentence"),
}


def _require_designer(actor: Actor, owner: Unit) -> None:
    access.require(may(actor, "sheet.edit", owner), _("Chỉ chuyên viên cấp ủy được thiết kế biểu mẫu."))


@transaction.atomic
def start_draft(
    *, actor: Actor, owner: Unit, design: SheetSpec, based_on: SheetVersion | None = None
) -> SheetDraft:
    """A draft with the rows of a design, which may have faults. `owner` says in which tree it is seen.

    Raises Forbidden, or Refused: a code of another form, a code that has a draft, or, when it is not the next version of a
    sheet, a code that has a sheet.
    """
    _require_designer(actor, owner)
    if not CODE.fullmatch(design.code):
        sentence = _(
            "Mã biểu gồm chữ hoa không dấu, số, dấu chấm, gạch nối, tối đa 40 ký tự. Ví dụ: BCQ-2021."
        )
        raise Refused(sentence, fields={"code": sentence})
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
        _require_designer(actor, sheet.owner)
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


def _locked(actor: Actor, draft: SheetDraft) -> SheetDraft:
    """The draft, locked until the transaction ends: its rows change one at a time. NotFound when it is gone meanwhile."""
    found = (
        SheetDraft.objects.select_for_update(of=("self",))
        .select_related("owner", "based_on")
        .filter(pk=draft.pk)
        .first()
    )
    if found is None:
        raise NotFound()
    _require_designer(actor, found.owner)
    return found


def _touch(actor: Actor, draft: SheetDraft) -> None:
    draft.row_version += 1
    draft.saved_at, draft.saved_by = clock.now(), actor if isinstance(actor, User) else None
    draft.save()


@transaction.atomic
def lock_draft(*, actor: Actor, draft: SheetDraft) -> SheetDraft:
    """The draft for a service that changes its rows in another module. Raises Forbidden, NotFound."""
    return _locked(actor, draft)


@transaction.atomic
def note_change(*, actor: Actor, draft: SheetDraft, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Note that rows of a locked draft changed, and record it where they did."""
    _touch(actor, draft)
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
    draft = _locked(actor, draft)
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
    draft = _locked(actor, draft)
    before, after = draft.scale, scoring.kept_scale(scale)
    draft.scale = after
    note_change(actor=actor, draft=draft, before={"scale": before}, after={"scale": after})
    return draft


@transaction.atomic
def save_row(
    *,
    actor: Actor,
    draft: SheetDraft,
    kind: RowKind,
    values: Mapping[str, Any],
    row: Row | None = None,
    row_version: int | None = None,
) -> Row:
    """Add a row at the end of its section or change one. What it speaks of may still be missing: faults are told, not refused.

    Raises Forbidden, Conflict when somebody changed the row after it was opened, Refused when the sheet is full.
    """
    draft = _locked(actor, draft)
    given = {name: values[name] for name in FIELDS[kind] if name in values}
    made = ROWS[kind](draft=draft) if row is None else _row(draft, kind, row.pk)
    before = _picture(made, kind) if row is not None else None
    if row is None:
        _refuse_when_full(draft, kind)
    elif row_version != made.row_version:
        raise Conflict(
            _("Dòng này vừa được người khác sửa. Xem bản đang lưu, giữ ý nào thì ghi lại rồi lưu.")
        )
    moved = row is not None and "section" in given and given["section"].pk != _section_of(made)
    old_code = getattr(made, "code", "")
    for name, value in given.items():
        setattr(made, name, value)
    if row is None or moved:
        made.position = _end(draft, kind, given.get("section"))
    if row is not None:
        made.row_version += 1
    made.save()
    if isinstance(made, DraftLine) and row is not None:
        renamed = divided_rows.follow_total(actor=actor, total=made, old_code=old_code)
        follow_codes(actor=actor, draft=draft, renamed=renamed)
    _touch(actor, draft)
    after = _picture(made, kind)
    if before != after:
        record(
            actor,
            "sheet.draft_edited",
            draft,
            chain=draft.owner_id,
            label=draft.code,
            before={kind: before} if before else None,
            after={kind: after},
        )
    return made


def _row(draft: SheetDraft, kind: str, pk: uuid.UUID) -> Row:
    found = ROWS[kind]._default_manager.filter(draft=draft, pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def _section_of(row: Row) -> object:
    return getattr(row, "section_id", None)


def _picture(row: Row, kind: str) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in FIELDS[kind] if name != "section"}
    if kind in ("line", "question"):
        found["section"] = getattr(row, "section").label  # noqa: B009
    return found


def _refuse_when_full(draft: SheetDraft, kind: str) -> None:
    most = MOST_LINES if kind == "line" else MOST_DECLARED
    if ROWS[kind]._default_manager.filter(draft=draft).count() >= most:
        raise Refused(_("Biểu đã đủ %(most)s dòng loại này. Tách thành hai biểu.") % {"most": most})


def _siblings(draft: SheetDraft, kind: str, section: DraftSection | None) -> list[Any]:
    """The rows among which one has its place: of the section for lines and questions, else of the draft."""
    if section is None:
        return list(ROWS[kind]._default_manager.filter(draft=draft))
    return list(section.lines.all() if kind == "line" else section.questions.all())


def _end(draft: SheetDraft, kind: str, section: DraftSection | None) -> int:
    return max((one.position for one in _siblings(draft, kind, section)), default=-1) + 1


@transaction.atomic
def move_row(*, actor: Actor, draft: SheetDraft, kind: RowKind, row: Row, up: bool) -> None:
    """One place up or down. A line or question at the edge of its section goes into the section beside it; at the edge of the
    sheet nothing moves. A divided line takes its parts along; a part stays among them.
    """
    draft = _locked(actor, draft)
    found = _row(draft, kind, row.pk)
    section = found.section if isinstance(found, DraftLine | DraftQuestion) else None
    rows = reordered(_siblings(draft, kind, section), found, up=up)
    if rows is not None:
        _renumber(kind, rows)
    elif section is None or not _into_neighbour(draft, kind, found, section, up=up):
        return
    _touch(actor, draft)
    record(
        actor,
        "sheet.draft_edited",
        draft,
        chain=draft.owner_id,
        label=draft.code,
        after={"moved": str(found), "to": "up" if up else "down"},
    )


def _into_neighbour(draft: SheetDraft, kind: str, found: Any, section: DraftSection, *, up: bool) -> bool:
    sections = list(draft.sections.all())
    to = [one.pk for one in sections].index(section.pk) + (-1 if up else 1)
    if not 0 <= to < len(sections) or (kind == "line" and found.part_of):
        return False
    rows = _siblings(draft, kind, sections[to])
    block = block_of(_siblings(draft, kind, section), found)
    for one in block:
        one.section = sections[to]
        one.save(update_fields=["section"])
    _renumber(kind, [*rows, *block] if up else [*block, *rows])
    return True


def _renumber(kind: str, rows: list[Any]) -> None:
    for place, one in enumerate(rows):
        one.position = place
    ROWS[kind]._default_manager.bulk_update(rows, ["position"])


@transaction.atomic
def remove_row(*, actor: Actor, draft: SheetDraft, kind: RowKind, row: Row) -> None:
    """Take a row out of the draft; a divided line with its parts. Refused for a section that still has rows: they would go
    unseen; and for a part of a total that its parts add up to.
    """
    draft = _locked(actor, draft)
    found = _row(draft, kind, row.pk)
    if isinstance(found, DraftSection) and (found.lines.exists() or found.questions.exists()):
        raise Refused(_("Mục này còn dòng hoặc câu hỏi. Chuyển sang mục khác hoặc xóa từng dòng trước."))
    if isinstance(found, DraftLine):
        divided_rows.remove_parts(actor=actor, row=found)
    before = _picture(found, kind)
    _delete(found)
    _touch(actor, draft)
    record(
        actor,
        "sheet.draft_edited",
        draft,
        chain=draft.owner_id,
        label=draft.code,
        before={kind: before},
        after={"removed": before.get("code") or before.get("label") or ""},
    )


def _delete(row: models.Model) -> None:
    row.delete()


@transaction.atomic
def drop_draft(*, actor: Actor, draft: SheetDraft) -> None:
    """Give up a draft; what was published stays. The record keeps how many lines it had."""
    draft = _locked(actor, draft)
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


@transaction.atomic
def publish_draft(*, actor: Actor, draft: SheetDraft) -> SheetVersion:
    """Make the draft the next version of its sheet; the draft is then gone.

    Raises Forbidden, Conflict when another version was published since the draft began, Refused with all faults of the design,
    when nothing differs from the last version, or while a collection of the sheet is open.
    """
    draft = _locked(actor, draft)
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
        _require_designer(actor, sheet.owner)
    last = sheet.versions.order_by("-number").first()
    return start_draft(actor=actor, owner=sheet.owner or owner, design=design, based_on=last)
