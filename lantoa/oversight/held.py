"""What hangs on a unit in this room: inspections that it carries out, and those of it, until concluded. The first keep it
from ending; the second go on, for a unit that has ended stays inspectable, and who receives it answers."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lantoa.organisation import holdings
from lantoa.organisation.holdings import Blocker, Held, Holding
from lantoa.oversight.choices import UNCONCLUDED, InspectionKind, InspectionState
from lantoa.oversight.models import Inspection


def _holding(kind: str, label: object, by: str, position: int) -> Holding:
    def count(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
        rows = Inspection.objects.filter(**{f"{by}__in": units}, state__in=UNCONCLUDED)
        return holdings.by_unit(rows.order_by().values_list(by).annotate(n=Count("pk")))

    def listed(units: Sequence[uuid.UUID], day: date) -> list[Held]:
        rows = Inspection.objects.filter(**{f"{by}__in": units}, state__in=UNCONCLUDED).order_by("code")
        return [
            Held(
                row.pk,
                getattr(row, f"{by}_id"),
                row.code,
                str(InspectionKind(row.kind).label),
                str(InspectionState(row.state).label),
                reverse("oversight:inspection", args=[row.code]),
            )
            for row in rows
        ]

    return Holding(kind, label, count, listed, position=position)


def inspections_that_block(units: Sequence[uuid.UUID], day: date) -> list[Blocker]:
    """Nobody would be left to conclude what a body has begun."""
    rows = Inspection.objects.filter(unit__in=units, state__in=UNCONCLUDED).order_by("code")
    return [
        Blocker(
            unit,
            gettext("Cuộc %(code)s do đơn vị này tiến hành chưa kết luận. Kết luận hoặc hủy cuộc đó trước.")
            % {"code": code},
        )
        for unit, code in rows.values_list("unit", "code")
    ]


def register_all() -> None:
    own = _holding("inspections", _("Cuộc kiểm tra, giám sát đang làm"), "unit", 37)
    holdings.register(replace(own, blocks=inspections_that_block))
    holdings.register(_holding("inspections.of", _("Cuộc kiểm tra, giám sát về đơn vị"), "subject", 38))
