"""Check, approve, apply and undo a reorganisation.

Check and application are one and the same run of the real services; the check takes the tree as it would be and rolls back.
What was checked is what is applied: the fingerprint of all units concerned must still be the same.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import HouseError, Refused
from lantoa.core.queue import defer
from lantoa.core.workflow import require_move
from lantoa.organisation.access import require, second_person_needed
from lantoa.organisation.choices import (
    REORGANISATION_MOVES,
    ReorganisationState,
)
from lantoa.organisation.models import (
    Reorganisation,
    UnitEvent,
)
from lantoa.organisation.permissions import may_approve, may_prepare
from lantoa.organisation.queries.reorganisations.faults import Fault, paper_faults
from lantoa.organisation.queries.reorganisations.previews import tree_fingerprint
from lantoa.organisation.services.decisions import Decision, require_sound
from lantoa.organisation.services.hand_overs.plans import plan_hand_overs
from lantoa.organisation.services.reorganisations.drafts import lock_reorganisation, require_row_version
from lantoa.organisation.services.reorganisations.previews import empty_preview, previewed
from lantoa.organisation.services.reorganisations.runs import begin_run, walk_steps
from lantoa.organisation.services.undoing import undo_events

IN_REQUEST = 400  # units changed; more are applied in the background


@transaction.atomic
def check_reorganisation(*, actor: User, reorganisation: Reorganisation, row_version: int) -> Reorganisation:
    """Run all steps, keep with the draft what they would do and everything that is wrong, and roll back.

    Never refuses for what is wrong in the steps: that is the answer (`preview`). Raises Conflict or Refused as the editing
    services do.
    """
    made = lock_reorganisation(reorganisation)
    require(may_prepare(actor, made))
    require_move(made, REORGANISATION_MOVES, ReorganisationState.CHECKED, _not_a_draft())
    require_row_version(made, row_version)
    steps = list(made.steps.all())
    faults = paper_faults(made, steps)
    faults += _unsound(made)
    can_run = made.effective_on is not None and bool(steps)
    preview = previewed(actor, made, steps, faults) if can_run else empty_preview()
    preview["faults"] = [{"step": fault.step, "sentence": fault.sentence} for fault in faults]
    preview["row_version"] = made.row_version
    clean = not faults and not preview["blockers"]
    made.preview = preview
    made.checked_at = clock.now()
    made.state = ReorganisationState.CHECKED if clean else ReorganisationState.DRAFT
    made.approved_by = made.approved_at = None
    made.failure = ""
    made.save()
    after = {"faults": len(faults), "blockers": len(preview["blockers"]), "counts": preview["counts"]}
    record(actor, "reorganisation.checked", made, chain=made.unit_id, label=made.code, after=after)
    return made


@transaction.atomic
def approve_reorganisation(
    *, actor: User, reorganisation: Reorganisation, row_version: int
) -> Reorganisation:
    """Approve what was checked, as the second person.

    Raises Forbidden for whoever had a hand in the draft, Refused where the check is missing, unclean or stale.
    """
    made = lock_reorganisation(reorganisation)
    require(may_prepare(actor, made))
    require(
        may_approve(actor, made),
        _("Người lập hoặc sửa phương án không phê duyệt được phương án đó. Nhờ người khác phê duyệt."),
    )
    require_move(made, REORGANISATION_MOVES, ReorganisationState.APPROVED, _check_first())
    require_row_version(made, row_version)
    _require_fresh(made)
    made.state = ReorganisationState.APPROVED
    made.approved_by, made.approved_at = actor, clock.now()
    made.save()
    record(actor, "reorganisation.approved", made, chain=made.unit_id, label=made.code)
    return made


@transaction.atomic
def apply_reorganisation(*, actor: User, reorganisation: Reorganisation, row_version: int) -> Reorganisation:
    """Let what was checked happen, under one decision; a second click changes nothing.

    More than `IN_REQUEST` units are changed in the background; the state says so. Raises Refused where the check is missing,
    unclean or stale, or a second person has yet to approve.
    """
    made = lock_reorganisation(reorganisation)
    require(may_prepare(actor, made))
    if made.state in {ReorganisationState.APPLYING, ReorganisationState.APPLIED}:
        return made
    require_move(made, REORGANISATION_MOVES, ReorganisationState.APPLIED, _check_first())
    require_row_version(made, row_version)
    if second_person_needed("unit.reorganise") and made.state != ReorganisationState.APPROVED:
        raise Refused(_("Phương án cần một người khác phê duyệt trước khi áp dụng."))
    _require_fresh(made)
    made.applied_by, made.applied_at = actor, clock.now()
    if len((made.preview or {})["mapping"]) > IN_REQUEST:
        made.state = ReorganisationState.APPLYING
        made.save()
        record(actor, "reorganisation.queued", made, chain=made.unit_id, label=made.code)
        defer("organisation.apply_reorganisation", reorganisation_id=str(made.pk))
        return made
    return _applied(actor, made)


@transaction.atomic
def undo_reorganisation(
    *, actor: User, reorganisation: Reorganisation, row_version: int, reason: str
) -> Reorganisation:
    """Take the whole back while nothing was built on it: every decision of it, last first, and the tree is as before.

    Raises Refused naming what is in the way (`undo_events`), or without a reason; Forbidden where the person may not.
    """
    made = lock_reorganisation(reorganisation)
    require(may_prepare(actor, made))
    sentence = _("Chỉ hoàn tác được phương án đã áp dụng. Mở lại phương án để xem trạng thái mới nhất.")
    require_move(made, REORGANISATION_MOVES, ReorganisationState.UNDONE, sentence)
    require_row_version(made, row_version)
    undone = undo_events(actor=actor, events=UnitEvent.objects.filter(reorganisation=made), reason=reason)
    made.state = ReorganisationState.UNDONE
    made.undone_by, made.undone_at, made.undo_reason = actor, clock.now(), reason.strip()
    made.save()
    after = {"events": len(undone), "reason": reason.strip()}
    record(actor, "reorganisation.undone", made, chain=made.unit_id, label=made.code, after=after)
    return made


def finish_applying(*, reorganisation: Reorganisation) -> None:
    """The background's part of `apply_reorganisation`: all or nothing. What stops it is kept for whoever asked."""
    try:
        with transaction.atomic():
            made = lock_reorganisation(reorganisation)
            if made.state == ReorganisationState.APPLYING and made.applied_by is not None:
                _require_fresh(made)
                _applied(made.applied_by, made)
    except HouseError as error:
        _give_back(reorganisation, error.sentence)
    except Exception:
        _give_back(
            reorganisation,
            _("Việc áp dụng dừng vì lỗi của chương trình; chưa có gì thay đổi. Báo quản trị kỹ thuật."),
        )
        raise


@transaction.atomic
def _give_back(reorganisation: Reorganisation, sentence: str) -> None:
    made = lock_reorganisation(reorganisation)
    if made.state != ReorganisationState.APPLYING:
        return
    made.state = ReorganisationState.APPROVED if made.approved_at else ReorganisationState.CHECKED
    actor, made.applied_by, made.applied_at = made.applied_by, None, None
    made.failure = sentence
    made.save()
    if actor is not None:
        record(
            actor,
            "reorganisation.stopped",
            made,
            chain=made.unit_id,
            label=made.code,
            after={"why": sentence},
        )


def _applied(actor: User, made: Reorganisation) -> Reorganisation:
    run = begin_run(actor, made)
    walk_steps(run, list(made.steps.all()))
    if run.faults:
        raise Refused(
            " ".join(
                _("Bước %(number)s: %(sentence)s") % {"number": one.step, "sentence": one.sentence}
                for one in run.faults
            )
        )
    made.state = ReorganisationState.APPLIED
    made.failure = ""
    made.save()
    entered = list(UnitEvent.objects.filter(reorganisation=made).order_by("sequence"))
    plan_hand_overs(actor=actor, events=entered)
    after = {"decision": made.decision_number, "effective_on": made.effective_on, "events": len(entered)}
    record(actor, "reorganisation.applied", made, chain=made.unit_id, label=made.code, after=after)
    return made


def _not_a_draft() -> str:
    return _("Phương án này không còn là bản nháp. Mở lại phương án để xem trạng thái mới nhất.")


def _check_first() -> str:
    return _("Phương án chưa qua kiểm tra. Bấm «Kiểm tra và xem trước», sửa hết lỗi, rồi làm tiếp.")


def _unsound(made: Reorganisation) -> list[Fault]:
    """What is wrong with the paper as it stands; what is still missing is told by itself."""
    if made.decided_on is None or made.effective_on is None or not made.decision_number or not made.issuer:
        return []
    try:
        require_sound(Decision(made.decision_number, made.decided_on, made.effective_on, made.issuer))
    except Refused as error:
        return [Fault(0, sentence) for sentence in error.fields.values()]
    return []


def _require_fresh(made: Reorganisation) -> None:
    preview = made.preview or empty_preview()
    if preview["faults"] or preview["blockers"]:
        raise Refused(_check_first())
    if _is_stale_while_locked(made):
        raise Refused(
            _(
                "Phương án hoặc cây tổ chức đã thay đổi sau lần kiểm tra. Kiểm tra và xem trước lại rồi mới áp dụng."
            )
        )


def _is_stale_while_locked(made: Reorganisation) -> bool:
    """As `queries.is_stale`, also for a reorganisation that is being applied."""
    preview = made.preview
    if preview is None or preview.get("row_version") != made.row_version:
        return True
    return bool(tree_fingerprint(preview["involved"]) != preview["fingerprint"])
