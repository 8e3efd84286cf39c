"""What hangs on a unit in this room: its plans. They stay as history: whoever receives a unit writes a plan of its own."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.directives.models import UnitPlan
from lantoa.organisation import holdings
from lantoa.organisation.holdings import Held, Holding


def count_plans(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    rows = UnitPlan.objects.filter(unit__in=units).order_by()
    return holdings.by_unit(rows.values_list("unit").annotate(n=Count("pk")))


def list_plans(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = UnitPlan.objects.filter(unit__in=units).prefetch_related("versions").order_by("code")
    return [
        Held(
            row.pk,
            row.unit_id,
            row.code,
            str(list(row.versions.all())[-1]),
            str(list(row.versions.all())[-1].get_state_display()),
            reverse("directives:plan", args=[row.code]),
        )
        for row in rows
    ]


def register_all() -> None:
    holdings.register(
        Holding("directives.plans", _("Kế hoạch"), count_plans, list_plans, is_history=True, position=37)
    )
