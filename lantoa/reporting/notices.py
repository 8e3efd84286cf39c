"""What this room tells people."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Q, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
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
from lantoa.reporting.queries.collections import collections_visible_to

ROOM = _("Báo cáo")
TEAM = (Role.REPORTER, Role.HEAD)
DECIDERS = (Role.HEAD, Role.STAFF)


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


def _rows_of_units(user: User, identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """The totals of the collection, where it is told who has sent: the report itself is with its unit again."""
    rows = Submission.objects.filter(
        pk__in=identities,
        unit__in=units_in_scope(user, "submission.read"),
        collection__in=collections_visible_to(user).values("pk"),
    )
    found = rows.values_list("pk", "collection__code")
    return {pk: reverse("reporting:totals", args=[code]) for pk, code in found}


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


def _to_unit(
    code: str, name: str | Promise, sentence: str | Promise, icon: str, way: Way = Way.DIGEST
) -> Kind:
    """What a unit is told of a report that it owes."""
    return Kind(code, ROOM, name, sentence, TEAM, way, icon=icon, openable=_entries, titles=_owed_titles)


def _of_units() -> list[Kind]:
    """What happens to what units owe."""
    return [
        _to_unit(
            "report_asked",
            _("Phải gửi báo cáo mới"),
            _("Đợt báo cáo mới đã mở, đơn vị phải gửi báo cáo."),
            "register",
        ),
        _to_unit(
            "report_time_given",
            _("Hạn báo cáo được lùi"),
            _("Hạn gửi một báo cáo của đơn vị được lùi."),
            "clock",
        ),
        _to_unit(
            "report_exempted",
            _("Được miễn báo cáo"),
            _("Đơn vị được miễn một báo cáo, có ghi lý do."),
            "info",
        ),
        _to_unit(
            "report_asked_again",
            _("Lại phải gửi báo cáo"),
            _("Một báo cáo trước đó được miễn hoặc gia hạn nay phải gửi theo hạn chung."),
            "alert",
            Way.ONCE,
        ),
        _to_unit(
            "report_taken_again",
            _("Đợt báo cáo mở lại"),
            _("Một đợt báo cáo đã khóa nay mở lại, đơn vị gửi được báo cáo."),
            "register",
        ),
        Kind(
            "report_handed",
            ROOM,
            _("Báo cáo chờ người đứng đầu gửi"),
            _("Một báo cáo của đơn vị đã nhập xong, chờ anh/chị xem và gửi."),
            roles=(Role.HEAD,),
            way=Way.ONCE,
            icon="send",
            titles=_titles,
        ),
    ]


def _of_collectors() -> list[Kind]:
    """What who collects is told."""
    return [
        Kind(
            "report_sent",
            ROOM,
            _("Đơn vị gửi báo cáo"),
            _("Một đơn vị đã gửi báo cáo, chờ duyệt."),
            roles=DECIDERS,
            icon="register",
            titles=_titles,
        ),
        Kind(
            "amendment_sent",
            ROOM,
            _("Đơn vị gửi bản bổ sung"),
            _("Một đơn vị gửi bản bổ sung cho báo cáo đã duyệt, chờ duyệt."),
            roles=DECIDERS,
            icon="edit",
            titles=_titles,
        ),
        Kind(
            "report_recalled",
            ROOM,
            _("Đơn vị rút lại báo cáo"),
            _("Một đơn vị rút lại báo cáo đã gửi, có ghi lý do."),
            roles=DECIDERS,
            icon="returned",
            openable=_rows_of_units,
            titles=_titles,
        ),
        Kind(
            "reopening_to_decide",
            ROOM,
            _("Đề nghị mở lại đợt báo cáo"),
            _("Có đề nghị mở lại một đợt báo cáo, chờ anh/chị quyết định."),
            roles=(Role.LEADER,),
            icon="edit",
            titles=_collections,
        ),
        Kind(
            "reopening_settled",
            ROOM,
            _("Đề nghị mở lại được trả lời"),
            _("Đề nghị mở lại đợt báo cáo của anh/chị đã được trả lời."),
            icon="info",
            titles=_collections,
        ),
    ]


def register_all() -> None:
    register(*_of_units(), *_of_collectors())
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
            "report_chased",
            ROOM,
            _("Đôn đốc báo cáo"),
            _("Nơi thu đôn đốc một báo cáo quá hạn của đơn vị."),
            roles=TEAM,
            icon="bell",
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
