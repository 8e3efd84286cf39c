"""Do tasks, confirm them, cancel them, pass them on; and take back what was a slip."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.audit.services import Act, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.workflow import require_move
from lantoa.organisation.access import require
from lantoa.organisation.models import Position, Unit
from lantoa.tasks import guards
from lantoa.tasks.choices import MOVES, OPEN, UNSETTLED, RequestState, TaskState
from lantoa.tasks.guards import Step
from lantoa.tasks.models import Task
from lantoa.tasks.permissions import is_own_report
from lantoa.tasks.queries import open_parts_of, open_request_of, posts_to_choose
from lantoa.tasks.services.proofs import place_proof
from lantoa.tasks.services.shared import (
    NAMED,
    locked_by_asker,
    locked_by_doer,
    require_reported,
    require_unfinished,
    save_step,
)


@transaction.atomic
def begin_task(*, actor: Actor, task: Task, row_version: int) -> Task:
    """Say that the unit has begun. Raises Forbidden, Conflict, Refused (not «Chưa làm»)."""
    task = locked_by_doer(actor, task, row_version)
    if task.state != TaskState.NOT_BEGUN:
        raise Refused(_("Nhiệm vụ này không còn ở «Chưa làm»."))
    task.state, task.begun_at = TaskState.DOING, clock.now()
    return save_step(actor, task, Step.BEGUN)


@transaction.atomic
def report_done(
    *,
    actor: Actor,
    task: Task,
    result: str,
    row_version: int,
    proof: AcceptedFile | None = None,
    caption: str = "",
) -> Task:
    """Say that it is done, with what proves it (`proof`: one more file); the asker is asked to confirm.

    Raises Forbidden, Conflict, or Refused: nothing is told, it is not open, parts of it are, more time is still asked for, a file
    is wanted and there is none, what raised it refuses, or the file as `proofs.add_proof`.
    """
    task = locked_by_doer(actor, task, row_version)
    if looks_empty(result):
        raise Refused.at("result", _("Ghi kết quả đã làm được và minh chứng."))
    require_move(
        task, MOVES, TaskState.WAITING, _("Nhiệm vụ này không còn đang làm nên không báo xong được.")
    )
    left = list(open_parts_of(task).order_by("code").values_list("code", flat=True)[: NAMED + 1])
    if left:
        named = ", ".join(left[:NAMED]) + (", …" if len(left) > NAMED else "")
        raise Refused(
            _("Còn phần việc chưa xong: %(codes)s. Xong hết, hoặc hủy phần đó, rồi báo.") % {"codes": named}
        )
    if open_request_of(task) is not None:
        raise Refused(_("Đang xin gia hạn. Rút đề nghị gia hạn trước, rồi báo xong."))
    guards.require_leave(actor, task, Step.REPORTED)
    if proof is not None:
        place_proof(actor=actor, task=task, accepted=proof, caption=caption)
    elif task.proof_required and not task.proofs.filter(removed_at=None).exists():
        raise Refused.at(
            "file", _("Việc này phải có ít nhất một tệp minh chứng. Chọn tệp rồi bấm báo xong lại.")
        )
    now = clock.now()
    task.state, task.result, task.reason = TaskState.WAITING, result, ""
    task.reported_at, task.begun_at = now, task.begun_at or now
    task.reported_by = actor if isinstance(actor, User) else None
    return save_step(actor, task, Step.REPORTED, result=result)


@transaction.atomic
def take_back(*, actor: Actor, task: Task, row_version: int) -> Task:
    """Undo the unit's own last step: a request for more time, a report that waits, a beginning.

    Raises Forbidden, Conflict, Refused (there is no such step).
    """
    task = locked_by_doer(actor, task, row_version)
    asked = open_request_of(task)
    if asked is not None:
        asked.state, asked.answered_at = RequestState.WITHDRAWN, clock.now()
        asked.save()
        task.time_asked_at = None
        return save_step(actor, task, Step.TIME_WITHDRAWN, wanted_on=asked.wanted_on)
    if task.state == TaskState.WAITING:
        task.state = TaskState.DOING
        return save_step(actor, task, Step.REPORT_WITHDRAWN)
    if task.state == TaskState.DOING and task.reported_at is None:
        task.state, task.begun_at = TaskState.NOT_BEGUN, None
        return save_step(actor, task, Step.BEGINNING_UNDONE)
    raise Refused(_("Không có bước nào của đơn vị để rút lại."))


@transaction.atomic
def confirm_done(*, actor: Actor, task: Task, row_version: int) -> Task:
    """Raises Forbidden (also to who reported it, for another unit), Conflict, Refused (nothing waits to be confirmed)."""
    task = locked_by_asker(actor, task, row_version)
    require(
        not isinstance(actor, User) or not is_own_report(actor, task),
        _("Anh/chị đã báo xong việc này nên người khác của nơi giao xác nhận."),
    )
    require_reported(task)
    guards.require_leave(actor, task, Step.CONFIRMED)
    task.state, task.confirmed_at = TaskState.DONE, clock.now()
    return save_step(actor, task, Step.CONFIRMED)


@transaction.atomic
def send_back(*, actor: Actor, task: Task, reason: str, row_version: int) -> Task:
    """It is to be done further; the reason stands on its page. Raises Forbidden, Conflict, Refused (no reason, nothing waits,
    what raised it refuses)."""
    task = locked_by_asker(actor, task, row_version)
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi còn thiếu gì, phải làm thêm gì."))
    require_reported(task)
    guards.require_leave(actor, task, Step.SENT_BACK)
    task.state, task.reason = TaskState.DOING, reason
    return save_step(actor, task, Step.SENT_BACK, reason=reason)


@transaction.atomic
def reopen_task(*, actor: Actor, task: Task, row_version: int) -> Task:
    """Take back a confirmation (it waits again), or bring a cancelled task back to where it stood. Raises Forbidden, Conflict,
    Refused (neither done nor cancelled, or the whole that it is a part of is over)."""
    # The whole first, so that it is not reported done while a part of it opens again.
    whole = Task.objects.select_for_update().filter(pk=task.parent_id).first() if task.parent_id else None
    task = locked_by_asker(actor, task, row_version)
    if whole is not None and whole.state not in OPEN:
        raise Refused(_("Cả nhiệm vụ không còn đang làm nên phần việc này không mở lại được."))
    if task.state == TaskState.DONE:
        guards.require_leave(actor, task, Step.REOPENED)
        task.state, task.confirmed_at = TaskState.WAITING, None
        return save_step(actor, task, Step.REOPENED)
    if task.state == TaskState.CANCELLED:
        guards.require_leave(actor, task, Step.BROUGHT_BACK)
        task.state, task.reason = TaskState.DOING if task.begun_at else TaskState.NOT_BEGUN, ""
        return save_step(actor, task, Step.BROUGHT_BACK)
    raise Refused(_("Nhiệm vụ này không xong cũng không bị hủy."))


@transaction.atomic
def assign_post(*, actor: Actor, task: Task, post: Position | None, row_version: int) -> Task:
    """Say which post of the unit sees to it; None: nobody in particular. Raises Forbidden, Conflict, Refused (not open, a post of
    another unit or of the past)."""
    task = locked_by_doer(actor, task, row_version)
    require_unfinished(task)
    if post is not None and not posts_to_choose(task).filter(pk=post.pk).exists():
        raise Refused.at("post", _("Chức danh này không còn ở đơn vị. Chọn lại."))
    task.post = post
    return save_step(actor, task, Step.ASSIGNED, post=post.title if post else "")


@transaction.atomic
def cancel_task(*, actor: Actor, task: Task, reason: str, row_version: int) -> Task:
    """It is no longer owed; it stays in the lists with the reason. Raises Forbidden, Conflict, Refused (no reason, settled
    already, parts are still open)."""
    task = locked_by_asker(actor, task, row_version)
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do hủy."))
    require_move(task, MOVES, TaskState.CANCELLED, _("Nhiệm vụ đã xong hoặc đã hủy."))
    if open_parts_of(task).exists():
        raise Refused(_("Còn phần việc chưa xong. Hủy các phần việc trước."))
    guards.require_leave(actor, task, Step.CANCELLED)
    now = clock.now()
    task.requests.filter(state=RequestState.ASKED).update(state=RequestState.WITHDRAWN, answered_at=now)
    task.state, task.reason, task.time_asked_at = TaskState.CANCELLED, reason, None
    return save_step(actor, task, Step.CANCELLED, reason=reason)


@transaction.atomic
def hand_over_tasks(*, actor: Actor, ids: Sequence[uuid.UUID], target: Unit, asked: bool) -> int:
    """Part of a confirmed hand-over: `target` owes these tasks from now on, or confirms them where `asked`. A post of the old
    unit no longer sees to them. How many changed hands."""
    rows = list(
        Task.objects.select_for_update(of=("self",))
        .select_related("unit", "asker")
        .filter(pk__in=ids, state__in=UNSETTLED)
        .order_by("code")
    )
    acts = []
    for row in rows:
        before = {"asker" if asked else "unit": row.asker.code if asked else row.unit.code}
        if asked:
            row.asker = target
        else:
            row.unit, row.post = target, None
        row.row_version += 1
        after = {"asker" if asked else "unit": target.code}
        acts.append(Act(Step.HANDED_OVER.value, row, row.unit_id, row.code, before=before, after=after))
    Task.objects.bulk_update(rows, ["unit", "asker", "post", "row_version"], batch_size=500)
    record_many(actor, acts)
    for row in rows:
        guards.tell(actor, row, Step.HANDED_OVER)
    return len(rows)
