"""What this room tells people."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantoa.notifications import ladder
from lantoa.notifications.choices import Duty, Way
from lantoa.notifications.kinds import Kind, register
from lantoa.organisation.choices import Role
from lantoa.tasks.choices import OPEN
from lantoa.tasks.models import Task

DOERS = (Role.REPORTER, Role.HEAD, Role.STAFF)
ASKERS = (Role.HEAD, Role.STAFF, Role.LEADER)


def _titles(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Task.objects.filter(pk__in=identities).values_list("pk", "title"))


def _rows(day: date) -> QuerySet[Task, Any]:
    return (
        Task.objects.filter(state__in=OPEN, due_on=day).order_by().values_list("pk", "code", "unit", "due_on")
    )


def _asked(day: date) -> QuerySet[Task, Any]:
    """What was given to many units together is told of once."""
    # Who asks for them: after a hand-over those of one giving may have two askers.
    rows = Task.objects.filter(state__in=OPEN, due_on=day)
    rows = rows.order_by("batch", "asker", "code").distinct("batch", "asker")
    return rows.values_list("pk", "code", "asker", "due_on")


def _kind(
    code: str,
    name: str | Promise,
    sentence: str | Promise,
    roles: tuple[Role, ...],
    icon: str,
    way: Way = Way.DIGEST,
) -> Kind:
    return Kind(code, _("Nhiệm vụ"), name, sentence, roles=roles, way=way, icon=icon, titles=_titles)


def register_all() -> None:
    ladder.register(
        Duty.TASK,
        ladder.Owed(
            "tasks.task",
            _rows,
            due="task_due",
            late="task_late",
            asked_kind="tasks.task",
            asked=_asked,
            below="tasks_late_below",
        ),
    )
    register(
        _kind("task_given", _("Nhiệm vụ mới"), _("Đơn vị được giao một nhiệm vụ."), DOERS, "check"),
        _kind(
            "task_due",
            _("Nhiệm vụ sắp đến hạn"),
            _("Một nhiệm vụ của đơn vị sắp đến hạn."),
            DOERS,
            "clock",
            Way.ONCE,
        ),
        _kind(
            "task_late",
            _("Nhiệm vụ quá hạn"),
            _("Một nhiệm vụ của đơn vị đã quá hạn."),
            DOERS,
            "alert",
        ),
        _kind(
            "task_chased",
            _("Đôn đốc nhiệm vụ"),
            _("Nơi giao đôn đốc một nhiệm vụ quá hạn của đơn vị."),
            DOERS,
            "bell",
        ),
        _kind(
            "task_sent_back",
            _("Nhiệm vụ bị trả lại"),
            _("Một nhiệm vụ đã báo xong bị trả lại để làm tiếp."),
            DOERS,
            "returned",
            Way.ONCE,
        ),
        _kind(
            "task_confirmed",
            _("Nhiệm vụ được xác nhận xong"),
            _("Nơi giao đã xác nhận một nhiệm vụ của đơn vị là xong."),
            DOERS,
            "done",
        ),
        _kind(
            "task_time_answered",
            _("Trả lời đề nghị gia hạn"),
            _("Nơi giao đã trả lời đề nghị gia hạn một nhiệm vụ."),
            DOERS,
            "clock",
        ),
        _kind(
            "task_cancelled",
            _("Nhiệm vụ bị hủy"),
            _("Nơi giao đã hủy một nhiệm vụ của đơn vị."),
            DOERS,
            "close",
        ),
        _kind(
            "task_brought_back",
            _("Nhiệm vụ được khôi phục"),
            _("Một nhiệm vụ đã hủy của đơn vị được khôi phục, đơn vị làm tiếp."),
            DOERS,
            "returned",
        ),
        _kind(
            "task_put_off",
            _("Nhiệm vụ được đổi hạn"),
            _("Nơi giao đã đổi hạn một nhiệm vụ của đơn vị sang ngày muộn hơn."),
            DOERS,
            "clock",
        ),
        _kind(
            "task_reported",
            _("Đơn vị báo xong nhiệm vụ"),
            _("Một nhiệm vụ đã giao được báo xong, chờ xác nhận."),
            ASKERS,
            "check",
        ),
        _kind(
            "task_time_asked",
            _("Đơn vị xin gia hạn"),
            _("Có đề nghị gia hạn một nhiệm vụ đã giao, chờ trả lời."),
            ASKERS,
            "clock",
        ),
        _kind(
            "tasks_late_below",
            _("Nhiệm vụ đã giao quá hạn nhiều ngày"),
            _("Một nhiệm vụ đã giao quá hạn nhiều ngày mà chưa báo xong."),
            ASKERS,
            "alert",
        ),
    )
