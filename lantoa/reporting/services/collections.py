"""Open, close and reopen collections; say who owes a report."""

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
from lantoa.organisation.access import require, second_person_needed
from lantoa.organisation.models import Ancestry, Unit
from lantoa.reporting.choices import ObligationState, SubmissionState, TreeRule
from lantoa.reporting.models import Collection, Line, Obligation, SheetVersion, Submission
from lantoa.reporting.permissions import may


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

    Raises Forbidden, or Refused: no units, a unit that does not stand below the owner in the period, a period
    of another length
    than the sheet's, times out of order, a code that is taken.
    """
    require(may(actor, "collection.open", owner))
    units = list({unit.pk: unit for unit in units}.values())
    opens_at = opens_at or clock.now()
    _check_times(opens_at, due_at, closes_at)
    if period.kind != sheet_version.period_kind:
        raise Refused(_("Biểu này không dùng cho %(period)s. Chọn kỳ khác.") % {"period": period.label})
    sheet = sheet_version.sheet
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
    _check_units(collection, units)
    collection.save()
    obligations = _oblige(collection, units, exempt or {})
    _make_drafts(collection, obligations)
    record(
        actor,
        "collection.opened",
        collection,
        chain=owner.pk,
        label=collection.code,
        after={"units": len(units), "due_at": due_at, "closes_at": closes_at},
    )
    return collection


def _check_times(opens_at: datetime, due_at: datetime, closes_at: datetime) -> None:
    if not opens_at <= due_at <= closes_at:
        raise Refused(_("Ngày mở, hạn gửi và ngày đóng phải theo thứ tự trước sau. Xem lại các ngày."))


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


def _check_units(collection: Collection, units: Sequence[Unit]) -> None:
    if not units:
        raise Refused(_("Đợt thu chưa có đơn vị nào. Chọn ít nhất một đơn vị phải báo cáo."))
    below = set(
        Ancestry.objects.filter(ancestor=collection.owner, valid__contains=collection.tree_day).values_list(
            "descendant", flat=True
        )
    )
    outside = sorted(unit.code for unit in units if unit.pk not in below)
    if outside:
        shown = ", ".join(outside[:10])
        raise Refused(_("Không trực thuộc đơn vị thu báo cáo trong kỳ này: %(codes)s.") % {"codes": shown})


def _oblige(
    collection: Collection, units: Sequence[Unit], exempt: Mapping[uuid.UUID, str]
) -> list[Obligation]:
    ids = [unit.pk for unit in units]
    collecting = set(
        Ancestry.objects.filter(
            ancestor__in=ids, descendant__in=ids, depth__gt=0, valid__contains=collection.tree_day
        ).values_list("ancestor", flat=True)
    )
    return Obligation.objects.bulk_create(
        [
            Obligation(
                collection=collection,
                unit=unit,
                state=ObligationState.EXEMPT if unit.pk in exempt else ObligationState.OWED,
                reason=exempt.get(unit.pk, ""),
                collects=unit.pk in collecting,
            )
            for unit in units
        ],
        batch_size=2000,
    )


def _make_drafts(collection: Collection, obligations: Sequence[Obligation]) -> None:
    """Drafts stand from the first day, so that reading a page never writes."""
    lines = list(Line.objects.filter(version_id=collection.sheet_version_id))
    added_up = [line.position for line in lines if line.tree_rule == TreeRule.SUM]
    Submission.objects.bulk_create(
        [
            Submission(
                collection=collection,
                unit_id=one.unit_id,
                values=[None] * len(lines),
                source_values=[None] * len(lines),
                not_applicable=added_up if one.collects else [],
            )
            for one in obligations
            if one.state != ObligationState.EXEMPT
        ],
        batch_size=2000,
    )


@transaction.atomic
def close_collection(*, actor: Actor, collection: Collection) -> Collection:
    """Take nothing more, from now on."""
    require(may(actor, "collection.open", collection.owner))
    collection = Collection.objects.select_for_update().get(pk=collection.pk)
    if collection.closed_at is None:
        collection.closed_at = clock.now()
        collection.save(update_fields=["closed_at"])
        record(actor, "collection.closed", collection, chain=collection.owner_id, label=collection.code)
    return collection


@transaction.atomic
def reopen_collection(
    *, actor: Actor, proposed_by: User, collection: Collection, closes_at: datetime, reason: str
) -> Collection:
    """Take reports again until `closes_at`. Two people answer for it: the one who proposed and the one who
    decides.

    Raises Forbidden, or Refused: no reason, the same person twice, a proposer who does not collect here, a
    time that is past.
    """
    require(may(actor, "collection.reopen", collection.owner))
    if not reason.strip():
        raise Refused(_("Ghi lý do mở lại."), fields={"reason": _("Ghi lý do mở lại.")})
    if second_person_needed("collection.reopen") and actor.actor_id == proposed_by.pk:
        raise Refused(_("Mở lại đợt thu cần hai người: người đề nghị và người quyết định."))
    require(may(proposed_by, "collection.open", collection.owner))
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
    return collection


@transaction.atomic
def agree_late(
    *, actor: Actor, collection: Collection, units: Iterable[Unit], until: datetime, reason: str
) -> list[Obligation]:
    """Give units until `until`, past the due time and even past the closing. Refused without a reason."""
    return _settle(actor, collection, units, ObligationState.LATE_AGREED, reason, until)


@transaction.atomic
def exempt_units(
    *, actor: Actor, collection: Collection, units: Iterable[Unit], reason: str
) -> list[Obligation]:
    """Free units from the duty; their rows stay, with the reason. Refused where a report has been sent
    already.
    """
    units = list(units)
    sent = Submission.objects.filter(
        collection=collection,
        unit__in=units,
        state__in=[SubmissionState.SUBMITTED, SubmissionState.ACCEPTED],
    )
    if sent.exists():
        raise Refused(_("Có đơn vị đã gửi báo cáo nên không miễn được. Bỏ đơn vị đó khỏi danh sách."))
    return _settle(actor, collection, units, ObligationState.EXEMPT, reason, None)


def _settle(
    actor: Actor,
    collection: Collection,
    units: Iterable[Unit],
    state: ObligationState,
    reason: str,
    until: datetime | None,
) -> list[Obligation]:
    require(may(actor, "collection.open", collection.owner))
    if not reason.strip():
        raise Refused(_("Ghi lý do."), fields={"reason": _("Ghi lý do.")})
    rows = list(Obligation.objects.select_for_update().filter(collection=collection, unit__in=list(units)))
    for row in rows:
        row.state, row.reason, row.agreed_until = state, reason.strip(), until
    Obligation.objects.bulk_update(rows, ["state", "reason", "agreed_until"], batch_size=1000)
    after = {"state": str(state), "reason": reason.strip(), "until": until}
    record_many(
        actor, [Act("obligation.settled", row, row.unit_id, collection.code, after=after) for row in rows]
    )
    return rows
