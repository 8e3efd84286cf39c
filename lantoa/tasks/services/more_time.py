"""Ask for more time, and answer."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.tasks import guards
from lantoa.tasks.choices import RequestState
from lantoa.tasks.guards import Step
from lantoa.tasks.models import Task, TimeRequest
from lantoa.tasks.queries import open_request_of
from lantoa.tasks.services.giving import FURTHEST
from lantoa.tasks.services.shared import (
    locked_by_asker,
    locked_by_doer,
    require_unfinished,
    save_step,
)


@transaction.atomic
def ask_more_time(*, actor: Actor, task: Task, wanted_on: date, reason: str, row_version: int) -> TimeRequest:
    """Ask for a later day. Raises Forbidden, Conflict, or Refused: no reason, a day no later or over, not open, asked already."""
    task = locked_by_doer(actor, task, row_version)
    require_unfinished(task)
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do xin gia hạn."))
    if wanted_on <= task.due_on:
        sentence = _("Ngày xin gia hạn phải sau hạn đang có, %(day)s.")
        raise Refused.at("wanted_on", sentence % {"day": format_day(task.due_on)})
    if wanted_on < clock.today():
        raise Refused.at("wanted_on", _("Ngày này đã qua. Chọn từ hôm nay trở đi."))
    if wanted_on.year > clock.today().year + FURTHEST:
        year = clock.today().year + FURTHEST
        raise Refused.at("wanted_on", _("Hạn xa nhất là hết năm %(year)d.") % {"year": year})
    if open_request_of(task) is not None:
        raise Refused(_("Đã có một đề nghị gia hạn đang chờ trả lời."))
    guards.require_leave(actor, task, Step.TIME_ASKED)
    task.time_asked_at = clock.now()
    made = TimeRequest.objects.create(
        task=task, old_due_on=task.due_on, wanted_on=wanted_on, reason=reason, asked_at=task.time_asked_at
    )
    save_step(actor, task, Step.TIME_ASKED, wanted_on=wanted_on, reason=reason)
    return made


@transaction.atomic
def answer_more_time(
    *, actor: Actor, task: Task, granted: bool, answer: str, row_version: int
) -> TimeRequest:
    """Grant the day that was asked for, or refuse with a reason. Raises Forbidden, Conflict, Refused (nothing is asked, no
    reason, the day lies after that of the whole)."""
    task = locked_by_asker(actor, task, row_version)
    asked = open_request_of(task)
    if asked is None:
        raise Refused(_("Không có đề nghị gia hạn nào đang chờ trả lời."))
    if not granted and looks_empty(answer):
        raise Refused.at("answer", _("Không đồng ý thì ghi lý do."))
    asked.answer, asked.answered_at = answer, clock.now()
    task.time_asked_at = None
    if not granted:
        asked.state = RequestState.REFUSED
        asked.save()
        save_step(actor, task, Step.TIME_REFUSED, reason=answer)
        return asked
    parent = task.parent
    if parent is not None and asked.wanted_on > parent.due_on:
        sentence = _("Cả nhiệm vụ có hạn %(day)s. Xin gia hạn cả nhiệm vụ trước.")
        raise Refused(sentence % {"day": format_day(parent.due_on)})
    guards.require_leave(actor, task, Step.TIME_GRANTED)
    asked.state = RequestState.GRANTED
    asked.save()
    old, task.due_on = task.due_on, asked.wanted_on
    save_step(actor, task, Step.TIME_GRANTED, old_due_on=old, due_on=task.due_on)
    return asked


@transaction.atomic
def answer_all(*, actor: Actor, rows: Sequence[tuple[Task, int]], granted: bool, answer: str) -> int:
    """Give the same answer to several requests, all of them or none; how many. `rows`: the task and the state that was seen.

    Raises as `answer_more_time`, saying about which task; Refused where nothing is chosen.
    """
    require_answer(rows=rows, granted=granted, answer=answer)
    for task, row_version in sorted(
        rows, key=lambda row: row[0].code
    ):  # locked in one order by whoever answers
        try:
            answer_more_time(actor=actor, task=task, granted=granted, answer=answer, row_version=row_version)
        except Refused as refused:
            sentence = _("%(code)s: %(reason)s Bỏ đánh dấu dòng này hoặc xử lý riêng.")
            raise type(refused)(sentence % {"code": task.code, "reason": refused.sentence}) from refused
    return len(rows)


def require_answer(*, rows: Sequence[tuple[Task, int]], granted: bool, answer: str) -> None:
    """Raises Refused where nothing is chosen, or nothing is said for a no."""
    if not rows:
        raise Refused(_("Chưa chọn đề nghị nào. Đánh dấu ít nhất một đơn vị."))
    if not granted and looks_empty(answer):
        raise Refused.at("answer", _("Không đồng ý thì ghi lý do."))


@transaction.atomic
def put_off(*, actor: Actor, task: Task, due_on: date, reason: str, row_version: int) -> TimeRequest:
    """The asker gives a later day of its own accord, with a reason that the unit is told and the task keeps; a request that is
    open is answered by it. Raises Forbidden, Conflict, or Refused: no reason, not open, a day no later, over or too far, or after
    that of the whole, and what the room that raised the task refuses."""
    task = locked_by_asker(actor, task, row_version)
    require_unfinished(task)
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do đổi hạn."))
    today = clock.today()
    if due_on <= task.due_on or due_on < today:
        sentence = _("Hạn mới phải sau hạn %(day)s và từ hôm nay trở đi.")
        raise Refused.at("due_on", sentence % {"day": format_day(task.due_on)})
    if due_on.year > today.year + FURTHEST:
        raise Refused.at("due_on", _("Hạn xa nhất là hết năm %(year)d.") % {"year": today.year + FURTHEST})
    parent = task.parent
    if parent is not None and due_on > parent.due_on:
        sentence = _("Cả nhiệm vụ có hạn %(day)s. Đổi hạn cả nhiệm vụ trước.")
        raise Refused(sentence % {"day": format_day(parent.due_on)})
    guards.require_leave(actor, task, Step.TIME_GRANTED)
    now, asked = clock.now(), open_request_of(task)
    if asked is None:
        asked = TimeRequest(
            task=task, old_due_on=task.due_on, wanted_on=due_on, reason=reason, asked_at=now, answer=""
        )
    else:  # what the unit asked for stays as it was
        with translation.override("vi"):  # kept, for whoever reads it
            asked.answer = _("Đổi hạn đến %(day)s. %(reason)s") % {
                "day": format_day(due_on),
                "reason": reason,
            }
    told_as = "" if task.asks_time else "task_put_off"  # a unit that asked for nothing gets no answer
    asked.state, asked.answered_at = RequestState.GRANTED, now
    asked.save()
    task.time_asked_at = None
    old, task.due_on = task.due_on, due_on
    save_step(actor, task, Step.TIME_GRANTED, told_as=told_as, old_due_on=old, due_on=due_on, reason=reason)
    return asked
