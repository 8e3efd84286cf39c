"""What every step of a task does alike: lock, ask who and which state was seen, keep, record, tell."""

from typing import Any

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.reference import Reference
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.tasks import guards
from lantoa.tasks.choices import OPEN, TaskState
from lantoa.tasks.guards import Step
from lantoa.tasks.models import Task
from lantoa.tasks.permissions import can_ask_for, can_do_for

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
    Step.BROUGHT_BACK: ("task_brought_back", "unit"),
}


def _locked(task: Task) -> Task:
    return (
        Task.objects.select_for_update(of=("self",)).select_related("unit", "asker", "parent").get(pk=task.pk)
    )


def locked_by_doer(actor: Actor, task: Task, row_version: int) -> Task:
    found = _locked(task)
    require(not isinstance(actor, User) or can_do_for(actor, found.unit_id))
    _require_version(found, row_version)
    return found


def locked_by_asker(actor: Actor, task: Task, row_version: int) -> Task:
    found = _locked(task)
    allowed = not isinstance(actor, User) or can_ask_for(actor, found.asker_id)
    require(allowed, _("Chỉ nơi giao nhiệm vụ mới làm được việc này."))
    _require_version(found, row_version)
    return found


def _require_version(task: Task, row_version: int) -> None:
    if task.row_version != row_version:
        raise Conflict(_("Nhiệm vụ vừa được người khác cập nhật. Xem lại rồi làm tiếp."))


def require_unfinished(task: Task) -> None:
    if task.state not in OPEN:
        raise Refused(_("Nhiệm vụ này không còn đang làm."))


def require_reported(task: Task) -> None:
    if task.state != TaskState.WAITING:
        raise Refused(_("Nhiệm vụ này không chờ xác nhận."))


def save_step(actor: Actor, task: Task, step: Step, *, told_as: str = "", **after: Any) -> Task:
    """`told_as`: another kind of notice than the step's own."""
    task.row_version += 1
    task.save()
    record(actor, step.value, task, chain=task.unit_id, label=task.code, after={"state": task.state, **after})
    guards.tell(actor, task, step)
    if step in TOLD:
        kind, by = TOLD[step]
        about = Reference("tasks.task", task.pk)
        notify(actor=actor, kind=told_as or kind, about=about, number=task.code, to_units=[getattr(task, by)])
    return task
