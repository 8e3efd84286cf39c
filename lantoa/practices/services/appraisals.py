"""Appoint the panel, give entries out, appraise."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.core.reference import Reference
from lantoa.core.text import looks_empty
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.organisation.models import Person
from lantoa.practices.choices import CallState
from lantoa.practices.models import Appraisal, Assignment, Call, CallCriterion, DeclaredConflict, PanelMember
from lantoa.practices.permissions import can_run_call
from lantoa.practices.queries.appraisals import Shared, criteria_of, panel_of, people_to_appoint, share_out
from lantoa.practices.services.calls import SENTENCE_OTHER_STEP, lock_call

RUNNING = {CallState.DRAFT, CallState.OPEN, CallState.APPRAISING}


@transaction.atomic
def appoint(*, actor: Actor, call: Call, persons: Collection[Person]) -> None:
    """Put people on the panel. Raises Refused for who may not appraise for this unit, or is on it already."""
    require(not isinstance(actor, User) or can_run_call(actor, call))
    call = lock_call(call)
    _require_running(call)
    wanted = {one.pk for one in persons}
    known = set(people_to_appoint(call).filter(pk__in=wanted).values_list("pk", flat=True))
    if not wanted or known != wanted:
        raise Refused(
            _("Chọn người có vai trò chuyên viên, kiểm tra hoặc lãnh đạo của cấp ủy và chưa ở trong tổ.")
        )
    PanelMember.objects.bulk_create([PanelMember(call=call, person=one) for one in persons])
    record(
        actor, "call.panel_changed", call, chain=call.unit_id, after={"in": sorted(str(pk) for pk in wanted)}
    )


@transaction.atomic
def dismiss(*, actor: User, call: Call, member: PanelMember) -> None:
    """Take somebody off who has begun nothing; what was given to them is free again."""
    require(can_run_call(actor, call))
    call = lock_call(call)
    _require_running(call)
    if member.call_id != call.pk:
        raise NotFound()
    if Appraisal.objects.filter(assignment__member=member).exists():
        raise Refused(_("Người này đã bắt đầu chấm. Phần đã chấm được giữ, nên không đưa ra khỏi tổ được."))
    Assignment.objects.filter(member=member).delete()
    before = {"out": str(member.person_id)}
    member.delete()
    record(actor, "call.panel_changed", call, chain=call.unit_id, before=before)


@transaction.atomic
def assign_appraisals(*, actor: Actor, call: Call, seen: str) -> Shared:
    """Give entries out as evenly as can be. What somebody has begun stays; what was seen in the preview must still be so.

    Raises Conflict when the plan is no longer the one that was `seen` (its `mark`), Refused outside the phase of appraisal.
    """
    require(not isinstance(actor, User) or can_run_call(actor, call))
    call = lock_call(call)
    if call.state != CallState.APPRAISING:
        raise Refused(_("Chỉ phân công khi đợt đang ở bước chấm."))
    shared = share_out(call)
    if shared.mark != seen:
        raise Conflict(
            _(
                "Từ lúc anh/chị xem, tổ thẩm định hoặc việc chấm đã thay đổi. Xem lại bảng phân công rồi xác nhận."
            )
        )
    for entry, member in shared.taken:
        Assignment.objects.filter(entry=entry, member=member, appraisal=None).delete()
    Assignment.objects.bulk_create(
        [
            Assignment(
                entry=entry,
                member=member,
                candidates=shared.plan.candidates[entry.pk],
                load=shared.plan.load[member.pk],
            )
            for entry, member in shared.given
        ]
    )
    record(
        actor,
        "call.assigned",
        call,
        chain=call.unit_id,
        after={
            "given": len(shared.given),
            "taken": len(shared.taken),
            "lacking": sum(shared.plan.lacking.values()),
        },
    )
    given = User.objects.filter(person__in=[member.person_id for _entry, member in shared.given])
    _tell(actor, call, "appraisal_given", to_people=list(given))
    return shared


def _tell(actor: Actor, call: Call, kind: str, **whom: Any) -> None:
    about = Reference("practices.call", call.pk)
    notify(actor=actor, kind=kind, about=about, number=call.code, **whom)


@transaction.atomic
def remind_appraisers(*, actor: User, call: Call) -> int:
    """Remind everybody who has not handed all in; it stands on their desk with the day. At most once a day each.

    How many were reminded. Raises Refused outside the appraisal, where all is handed in, or where all were reminded today.
    """
    require(can_run_call(actor, call))
    call = lock_call(call)
    if call.state != CallState.APPRAISING:
        raise Refused(_(SENTENCE_OTHER_STEP))
    late = [one for one in panel_of(call) if one.handed < one.given]
    if not late:
        raise Refused(_("Mọi người đã nộp đủ phần chấm, không cần nhắc."))
    today = clock.today()
    wanted = [one.pk for one in late if one.reminded_on != today]
    if not wanted:
        raise Refused(_("Hôm nay đã nhắc những người chưa nộp đủ. Mai nhắc lại nếu vẫn thiếu."))
    PanelMember.objects.filter(pk__in=wanted).update(reminded_on=today)
    record(actor, "call.reminded", call, chain=call.unit_id, after={"reminded": len(wanted)})
    people = User.objects.filter(person__in=[one.person_id for one in late if one.pk in wanted])
    _tell(actor, call, "appraisal_reminded", to_people=list(people))
    return len(wanted)


@dataclass(frozen=True)
class Given:
    """Points in the order of the criteria, None where not yet given."""

    points: Sequence[int | None]
    comment: str = ""


@transaction.atomic
def save_appraisal(*, actor: User, assignment: Assignment, given: Given, row_version: int) -> Appraisal:
    """Keep it as a draft, which nobody else sees.

    Raises Conflict when it was saved elsewhere since `row_version` was read (0: not yet begun), Refused once it is handed in.
    """
    appraisal = _kept(actor, assignment, given, row_version)
    record(
        actor,
        "appraisal.saved",
        assignment.entry.call,
        chain=assignment.entry.call.unit_id,
        after={"practice": assignment.entry.practice_year.practice.code},
    )
    return appraisal


@dataclass(frozen=True)
class HandedIn:
    """`late`: the phase was over when it arrived; it is kept as a draft and does not count."""

    appraisal: Appraisal
    late: bool


@transaction.atomic
def hand_in(*, actor: User, assignment: Assignment, given: Given, row_version: int) -> HandedIn:
    """Hand an appraisal in; from then on it counts and stays as it is.

    Waits for whoever moves the call on. If the phase is over by then, the appraisal is kept as a draft: nothing is lost, and the
    meeting can go back for it. Raises Refused where points or the comment at the ends are missing.
    """
    call = lock_call(assignment.entry.call)
    criteria = criteria_of(call)
    _check_points(given, criteria)
    if any(point is None for point in given.points):
        missing = [one.name for one, point in zip(criteria, given.points, strict=True) if point is None]
        raise Refused(
            _("Chưa đủ điểm: %(names)s.") % {"names": ", ".join(missing)},
            fields={
                f"p{place}": _("Chưa cho điểm.") for place, point in enumerate(given.points) if point is None
            },
        )
    total = sum(point or 0 for point in given.points)
    if looks_empty(given.comment) and (total < call.comment_under or total > call.comment_over):
        raise Refused(
            _("Tổng %(total)s điểm: dưới %(under)s hoặc trên %(over)s điểm thì phải ghi nhận xét.")
            % {"total": total, "under": call.comment_under, "over": call.comment_over},
            fields={"comment": _("Ghi vì sao cho điểm này.")},
        )
    appraisal = _kept(actor, assignment, given, row_version)
    late = call.state != CallState.APPRAISING
    if not late:
        appraisal.handed_at = clock.now()
        appraisal.save(update_fields=["handed_at"])
    record(
        actor,
        "appraisal.saved" if late else "appraisal.handed",
        call,
        chain=call.unit_id,
        after={"practice": assignment.entry.practice_year.practice.code},
    )
    waiting = Assignment.objects.filter(Q(appraisal=None) | Q(appraisal__handed_at=None), entry__call=call)
    if not late and not waiting.exists():
        _tell(actor, call, "appraisals_handed", to_units=[call.unit])
    return HandedIn(appraisal, late)


@transaction.atomic
def load_appraisals(*, actor: Actor, call: Call, rows: Iterable[tuple[Assignment, Given]]) -> list[Appraisal]:
    """Enter what the panel had given on paper, as handed in, by whoever keeps the register; the call must be appraised now.

    Raises Refused for incomplete points or points beyond a criterion; comments are taken as they are.
    """
    call = lock_call(call)
    if call.state != CallState.APPRAISING:
        raise Refused(_(SENTENCE_OTHER_STEP))
    criteria, made = criteria_of(call), []
    for assignment, given in rows:
        _check_points(given, criteria)
        if any(point is None for point in given.points):
            raise Refused(_("Có phần chấm chưa đủ điểm."))
        made.append(
            Appraisal(
                assignment=assignment,
                points=list(given.points),
                comment=given.comment,
                handed_at=clock.now(),
            )
        )
    Appraisal.objects.bulk_create(made, batch_size=1000)
    record(actor, "appraisal.handed", call, chain=call.unit_id, after={"loaded": len(made)})
    return made


@transaction.atomic
def declare_conflict(*, actor: User, assignment: Assignment) -> None:
    """Say that one has to do with a practice. It is taken from the member and is never given to them again.

    The ground is not asked. Raises Refused once the appraisal is handed in; a draft is dropped.
    """
    call = lock_call(assignment.entry.call)
    _require_own(actor, assignment)
    if call.state != CallState.APPRAISING:
        raise Refused(_(SENTENCE_OTHER_STEP))
    appraisal = Appraisal.objects.select_for_update().filter(assignment=assignment).first()
    if appraisal is not None:
        if appraisal.handed_at:
            raise Refused(_("Phần chấm này đã nộp. Báo tổ trưởng để xử lý."))
        appraisal.delete()
    DeclaredConflict.objects.get_or_create(member=assignment.member, entry=assignment.entry)
    code = assignment.entry.practice_year.practice.code
    assignment.delete()
    record(actor, "appraisal.conflict_declared", call, chain=call.unit_id, after={"practice": code})


def _kept(actor: User, assignment: Assignment, given: Given, row_version: int) -> Appraisal:
    _require_own(actor, assignment)
    # The assignment is held: two windows of one person do not both begin.
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("entry__call", "entry__practice_year__practice")
        .filter(pk=assignment.pk)
        .first()
    ) or _gone()
    call = assignment.entry.call
    if call.state == CallState.CONCLUDED:
        raise Refused(_("Đợt xét đã chốt, không ghi thêm được."))
    _check_points(given, criteria_of(call))
    appraisal = Appraisal.objects.select_for_update().filter(assignment=assignment).first()
    if appraisal is None:
        appraisal = Appraisal(assignment=assignment, row_version=0)
    if appraisal.handed_at:
        raise Refused(_("Phần chấm này đã nộp, không sửa được nữa."))
    if appraisal.row_version != row_version:
        raise Conflict(
            _(
                "Phần chấm này vừa được lưu ở cửa sổ khác. Điểm anh/chị gõ vẫn còn ở dưới; so lại rồi lưu lần nữa."
            )
        )
    appraisal.points, appraisal.comment = list(given.points), given.comment
    appraisal.row_version += 1
    appraisal.save()
    return appraisal


def _gone() -> Assignment:
    raise Refused(_("Mô hình này không còn được phân cho anh/chị."))


def _require_own(actor: User, assignment: Assignment) -> None:
    require(assignment.member.person.user_id == actor.pk)


def _check_points(given: Given, criteria: Sequence[CallCriterion]) -> None:
    if len(given.points) != len(criteria):
        raise Refused(_(SENTENCE_OTHER_STEP))
    wrong = {
        f"p{place}": _("Từ 0 đến %(most)s.") % {"most": one.most}
        for place, (one, point) in enumerate(zip(criteria, given.points, strict=True))
        if point is not None and not 0 <= point <= one.most
    }
    if wrong:
        raise Refused(_("Có điểm ngoài thang của tiêu chí."), fields=wrong)


def _require_running(call: Call) -> None:
    if call.state not in RUNNING:
        raise Refused(_(SENTENCE_OTHER_STEP))
