"""Keep a unit's register of outreach: enter, change, cancel and bring back activities, one by one or a whole list at once."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.core.workflow import require_move
from lantoa.directives.choices import (
    OUTREACH_MOVES,
    Channel,
    OutreachKind,
    OutreachState,
)
from lantoa.directives.models import OutreachActivity
from lantoa.directives.outreach_texts import ActivityText, check_activity
from lantoa.directives.permissions.outreach import can_record_outreach
from lantoa.directives.queries.outreach import kept_already
from lantoa.directives.services.codes import next_codes
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit, UnitVersion


@dataclass(frozen=True)
class NewActivity:
    unit: Unit
    text: ActivityText


@transaction.atomic
def enter_activity(
    *, actor: User, unit: Unit, text: ActivityText, file: AcceptedFile | None = None
) -> OutreachActivity:
    """Enter one activity of a unit, planned or held.

    Raises Forbidden, or Refused with the field: no title, no directive, held on a day to come, a day on which the unit was not
    there, a reach without its measure, a link that is no http(s) address.
    """
    require(can_record_outreach(actor, unit))
    check_activity(text)
    _require_there(unit, text.held_on)
    code = next_codes("TT", OutreachActivity, [clock.today().year], 4)[0]
    made = _activity(code, unit, text)
    _put_file(made, file)
    made.save(force_insert=True)
    made.directives.set(text.directives)
    record(actor, "outreach.entered", made, chain=unit.pk, label=code, after=_picture(made))
    return made


@transaction.atomic
def change_activity(
    *,
    actor: User,
    activity: OutreachActivity,
    text: ActivityText,
    row_version: int,
    file: AcceptedFile | None = None,
    drop_file: bool = False,
) -> OutreachActivity:
    """Change an activity; a new `file` takes the place of the one before. A planned one becomes held this way.

    Raises Forbidden, Conflict (somebody saved meanwhile), Refused as `enter_activity`, or where it is cancelled or was held and
    is to be planned again.
    """
    found = _locked(actor, activity, row_version)
    if found.state == OutreachState.CANCELLED:
        raise Refused(_("Hoạt động đã hủy. Khôi phục trước, rồi mới sửa được."))
    check_activity(text)
    _require_there(found.unit, text.held_on)
    if text.state != found.state:
        sentence = _("Hoạt động đã ghi là thực hiện. Không diễn ra thì bấm Hủy hoạt động.")
        require_move(found, OUTREACH_MOVES, text.state, sentence)
    before = _picture(found)
    _put(found, text)
    if drop_file and file is None:
        found.file, found.file_name = None, ""
    _put_file(found, file)
    found.directives.set(text.directives)
    _save(actor, found, "outreach.changed", before)
    return found


@transaction.atomic
def cancel_activity(
    *, actor: User, activity: OutreachActivity, reason: str, row_version: int
) -> OutreachActivity:
    """It no longer counts; what was told stays and comes back with it. Raises Forbidden, Conflict, Refused (no reason)."""
    found = _locked(actor, activity, row_version)
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do hủy: hoãn, trùng, hay nhập nhầm."))
    require_move(found, OUTREACH_MOVES, OutreachState.CANCELLED, _("Hoạt động này đã hủy."))
    before = _picture(found)
    found.cancelled_from = found.state
    found.state, found.reason = OutreachState.CANCELLED, reason
    _save(actor, found, "outreach.cancelled", before)
    return found


@transaction.atomic
def bring_back_activity(*, actor: User, activity: OutreachActivity) -> OutreachActivity:
    """Undo a cancellation: it is again what it was before. Raises Forbidden, Refused (not cancelled)."""
    found = _locked(actor, activity, None)
    if found.state != OutreachState.CANCELLED:
        raise Refused(_("Hoạt động này không bị hủy."))
    before = _picture(found)
    found.state, found.reason = found.cancelled_from or OutreachState.PLANNED, ""
    found.cancelled_from = ""
    _save(actor, found, "outreach.brought_back", before)
    return found


@transaction.atomic
def enter_activities(
    *, actor: Actor, activities: Sequence[NewActivity], batch: uuid.UUID | None = None
) -> list[OutreachActivity]:
    """Enter a whole list in a few statements, all of it or nothing; `batch` is by what `undo_batch` finds it again.

    Raises Forbidden where one of the units is not the person's, Refused as `enter_activity`, or where an activity of a list
    stands in the register already: somebody has entered the same list meanwhile.
    """
    if isinstance(actor, User):
        for unit in {one.unit.pk for one in activities}:
            require(can_record_outreach(actor, unit))
        _require_all_there(activities)
    codes = next_codes("TT", OutreachActivity, [one.text.held_on.year for one in activities], 4)
    if batch is not None:  # after the codes: their lock keeps another list out until this one stands
        _require_new(activities)
    made = []
    for code, one in zip(codes, activities, strict=True):
        check_activity(one.text)
        activity = _activity(code, one.unit, one.text)
        activity.batch = batch
        made.append(activity)
    OutreachActivity.objects.bulk_create(made, batch_size=1000)
    served = OutreachActivity.directives.through
    served.objects.bulk_create(
        [
            served(outreachactivity_id=activity.pk, directive_id=directive.pk)
            for activity, one in zip(made, activities, strict=True)
            for directive in one.text.directives
        ],
        batch_size=2000,
    )
    entered = [
        Act("outreach.entered", one, one.unit_id, one.code, after={"held_on": one.held_on}) for one in made
    ]
    record_many(actor, entered)
    return made


@transaction.atomic
def undo_batch(*, actor: User, batch: uuid.UUID) -> int:
    """Cancel what was entered with a list and stands as it was entered; how many. What somebody has changed since stays.

    Raises Forbidden, Refused where nothing is left to take back.
    """
    rows = list(
        OutreachActivity.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(batch=batch, row_version=1)
        .exclude(state=OutreachState.CANCELLED)
        .order_by("code")
    )
    for unit in {one.unit_id for one in rows}:
        require(can_record_outreach(actor, unit))
    if not rows:
        raise Refused(_("Lần nhập này không còn dòng nào để hoàn tác."))
    reason = _("Hoàn tác lần nhập danh sách.")
    acts = []
    for one in rows:
        before = {"state": one.state}
        after = {"state": OutreachState.CANCELLED, "reason": reason}
        acts.append(Act("outreach.cancelled", one, one.unit_id, one.code, before=before, after=after))
    OutreachActivity.objects.filter(pk__in=[one.pk for one in rows]).update(
        cancelled_from=F("state"), state=OutreachState.CANCELLED, reason=reason, row_version=2
    )
    record_many(actor, acts)
    return len(rows)


@transaction.atomic
def hand_over_activities(*, actor: Actor, ids: Sequence[uuid.UUID], target: Unit) -> int:
    """Part of a confirmed hand-over: `target` carries out from now on what was planned; how many changed hands. Who may hand over
    is asked there."""
    rows = list(
        OutreachActivity.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk__in=ids, state=OutreachState.PLANNED)
        .order_by("code")
    )
    acts = []
    for row in rows:
        before = {"unit": row.unit.code}
        row.unit = target
        row.row_version += 1
        after = {"unit": target.code}
        acts.append(Act("outreach.handed_over", row, target.pk, row.code, before=before, after=after))
    OutreachActivity.objects.bulk_update(rows, ["unit", "row_version"], batch_size=500)
    record_many(actor, acts)
    return len(rows)


def _require_there(unit: Unit, day: date) -> None:
    if not UnitVersion.objects.filter(unit=unit, valid__contains=day).exists():
        raise _not_there(day)


def _require_all_there(activities: Sequence[NewActivity]) -> None:
    """One statement for a list."""
    spans: dict[uuid.UUID, list[Any]] = defaultdict(list)
    versions = UnitVersion.objects.filter(unit__in={one.unit.pk for one in activities})
    for unit, valid in versions.values_list("unit", "valid"):
        spans[unit].append(valid)
    for one in activities:
        if not any(one.text.held_on in valid for valid in spans[one.unit.pk]):
            raise _not_there(one.text.held_on)


def _not_there(day: date) -> Refused:
    sentence = _("Ngày %(day)s đơn vị chưa có hoặc đã kết thúc. Xem lại ngày.")
    return Refused.at("held_on", sentence % {"day": format_day(day)})


def _require_new(activities: Sequence[NewActivity]) -> None:
    kept = kept_already({one.unit.pk for one in activities}, {one.text.held_on for one in activities})
    for one in activities:
        code = kept.get((one.unit.pk, folding_key(one.text.title), one.text.held_on))
        if code is not None:
            sentence = _(
                "«%(title)s» vừa có trong sổ (%(code)s): danh sách này đã được nhập. Kiểm tra bảng lại."
            )
            raise Refused(sentence % {"title": one.text.title, "code": code})


def _locked(actor: User, activity: OutreachActivity, row_version: int | None) -> OutreachActivity:
    found = (
        OutreachActivity.objects.select_for_update(of=("self",))
        .select_related("unit", "file")
        .get(pk=activity.pk)
    )
    require(can_record_outreach(actor, found.unit_id))
    if row_version is not None and found.row_version != row_version:
        raise Conflict(_("Hoạt động vừa được người khác sửa. Xem bản đang lưu rồi sửa lại."))
    return found


def _activity(code: str, unit: Unit, text: ActivityText) -> OutreachActivity:
    activity = OutreachActivity(code=code, unit=unit)
    _put(activity, text)
    return activity


def _put(activity: OutreachActivity, text: ActivityText) -> None:
    for name, value in vars(text).items():
        if name != "directives":
            setattr(activity, name, value)
    labels = (OutreachKind(text.kind).label, Channel(text.channel).label)
    activity.search_key = " ".join(folding_key(str(part)) for part in (activity.code, text.title, *labels))


def _put_file(activity: OutreachActivity, file: AcceptedFile | None) -> None:
    if file is not None:
        activity.file, activity.file_name = keep(file), file.name


def _save(actor: User, activity: OutreachActivity, act: str, before: dict[str, Any]) -> None:
    activity.row_version += 1
    activity.save()
    after = _picture(activity)
    changed = [name for name in after if before[name] != after[name]]
    record(
        actor,
        act,
        activity,
        chain=activity.unit_id,
        label=activity.code,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def _picture(activity: OutreachActivity) -> dict[str, Any]:
    names = (
        "title",
        "kind",
        "held_on",
        "channel",
        "audience",
        "pieces",
        "reach",
        "measure",
        "link",
        "file_name",
        "state",
        "reason",
    )
    served = activity.directives.order_by("reference").values_list("reference", flat=True)
    return {**{name: getattr(activity, name) for name in names}, "directives": list(served)}
