"""Put practices, adoptions and unanswered orders into the receiver's hands. All keep their unit of origin."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.organisation.access import in_hands_of
from lantoa.organisation.models import InHands, Unit
from lantoa.practices.models import Adoption, Practice, PracticeHolder, ReplicationOrderUnit

Row = TypeVar("Row", bound=InHands)


@transaction.atomic
def give_practices(
    *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
) -> int:
    """From `day` on `target` answers for these practices of which `source` is the holder; how many."""
    rows = _of(source, Practice.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)))
    PracticeHolder.objects.filter(practice__in=rows, valid__startswith__gte=day).delete()
    for open_ in PracticeHolder.objects.filter(practice__in=rows, valid__upper_inf=True):
        open_.valid = DateRange(open_.valid.lower, day)
        open_.save(update_fields=["valid"])
    PracticeHolder.objects.bulk_create(
        [PracticeHolder(practice=row, unit_id=target, valid=DateRange(day, None)) for row in rows]
    )
    Practice.objects.filter(pk__in=[row.pk for row in rows]).update(holder=target)
    record_many(
        actor,
        [Act("practice.handed_over", row, row.unit_id, after={"to": target, "since": day}) for row in rows],
    )
    return len(rows)


@transaction.atomic
def give_adoptions(
    *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
) -> int:
    """`target` goes on with what `source` had taken up: it reports, drops and has it verified."""
    rows = _of(source, Adoption.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)))
    Adoption.objects.filter(pk__in=[row.pk for row in rows]).update(holder=target)
    record_many(
        actor,
        [Act("adoption.handed_over", row, row.unit_id, after={"to": target, "since": day}) for row in rows],
    )
    return len(rows)


@transaction.atomic
def give_orders(
    *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
) -> int:
    """`target` answers what `source` had left unanswered; each answer still counts for the unit that was asked."""
    rows = _of(source, ReplicationOrderUnit.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)))
    ReplicationOrderUnit.objects.filter(pk__in=[row.pk for row in rows]).update(holder=target)
    record_many(
        actor,
        [
            Act("replication.handed_over", row.order, row.unit_id, after={"to": target, "since": day})
            for row in rows
        ],
    )
    return len(rows)


def _of(source: uuid.UUID, rows: QuerySet[Row]) -> list[Row]:
    """Those that `source` answers for now: a list is never older than what it moves."""
    return list(rows.filter(in_hands_of(Unit.objects.filter(pk=source))).order_by("pk"))
