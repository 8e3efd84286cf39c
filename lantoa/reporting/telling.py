"""Tell units of what they owe: rows that stay in the database, one statement for a whole country."""

from datetime import datetime

from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Cast

from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.notifications.services import notify_rows
from lantoa.reporting.choices import WITH_UNIT, ObligationState
from lantoa.reporting.models import Collection, Obligation


def tell_units(
    *,
    actor: Actor,
    kind: str,
    obligations: QuerySet[Obligation],
    code: str,
    due_at: datetime | None = None,
    occasion: str = "",
) -> int:
    """Each unit of what it owes; how many people. `code` is that of the collection, `due_at` the time that counts now."""
    day = due_at.astimezone(clock.VIETNAM).date() if due_at else None
    rows = obligations.order_by().annotate(day=Cast(Value(day), DateField()), number=Value(code))
    return notify_rows(
        actor=actor,
        kind=kind,
        subject_kind="reporting.obligation",
        rows=rows.values_list("pk", "number", "unit", "day"),
        occasion=occasion,
    )


def still_owed(collection: Collection) -> QuerySet[Obligation]:
    """What units have not sent by the common times."""
    return Obligation.objects.filter(
        collection=collection, state=ObligationState.OWED, report_state__in=WITH_UNIT
    )
