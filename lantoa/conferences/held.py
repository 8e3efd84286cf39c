"""What hangs on a unit in this room: conferences that it still has to hold."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.conferences.models import Conference
from lantoa.core.vi_dates import format_day
from lantoa.organisation import holdings
from lantoa.organisation.holdings import Held, Holding


def _coming(units: Sequence[uuid.UUID], day: date) -> QuerySet[Conference]:
    return Conference.objects.filter(unit__in=units, held_on__gte=day, cancelled_at=None)


def count_conferences(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return holdings.by_unit(_coming(units, day).order_by().values_list("unit").annotate(n=Count("pk")))


def list_conferences(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    return [
        Held(
            row.pk,
            row.unit_id,
            row.code,
            row.title,
            format_day(row.held_on),
            reverse("conferences:detail", args=[row.code]),
        )
        for row in _coming(units, day).order_by("held_on", "code")
    ]


def register_all() -> None:
    holdings.register(
        Holding(
            "conferences",
            _("Hội nghị chưa tổ chức"),
            count_conferences,
            list_conferences,
            is_history=True,
            position=50,
        )
    )
