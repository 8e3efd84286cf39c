"""Open, close and reopen collections, and move their times."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.periods import Period
from lantoa.core.text import looks_empty
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import ObligationState
from lantoa.reporting.duties import check_units, oblige, settled
from lantoa.reporting.models import Collection, Obligation, Sheet, SheetVersion
from lantoa.reporting.permissions import may
from lantoa.reporting.telling import still_owed, tell_units


@transaction.atomic
def open_collection(
    *,
    actor: Actor,
    sheet_version: SheetVersion,
    period: Period,
    owner: Unit,
    units: Iterable[Unit],
    due_at: datetime,
    closes_at: datetime,
    opens_at: datetime | None = None,
    title: str = "",
    code: str = "",
    exempt: Mapping[uuid.UUID, str] | None = None,
) -> Collection:
    """Ask `units` for a period. Each owes a report and gets an empty draft; `exempt` gives the reason for
    those who do not owe.

    Raises Forbidden, or Refused: no units, a unit that does not stand below the owner in the period, an exemption without a
    reason or of a unit that is not asked, a period of another length than the sheet's, times out of order, the same sheet and
    period asked by this owner already. With a `code` of its own a further collection of the same is taken.

    A number of statements that does not depend on how many units are asked.
    """
    require(may(actor, "collection.open", owner))
    units = list({unit.pk: unit for unit in units}.values())
    # Two officers at once: the second one waits here, and finds what the first one has opened.
    Sheet.objects.select_for_update().get(pk=sheet_version.sheet_id)
    opens_at = opens_at or clock.now()
    _check_times(opens_at, due_at, closes_at)
    if period.kind != sheet_version.period_kind:
        raise Refused(_("Biểu này không dùng cho %(period)s. Chọn kỳ khác.") % {"period": period.label})
    sheet = sheet_version.sheet
    if not code:
        _refuse_second(sheet_version, period, owner)
    collection = Collection(
        code=_free_code(code or f"{sheet.code}-{period.code}", owner),
        sheet_version=sheet_version,
        owner=owner,
        title=title or f"{sheet.name} {period.label}",
        period_code=period.code,
        period_start=period.start,
        period_end=period.end,
        opens_at=opens_at,
        due_at=due_at,
        closes_at=closes_at,
    )
    if not units:
        raise Refused(_("Đợt thu chưa có đơn vị nào. Chọn ít nhất một đơn vị phải báo cáo."))
    check_units(collection, units)
    exempt = _checked_exemptions(units, exempt or {})
    collection.save()
    oblige(collection, units, exempt)
    free = Obligation.objects.filter(collection=collection, state=ObligationState.EXEMPT)
    record(
        actor,
        "collection.opened",
        collection,
        chain=owner.pk,
        label=collection.code,
        after={
            "units": len(units),
            "exempt": {unit.code: exempt[unit.pk] for unit in units if unit.pk in exempt},
            "due_at": due_at,
            "closes_at": closes_at,
        },
    )
    record_many(
        actor,
        [
            Act("obligation.settled", row, row.unit_id, collection.code, after=settled(row))
            for row in free.order_by("unit__position", "unit__code")
        ],
    )
    owed = Obligation.objects.filter(collection=collection, state=ObligationState.OWED)
    tell_units(
        actor=actor,
        kind="report_asked",
        obligations=owed,
        code=collection.code,
        due_at=due_at,
        occasion="asked",
    )
    return collection


def _check_times(opens_at: datetime, due_at: datetime, closes_at: datetime) -> None:
    if not opens_at <= due_at <= closes_at:
        raise Refused(_("Ngày mở, hạn gửi và ngày đóng phải theo thứ tự trước sau. Xem lại các ngày."))


def _refuse_second(version: SheetVersion, period: Period, owner: Unit) -> None:
    standing = Collection.objects.filter(
        owner=owner, sheet_version__sheet=version.sheet_id, period_code=period.code
    ).first()
    if standing is not None:
        sentence = _("Đợt thu %(code)s đã có. Mở đợt đó thay vì tạo đợt mới.")
        raise Refused(
            sentence % {"code": standing.code}, fields={"period": sentence % {"code": standing.code}}
        )


def _checked_exemptions(units: Sequence[Unit], exempt: Mapping[uuid.UUID, str]) -> dict[uuid.UUID, str]:
    found = {unit_id: reason.strip() for unit_id, reason in exempt.items()}
    if found.keys() - {unit.pk for unit in units}:
        raise Refused(
            _("Có đơn vị được miễn mà không ở trong danh sách phải báo cáo. Xem lại danh sách miễn.")
        )
    if not all(found.values()):
        raise Refused(_("Ghi lý do cho từng đơn vị được miễn."))
    if len(found) == len(units):
        raise Refused(_("Mọi đơn vị đều được miễn. Để lại ít nhất một đơn vị phải báo cáo."))
    return found


def _free_code(code: str, owner: Unit) -> str:
    """Two committees may collect the same sheet for the same period: the second one's code carries its
    own.
    """
    wanted = [code, f"{code}-{owner.code}"]
    taken = set(Collection.objects.filter(code__in=wanted).values_list("code", flat=True))
    for one in wanted:
        if one not in taken:
            return one
    raise Refused(_("Đợt thu %(code)s đã có. Mở đợt đó thay vì tạo đợt mới.") % {"code": code})


@transaction.atomic
def change_times(
    *, actor: Actor, collection: Collection, due_at: datetime, closes_at: datetime, reason: str
) -> Collection:
    """Give everybody more time: late from `due_at`, closed from `closes_at`. Never less: who was in time would be late.

    Raises Forbidden, or Refused with `fields`: no reason, an earlier time than stands, times out of order, nothing changed, a
    collection that is closed (it is reopened, by two people).
    """
    require(may(actor, "collection.open", collection.owner))
    collection = Collection.objects.select_for_update().get(pk=collection.pk)
    if collection.has_closed:
        raise Refused(_("Đợt thu đã khóa. Muốn nhận tiếp thì đề nghị mở lại."))
    reason = reason.strip()
    fields: dict[str, str] = {}
    if looks_empty(reason):
        fields["reason"] = _("Ghi lý do.")
    if due_at < collection.due_at:
        fields["due_on"] = _("Hạn gửi chỉ lùi, không rút ngắn: đơn vị đã gửi đúng hạn sẽ thành trễ.")
    if closes_at < collection.closes_at:
        fields["closes_on"] = _("Ngày khóa chỉ lùi. Muốn thôi nhận sớm thì khóa đợt.")
    elif closes_at < due_at:
        fields["closes_on"] = _("Ngày khóa phải sau hạn gửi.")
    if fields:
        raise Refused(next(iter(fields.values())), fields=fields)
    before = {"due_at": collection.due_at, "closes_at": collection.closes_at}
    after = {"due_at": due_at, "closes_at": closes_at}
    if before == after:
        raise Refused(_("Các ngày vẫn như cũ. Sửa ít nhất một ngày."))
    collection.due_at, collection.closes_at = due_at, closes_at
    collection.save(update_fields=["due_at", "closes_at"])
    record(
        actor,
        "collection.times_changed",
        collection,
        chain=collection.owner_id,
        label=collection.code,
        before=before,
        after={**after, "reason": reason},
    )
    if due_at > before["due_at"]:
        tell_units(
            actor=actor,
            kind="report_time_given",
            obligations=still_owed(collection),
            code=collection.code,
            due_at=due_at,
        )
    return collection


@transaction.atomic
def close_collection(*, actor: Actor, collection: Collection) -> Collection:
    """Take nothing more, from now on. What was accepted can still be amended: an amendment is accepted by the level above."""
    require(may(actor, "collection.open", collection.owner))
    collection = Collection.objects.select_for_update().get(pk=collection.pk)
    if collection.closed_at is None:
        collection.closed_at = clock.now()
        collection.save(update_fields=["closed_at"])
        record(actor, "collection.closed", collection, chain=collection.owner_id, label=collection.code)
    return collection


@transaction.atomic
def take_again(
    *, actor: Actor, proposed_by: User, collection: Collection, closes_at: datetime, reason: str
) -> Collection:
    """Reopen, once both people have been checked. Refused for a time that is past."""
    require(may(actor, "collection.reopen", collection.owner))
    if closes_at <= clock.now():
        raise Refused(
            _("Thời điểm đóng mới phải ở sau lúc này."), fields={"closes_at": _("Chọn ngày sau hôm nay.")}
        )
    collection = Collection.objects.select_for_update().get(pk=collection.pk)
    before = {"closes_at": collection.closes_at, "closed_at": collection.closed_at}
    collection.closed_at = None
    collection.closes_at = closes_at
    collection.reopened_at = clock.now()
    collection.reopen_reason = reason.strip()
    collection.save(update_fields=["closed_at", "closes_at", "reopened_at", "reopen_reason"])
    record(
        actor,
        "collection.reopened",
        collection,
        chain=collection.owner_id,
        label=collection.code,
        before=before,
        after={"closes_at": closes_at, "reason": reason.strip(), "proposed_by": proposed_by.actor_label},
    )
    tell_units(
        actor=actor,
        kind="report_taken_again",
        obligations=still_owed(collection),
        code=collection.code,
        due_at=closes_at,
    )
    return collection
