"""What hangs on a unit in this room: the units below it, the roles and the posts. Roles and posts end with their unit."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core.actor import Actor
from lantoa.organisation import holdings
from lantoa.organisation.choices import HandOverState
from lantoa.organisation.holdings import Held, Holding
from lantoa.organisation.models import HandOver, Position, RoleAssignment, UnitVersion


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


def children_are_moved(
    *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
) -> int:
    """The event itself put them under their new parent; the list only names them."""
    return len(ids)


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


def confirmed_hand_overs(
    events: Sequence[uuid.UUID], units: Sequence[uuid.UUID], since: datetime
) -> Iterator[str]:
    """A decision whose hand-over is confirmed is not undone: things have changed hands on it."""
    done = HandOver.objects.filter(event__in=events, state=HandOverState.CONFIRMED).order_by("code")
    codes = list(done.values_list("code", flat=True))
    if codes:
        yield _("Đã bàn giao xong theo biên bản %(codes)s.") % {"codes": holdings.some(codes)}


def register_all() -> None:
    holdings.register_built("hand_overs", confirmed_hand_overs)
    kinds = (
        Holding(
            "units.below",
            _("Tổ chức trực thuộc"),
            count_children,
            list_children,
            hand_over=children_are_moved,
            position=10,
        ),
        Holding("roles", _("Vai trò trên hệ thống"), count_roles, list_roles, position=80),
        Holding("posts", _("Chức vụ"), count_posts, list_posts, position=81),
    )
    for kind in kinds:
        holdings.register(kind)
