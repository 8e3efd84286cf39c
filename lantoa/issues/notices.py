"""What this room tells people. No sentence says what a matter is about."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.issues.choices import WITH_OWNER
from lantoa.issues.models import PressingIssue
from lantoa.notifications import ladder
from lantoa.notifications.choices import Duty, Way
from lantoa.notifications.kinds import Kind, register
from lantoa.organisation.access import units_in_scope
from lantoa.organisation.choices import Role

OWNERS = (Role.HEAD, Role.STAFF, Role.LEADER)
RAISERS = (Role.REPORTER, Role.HEAD)


def _titles(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(PressingIssue.objects.filter(pk__in=identities).values_list("pk", "title"))


def _withdrawn(user: User, identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Its page, where somebody had acted on it; else the list: what was withdrawn before is its unit's alone, page and title."""
    handled = units_in_scope(user, "issue.handle")
    rows = PressingIssue.objects.filter(pk__in=identities, owner__in=handled)
    return {
        pk: reverse("issues:issue", args=[code]) if acted_on else reverse("issues:list")
        for pk, code, acted_on in rows.values_list("pk", "code", "acted_on")
    }


def _kind(
    code: str,
    name: str | Promise,
    sentence: str | Promise,
    roles: tuple[Role, ...],
    icon: str,
    way: Way = Way.DIGEST,
) -> Kind:
    return Kind(code, _("Bức xúc, nổi cộm"), name, sentence, roles=roles, way=way, icon=icon, titles=_titles)


def _rows(day: date) -> QuerySet[PressingIssue, tuple[uuid.UUID, str, uuid.UUID, date]]:
    rows = PressingIssue.objects.filter(state__in=WITH_OWNER, due_on=day).order_by()
    return rows.values_list("pk", "code", "owner", "due_on")


def _asked(day: date) -> QuerySet[PressingIssue, tuple[uuid.UUID, str, uuid.UUID, date]]:
    rows = PressingIssue.objects.filter(state__in=WITH_OWNER, due_on=day).order_by()
    asker = Coalesce(F("holder"), F("unit"))
    return rows.annotate(asker=asker).values_list("pk", "code", "asker", "due_on")


def register_all() -> None:
    subject = "issues.pressingissue"
    ladder.register(
        Duty.ISSUE,
        ladder.Owed(
            subject,
            _rows,
            due="issue_due",
            late="issue_late",
            asked_kind=subject,
            asked=_asked,
            below="issue_unsolved",
        ),
    )
    register(
        _kind(
            "issue_raised",
            _("Vấn đề mới cần giải quyết"),
            _("Một vấn đề được nêu lên, đề nghị đơn vị giải quyết."),
            OWNERS,
            "alert",
        ),
        _kind(
            "issue_escalated",
            _("Vấn đề được chuyển lên"),
            _("Một vấn đề được chuyển lên đơn vị để giải quyết."),
            OWNERS,
            "alert",
        ),
        _kind(
            "issue_asked_above",
            _("Đề nghị cấp trên giải quyết"),
            _("Nơi nêu một vấn đề quá hạn đề nghị cấp trên giải quyết."),
            OWNERS,
            "alert",
        ),
        _kind(
            "issue_due",
            _("Vấn đề sắp hết hạn"),
            _("Một vấn đề đơn vị phải giải quyết sắp hết hạn."),
            OWNERS,
            "clock",
            Way.ONCE,
        ),
        _kind(
            "issue_late",
            _("Vấn đề quá hạn"),
            _("Một vấn đề đơn vị phải giải quyết đã quá hạn."),
            OWNERS,
            "clock",
        ),
        _kind(
            "issue_sent_back",
            _("Nơi nêu chưa đồng ý"),
            _("Nơi nêu vấn đề đề nghị làm tiếp."),
            OWNERS,
            "returned",
            Way.ONCE,
        ),
        _kind(
            "issue_closed",
            _("Nơi nêu đã xác nhận"),
            _("Nơi nêu xác nhận một vấn đề đã được giải quyết."),
            OWNERS,
            "done",
        ),
        _kind(
            "issue_added",
            _("Nơi nêu bổ sung"),
            _("Nơi nêu bổ sung vào một vấn đề đơn vị đang giải quyết."),
            OWNERS,
            "message",
        ),
        Kind(
            "issue_withdrawn",
            _("Bức xúc, nổi cộm"),
            _("Vấn đề được rút"),
            _("Một vấn đề đề nghị đơn vị giải quyết đã được rút."),
            roles=OWNERS,
            icon="close",
            openable=_withdrawn,
        ),
        _kind(
            "issue_taken_up",
            _("Vấn đề được tiếp nhận"),
            _("Một vấn đề đơn vị nêu đã được tiếp nhận."),
            RAISERS,
            "check",
        ),
        _kind(
            "issue_moved_up",
            _("Vấn đề chuyển lên cấp cao hơn"),
            _("Một vấn đề đơn vị nêu đã được chuyển lên cấp cao hơn."),
            RAISERS,
            "check",
        ),
        _kind(
            "issue_proposed",
            _("Vấn đề được báo là đã giải quyết"),
            _("Một vấn đề đơn vị nêu được báo là đã giải quyết, chờ đơn vị xác nhận."),
            RAISERS,
            "check",
            Way.ONCE,
        ),
        _kind(
            "issue_proposal_withdrawn",
            _("Rút lại việc báo đã giải quyết"),
            _(
                "Nơi giải quyết rút lại việc báo đã giải quyết một vấn đề đơn vị nêu; đơn vị chưa phải xác nhận."
            ),
            RAISERS,
            "returned",
        ),
        _kind(
            "issue_unsolved",
            _("Vấn đề đơn vị nêu quá hạn nhiều ngày"),
            _("Một vấn đề đơn vị nêu quá hạn nhiều ngày mà chưa xong; đơn vị đề nghị cấp trên được."),
            RAISERS,
            "alert",
        ),
    )
