"""What hangs on a unit in this room: the units below it, the roles and the posts. Roles and posts end with their unit."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.organisation import holdings
from lantoa.organisation.holdings import Held, Holding
from lantoa.organisation.models import Position, RoleAssignment, UnitVersion


def _tally(rows: QuerySet[Any], name: str) -> dict[uuid.UUID, int]:
    return holdings.by_unit(rows.order_by().values_list(name).annotate(n=Count("pk")))


def _children(units: Sequence[uuid.UUID], day: date) -> QuerySet[UnitVersion]:
    return UnitVersion.objects.filter(parent__in=units, valid__contains=day)


def count_children(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return _tally(_children(units, day), "parent")


def list_children(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = _children(units, day).select_related("unit", "kind").order_by("unit__position", "unit__code")
    return [
        Held(
            row.unit_id,
            row.parent_id,
            row.unit.code,
            row.name,
            row.kind.name,
            reverse("desk:unit", args=[row.unit.code]),
        )
        for row in rows
        if row.parent_id
    ]


def _roles(units: Sequence[uuid.UUID], day: date) -> QuerySet[RoleAssignment]:
    return RoleAssignment.objects.filter(unit__in=units, valid__contains=day)


def count_roles(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return _tally(_roles(units, day), "unit")


def list_roles(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = _roles(units, day).select_related("person").order_by("role", "person__full_name", "id")
    return [Held(row.pk, row.unit_id, "", row.person.full_name, str(row.get_role_display())) for row in rows]


def _posts(units: Sequence[uuid.UUID], day: date) -> QuerySet[Position]:
    return Position.objects.filter(unit__in=units, valid__contains=day)


def count_posts(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return _tally(_posts(units, day), "unit")


def list_posts(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = _posts(units, day).select_related("person").order_by("-is_head", "title", "id")
    return [Held(row.pk, row.unit_id, "", row.person.full_name, row.title) for row in rows]


def register_all() -> None:
    kinds = (
        Holding("units.below", _("Tổ chức trực thuộc"), count_children, list_children, position=10),
        Holding("roles", _("Vai trò trên hệ thống"), count_roles, list_roles, position=80),
        Holding("posts", _("Chức vụ"), count_posts, list_posts, position=81),
    )
    for kind in kinds:
        holdings.register(kind)
