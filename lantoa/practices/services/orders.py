"""Give practices to units to take up."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.documents.models import IssuedDocument
from lantoa.notifications.services import Told, notify_each
from lantoa.organisation.access import holds, require
from lantoa.organisation.models import Unit
from lantoa.practices.models import Booklet, BookletEntry, ReplicationOrder, ReplicationOrderUnit
from lantoa.practices.queries.orders import next_code


@transaction.atomic
def order_replication(
    *,
    actor: Actor,
    booklet: Booklet,
    unit: Unit,
    units: Iterable[Unit],
    code: str,
    issued_on: date,
    answer_by: date,
    document: IssuedDocument | None = None,
    entries: Iterable[BookletEntry] | None = None,
) -> ReplicationOrder:
    """Give practices of a published booklet to `units` to take up: those of `entries`, all of them where nothing is said."""
    if booklet.published_at is None:
        raise Refused(_("Tập mô hình chưa phát hành nên chưa giao nhân rộng được."))
    if answer_by < issued_on:
        raise Refused(
            _("Hạn trả lời phải từ ngày giao trở đi."), fields={"answer_by": _("Sớm hơn ngày giao.")}
        )
    order = ReplicationOrder.objects.create(
        code=code, booklet=booklet, unit=unit, document=document, issued_on=issued_on, answer_by=answer_by
    )
    given = list(booklet.entries.select_related("practice") if entries is None else entries)
    merged = [entry.practice for entry in given if entry.practice.merged_into_id]
    if merged and entries is not None:
        raise Refused(
            _("Đã gộp vào mô hình khác nên không giao nhân rộng được: %(codes)s.")
            % {"codes": ", ".join(one.code for one in merged)}
        )
    given = [entry for entry in given if entry.practice not in merged]
    if not given or any(entry.booklet_id != booklet.pk for entry in given):
        raise Refused(_("Chọn ít nhất một mô hình trong tập để giao nhân rộng."))
    order.entries.set(given)
    recipients = ReplicationOrderUnit.objects.bulk_create(
        [ReplicationOrderUnit(order=order, unit=one) for one in units]
    )
    if not recipients:
        raise Refused(_("Chọn ít nhất một đơn vị để giao nhân rộng."))
    record(
        actor,
        "replication.ordered",
        order,
        chain=unit.pk,
        after={"units": len(recipients), "booklet": booklet.code},
    )
    _ask(actor, order, recipients)
    return order


def _ask(actor: Actor, order: ReplicationOrder, recipients: Iterable[ReplicationOrderUnit]) -> None:
    """Tell the units that were given the order; each once, however often it is extended."""
    told = [Told(order.pk, order.code, one.unit_id) for one in recipients]
    notify_each(
        actor=actor,
        kind="replication_asked",
        subject_kind="practices.replicationorder",
        told=told,
        occasion="asked",
    )


@transaction.atomic
def give_order(
    *,
    actor: User,
    booklet: Booklet,
    unit: Unit,
    units: Iterable[Unit],
    entries: Iterable[BookletEntry],
    answer_by: date,
    document: IssuedDocument | None = None,
) -> ReplicationOrder:
    """The committee's officer gives practices to units today; the code is the year's next.

    Raises Forbidden who does not act for the committee, and as `order_replication`.
    """
    require(holds(actor, "replication.order", unit))
    issued_on = clock.today()
    Unit.objects.select_for_update().get(pk=unit.pk)  # two officers at once do not take one code
    if document is not None and document.unit_id != unit.pk:
        sentence = _("Văn bản này không do đơn vị giao phát hành.")
        raise Refused.at("document", sentence)
    return order_replication(
        actor=actor,
        booklet=booklet,
        unit=unit,
        units=units,
        code=next_code(issued_on.year),
        issued_on=issued_on,
        answer_by=answer_by,
        document=document,
        entries=entries,
    )


@transaction.atomic
def extend_order(
    *, actor: User, order: ReplicationOrder, units: Iterable[Unit]
) -> list[ReplicationOrderUnit]:
    """Give an order to more units; those that have it already are left as they are. Refused where none is new."""
    require(holds(actor, "replication.order", order.unit_id))
    ReplicationOrder.objects.select_for_update().get(pk=order.pk)
    given = set(order.recipients.values_list("unit", flat=True))
    added = ReplicationOrderUnit.objects.bulk_create(
        [ReplicationOrderUnit(order=order, unit=one) for one in units if one.pk not in given]
    )
    if not added:
        raise Refused(_("Các đơn vị đã chọn đều được giao từ trước. Chọn đơn vị khác."))
    record(actor, "replication.extended", order, chain=order.unit_id, after={"units": len(added)})
    _ask(actor, order, added)
    return added
