"""Remind the units that are late with what was given together: once a day, whoever asks."""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.notifications.services import notify_rows
from lantoa.organisation.access import require
from lantoa.tasks.models import Task
from lantoa.tasks.permissions import can_ask_for
from lantoa.tasks.queries import chased_today, first_of, late_with


@transaction.atomic
def chase_late(*, actor: Actor, task: Task) -> int:
    """Tell the people of each unit that is late with the task or with one given together with it; how many units.

    A statement for however many units, one entry in the record. Raises Forbidden, or Refused: none is late, or they were chased
    today already.
    """
    first = Task.objects.select_for_update().get(pk=first_of(task).pk)
    if isinstance(actor, User):
        require(can_ask_for(actor, first.asker_id), _("Chỉ nơi giao nhiệm vụ mới làm được việc này."))
    late = late_with(first)
    count = late.count()
    if not count:
        raise Refused(_("Không còn đơn vị nào quá hạn việc này. Tải lại trang để xem."))
    if chased_today(first):
        raise Refused(_("Hôm nay đã đôn đốc các đơn vị này. Chờ đơn vị trả lời, mai đôn đốc tiếp được."))
    notify_rows(
        actor=actor,
        kind="task_chased",
        subject_kind="tasks.task",
        rows=late.order_by().values_list("pk", "code", "unit", "due_on"),
        occasion=f"chased {clock.today():%Y-%m-%d}",
    )
    record(
        actor,
        "task.chased",
        first,
        chain=first.asker_id,
        label=first.code,
        after={"title": first.title, "units": count},
    )
    return count
