"""What hangs on a unit in this room: tasks that it owes, and those that it is to confirm, until they are settled. Both go on with
the unit that receives."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core.actor import Actor
from lantoa.organisation import holdings
from lantoa.organisation.holdings import Held, Holding
from lantoa.organisation.models import Unit
from lantoa.tasks.choices import UNSETTLED, TaskState
from lantoa.tasks.models import Task
from lantoa.tasks.services import hand_over_tasks


def _holding(kind: str, label: object, by: str, position: int) -> Holding:
    """Tasks that hang on a unit by this foreign key."""

    def count(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
        rows = Task.objects.filter(**{f"{by}__in": units}, state__in=UNSETTLED)
        return holdings.by_unit(rows.order_by().values_list(by).annotate(n=Count("pk")))

    def listed(units: Sequence[uuid.UUID], day: date) -> list[Held]:
        rows = Task.objects.filter(**{f"{by}__in": units}, state__in=UNSETTLED).order_by("due_on", "code")
        return [
            Held(
                row.pk,
                getattr(row, f"{by}_id"),
                row.code,
                row.title,
                str(TaskState(row.state).label),
                reverse("tasks:task", args=[row.code]),
            )
            for row in rows
        ]

    def hand_over(
        *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
    ) -> int:
        return hand_over_tasks(actor=actor, ids=ids, target=Unit.objects.get(pk=target), asked=by == "asker")

    return Holding(kind, label, count, listed, hand_over=hand_over, position=position)


def register_all() -> None:
    holdings.register(_holding("tasks", _("Nhiệm vụ chưa xong"), "unit", 35))
    holdings.register(_holding("tasks.asked", _("Nhiệm vụ đã giao, chưa xác nhận xong"), "asker", 36))
