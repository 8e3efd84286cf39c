"""What this room tells people."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from lantoa.directives.choices import PlanState
from lantoa.directives.models import Directive, Issuing, PlanMeasure, Receipt
from lantoa.directives.queries.receipts import is_owed
from lantoa.notifications import ladder
from lantoa.notifications.choices import Duty, Way
from lantoa.notifications.kinds import Kind, register
from lantoa.organisation.choices import Role
from lantoa.tasks.models import Task

ROOM = _("Văn bản chỉ đạo")
TEAM = (Role.REPORTER, Role.HEAD, Role.STAFF)
ISSUERS = (Role.STAFF, Role.LEADER)


def _receipts(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    rows = Receipt.objects.filter(pk__in=identities)
    return dict(rows.values_list("pk", "version__directive__short_label"))


def _issuings(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    rows = Issuing.objects.filter(pk__in=identities)
    return dict(rows.values_list("pk", "version__directive__short_label"))


def _directives(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Directive.objects.filter(pk__in=identities).values_list("pk", "short_label"))


def _measures(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(PlanMeasure.objects.filter(pk__in=identities).values_list("pk", "text"))


def _unread(day: date) -> QuerySet[Receipt, Any]:
    return Receipt.objects.filter(is_owed(), due_on=day).order_by()


def _rows(day: date) -> QuerySet[Receipt, Any]:
    return _unread(day).values_list("pk", "issuing__code", "unit", "due_on")


def _asked(day: date) -> QuerySet[Receipt, Any]:
    return _unread(day).values_list("issuing", "issuing__code", "issuing__unit", "due_on").distinct()


def _planned(day: date) -> QuerySet[PlanMeasure, Any]:
    """Measures of plans in force; those that have become tasks are reminded of as tasks."""
    given = Task.objects.filter(origin_subject_id=OuterRef("pk"))
    rows = PlanMeasure.objects.filter(~Exists(given), version__state=PlanState.ADOPTED, due_on=day)
    return rows.order_by().values_list("pk", "version__plan__code", "version__plan__unit", "due_on")


def register_all() -> None:
    ladder.register(
        Duty.RECEIPT,
        ladder.Owed(
            "directives.receipt",
            _rows,
            due="receipt_due",
            late="receipt_late",
            asked_kind="directives.issuing",
            asked=_asked,
            below="receipts_late_below",
        ),
    )
    ladder.register(Duty.PLAN, ladder.Owed("directives.planmeasure", _planned, due="measure_due"))
    register(
        Kind(
            "receipt_asked",
            ROOM,
            _("Văn bản mới cần tiếp nhận"),
            _("Có văn bản mới gửi đến đơn vị, cần đọc và tiếp nhận."),
            roles=TEAM,
            icon="book",
            titles=_receipts,
        ),
        Kind(
            "receipt_due",
            ROOM,
            _("Văn bản sắp đến hạn tiếp nhận"),
            _("Một văn bản sắp đến hạn mà đơn vị chưa tiếp nhận."),
            roles=TEAM,
            way=Way.ONCE,
            icon="clock",
            titles=_receipts,
        ),
        Kind(
            "receipt_late",
            ROOM,
            _("Văn bản quá hạn tiếp nhận"),
            _("Một văn bản đã quá hạn mà đơn vị chưa tiếp nhận."),
            roles=TEAM,
            icon="alert",
            titles=_receipts,
        ),
        Kind(
            "receipt_reminded",
            ROOM,
            _("Nhắc tiếp nhận văn bản"),
            _("Cấp trên nhắc đơn vị tiếp nhận một văn bản."),
            roles=TEAM,
            icon="bell",
            titles=_receipts,
        ),
        Kind(
            "receipt_escalated",
            ROOM,
            _("Báo lên việc chưa tiếp nhận văn bản"),
            _(
                "Đơn vị đã được nhắc hai lần mà chưa tiếp nhận một văn bản; nơi phát động báo đến người đứng đầu."
            ),
            roles=(Role.HEAD,),
            way=Way.ONCE,
            icon="alert",
            titles=_receipts,
        ),
        Kind(
            "receipt_escalated_below",
            ROOM,
            _("Đơn vị trực thuộc bị báo lên vì chưa tiếp nhận"),
            _("Một đơn vị trực thuộc đã được nhắc hai lần mà chưa tiếp nhận văn bản."),
            roles=(Role.HEAD, *ISSUERS),
            icon="alert",
            titles=_receipts,
        ),
        Kind(
            "receipts_late_below",
            ROOM,
            _("Đơn vị bên dưới chưa tiếp nhận văn bản"),
            _("Có đơn vị quá hạn nhiều ngày mà chưa tiếp nhận văn bản đã phát động."),
            roles=ISSUERS,
            icon="alert",
            titles=_issuings,
        ),
        Kind(
            "plan_reminded",
            ROOM,
            _("Nhắc lập kế hoạch"),
            _("Cấp trên nhắc đơn vị lập kế hoạch thực hiện một văn bản."),
            roles=TEAM,
            icon="bell",
            titles=_directives,
        ),
        Kind(
            "measure_due",
            ROOM,
            _("Biện pháp của kế hoạch sắp đến hạn"),
            _("Một biện pháp trong kế hoạch của đơn vị sắp đến hạn."),
            roles=TEAM,
            way=Way.ONCE,
            icon="clock",
            titles=_measures,
        ),
    )
