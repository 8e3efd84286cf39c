"""What hangs on a unit in this room: its practices, what it is taking up, and the orders it has still to answer."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.organisation import holdings
from lantoa.organisation.holdings import Held, Holding
from lantoa.practices.choices import AdoptionState, YearState
from lantoa.practices.models import Adoption, BookletEntry, Practice, ReplicationOrderUnit
from lantoa.practices.queries.practices import with_furthest_state
from lantoa.practices.services.hands import give_adoptions, give_orders, give_practices

IN_PROGRESS = (AdoptionState.PLANNED, AdoptionState.APPLIED)


def _held(rows: QuerySet[Any], units: Sequence[uuid.UUID]) -> QuerySet[Any]:
    """What one of the units answers for now, with `held_by`."""
    found: QuerySet[Any] = rows.annotate(held_by=Coalesce("holder", "unit")).filter(held_by__in=units)
    return found


def _practices(units: Sequence[uuid.UUID], day: date) -> QuerySet[Any]:
    return _held(Practice.objects.all(), units)


def count_practices(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return holdings.by_unit(_practices(units, day).order_by().values_list("held_by").annotate(n=Count("pk")))


def list_practices(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = with_furthest_state(_practices(units, day)).order_by("code")
    return [
        Held(
            row.pk,
            row.held_by,
            row.code,
            row.title,
            str(YearState(row.last_state).label),
            reverse("practices:detail", args=[row.code]),
        )
        for row in rows
    ]


def _adoptions(units: Sequence[uuid.UUID], day: date) -> QuerySet[Any]:
    """Planned, or applied and not yet verified."""
    return _held(Adoption.objects.filter(state__in=IN_PROGRESS), units)


def count_adoptions(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return holdings.by_unit(_adoptions(units, day).order_by().values_list("held_by").annotate(n=Count("pk")))


def list_adoptions(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = _adoptions(units, day).select_related("practice", "unit").order_by("practice__code", "unit__code")
    return [
        Held(
            row.pk,
            row.held_by,
            row.practice.code,
            row.practice.title,
            str(AdoptionState(row.state).label),
            reverse("practices:adoption", args=[row.practice.code, row.unit.code]),
        )
        for row in rows
    ]


def _unanswered(units: Sequence[uuid.UUID], day: date) -> QuerySet[Any]:
    """Orders given to a unit with at least one practice, not its own, on which it has said nothing."""
    answered = Adoption.objects.filter(
        order=OuterRef(OuterRef("order")), unit=OuterRef(OuterRef("unit")), practice=OuterRef("practice")
    )
    left = BookletEntry.objects.filter(~Exists(answered), orders=OuterRef("order")).exclude(
        practice__unit=OuterRef("unit")
    )
    return _held(ReplicationOrderUnit.objects.filter(Exists(left)), units)


def count_orders(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return holdings.by_unit(_unanswered(units, day).order_by().values_list("held_by").annotate(n=Count("pk")))


def list_orders(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = (
        _unanswered(units, day).select_related("order", "unit").annotate(booklet=F("order__booklet__title"))
    )
    return [
        Held(
            row.pk,
            row.held_by,
            row.order.code,
            row.booklet,
            str(_("Chưa trả lời")),
            reverse("practices:answers", args=[row.order.code]),
        )
        for row in rows.order_by("order__code", "unit__code")
    ]


def register_all() -> None:
    kinds = (
        Holding(
            "practices",
            _("Mô hình, cách làm hay"),
            count_practices,
            list_practices,
            hand_over=give_practices,
            position=30,
        ),
        Holding(
            "practices.adoptions",
            _("Mô hình đang áp dụng, chờ kiểm chứng"),
            count_adoptions,
            list_adoptions,
            hand_over=give_adoptions,
            position=31,
        ),
        Holding(
            "practices.orders",
            _("Chỉ đạo nhân rộng chưa trả lời"),
            count_orders,
            list_orders,
            hand_over=give_orders,
            position=32,
        ),
    )
    for kind in kinds:
        holdings.register(kind)
