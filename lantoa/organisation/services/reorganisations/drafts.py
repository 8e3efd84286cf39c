"""Draft a reorganisation: its decision and its ordered steps. Nothing here touches the tree (`acts` does).

Each change names the version that its editor saw, so that two editors notice each other, and takes back an earlier check or
approval: what was looked at is no longer what stands there.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import folding_key
from lantoa.organisation.access import holds, require
from lantoa.organisation.choices import EDITABLE, EventKind, ReorganisationState
from lantoa.organisation.models import Reorganisation, ReorganisationStep, Unit
from lantoa.organisation.permissions import may_prepare

MOST_STEPS = 60
MOST_ROWS = 200  # new units in one step


@dataclass(frozen=True)
class Paper:
    """What is known of the decision; everything but the title may still be missing in a draft."""

    title: str
    decision_number: str = ""
    decided_on: date | None = None
    effective_on: date | None = None
    issuer: str = ""
    note: str = ""
    days_confirmed: bool = False  # that they lie more than a year apart is meant


@dataclass(frozen=True)
class StepContent:
    """What a step says, as `ReorganisationStep` keeps it."""

    sources: Sequence[str] = ()
    receiver: str = ""
    rows: Sequence[Mapping[str, str]] = ()
    shares: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def draft_reorganisation(*, actor: User, unit: Unit, paper: Paper) -> Reorganisation:
    """Begin the draft of a reorganisation of what stands below `unit`. Forbidden where the person may not reorganise there."""
    require(holds(actor, "reorganisation.prepare", unit))
    made = Reorganisation(code=_next_code(), unit=unit, drafted_by=actor, editors=[actor.pk])
    _write(made, paper)
    made.drafted_at = made.changed_at = clock.now()
    made.save(force_insert=True)
    record(actor, "reorganisation.drafted", made, chain=unit.pk, label=f"{made.code} {made.title}")
    return made


@transaction.atomic
def edit_paper(
    *, actor: User, reorganisation: Reorganisation, row_version: int, paper: Paper
) -> Reorganisation:
    """Write title and decision. Raises Conflict when somebody else saved meanwhile, Refused once it is applied."""
    made = _editable(actor, reorganisation, row_version)
    before = _paper_of(made)
    if before == paper:
        return made
    _write(made, paper)
    return _changed(actor, made, "reorganisation.edited", before=vars(before), after=vars(paper))


@transaction.atomic
def keep_paper(*, actor: User, reorganisation: Reorganisation, file: AcceptedFile | None) -> Reorganisation:
    """Keep the decision's file with the draft, in place of one that was there; None takes it off. Every event of the
    reorganisation will carry it. Names no version: it overwrites nothing that somebody else types, and the draft saves itself
    while one looks for the file. Raises Refused once it is applied."""
    made = _editable(actor, reorganisation, None)
    before = {"paper": made.paper_name}
    if file is None and made.paper is None:
        return made
    made.paper = keep(file) if file else None
    made.paper_name = file.name[:200] if file else ""
    return _changed(actor, made, "reorganisation.paper_kept", before=before, after={"paper": made.paper_name})


@transaction.atomic
def add_step(
    *, actor: User, reorganisation: Reorganisation, row_version: int, kind: EventKind
) -> ReorganisationStep:
    """Put an empty step of the kind at the end. Raises Conflict or Refused as `edit_paper`, or too many steps."""
    made = _editable(actor, reorganisation, row_version)
    last = _steps(made)
    _refuse_too_many(len(last))
    step = ReorganisationStep.objects.create(reorganisation=made, position=len(last) + 1, kind=kind)
    _changed(actor, made, "reorganisation.step_added", after={"step": step.position, "kind": kind})
    return step


@transaction.atomic
def edit_step(
    *, actor: User, step: ReorganisationStep, row_version: int, content: StepContent
) -> ReorganisationStep:
    """Write what a step says. Raises Conflict or Refused as `edit_paper`."""
    made = _editable(actor, step.reorganisation, row_version)
    step = _step(made, step.pk)
    if len(content.rows) > MOST_ROWS:
        raise Refused(
            _("Một bước nhận tối đa %(count)s đơn vị mới. Chia thành nhiều bước.") % {"count": MOST_ROWS}
        )
    before = _content_of(step)
    step.sources = list(dict.fromkeys(content.sources))
    step.receiver = content.receiver
    step.rows = [dict(row) for row in content.rows]
    step.shares = dict(content.shares)
    if _content_of(step) != before:
        step.save(update_fields=["sources", "receiver", "rows", "shares"])
        _changed(
            actor,
            made,
            "reorganisation.step_edited",
            before=before,
            after=_content_of(step) | {"step": step.position},
        )
    step.reorganisation = made
    return step


@transaction.atomic
def copy_step(*, actor: User, step: ReorganisationStep, row_version: int) -> ReorganisationStep:
    """Put a copy right behind the step; its new units get no codes, for a code is used once."""
    made = _editable(actor, step.reorganisation, row_version)
    step = _step(made, step.pk)
    _refuse_too_many(len(_steps(made)))
    made.steps.filter(position__gt=step.position).update(position=F("position") + 1)
    keeps_codes = step.kind in {EventKind.RENAME, EventKind.UPGRADE, EventKind.CODE_CHANGE}
    copied = ReorganisationStep.objects.create(
        reorganisation=made,
        position=step.position + 1,
        kind=step.kind,
        sources=step.sources,
        receiver=step.receiver,
        rows=step.rows if keeps_codes else [row | {"code": ""} for row in step.rows],
        shares=step.shares if keeps_codes else {},
    )
    _changed(actor, made, "reorganisation.step_added", after={"step": copied.position, "kind": step.kind})
    return copied


@transaction.atomic
def move_step(*, actor: User, step: ReorganisationStep, row_version: int, up: bool) -> Reorganisation:
    """Let a step change places with the one before or behind it; at the end of the list nothing happens."""
    made = _editable(actor, step.reorganisation, row_version)
    steps = _steps(made)
    at = steps.index(_step(made, step.pk))
    to = at - 1 if up else at + 1
    if not 0 <= to < len(steps):
        return made
    steps[at], steps[to] = steps[to], steps[at]
    _renumber(steps)
    return _changed(actor, made, "reorganisation.step_moved", before={"step": at + 1}, after={"step": to + 1})


@transaction.atomic
def remove_step(*, actor: User, step: ReorganisationStep, row_version: int) -> Reorganisation:
    """Take a step out of the draft."""
    made = _editable(actor, step.reorganisation, row_version)
    step = _step(made, step.pk)
    before = _content_of(step) | {"step": step.position, "kind": step.kind}
    step.delete()
    _renumber(_steps(made))
    return _changed(actor, made, "reorganisation.step_removed", before=before)


@transaction.atomic
def drop_reorganisation(*, actor: User, reorganisation: Reorganisation, row_version: int) -> None:
    """Throw a draft away; the record keeps that there was one. Refused once it is applied."""
    made = _editable(actor, reorganisation, row_version)
    record(
        actor,
        "reorganisation.dropped",
        made,
        chain=made.unit_id,
        label=f"{made.code} {made.title}",
        before={"steps": [step.kind for step in _steps(made)]},
    )
    made.delete()


def lock_reorganisation(reorganisation: Reorganisation) -> Reorganisation:
    """The row as it is now, locked until the transaction ends; one at a time works on it."""
    found = (
        Reorganisation.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk=reorganisation.pk)
        .first()
    )
    if found is None:
        raise Conflict(_("Người khác vừa bỏ phương án này. Mở lại danh sách phương án."))
    return found


def require_row_version(reorganisation: Reorganisation, row_version: int) -> None:
    """Raises Conflict when somebody saved since the person looked."""
    if reorganisation.row_version != row_version:
        raise Conflict(
            _(
                "Phương án vừa được lưu ở một nơi khác. Nội dung anh/chị gõ vẫn còn ở dưới; "
                "mở lại trang để xem bản mới nhất, rồi lưu lần nữa."
            )
        )


def _editable(actor: User, reorganisation: Reorganisation, row_version: int | None) -> Reorganisation:
    made = lock_reorganisation(reorganisation)
    require(may_prepare(actor, made))
    if made.state not in EDITABLE:
        raise Refused(_("Phương án này không còn là bản nháp nên không sửa được. Lập phương án mới."))
    if row_version is not None:
        require_row_version(made, row_version)
    return made


def _changed(
    actor: User,
    made: Reorganisation,
    act: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> Reorganisation:
    """Keep the row after an edit: a new version, one more editor, no longer checked or approved."""
    made.row_version += 1
    made.changed_at = clock.now()
    made.state = ReorganisationState.DRAFT
    made.approved_by = made.approved_at = None
    made.failure = ""
    if actor.pk not in made.editors:
        made.editors = [*made.editors, actor.pk]
    made.save()
    record(actor, act, made, chain=made.unit_id, label=made.code, before=before, after=after)
    return made


def _write(made: Reorganisation, paper: Paper) -> None:
    for name, value in vars(paper).items():
        setattr(made, name, value)
    made.search_key = folding_key(f"{made.code} {paper.title} {paper.decision_number}")[:400]


def _paper_of(made: Reorganisation) -> Paper:
    return Paper(
        made.title,
        made.decision_number,
        made.decided_on,
        made.effective_on,
        made.issuer,
        made.note,
        made.days_confirmed,
    )


def _content_of(step: ReorganisationStep) -> dict[str, object]:
    return {"sources": step.sources, "receiver": step.receiver, "rows": step.rows, "shares": step.shares}


def _steps(made: Reorganisation) -> list[ReorganisationStep]:
    return list(made.steps.order_by("position", "id"))


def _step(made: Reorganisation, step_id: uuid.UUID) -> ReorganisationStep:
    """The step as it is now; that another editor took it out meanwhile is a conflict."""
    found = made.steps.filter(pk=step_id).first()
    if found is None:
        raise Conflict(_("Bước này vừa được bỏ ở một nơi khác. Mở lại phương án."))
    return found


def _renumber(steps: Sequence[ReorganisationStep]) -> None:
    for position, step in enumerate(steps, start=1):
        step.position = position
    ReorganisationStep.objects.bulk_update(steps, ["position"])


def _refuse_too_many(count: int) -> None:
    if count >= MOST_STEPS:
        raise Refused(
            _("Một phương án có tối đa %(count)s bước. Lập thêm phương án khác.") % {"count": MOST_STEPS}
        )


def _next_code() -> str:
    """A fresh code of this year; one writer at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation.reorganisations'))")
    year = clock.today().year
    taken = Reorganisation.objects.filter(code__startswith=f"TC-{year}-").order_by(
        Length("code").desc(), "-code"
    )
    last = taken.values_list("code", flat=True).first()
    number = int(last.rpartition("-")[2]) + 1 if last else 1
    return f"TC-{year}-{number:03d}"
