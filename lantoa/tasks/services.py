"""Give tasks, do them, confirm them, give more time, cancel; and take back what was a slip."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import SYSTEM, Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.core.workflow import require_move
from lantoa.notifications.services import Told, notify, notify_each, notify_rows
from lantoa.organisation.access import require
from lantoa.organisation.models import Ancestry, Position, Unit
from lantoa.tasks import guards
from lantoa.tasks.choices import MOVES, OPEN, UNSETTLED, OriginKind, RequestState, TaskState
from lantoa.tasks.guards import Step
from lantoa.tasks.models import Task, TimeRequest
from lantoa.tasks.permissions import can_ask_for, can_do_for, is_own_report
from lantoa.tasks.queries import open_parts_of, open_request_of, posts_to_choose

FURTHEST = 5  # years ahead that a task may be due
NAMED = 5  # units that a refusal names
# Step → the kind of notice that tells of it, and which of the two units it tells.
TOLD = {
    Step.REPORTED: ("task_reported", "asker"),
    Step.CONFIRMED: ("task_confirmed", "unit"),
    Step.SENT_BACK: ("task_sent_back", "unit"),
    Step.TIME_ASKED: ("task_time_asked", "asker"),
    Step.TIME_GRANTED: ("task_time_answered", "unit"),
    Step.TIME_REFUSED: ("task_time_answered", "unit"),
    Step.CANCELLED: ("task_cancelled", "unit"),
}


@dataclass(frozen=True)
class NewTask:
    """What is to be done. `origin` points to the thing of the house that raised it, `origin_label` names it in words, `sentence`
    quotes it."""

    title: str
    due_on: date
    detail: str = ""
    proof_wanted: str = ""
    origin_kind: OriginKind = OriginKind.BY_HAND
    origin_label: str = ""
    origin: Reference | None = None
    sentence: str = ""


@transaction.atomic
def give_tasks(
    *, actor: Actor, asker: Unit, units: Sequence[Unit], task: NewTask, parent: Task | None = None
) -> list[Task]:
    """Give the same to each of `units`, one task each, in the order of `units`; a fixed number of statements for all.

    With `parent`, they are parts of it, given by the unit that owes it. Raises Forbidden, or Refused: no words, a day that is
    over, too far, or after the day of the whole, no unit, a unit that is not the asker's own or below it today, a unit that has
    the same task already, a whole that is no longer open.
    """
    if isinstance(actor, User):
        require(can_ask_for(actor, asker))
    _check_new(task, clock.today())
    _lock_codes()
    if parent is not None:
        parent = Task.objects.select_for_update().get(pk=parent.pk)
        _check_parent(parent, asker, task)
    _check_units(asker, units, task)
    batch, now = uuid.uuid4(), clock.now()
    made = [
        Task(
            code=code,
            unit=unit,
            asker=asker,
            parent=parent,
            batch=batch,
            title=task.title,
            detail=task.detail,
            proof_wanted=task.proof_wanted,
            due_on=task.due_on,
            first_due_on=task.due_on,
            origin_kind=task.origin_kind,
            origin_label=task.origin_label,
            origin_subject_kind=task.origin.kind if task.origin else "",
            origin_subject_id=task.origin.id if task.origin else None,
            sentence=task.sentence,
            given_at=now,
            search_key=" ".join(
                folding_key(words)
                for words in (code, task.title, task.detail, task.origin_label, task.sentence)
            ),
        )
        for code, unit in zip(_next_codes(now.astimezone(clock.VIETNAM).year, len(units)), units, strict=True)
    ]
    Task.objects.bulk_create(made, batch_size=1000)
    after = {"title": task.title, "due_on": task.due_on, "asker": asker.code}
    if parent is not None:
        after["parent"] = parent.code
    record_many(actor, [Act("task.given", one, one.unit_id, one.code, after=after) for one in made])
    told = [Told(one.pk, one.code, one.unit_id) for one in made]
    notify_each(actor=actor, kind="task_given", subject_kind="tasks.task", told=told)
    return made


def _check_new(task: NewTask, today: date) -> None:
    if looks_empty(task.title):
        raise _refused("title", _("Ghi việc phải làm."))
    if task.due_on < today:
        raise _refused(
            "due_on", _("Hạn %(day)s đã qua. Chọn từ hôm nay trở đi.") % {"day": format_day(task.due_on)}
        )
    if task.due_on.year > today.year + FURTHEST:
        raise _refused("due_on", _("Hạn xa nhất là hết năm %(year)d.") % {"year": today.year + FURTHEST})
    if task.sentence and looks_empty(task.origin_label):
        raise _refused("origin_label", _("Ghi câu này ở văn bản hay kết luận nào."))


def _check_parent(parent: Task, asker: Unit, task: NewTask) -> None:
    if parent.unit_id != asker.pk:
        raise Refused(_("Chỉ đơn vị nhận nhiệm vụ mới chia nhỏ được nhiệm vụ."))
    if parent.state not in OPEN:
        raise Refused(
            _("Nhiệm vụ %(code)s không còn đang làm nên không chia nhỏ được.") % {"code": parent.code}
        )
    if task.due_on > parent.due_on:
        sentence = _("Hạn của phần việc phải trong hạn của cả nhiệm vụ, %(day)s.")
        raise _refused("due_on", sentence % {"day": format_day(parent.due_on)})


def _check_units(asker: Unit, units: Sequence[Unit], task: NewTask) -> None:
    if not units:
        raise Refused(_("Chưa chọn đơn vị nào."))
    today, wanted = clock.today(), {unit.pk for unit in units}
    reached = Ancestry.objects.filter(ancestor=asker, descendant__in=wanted, valid__contains=today)
    if set(reached.values_list("descendant", flat=True)) != wanted or len(wanted) != len(units):
        raise Refused(_("Chỉ giao được cho chính đơn vị mình và các đơn vị bên dưới, mỗi đơn vị một lần."))
    same = Task.objects.filter(
        asker=asker, unit__in=wanted, title=task.title, due_on=task.due_on, state__in=UNSETTLED
    )
    codes = list(same.order_by("unit__code").values_list("unit__code", flat=True))
    if codes:
        sentence = _(
            "Việc này, cùng hạn này, đã giao cho %(count)s đơn vị trong số đã chọn: %(codes)s. Bỏ các đơn vị đó ra."
        )
        named = ", ".join(codes[:NAMED]) + (", …" if len(codes) > NAMED else "")
        raise Refused(sentence % {"count": format_count(len(codes)), "codes": named})


# One statement for however many units: codes run on from the last of the year in the order of the units' identities.
_GIVE = """
INSERT INTO tasks_task (
    id, code, unit_id, asker_id, batch, title, detail, proof_wanted, due_on, first_due_on, origin_kind, origin_label,
    origin_subject_kind, origin_subject_id, sentence, state, given_at, result, reason, search_key, row_version
)
SELECT gen_random_uuid(), numbered.code, numbered.id, %(asker)s, %(batch)s, %(title)s, %(detail)s, %(proof)s, %(due)s, %(due)s,
    %(origin_kind)s, %(origin_label)s, %(subject_kind)s, %(subject_id)s, %(sentence)s, %(state)s, %(now)s, '', '',
    replace(lower(numbered.code), '-', ' ') || ' ' || %(key)s, 1
FROM (
    SELECT id, %(year)s || lpad(n::text, greatest(5, length(n::text)), '0') AS code
    FROM (SELECT id, %(last)s + row_number() OVER (ORDER BY id) AS n FROM unnest(%(units)s::uuid[]) AS one (id)) AS counted
) AS numbered
"""


@transaction.atomic
def give_to_all(
    *, asker: Unit, units: Sequence[uuid.UUID], task: NewTask, batch: uuid.UUID, day: date
) -> int:
    """Give the same to each of very many units in three statements; how many. A part of a paper going down.

    The caller has asked who may, chooses units below the asker, gives each unit of a batch once, and records the act: no entry
    is written for each. `day`: when it was decided, which a job may come after. Raises Refused where the words or the day are
    wrong.
    """
    _check_new(task, day)
    _lock_codes()
    now = clock.now()
    year = now.astimezone(clock.VIETNAM).year
    first = _next_codes(year, 1)[0]
    words = (task.title, task.detail, task.origin_label, task.sentence)
    with connection.cursor() as cursor:
        cursor.execute(
            _GIVE,
            {
                "asker": asker.pk,
                "batch": batch,
                "title": task.title,
                "detail": task.detail,
                "proof": task.proof_wanted,
                "due": task.due_on,
                "origin_kind": str(task.origin_kind.value),
                "origin_label": task.origin_label,
                "subject_kind": task.origin.kind if task.origin else "",
                "subject_id": task.origin.id if task.origin else None,
                "sentence": task.sentence,
                "state": str(TaskState.NOT_BEGUN.value),
                "now": now,
                "key": " ".join(folding_key(one) for one in words),
                "year": f"NV-{year}-",
                "last": int(first.rpartition("-")[2]) - 1,
                "units": list(units),
            },
        )
        count = int(cursor.rowcount)
    given = Task.objects.filter(batch=batch, unit__in=list(units)).values_list("pk", "code", "unit", "due_on")
    notify_rows(actor=SYSTEM, kind="task_given", subject_kind="tasks.task", rows=given, occasion="given")
    return count


@transaction.atomic
def give_each(*, actor: Actor, asker: Unit, rows: Sequence[tuple[NewTask, Sequence[Unit]]]) -> int:
    """Give the tasks of a conclusion's table, all of them or none; how many. Refuses like `give_tasks`."""
    return sum(len(give_tasks(actor=actor, asker=asker, units=units, task=task)) for task, units in rows)


@transaction.atomic
def begin_task(*, actor: Actor, task: Task, row_version: int) -> Task:
    """Say that the unit has begun. Raises Forbidden, Conflict, Refused (not «Chưa làm»)."""
    task = _locked_by_doer(actor, task, row_version)
    if task.state != TaskState.NOT_BEGUN:
        raise Refused(_("Nhiệm vụ này không còn ở «Chưa làm»."))
    task.state, task.begun_at = TaskState.DOING, clock.now()
    return _save(actor, task, Step.BEGUN)


@transaction.atomic
def report_done(*, actor: Actor, task: Task, result: str, row_version: int) -> Task:
    """Say that it is done, with what proves it; the asker is asked to confirm.

    Raises Forbidden, Conflict, or Refused: nothing is told, it is not open, parts of it are, or more time is still asked for.
    """
    task = _locked_by_doer(actor, task, row_version)
    if looks_empty(result):
        raise _refused("result", _("Ghi kết quả đã làm được và minh chứng."))
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
    now = clock.now()
    task.state, task.result, task.reason = TaskState.WAITING, result, ""
    task.reported_at, task.begun_at = now, task.begun_at or now
    task.reported_by = actor if isinstance(actor, User) else None
    return _save(actor, task, Step.REPORTED, result=result)


@transaction.atomic
def take_back(*, actor: Actor, task: Task, row_version: int) -> Task:
    """Undo the unit's own last step: a request for more time, a report that waits, a beginning.

    Raises Forbidden, Conflict, Refused (there is no such step).
    """
    task = _locked_by_doer(actor, task, row_version)
    asked = open_request_of(task)
    if asked is not None:
        asked.state, asked.answered_at = RequestState.WITHDRAWN, clock.now()
        asked.save()
        return _save(actor, task, Step.TIME_WITHDRAWN, wanted_on=asked.wanted_on)
    if task.state == TaskState.WAITING:
        task.state = TaskState.DOING
        return _save(actor, task, Step.REPORT_WITHDRAWN)
    if task.state == TaskState.DOING and task.reported_at is None:
        task.state, task.begun_at = TaskState.NOT_BEGUN, None
        return _save(actor, task, Step.BEGINNING_UNDONE)
    raise Refused(_("Không có bước nào của đơn vị để rút lại."))


@transaction.atomic
def confirm_done(*, actor: Actor, task: Task, row_version: int) -> Task:
    """Raises Forbidden (also to who reported it, for another unit), Conflict, Refused (nothing waits to be confirmed)."""
    task = _locked_by_asker(actor, task, row_version)
    require(
        not isinstance(actor, User) or not is_own_report(actor, task),
        _("Anh/chị đã báo xong việc này nên người khác của nơi giao xác nhận."),
    )
    _require_waiting(task)
    guards.require_leave(actor, task, Step.CONFIRMED)
    task.state, task.confirmed_at = TaskState.DONE, clock.now()
    return _save(actor, task, Step.CONFIRMED)


@transaction.atomic
def send_back(*, actor: Actor, task: Task, reason: str, row_version: int) -> Task:
    """It is to be done further; the reason stands on its page. Raises Forbidden, Conflict, Refused (no reason, nothing waits)."""
    task = _locked_by_asker(actor, task, row_version)
    if looks_empty(reason):
        raise _refused("reason", _("Ghi còn thiếu gì, phải làm thêm gì."))
    _require_waiting(task)
    task.state, task.reason = TaskState.DOING, reason
    return _save(actor, task, Step.SENT_BACK, reason=reason)


@transaction.atomic
def reopen_task(*, actor: Actor, task: Task, row_version: int) -> Task:
    """Take back a confirmation (it waits again), or bring a cancelled task back to where it stood. Raises Forbidden, Conflict,
    Refused (neither done nor cancelled, or the whole that it is a part of is over)."""
    task = _locked_by_asker(actor, task, row_version)
    if task.parent_id is not None and not Task.objects.filter(pk=task.parent_id, state__in=OPEN).exists():
        raise Refused(_("Cả nhiệm vụ không còn đang làm nên phần việc này không mở lại được."))
    if task.state == TaskState.DONE:
        guards.require_leave(actor, task, Step.REOPENED)
        task.state, task.confirmed_at = TaskState.WAITING, None
        return _save(actor, task, Step.REOPENED)
    if task.state == TaskState.CANCELLED:
        guards.require_leave(actor, task, Step.BROUGHT_BACK)
        task.state, task.reason = TaskState.DOING if task.begun_at else TaskState.NOT_BEGUN, ""
        return _save(actor, task, Step.BROUGHT_BACK)
    raise Refused(_("Nhiệm vụ này không xong cũng không bị hủy."))


@transaction.atomic
def ask_more_time(*, actor: Actor, task: Task, wanted_on: date, reason: str, row_version: int) -> TimeRequest:
    """Ask for a later day. Raises Forbidden, Conflict, or Refused: no reason, a day no later or over, not open, asked already."""
    task = _locked_by_doer(actor, task, row_version)
    _require_open(task)
    if looks_empty(reason):
        raise _refused("reason", _("Ghi lý do xin gia hạn."))
    if wanted_on <= task.due_on:
        sentence = _("Ngày xin gia hạn phải sau hạn đang có, %(day)s.")
        raise _refused("wanted_on", sentence % {"day": format_day(task.due_on)})
    if wanted_on < clock.today():
        raise _refused("wanted_on", _("Ngày này đã qua. Chọn từ hôm nay trở đi."))
    if wanted_on.year > clock.today().year + FURTHEST:
        year = clock.today().year + FURTHEST
        raise _refused("wanted_on", _("Hạn xa nhất là hết năm %(year)d.") % {"year": year})
    if open_request_of(task) is not None:
        raise Refused(_("Đã có một đề nghị gia hạn đang chờ trả lời."))
    guards.require_leave(actor, task, Step.TIME_ASKED)
    made = TimeRequest.objects.create(
        task=task, old_due_on=task.due_on, wanted_on=wanted_on, reason=reason, asked_at=clock.now()
    )
    _save(actor, task, Step.TIME_ASKED, wanted_on=wanted_on, reason=reason)
    return made


@transaction.atomic
def answer_more_time(
    *, actor: Actor, task: Task, granted: bool, answer: str, row_version: int
) -> TimeRequest:
    """Grant the day that was asked for, or refuse with a reason. Raises Forbidden, Conflict, Refused (nothing is asked, no
    reason, the day lies after that of the whole)."""
    task = _locked_by_asker(actor, task, row_version)
    asked = open_request_of(task)
    if asked is None:
        raise Refused(_("Không có đề nghị gia hạn nào đang chờ trả lời."))
    if not granted and looks_empty(answer):
        raise _refused("answer", _("Không đồng ý thì ghi lý do."))
    asked.answer, asked.answered_at = answer, clock.now()
    if not granted:
        asked.state = RequestState.REFUSED
        asked.save()
        _save(actor, task, Step.TIME_REFUSED, reason=answer)
        return asked
    parent = task.parent
    if parent is not None and asked.wanted_on > parent.due_on:
        sentence = _("Cả nhiệm vụ có hạn %(day)s. Xin gia hạn cả nhiệm vụ trước.")
        raise Refused(sentence % {"day": format_day(parent.due_on)})
    guards.require_leave(actor, task, Step.TIME_GRANTED)
    asked.state = RequestState.GRANTED
    asked.save()
    old, task.due_on = task.due_on, asked.wanted_on
    _save(actor, task, Step.TIME_GRANTED, old_due_on=old, due_on=task.due_on)
    return asked


@transaction.atomic
def assign_post(*, actor: Actor, task: Task, post: Position | None, row_version: int) -> Task:
    """Say which post of the unit sees to it; None: nobody in particular. Raises Forbidden, Conflict, Refused (not open, a post of
    another unit or of the past)."""
    task = _locked_by_doer(actor, task, row_version)
    _require_open(task)
    if post is not None and not posts_to_choose(task).filter(pk=post.pk).exists():
        raise _refused("post", _("Chức danh này không còn ở đơn vị. Chọn lại."))
    task.post = post
    return _save(actor, task, Step.ASSIGNED, post=post.title if post else "")


@transaction.atomic
def cancel_task(*, actor: Actor, task: Task, reason: str, row_version: int) -> Task:
    """It is no longer owed; it stays in the lists with the reason. Raises Forbidden, Conflict, Refused (no reason, settled
    already, parts are still open)."""
    task = _locked_by_asker(actor, task, row_version)
    if looks_empty(reason):
        raise _refused("reason", _("Ghi lý do hủy."))
    require_move(task, MOVES, TaskState.CANCELLED, _("Nhiệm vụ đã xong hoặc đã hủy."))
    if open_parts_of(task).exists():
        raise Refused(_("Còn phần việc chưa xong. Hủy các phần việc trước."))
    guards.require_leave(actor, task, Step.CANCELLED)
    now = clock.now()
    task.requests.filter(state=RequestState.ASKED).update(state=RequestState.WITHDRAWN, answered_at=now)
    task.state, task.reason = TaskState.CANCELLED, reason
    return _save(actor, task, Step.CANCELLED, reason=reason)


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


def _refused(field: str, sentence: str) -> Refused:
    return Refused(sentence, fields={field: sentence})


def _locked(task: Task) -> Task:
    return (
        Task.objects.select_for_update(of=("self",)).select_related("unit", "asker", "parent").get(pk=task.pk)
    )


def _locked_by_doer(actor: Actor, task: Task, row_version: int) -> Task:
    found = _locked(task)
    require(not isinstance(actor, User) or can_do_for(actor, found.unit_id))
    _require_version(found, row_version)
    return found


def _locked_by_asker(actor: Actor, task: Task, row_version: int) -> Task:
    found = _locked(task)
    allowed = not isinstance(actor, User) or can_ask_for(actor, found.asker_id)
    require(allowed, _("Chỉ nơi giao nhiệm vụ mới làm được việc này."))
    _require_version(found, row_version)
    return found


def _require_version(task: Task, row_version: int) -> None:
    if task.row_version != row_version:
        raise Conflict(_("Nhiệm vụ vừa được người khác cập nhật. Xem lại rồi làm tiếp."))


def _require_open(task: Task) -> None:
    if task.state not in OPEN:
        raise Refused(_("Nhiệm vụ này không còn đang làm."))


def _require_waiting(task: Task) -> None:
    if task.state != TaskState.WAITING:
        raise Refused(_("Nhiệm vụ này không chờ xác nhận."))


def _save(actor: Actor, task: Task, step: Step, **after: Any) -> Task:
    task.row_version += 1
    task.save()
    record(actor, step.value, task, chain=task.unit_id, label=task.code, after={"state": task.state, **after})
    guards.tell(actor, task, step)
    if step in TOLD:
        kind, by = TOLD[step]
        about = Reference("tasks.task", task.pk)
        notify(actor=actor, kind=kind, about=about, number=task.code, to_units=[getattr(task, by)])
    return task


def _lock_codes() -> None:
    """One writer of codes at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tasks.codes'))")


def _next_codes(year: int, count: int) -> list[str]:
    """Fresh codes, running on from the last of the year. The caller holds the lock."""
    taken = Task.objects.filter(code__startswith=f"NV-{year}-")
    newest = taken.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    last = int(newest.rpartition("-")[2]) if newest else 0
    return [f"NV-{year}-{last + number:05d}" for number in range(1, count + 1)]
