"""Raise tasks of units from a sentence, and carry over to the next conference what was not done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.conferences.models import CarriedTask, Conclusion, ConclusionPoint, Conference
from lantoa.conferences.permissions import can_write
from lantoa.conferences.queries.conclusions import label_of, reference_of
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.tasks.choices import OPEN, OriginKind
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask, give_each, put_off


@dataclass(frozen=True)
class Raise:
    """What a sentence asks of these units."""

    title: str
    due_on: date
    units: Sequence[Unit]
    proof_wanted: str = ""
    detail: str = ""
    proof_required: bool = False


@transaction.atomic
def raise_tasks(*, actor: Actor, point: ConclusionPoint, rows: Sequence[Raise]) -> int:
    """Give the units what the sentence asks of them, all rows or none; how many tasks. Each points back to the sentence.

    Raises Forbidden, or Refused: the conclusion is not adopted, the sentence is «chỉ để quán triệt», and as
    `tasks.services.give_tasks`.
    """
    conference = point.conclusion.conference
    if isinstance(actor, User):
        require(can_write(actor, conference))
    conclusion = Conclusion.objects.select_for_update().get(pk=point.conclusion_id)
    point = ConclusionPoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    if conclusion.adopted_at is None:
        raise Refused(_("Kết luận chưa thông qua nên chưa giao nhiệm vụ được."))
    if point.for_study:
        raise Refused(_("Câu này ghi «chỉ để quán triệt». Bỏ ghi như vậy rồi mới giao nhiệm vụ."))
    given = [
        (
            NewTask(
                title=row.title,
                due_on=row.due_on,
                detail=row.detail,
                proof_wanted=row.proof_wanted,
                origin_kind=OriginKind.CONCLUSION,
                origin_label=label_of(conference),
                origin=reference_of(point),
                sentence=point.text,
                proof_required=row.proof_required,
            ),
            row.units,
        )
        for row in rows
    ]
    count = give_each(actor=actor, asker=conference.unit, rows=given)
    record(
        actor,
        "conclusion.point_raised",
        point,
        chain=conference.unit_id,
        label=f"{conference.code}/{point.number}",
        after={"tasks": count},
    )
    return count


def require_later(task: Task, due_on: date) -> None:
    """Raises Refused where the new day is not after the one that the task has."""
    if due_on <= task.due_on:
        words = {"code": task.code, "day": format_day(task.due_on)}
        sentence = _("Hạn mới phải sau hạn %(day)s của nhiệm vụ %(code)s.") % words
        raise Refused.at("due_on", sentence)


@transaction.atomic
def carry_over(
    *, actor: Actor, conference: Conference, tasks: Sequence[Task], due_on: date, reason: str
) -> list[CarriedTask]:
    """Give tasks of earlier conclusions that were not done a new day at this conference, all of them or none; the units are told.

    The task stays the same, its first day and each change of it stay on its page. Raises Forbidden, or Refused: no task, no
    reason, one that is not open, was not asked by the conference's unit, was carried over here before, or whose day is not
    before the new one.
    """
    if isinstance(actor, User):
        require(can_write(actor, conference))
    held = Conference.objects.select_for_update().get(pk=conference.pk)
    if held.is_cancelled:
        raise Refused(_("Hội nghị đã hủy nên không chuyển việc sang được."))
    if not tasks:
        raise Refused(_("Chưa chọn nhiệm vụ nào. Đánh dấu ít nhất một nhiệm vụ."))
    if looks_empty(reason):
        sentence = _("Ghi lý do chuyển sang kỳ này.")
        raise Refused.at("reason", sentence)
    # In the order of codes, as whoever locks several tasks.
    locked = list(Task.objects.select_for_update().filter(pk__in=[one.pk for one in tasks]).order_by("code"))
    again = set(CarriedTask.objects.filter(conference=held, task__in=locked).values_list("task", flat=True))
    made = []
    for task in locked:
        words = {"code": task.code}
        if task.asker_id != held.unit_id:
            raise Refused(_("Nhiệm vụ %(code)s do nơi khác giao.") % words)
        if task.state not in OPEN:
            raise Refused(_("Nhiệm vụ %(code)s không còn đang làm. Bỏ đánh dấu rồi chuyển lại.") % words)
        if task.pk in again:
            raise Refused(_("Nhiệm vụ %(code)s đã chuyển sang ở hội nghị này rồi.") % words)
        require_later(task, due_on)
        old = task.due_on
        with translation.override("vi"):  # kept with the task, for whoever reads it
            whole = _("Chuyển tiếp tại hội nghị %(title)s, %(day)s: %(reason)s") % {
                "title": held.title,
                "day": format_day(held.held_on),
                "reason": reason,
            }
        put_off(actor=actor, task=task, due_on=due_on, reason=whole, row_version=task.row_version)
        made.append(CarriedTask(conference=held, task=task, old_due_on=old, new_due_on=due_on, reason=reason))
    CarriedTask.objects.bulk_create(made)
    record(
        actor,
        "conference.carried_over",
        held,
        chain=held.unit_id,
        label=held.code,
        after={"tasks": [one.code for one in locked], "due_on": due_on, "reason": reason},
    )
    return made
