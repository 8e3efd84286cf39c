"""Who owes a report in a collection: everybody asked at its opening, later additions, exemptions, late agreements."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import Act, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import ObligationState, SubmissionState, TreeRule
from lantoa.reporting.duties import AT_ONCE, check_units, collecting_of, make_drafts, oblige, settled, some
from lantoa.reporting.models import Collection, Line, Obligation, Submission, Succession
from lantoa.reporting.permissions import may
from lantoa.reporting.telling import tell_units

TOLD: dict[ObligationState, str] = {
    ObligationState.OWED: "report_asked_again",
    ObligationState.LATE_AGREED: "report_time_given",
    ObligationState.EXEMPT: "report_exempted",
}


@transaction.atomic
def add_units(*, actor: Actor, collection: Collection, units: Iterable[Unit]) -> list[Obligation]:
    """Ask units that were forgotten when the collection was opened; each gets a draft.

    Raises Forbidden, or Refused: no unit, one that owes or is exempt already, one that stood elsewhere in the period, a closed
    collection, a unit above it whose figures were entered with this one counted in.
    """
    require(may(actor, "collection.open", collection.owner))
    collection = Collection.objects.select_for_update().get(pk=collection.pk)
    units = list({unit.pk: unit for unit in units}.values())
    if not units:
        raise Refused(_("Chưa chọn đơn vị nào."), fields={"codes": _("Chọn hoặc dán mã ít nhất một đơn vị.")})
    if collection.has_closed:
        raise Refused(_("Đợt thu đã khóa. Mở lại đợt rồi thêm đơn vị."))
    check_units(collection, units)
    asked = {one.unit_id: one for one in Obligation.objects.select_for_update().filter(collection=collection)}
    standing = sorted(unit.code for unit in units if unit.pk in asked)
    if standing:
        raise Refused(_("Đã có trong đợt thu: %(codes)s. Bỏ các mã này.") % {"codes": some(standing)})
    _let_those_above_add_up(collection, asked, units)
    oblige(collection, units, {})
    made = list(
        Obligation.objects.filter(collection=collection, unit__in=units).order_by(
            "unit__position", "unit__code"
        )
    )
    over_old = collecting_of(collection, [unit.pk for unit in units], asked)
    if over_old:
        _mark_collecting(collection, [one for one in made if one.unit_id in over_old])
    acts = [
        Act("obligation.added", one, one.unit_id, collection.code, after={"state": str(one.state)})
        for one in made
    ]
    record_many(actor, acts)
    tell_units(
        actor=actor,
        kind="report_asked",
        obligations=Obligation.objects.filter(pk__in=[one.pk for one in made]),
        code=collection.code,
        due_at=collection.due_at,
        occasion="asked",
    )
    return made


def _let_those_above_add_up(
    collection: Collection, asked: Mapping[uuid.UUID, Obligation], units: Sequence[Unit]
) -> None:
    """Who now has an owing unit below gives no sums any more, or the new one would be counted twice."""
    above = collecting_of(collection, asked, [unit.pk for unit in units])
    changed = [one for unit_id, one in asked.items() if unit_id in above and not one.collects]
    drafts = Submission.objects.filter(collection=collection, unit__in=[one.unit_id for one in changed])
    entered = drafts.exclude(row_version=1).values_list("unit__code", flat=True)
    codes = sorted(set(entered))
    if codes:
        sentence = _(
            "%(codes)s đã nhập số liệu gồm cả đơn vị trực thuộc này; thêm vào sẽ tính hai lần. "
            "Để %(codes)s báo cáo thay, hoặc không thêm."
        )
        raise Refused(sentence % {"codes": some(codes)})
    _mark_collecting(collection, changed)


def _mark_collecting(collection: Collection, obligations: Sequence[Obligation]) -> None:
    if not obligations:
        return
    lines = Line.objects.filter(version_id=collection.sheet_version_id, tree_rule=TreeRule.SUM)
    added_up = sorted(lines.values_list("position", flat=True))
    Obligation.objects.filter(pk__in=[one.pk for one in obligations]).update(collects=True)
    Submission.objects.filter(
        collection=collection, unit__in=[one.unit_id for one in obligations], row_version=1
    ).update(not_applicable=added_up)


@transaction.atomic
def agree_late(
    *, actor: Actor, collection: Collection, units: Iterable[Unit], until: datetime, reason: str
) -> list[Obligation]:
    """Give units until `until`, past the due time and even past the closing.

    Raises Forbidden, or Refused with `fields`: no reason, a time that is past or gives nothing more, an exempt unit, a
    unit that does not owe here.
    """
    collection = Collection.objects.get(pk=collection.pk)
    # Where the collection was closed before its due time, any time from now on gives more.
    if until <= (clock.now() if collection.has_closed else max(clock.now(), collection.due_at)):
        sentence = _("Gia hạn phải đến một ngày sau hôm nay và sau hạn chung.")
        raise Refused.at("until_on", sentence)
    rows = _locked(actor, collection, units, reason)
    if any(row.state == ObligationState.EXEMPT for row in rows):
        raise Refused(_("Có đơn vị đang được miễn. Bỏ miễn trước, rồi gia hạn."))
    return _settle(actor, collection, rows, ObligationState.LATE_AGREED, reason, until)


@transaction.atomic
def exempt_units(
    *, actor: Actor, collection: Collection, units: Iterable[Unit], reason: str
) -> list[Obligation]:
    """Free units from the duty; their rows and drafts stay, with the reason.

    Raises Forbidden, or Refused: no reason, a report that has been sent, a unit that does not owe here.
    """
    rows = _locked(actor, collection, units, reason)
    sent = Submission.objects.filter(
        collection=collection,
        unit__in=[row.unit_id for row in rows],
        state__in=[SubmissionState.SUBMITTED, SubmissionState.ACCEPTED],
    )
    if sent.exists():
        raise Refused(_("Có đơn vị đã gửi báo cáo nên không miễn được. Bỏ đơn vị đó khỏi danh sách."))
    return _settle(actor, collection, rows, ObligationState.EXEMPT, reason, None)


@transaction.atomic
def ask_again(
    *, actor: Actor, collection: Collection, units: Iterable[Unit], reason: str
) -> list[Obligation]:
    """Undo an exemption or a late agreement: the units owe by the common times again; who had no draft gets one.

    Raises Forbidden, or Refused: no reason, a duty that has gone to a successor, a unit that owes already.
    """
    rows = _locked(actor, collection, units, reason)
    if any(row.state == ObligationState.OWED for row in rows):
        raise Refused(_("Có đơn vị không được miễn hay gia hạn. Tải lại trang để xem tình trạng mới."))
    if Succession.objects.filter(obligation__in=rows).exists():
        raise Refused(
            _("Nghĩa vụ này đã chuyển cho đơn vị tiếp nhận theo quyết định, nên không đòi lại ở đơn vị cũ.")
        )
    drafted = set(
        Submission.objects.filter(collection=collection, unit__in=[row.unit_id for row in rows]).values_list(
            "unit", flat=True
        )
    )
    make_drafts(collection, [row.unit_id for row in rows if row.unit_id not in drafted])
    return _settle(actor, collection, rows, ObligationState.OWED, reason, None)


def _locked(actor: Actor, collection: Collection, units: Iterable[Unit], reason: str) -> list[Obligation]:
    """The rows of these units, locked in the order of their keys. Refused without a reason, or where one does not owe here."""
    require(may(actor, "collection.open", collection.owner))
    if looks_empty(reason):
        raise Refused(_("Ghi lý do."), fields={"reason": _("Ghi lý do.")})
    wanted = {unit.pk for unit in units}
    rows = list(
        Obligation.objects.select_for_update().filter(collection=collection, unit__in=wanted).order_by("pk")
    )
    if not wanted or len(rows) != len(wanted):
        raise Refused(_("Chọn đơn vị có trong đợt thu này."))
    return rows


def _settle(
    actor: Actor,
    collection: Collection,
    rows: list[Obligation],
    state: ObligationState,
    reason: str,
    until: datetime | None,
) -> list[Obligation]:
    before = [settled(row) for row in rows]
    for row in rows:
        row.state, row.agreed_until = state, until
        row.reason = "" if state == ObligationState.OWED else reason.strip()
    Obligation.objects.bulk_update(rows, ["state", "reason", "agreed_until"], batch_size=AT_ONCE)
    record_many(
        actor,
        [
            Act(
                "obligation.settled",
                row,
                row.unit_id,
                collection.code,
                before=was,
                after={**settled(row), "reason": reason.strip()},
            )
            for row, was in zip(rows, before, strict=True)
        ],
    )
    tell_units(
        actor=actor,
        kind=TOLD[state],
        obligations=Obligation.objects.filter(pk__in=[row.pk for row in rows]),
        code=collection.code,
        due_at=None if state == ObligationState.EXEMPT else until or collection.due_at,
    )
    return rows
