"""Put nominations into the hands of the unit that received theirs; each keeps the unit that put it forward."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from lantoa.audit.services import Act, record_many
from lantoa.commendation.models import Nomination
from lantoa.core.actor import Actor
from lantoa.organisation.access import in_hands_of
from lantoa.organisation.models import Unit


@transaction.atomic
def give_nominations(
    *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
) -> int:
    """`target` completes and sends what `source` had not settled; how many."""
    held = Nomination.objects.filter(in_hands_of(Unit.objects.filter(pk=source)), pk__in=list(ids))
    rows = list(held.select_for_update(of=("self",)).order_by("pk"))
    Nomination.objects.filter(pk__in=[row.pk for row in rows]).update(holder=target)
    record_many(
        actor,
        [Act("nomination.handed_over", row, row.unit_id, after={"to": target, "since": day}) for row in rows],
    )
    return len(rows)
