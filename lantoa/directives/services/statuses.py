"""Say that a published directive was withdrawn, ended, rests or has force again, from a day on; take back what was entered."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.directives.choices import StatusKind
from lantoa.directives.models import Directive, DirectiveStatus
from lantoa.directives.permissions.directives import can_publish
from lantoa.organisation.access import require

FURTHEST = timedelta(days=366)


@transaction.atomic
def enter_status(
    *,
    actor: User,
    directive: Directive,
    kind: StatusKind,
    since: date,
    reason: str,
    basis: str = "",
    row_version: int,
) -> DirectiveStatus:
    """How a directive stands from `since` on. `basis`: the paper that says so.

    Raises Forbidden, Conflict (the register was changed meanwhile), or Refused with the field: a draft, no reason, a day before
    the directive's or more than a year ahead, two on one day, the same as the one before or after it, force again without an end.
    """
    directive = Directive.objects.select_for_update().get(pk=directive.pk)
    require(can_publish(actor, directive))
    if directive.row_version != row_version:
        raise Conflict(_("Văn bản vừa được người khác sửa. Xem lại tình trạng đang ghi rồi lưu lại."))
    _check(directive, kind, since, reason)
    made = DirectiveStatus.objects.create(
        directive=directive, kind=kind, since=since, reason=reason, basis=basis
    )
    _touch(directive)
    chain, label = directive.unit_id, directive.code
    record(actor, "directive.status_entered", made, chain=chain, label=label, after=_picture(made))
    return made


@transaction.atomic
def take_back_status(*, actor: User, status: DirectiveStatus) -> None:
    """It was entered by mistake: the directive stands as before. The record keeps it. Raises Forbidden, or Refused where what
    comes after it would make no sense alone."""
    directive = Directive.objects.select_for_update().get(pk=status.directive_id)
    require(can_publish(actor, directive))
    status = DirectiveStatus.objects.select_for_update().get(pk=status.pk)
    before, after = _beside(directive, status.since)
    alone = after is not None and after.kind == StatusKind.RESTORED and not _may_be_restored(before)
    if after is not None and alone and directive.in_force.upper is None:
        sentence = _(
            "Từ %(day)s văn bản được ghi là có hiệu lực trở lại. Bỏ dòng ấy trước, rồi mới bỏ dòng này."
        )
        raise Refused(sentence % {"day": format_day(after.since)})
    chain, label = directive.unit_id, directive.code
    record(actor, "directive.status_taken_back", status, chain=chain, label=label, before=_picture(status))
    status.delete()
    _touch(directive)


def _check(directive: Directive, kind: StatusKind, since: date, reason: str) -> None:
    if directive.is_draft:
        raise Refused(_("Văn bản còn là bản nháp, chưa có hiệu lực. Không dùng nữa thì bỏ bản nháp."))
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do: vì sao, theo yêu cầu của ai."))
    if since < directive.issued_on:
        sentence = _("Không thể trước ngày ban hành %(day)s.")
        raise Refused.at("since", sentence % {"day": format_day(directive.issued_on)})
    furthest = clock.today() + FURTHEST
    if since > furthest:
        raise Refused.at("since", _("Chỉ ghi trước đến %(day)s.") % {"day": format_day(furthest)})
    if directive.statuses.filter(since=since).exists():
        sentence = _("Ngày %(day)s đã có một dòng tình trạng. Bỏ dòng ấy trước, hoặc chọn ngày khác.")
        raise Refused.at("since", sentence % {"day": format_day(since)})
    before, after = _beside(directive, since)
    for other in (before, after):
        if other is not None and other.kind == kind:
            words = {"state": StatusKind(kind).label, "day": format_day(other.since)}
            raise Refused.at("kind", _("Đã ghi «%(state)s» từ ngày %(day)s.") % words)
    expired = directive.in_force.upper is not None and directive.in_force.upper <= since
    if kind == StatusKind.RESTORED and not expired and not _may_be_restored(before):
        raise Refused.at("kind", _("Đến ngày ấy văn bản vẫn đang có hiệu lực."))


def _may_be_restored(before: DirectiveStatus | None) -> bool:
    return before is not None and before.kind != StatusKind.RESTORED


def _beside(directive: Directive, day: date) -> tuple[DirectiveStatus | None, DirectiveStatus | None]:
    """The status before a day and the one after it."""
    rows = directive.statuses
    return (
        rows.filter(since__lt=day).order_by("-since").first(),
        rows.filter(since__gt=day).order_by("since").first(),
    )


def _touch(directive: Directive) -> None:
    directive.row_version += 1
    directive.save(update_fields=["row_version"])


def _picture(status: DirectiveStatus) -> dict[str, object]:
    return {name: getattr(status, name) for name in ("kind", "since", "reason", "basis")}
