"""Prepare an issuing, and issue it: at once to few units, by a job to many."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.queue import defer
from lantoa.directives.choices import IssuingState, ReadAgain
from lantoa.directives.duty_texts import check_duty, duty_text
from lantoa.directives.issuing_steps import (
    check_day,
    locked_draft,
    locked_issuing,
    require_draft,
    save_issuing,
)
from lantoa.directives.models import Directive, DirectiveVersion, Issuing
from lantoa.directives.permissions.issuings import can_draft_for
from lantoa.directives.queries.issuings import (
    duties_of,
    published_version,
    recipients_of,
    was_issued_before,
)
from lantoa.directives.queries.receipts import dropped_parts, parts_to_read
from lantoa.directives.queries.serving import has_ended
from lantoa.directives.services.codes import next_codes, one_at_a_time
from lantoa.directives.services.going_down import carry_on, make_things
from lantoa.organisation.access import holds, require
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.choosing import Scope

AT_ONCE = 2000  # units that a page may wait for; more go down in a job


@dataclass(frozen=True)
class IssuingText:
    """Whom it goes to, by when it is to be read, what is asked again, and a word to go with it."""

    scope: Scope
    due_on: date
    read_again: ReadAgain = ReadAgain.WHOLE
    message: str = ""


@transaction.atomic
def draft_issuing(*, actor: Actor, directive: Directive, text: IssuingText) -> Issuing:
    """Begin to issue the newest published version.

    Raises Forbidden, Refused: no version is published, a draft of it is open, a day that is over or too far.
    """
    if isinstance(actor, User):
        require(can_draft_for(actor, directive.unit_id))
    one_at_a_time("issuings")
    version = published_version(directive)
    if version is None:
        raise Refused(
            _("Văn bản này chưa công bố phiên bản nào. Công bố một phiên bản trước, rồi mới phát động.")
        )
    _refuse_ended(directive)
    open_one = Issuing.objects.filter(version__directive=directive, state=IssuingState.DRAFT).first()
    if open_one is not None:
        raise Refused(
            _("Đang có đợt %(code)s soạn dở cho văn bản này. Mở đợt ấy ra làm tiếp, hoặc bỏ nó đi.")
            % {"code": open_one.code}
        )
    _check_text(version, text)
    [code] = next_codes("PD", Issuing, [clock.today().year], 3)
    made = Issuing(code=code, version=version, unit_id=directive.unit_id)
    _put(made, text)
    made.save()
    record(actor, "issuing.drafted", made, chain=made.unit_id, label=made.code, after=_said(made))
    return made


def _refuse_ended(directive: Directive) -> None:
    if has_ended(directive):
        raise Refused(_("Văn bản đã thu hồi, hết hiệu lực hoặc tạm ngưng nên không phát động xuống được."))


@transaction.atomic
def change_issuing(*, actor: Actor, issuing: Issuing, text: IssuingText, row_version: int) -> Issuing:
    """Change a draft. Raises Forbidden, Conflict, Refused."""
    found = locked_draft(actor, issuing, row_version)
    _check_text(found.version, text)
    before = _said(found)
    _put(found, text)
    return save_issuing(actor, found, "issuing.changed", before, _said(found))


@transaction.atomic
def drop_issuing(*, actor: Actor, issuing: Issuing, row_version: int) -> None:
    """Throw a draft away with its duties. Raises Forbidden, Conflict, Refused."""
    found = locked_draft(actor, issuing, row_version)
    record(actor, "issuing.dropped", found, chain=found.unit_id, label=found.code, before=_said(found))
    found.delete()


@transaction.atomic
def issue(*, actor: Actor, issuing: Issuing, row_version: int, counted: int) -> Issuing:
    """Send it down: at once to few units, by a job to many. `counted`: how many units the person saw named.

    Raises Forbidden, Conflict (changed, or another number of units meanwhile), Refused: a newer version, nobody named, a
    code that names nobody, a day that is over, nothing changed where only changes are to be read, a duty that cannot become what
    it is to become. Then nothing was issued.
    """
    if isinstance(actor, User):
        require(holds(actor, "issuing.issue", issuing.unit_id))
    found = locked_issuing(issuing)
    require_draft(found, row_version)
    _refuse_ended(found.version.directive)
    newest = published_version(found.version.directive)
    if newest is None or newest.pk != found.version_id:
        raise Refused(_("Văn bản đã có phiên bản mới hơn. Bỏ bản soạn này và phát động phiên bản mới."))
    _check_text(found.version, _text_of(found))
    named = recipients_of(found)
    if named.unknown:
        raise Refused(
            _("Không có đơn vị bên dưới mang mã: %(codes)s. Sửa lại danh sách.")
            % {"codes": ", ".join(named.unknown[:10])}
        )
    count = len(named.units)
    if not count:
        raise Refused(_("Lựa chọn này không còn đơn vị nào chưa nhận phiên bản này."))
    if count != counted:
        raise Conflict(
            _("Số đơn vị nhận vừa thay đổi so với lúc anh/chị xem. Xem lại danh sách rồi phát động.")
        )
    duties = list(duties_of(found))
    for duty in duties:
        check_duty(found, duty_text(duty), actor)
    found.state, found.total, found.chosen_on = IssuingState.RUNNING, count, clock.today()
    found.issued_at, found.issued_by = clock.now(), actor if isinstance(actor, User) else None
    after = {**_said(found), "units": count, "duties": [one.title for one in duties]}
    save_issuing(actor, found, "issuing.issued", {}, after)
    if count <= AT_ONCE:
        while not carry_on(issuing=found, actor=actor):
            pass
    else:
        # What does not depend on how many units there are is made now, where a refusal still reaches a person.
        make_things(actor=actor, issuing=found, of_each_unit=False)
        defer("directives.issue_down", queueing_lock=f"issue_down:{found.pk}", issuing_id=str(found.pk))
    found.refresh_from_db()
    return found


def _check_text(version: DirectiveVersion, text: IssuingText) -> None:
    check_day(text.due_on)
    if text.read_again == ReadAgain.WHOLE:
        return
    if not was_issued_before(version):
        raise Refused(_("Chưa đơn vị nào nhận phiên bản trước nên phải đọc toàn văn."))
    if text.read_again == ReadAgain.CHANGED:
        rows = DirectiveVersion.objects.filter(directive=version.directive_id, number__lt=version.number)
        before = rows.filter(published_at__isnull=False).order_by("-number").first()
        changed = any(one.asked for one in parts_to_read(version, before))
        if not changed and not dropped_parts(version, before):
            sentence = _(
                "Phiên bản này không khác phiên bản trước ở phần nào. Chọn giữ tiếp nhận cũ, hoặc đọc lại toàn văn."
            )
            raise Refused.at("read_again", sentence)


def _put(issuing: Issuing, text: IssuingText) -> None:
    scope = text.scope
    issuing.scope = scope.kind
    issuing.kinds, issuing.groups, issuing.codes = list(scope.kinds), list(scope.groups), list(scope.codes)
    issuing.read_again, issuing.due_on, issuing.message = text.read_again, text.due_on, text.message


def _text_of(issuing: Issuing) -> IssuingText:
    scope = Scope(issuing.scope, issuing.kinds, issuing.groups, issuing.codes)
    return IssuingText(scope, issuing.due_on, ReadAgain(issuing.read_again), issuing.message)


def _said(issuing: Issuing) -> dict[str, Any]:
    names = ("scope", "kinds", "groups", "codes", "read_again", "due_on")
    return {"version": issuing.version.number, **{name: getattr(issuing, name) for name in names}}


@transaction.atomic
def hand_over_issuings(*, actor: Actor, ids: Sequence[uuid.UUID], target: Unit) -> int:
    """Give issuings into another committee's hands; how many. Receipts stay with the units that read.

    Raises Refused: one that still goes down, for whom it names follows from who issued it.
    """
    rows = list(Issuing.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    running = [one.code for one in rows if one.state == IssuingState.RUNNING]
    if running:
        raise Refused(
            _("Đợt %(codes)s đang gửi xuống các đơn vị. Chờ gửi xong rồi bàn giao.")
            % {"codes": ", ".join(running)}
        )
    for one in rows:
        before = one.unit_id
        one.unit = target
        one.row_version += 1
        one.save()
        said = {"before": {"unit": str(before)}, "after": {"unit": target.code}}
        record(actor, "issuing.handed_over", one, chain=target.pk, label=one.code, **said)
    return len(rows)
