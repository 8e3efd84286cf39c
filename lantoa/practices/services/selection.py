"""The meeting: move the line, go against the order with a reason, conclude."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import NotFound, Refused
from lantoa.core.reference import Reference
from lantoa.core.text import looks_empty
from lantoa.core.workflow import require_move
from lantoa.notifications.services import notify
from lantoa.organisation.access import holds, require
from lantoa.organisation.models import Unit
from lantoa.practices.choices import CALL_MOVES, CallPurpose, CallState, SelectionException, YearState
from lantoa.practices.models import Call, CallEntry, PracticeYear
from lantoa.practices.queries.selection import Meeting, meeting_of
from lantoa.practices.services.calls import SENTENCE_OTHER_STEP, lock_call, require_version


@transaction.atomic
def move_line(*, actor: Actor, call: Call, cut: int, row_version: int) -> Call:
    """Put the line below the first `cut` entries of the order.

    Raises Conflict when somebody changed the list since `row_version` was read, Refused beyond its ends.
    """
    call = _meeting(actor, call, row_version)
    if not 0 <= cut <= call.entries.count():
        raise Refused(_("Danh sách không có hạng này."), fields={"cut": _("Ngoài danh sách.")})
    before = call.cut
    return _changed(actor, call, {"cut": before}, {"cut": cut}, cut=cut)


@transaction.atomic
def go_against(
    *, actor: Actor, call: Call, practice: str, exception: str, reason: str, row_version: int
) -> Call:
    """Leave out an entry above the line or take one in from below, with the reason; an empty `exception` takes that back.

    Raises Refused without a reason, or where the entry stands on the wrong side of the line for it.
    """
    call = _meeting(actor, call, row_version)
    found = next(
        (one for one in meeting_of(call).rows if one.entry.practice_year.practice.code == practice),
        None,
    )
    if found is None:
        raise NotFound()
    if exception and exception != (
        SelectionException.LEFT_OUT if found.above else SelectionException.TAKEN_IN
    ):
        raise Refused(_("Vạch đã dời: mô hình này nằm ở phía bên kia. Xem lại rồi chọn."))
    if exception and looks_empty(reason):
        raise Refused(
            _("Ghi lý do, để biên bản nói được vì sao khác thứ tự."), fields={"reason": _("Chưa có lý do.")}
        )
    before = {"practice": practice, "exception": found.entry.exception}
    CallEntry.objects.filter(pk=found.entry.pk).update(
        exception=exception, exception_reason=reason if exception else ""
    )
    return _changed(actor, call, before, {"practice": practice, "exception": exception, "reason": reason})


@dataclass(frozen=True)
class Concluded:
    """Of the meeting: how many were summoned and came, on which day; `field_reason` where a field exceeds its limit."""

    met_on: date
    summoned: int
    present: int
    field_reason: str = ""
    refusal: str = ""  # what those not chosen are told, where the call is about recognition


@transaction.atomic
def conclude_selection(*, actor: Actor, call: Call, told: Concluded, row_version: int) -> Call:
    """Conclude: what is chosen is fixed, and where the call is about recognition the yearly records are recognised or not.

    Raises Refused with too few present (fewer than two thirds of those summoned), with nothing chosen, without a reason for a
    field beyond its limit, or where a record has moved on meanwhile; Conflict when the list changed since it was read.
    """
    call = _meeting(actor, call, row_version)
    require_move(call, CALL_MOVES, CallState.CONCLUDED, _(SENTENCE_OTHER_STEP))
    meeting = meeting_of(call)
    _check(told, meeting)
    chosen = {one.entry.pk: one.chosen for one in meeting.rows}
    if call.purpose == CallPurpose.RECOGNITION:
        _decide(actor, call, meeting, told)
    for value in (True, False):
        pks = [pk for pk, is_chosen in chosen.items() if is_chosen == value]
        CallEntry.objects.filter(pk__in=pks).update(chosen=value)
    call.met_on, call.summoned, call.present = told.met_on, told.summoned, told.present
    call.field_reason = told.field_reason
    call.state, call.concluded_at = CallState.CONCLUDED, clock.now()
    call.row_version += 1
    call.save()
    codes = [one.entry.practice_year.practice.code for one in meeting.chosen]
    record(
        actor,
        "selection.concluded",
        call,
        chain=call.unit_id,
        after={"chosen": codes, "present": told.present, "summoned": told.summoned},
    )
    entered = PracticeYear.objects.filter(calls__call=call)
    holders = {one.practice.holder_unit_id for one in entered.select_related("practice")}
    notify(
        actor=actor,
        kind="selection_concluded",
        about=Reference("practices.call", call.pk),
        number=call.code,
        to_units=Unit.objects.filter(pk__in=holders),
    )
    return call


def _check(told: Concluded, meeting: Meeting) -> None:
    if not meeting.chosen:
        raise Refused(_("Chưa mô hình nào nằm trên vạch. Dời vạch trước khi chốt."))
    wrong = {}
    if told.present > told.summoned:
        wrong["present"] = _("Số có mặt nhiều hơn số được triệu tập.")
    elif told.present * 3 < told.summoned * 2 or not told.present:
        wrong["present"] = _("Chưa đủ hai phần ba số được triệu tập.")
    if told.met_on > clock.today():
        wrong["met_on"] = _("Chưa tới ngày này.")
    if meeting.over and looks_empty(told.field_reason):
        wrong["field_reason"] = _("Ghi lý do lấy quá mức: %(fields)s.") % {
            "fields": ", ".join(one.name for one in meeting.over)
        }
    if wrong:
        raise Refused(_("Chưa chốt được; xem ở từng ô."), fields=wrong)


def _decide(actor: Actor, call: Call, meeting: Meeting, told: Concluded) -> None:
    by_year = {one.entry.practice_year_id: one for one in meeting.rows}
    rows = list(
        PracticeYear.objects.select_for_update(of=("self",)).select_related("practice").filter(pk__in=by_year)
    )
    moved = [row.practice.code for row in rows if row.state != YearState.EFFECTIVE]
    if moved:
        raise Refused(
            _("Đã được quyết định ở nơi khác từ lúc trình: %(codes)s. Để lại các mô hình này rồi chốt.")
            % {"codes": ", ".join(sorted(moved))}
        )
    if len(meeting.chosen) < len(meeting.rows) and looks_empty(told.refusal):
        raise Refused(
            _("Ghi lý do chung để báo cho đơn vị có mô hình không được công nhận."),
            fields={"refusal": _("Chưa có lý do.")},
        )
    acts = []
    for row in rows:
        one = by_year[row.pk]
        row.state = YearState.RECOGNISED if one.chosen else YearState.NOT_RECOGNISED
        row.reason = "" if one.chosen else one.entry.exception_reason or told.refusal
        row.decided_at = clock.now()
        act = "practice.recognised" if one.chosen else "practice.not_recognised"
        after = {"state": row.state, "year": row.year, "reason": row.reason, "call": call.code}
        acts.append(
            Act(act, row.practice, row.practice.unit_id, before={"state": YearState.EFFECTIVE}, after=after)
        )
    PracticeYear.objects.bulk_update(rows, ["state", "reason", "decided_at"])
    record_many(actor, acts)


def _meeting(actor: Actor, call: Call, row_version: int) -> Call:
    require(not isinstance(actor, User) or holds(actor, "selection.run", call.unit_id))
    call = lock_call(call)
    if call.state != CallState.SELECTING:
        raise Refused(_(SENTENCE_OTHER_STEP))
    require_version(call, row_version)
    return call


def _changed(
    actor: Actor, call: Call, before: Mapping[str, object], after: Mapping[str, object], **changes: int
) -> Call:
    for name, value in changes.items():
        setattr(call, name, value)
    call.row_version += 1
    call.save(update_fields=[*changes, "row_version"])
    record(actor, "selection.changed", call, chain=call.unit_id, before=before, after=after)
    return call
