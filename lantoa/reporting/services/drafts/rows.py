"""The rows of a draft, changed one by one: saved, moved, removed."""

import uuid
from collections.abc import Mapping
from typing import Any, Literal

from django.db import models, transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.reporting.design import MOST_DECLARED, MOST_LINES
from lantoa.reporting.divided_designs import block_of, reordered
from lantoa.reporting.models import (
    DraftLine,
    DraftQuestion,
    DraftRelation,
    DraftSection,
    SheetDraft,
)
from lantoa.reporting.services import divided_rows
from lantoa.reporting.services.draft_codes import follow_codes
from lantoa.reporting.services.drafts.headings import lock_draft, touch_draft

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
    draft = lock_draft(actor=actor, draft=draft)
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
    touch_draft(actor=actor, draft=draft)
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
    draft = lock_draft(actor=actor, draft=draft)
    found = _row(draft, kind, row.pk)
    section = found.section if isinstance(found, DraftLine | DraftQuestion) else None
    rows = reordered(_siblings(draft, kind, section), found, up=up)
    if rows is not None:
        _renumber(kind, rows)
    elif section is None or not _into_neighbour(draft, kind, found, section, up=up):
        return
    touch_draft(actor=actor, draft=draft)
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
    draft = lock_draft(actor=actor, draft=draft)
    found = _row(draft, kind, row.pk)
    if isinstance(found, DraftSection) and (found.lines.exists() or found.questions.exists()):
        raise Refused(_("Mục này còn dòng hoặc câu hỏi. Chuyển sang mục khác hoặc xóa từng dòng trước."))
    if isinstance(found, DraftLine):
        divided_rows.remove_parts(actor=actor, row=found)
    before = _picture(found, kind)
    _delete(found)
    touch_draft(actor=actor, draft=draft)
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
