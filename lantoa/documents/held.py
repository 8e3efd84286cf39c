"""What hangs on a unit in this room: the papers it issued, which stay its own."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from lantoa.core.vi_dates import format_day
from lantoa.documents.models import IssuedDocument
from lantoa.organisation import holdings
from lantoa.organisation.holdings import Held, Holding


def _issued(units: Sequence[uuid.UUID], day: date) -> QuerySet[IssuedDocument]:
    return IssuedDocument.objects.filter(unit__in=units, issued_on__lte=day)


def count_documents(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return holdings.by_unit(_issued(units, day).order_by().values_list("unit").annotate(n=Count("pk")))


def list_documents(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = _issued(units, day).select_related("type").order_by("issued_on", "number")
    return [Held(row.pk, row.unit_id, row.reference, row.abstract, format_day(row.issued_on)) for row in rows]


def register_all() -> None:
    holdings.register(
        Holding(
            "documents",
            _("Văn bản đã ban hành"),
            count_documents,
            list_documents,
            is_history=True,
            position=61,
        )
    )
