"""What this room tells people."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.periods import from_code
from lantoa.notifications import ladder
from lantoa.notifications.choices import Duty, Way
from lantoa.notifications.kinds import Kind, register
from lantoa.organisation.access import units_in_scope
from lantoa.organisation.choices import Role
from lantoa.reporting import models
from lantoa.reporting.choices import WITH_UNIT, ObligationState
from lantoa.reporting.models import Obligation, Situation, Submission

ROOM = _("Báo cáo")
TEAM = (Role.REPORTER, Role.HEAD)


def _titles(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Submission.objects.filter(pk__in=identities).values_list("pk", "collection__title"))


def _owed(day: date) -> QuerySet[Any, Any]:
    """Reports that are still with their unit and were due on a day, or on the later day that was agreed."""
    begin, end = clock.instant(day, 0), clock.instant(day + timedelta(days=1), 0)
    rows = Obligation.objects.filter(
        Q(state=ObligationState.OWED, collection__due_at__gte=begin, collection__due_at__lt=end)
        | Q(state=ObligationState.LATE_AGREED, agreed_until__gte=begin, agreed_until__lt=end),
        report_state__in=WITH_UNIT,
        collection__closed_at=None,
        collection__opens_at__lte=clock.now(),
        collection__closes_at__gt=clock.now(),
    )
    return rows.annotate(day=Value(day, DateField()))


def _rows(day: date) -> QuerySet[Any, Any]:
    return _owed(day).values_list("pk", "collection__code", "unit", "day")


def _asked(day: date) -> QuerySet[Any, Any]:
    return _owed(day).values_list("collection", "collection__code", "collection__owner", "day").distinct()


def _entries(user: User, identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Where a unit fills in what it owes."""
    rows = Obligation.objects.filter(
        pk__in=identities, unit__in=units_in_scope(user, "submission.read_draft")
    ).values_list("pk", "collection__code", "unit__code")
    return {pk: reverse("reporting:report", args=[code, unit]) for pk, code, unit in rows}


def _collections(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(models.Collection.objects.filter(pk__in=identities).values_list("pk", "title"))


def _owed_titles(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Obligation.objects.filter(pk__in=identities).values_list("pk", "collection__title"))


def _quarters(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    rows = Situation.objects.filter(pk__in=identities).values_list("pk", "period_code")
    return {
        pk: str(_("Tình hình theo chủ đề, %(quarter)s") % {"quarter": from_code(code).label})
        for pk, code in rows
    }


def register_all() -> None:
    ladder.register(
        Duty.REPORT,
        ladder.Owed(
            "reporting.obligation",
            _rows,
            due="report_due",
            late="report_late",
            asked_kind="reporting.collection",
            asked=_asked,
            below="reports_late_below",
        ),
    )
    register(
        Kind(
            "report_due",
            ROOM,
            _("Báo cáo sắp đến hạn"),
            _("Một báo cáo của đơn vị sắp đến hạn mà chưa gửi."),
            roles=TEAM,
            way=Way.ONCE,
            icon="clock",
            openable=_entries,
            titles=_owed_titles,
        ),
        Kind(
            "report_late",
            ROOM,
            _("Báo cáo quá hạn"),
            _("Một báo cáo của đơn vị đã quá hạn mà chưa gửi."),
            roles=TEAM,
            icon="alert",
            openable=_entries,
            titles=_owed_titles,
        ),
        Kind(
            "reports_late_below",
            ROOM,
            _("Đơn vị bên dưới chưa gửi báo cáo"),
            _("Có đơn vị bên dưới quá hạn nhiều ngày mà chưa gửi báo cáo."),
            roles=(Role.STAFF, Role.LEADER),
            icon="alert",
            titles=_collections,
        ),
        Kind(
            "report_returned",
            ROOM,
            _("Báo cáo bị trả lại"),
            _("Một báo cáo của đơn vị bị trả lại, có ghi chỗ phải sửa."),
            roles=TEAM,
            way=Way.ONCE,
            icon="returned",
            tone="returned",
            titles=_titles,
        ),
        Kind(
            "report_accepted",
            ROOM,
            _("Báo cáo được duyệt"),
            _("Một báo cáo của đơn vị đã được duyệt."),
            roles=TEAM,
            icon="done",
            tone="accepted",
            titles=_titles,
        ),
        Kind(
            "situation_struck",
            ROOM,
            _("Một dòng tình hình bị gỡ"),
            _("Cấp trên đã gỡ một dòng tình hình theo chủ đề của đơn vị. Dòng ấy không còn được lưu."),
            roles=TEAM,
            icon="returned",
            tone="returned",
            titles=_quarters,
        ),
    )
