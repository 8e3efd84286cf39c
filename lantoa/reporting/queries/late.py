"""Units whose report is late, as its collector chases them."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from lantoa.audit.queries import history_of
from lantoa.core import clock
from lantoa.organisation.queries.units import short_name_on
from lantoa.reporting.choices import WITH_UNIT, ObligationState
from lantoa.reporting.models import Collection, Obligation


def late_in(collection: Collection) -> QuerySet[Any]:
    """Obligations whose report is with its unit past its moment, with unit_name and due_day."""
    rows = Obligation.objects.filter(collection=collection, report_state__in=[*WITH_UNIT])
    owed = rows.exclude(state=ObligationState.EXEMPT)
    late = Q(agreed_until__lt=clock.now())
    if collection.due_at < clock.now():
        late |= Q(agreed_until=None)
    return owed.filter(late).annotate(
        unit_name=Coalesce(short_name_on("unit"), F("unit__code")),
        due_day=TruncDate(Coalesce("agreed_until", "collection__due_at"), tzinfo=clock.VIETNAM),
    )


def chased_today(collection: Collection) -> bool:
    since = clock.instant(clock.today(), 0)
    entries = history_of("reporting.collection", collection.pk)
    return entries.filter(act="collection.chased", at__gte=since).exists()
