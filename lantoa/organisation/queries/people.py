"""Who holds which role and which post on a day."""

import uuid
from datetime import date
from typing import Protocol, cast

from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from lantoa.accounts.models import User, username_key
from lantoa.core import clock
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, Position, RoleAssignment, Unit, UnitVersion

# Which of several roles a person is greeted by: the one that does daily work comes first.
ORDER_OF_ROLES = [
    Role.STAFF,
    Role.LEADER,
    Role.HEAD,
    Role.REPORTER,
    Role.INSPECTOR,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
]


class Greeting(Protocol):
    """A role assignment annotated with the long name of its unit on the day."""

    unit_id: uuid.UUID
    unit: Unit
    unit_name: str
    role: str
    person: Person

    def get_role_display(self) -> str: ...


def main_role(user: User, on: date | None = None) -> Greeting | None:
    """The role by which a person is greeted, with `unit_name` (long name on the day), or None."""
    day = on or clock.today()
    order = Case(
        *[When(role=role, then=Value(place)) for place, role in enumerate(ORDER_OF_ROLES)],
        output_field=IntegerField(),
    )
    names = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=day)
    found = (
        RoleAssignment.objects.filter(person__user=user, valid__contains=day)
        .select_related("person", "unit")
        .annotate(unit_name=Subquery(names.values("name")[:1]))
        .order_by(order, "id")
        .first()
    )
    return cast("Greeting | None", found)


def head_of(unit_id: uuid.UUID, on: date) -> Position | None:
    """Who heads a unit on a day."""
    return (
        Position.objects.select_related("person")
        .filter(unit_id=unit_id, is_head=True, valid__contains=on)
        .first()
    )


def signer_for(unit_id: uuid.UUID, on: date) -> Position | None:
    """Who signs a unit's papers on a day: its head where the head signs, else whoever may."""
    signers = (
        Position.objects.select_related("person")
        .filter(unit_id=unit_id, valid__contains=on)
        .exclude(authority="")
    )
    return signers.order_by("-is_head", "id").first()


def role_holders(unit_id: uuid.UUID, on: date) -> QuerySet[RoleAssignment]:
    """Who holds which role on a unit on a day, by given name."""
    return (
        RoleAssignment.objects.filter(unit_id=unit_id, valid__contains=on)
        .select_related("person__user")
        .order_by("role", "person__full_name")
    )


def posts_of(unit_id: uuid.UUID, on: date) -> QuerySet[Position]:
    """The posts of a unit on a day, its head first."""
    return (
        Position.objects.filter(unit_id=unit_id, valid__contains=on)
        .select_related("person")
        .order_by("-is_head", "title", "person__full_name")
    )


def free_username(full_name: str) -> str:
    """A sign-in name made of a person's name, with a number behind it where that is taken."""
    stem = username_key(full_name)[:70]
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    if stem not in taken:
        return stem
    return next(
        name for name in (f"{stem}.{number}" for number in range(2, len(taken) + 3)) if name not in taken
    )
