"""Who holds what on any day, as far as one may see it: names and roles only, and whether the account is in use."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, Position, RoleAssignment, Unit, UnitVersion
from lantoa.organisation.permissions import appointing_act
from lantoa.organisation.queries.people import ORDER_OF_ROLES
from lantoa.organisation.queries.units import named_on, short_name_on
from lantoa.ui.badges import Badge

ACT = "user.list"
ORDERS = ("unit", "name", "role", "since")

NO_ACCOUNT, INVITED, IN_USE, CLOSED = "none", "invited", "used", "closed"
ACCOUNT_STATES: dict[str, Badge] = {
    IN_USE: Badge(_("Đang dùng"), "done", "accepted"),
    INVITED: Badge(_("Chưa nhận tài khoản"), "dashed", "waiting"),
    CLOSED: Badge(_("Đã khóa"), "lock", "unsent"),
    NO_ACCOUNT: Badge(_("Không có tài khoản"), "dashed", "unsent"),
}


@dataclass(frozen=True)
class PeopleFilter:
    """What the list is narrowed to; empty values narrow nothing. `day` None is today."""

    text: str = ""
    role: str = ""
    account: str = ""
    day: date | None = None
    order: str = ""


class HeldRole(Protocol):
    """A role assignment as lists show it: annotated with its unit's short name on the day."""

    pk: uuid.UUID
    person: Person
    role: str
    unit: Unit
    unit_name: str
    since: date
    last_day: date | None
    account: str

    def get_role_display(self) -> str: ...


def account_state(user: User | None) -> str:
    """A key of ACCOUNT_STATES."""
    if user is None:
        return NO_ACCOUNT
    if not user.is_active:
        return CLOSED
    return IN_USE if user.last_login or user.has_usable_password() else INVITED


_ACCOUNT = Case(
    When(person__user=None, then=Value(NO_ACCOUNT)),
    When(person__user__is_active=False, then=Value(CLOSED)),
    When(
        person__user__last_login=None,
        person__user__password__startswith=UNUSABLE_PASSWORD_PREFIX,
        then=Value(INVITED),
    ),
    default=Value(IN_USE),
)
_LAST_DAY = ExpressionWrapper(F("valid__endswith") - Value(1), output_field=DateField())
_ROLE_ORDER = Case(
    *[When(role=role, then=Value(place)) for place, role in enumerate(ORDER_OF_ROLES)],
    output_field=IntegerField(),
)


def roles_visible_to(user: User, wanted: PeopleFilter) -> QuerySet[RoleAssignment]:
    """Roles held on the day in the person's sight, each a `HeldRole`, narrowed and ordered."""
    day = wanted.day or clock.today()
    found = (
        RoleAssignment.objects.filter(
            valid__contains=day, unit__in=access.units_in_scope(user, ACT, tree_day=day)
        )
        .select_related("person__user", "unit", "stands_in_for")
        .annotate(
            unit_name=short_name_on("unit", day),
            since=F("valid__startswith"),
            last_day=_LAST_DAY,
            account=_ACCOUNT,
        )
    )
    for word in folding_key(wanted.text).split():
        found = found.filter(
            Q(person__full_name__unaccent__icontains=word)
            | Q(person__user__username__contains=word)
            | Q(unit__in=UnitVersion.objects.filter(search_key__contains=word).values("unit"))
        )
    if wanted.account in ACCOUNT_STATES:
        found = found.filter(account=wanted.account)
    if wanted.role in Role.values:
        found = found.filter(role=wanted.role)
    return _ordered(found, wanted.order)


def _ordered(found: QuerySet[RoleAssignment], order: str) -> QuerySet[RoleAssignment]:
    field, back = order.removeprefix("-"), order.startswith("-")
    keys = {
        "name": ["given_name", "person__full_name"],
        "role": ["role_order"],
        "since": ["since"],
        "unit": ["unit__position", "unit__code"],
    }.get(field, ["unit__position", "unit__code"])
    # Vietnamese lists go by the given name, which stands last.
    found = found.annotate(given_name=_given_name(), role_order=_ROLE_ORDER)
    first = [F(key).desc() if back else F(key).asc() for key in keys]
    return found.order_by(*first, "unit__position", "role_order", "person__full_name", "id")


def _given_name() -> Func:
    return Func(
        F("person__full_name"),
        Value("[^ ]+$"),
        function="substring",
        template='(%(function)s(%(expressions)s) COLLATE "vi-x-icu")',
        output_field=CharField(),
    )


def counts_by_role(user: User, wanted: PeopleFilter) -> list[tuple[str, str, int]]:
    """Role, its name, how many hold it, with every other filter but the role's; only roles that somebody holds."""
    others = PeopleFilter(wanted.text, "", wanted.account, wanted.day)
    rows = dict(roles_visible_to(user, others).order_by().values_list("role").annotate(Count("pk")))
    return [(role.value, str(role.label), rows[role.value]) for role in ORDER_OF_ROLES if role.value in rows]


@dataclass(frozen=True)
class TermOfRole:
    """One stretch of a role: when, of which unit, for whom; `may_end` by the reader."""

    assignment: RoleAssignment
    unit_code: str
    unit_name: str
    role: str
    since: date
    last_day: date | None
    stands_in_for: str
    is_current: bool
    is_coming: bool
    may_end: bool


@dataclass(frozen=True)
class PersonPage:
    """A person as far as the reader may see: roles and posts on units in the reader's sight."""

    person: Person
    account: Badge
    account_state: str
    roles: Sequence[TermOfRole]
    posts: Sequence[Position]


def get_person(user: User, person_id: uuid.UUID) -> Person:
    """A person who holds, held or will hold a role or post on a unit in the reader's sight, or oneself; NotFound otherwise."""
    scope = access.units_in_scope(user, ACT)
    seen = Q(roles__unit__in=scope) | Q(positions__unit__in=scope) | Q(user=user)
    person = Person.objects.filter(seen, pk=person_id).select_related("user").distinct().first()
    if person is None:
        raise NotFound()
    return person


def person_page(user: User, person: Person) -> PersonPage:
    """Seven statements, however many roles and posts there are."""
    today = clock.today()
    scope = set(access.units_in_scope(user, ACT).values_list("pk", flat=True))
    rows = (
        RoleAssignment.objects.filter(person=person)
        .select_related("unit", "stands_in_for")
        .annotate(unit_name=_latest_name("unit"))
        .order_by("-valid", "id")
    )
    may = {
        act: set(access.units_in_scope(user, act).values_list("pk", flat=True))
        for act in sorted({appointing_act(one.role) for one in rows})
    }
    terms = [
        TermOfRole(
            one,
            one.unit.code,
            one.unit_name or one.unit.code,
            str(one.get_role_display()),
            one.valid.lower,
            one.valid.upper - timedelta(days=1) if one.valid.upper else None,
            one.stands_in_for.full_name if one.stands_in_for else "",
            today in one.valid,
            one.valid.lower > today,
            person.user_id != user.pk
            and one.unit_id in may[appointing_act(one.role)]
            and (one.valid.upper is None or one.valid.upper > today),
        )
        for one in rows
        if one.unit_id in scope or person.user_id == user.pk
    ]
    posts = list(
        Position.objects.filter(person=person, unit__in=scope)
        .select_related("unit")
        .annotate(unit_name=_latest_name("unit"), last_day=_LAST_DAY)
        .order_by("-valid", "id")
    )
    state = account_state(person.user)
    return PersonPage(person, ACCOUNT_STATES[state], state, terms, posts)


def _latest_name(outer: str) -> Subquery:
    """The short name a unit bears now, or bore last."""
    versions = UnitVersion.objects.filter(unit=OuterRef(outer)).order_by("-valid")
    return Subquery(versions.values("short_name")[:1])


def units_to_appoint(user: User, act: str = "reporter.appoint") -> list[tuple[str, str]]:
    """Code and name of every unit on which the reader may give some role (the reporter's reaches furthest), in official order;
    with `act` "user.manage" those into which people may be invited."""
    units = named_on(access.units_in_scope(user, act))
    return [(one.code, f"{one.short_name} ({one.code})") for one in units]  # type: ignore[attr-defined]


def get_assignment(user: User, person: Person, assignment_id: uuid.UUID) -> RoleAssignment:
    """A role of this person on a unit in the reader's sight; NotFound otherwise."""
    found = (
        RoleAssignment.objects.filter(
            pk=assignment_id, person=person, unit__in=access.units_in_scope(user, ACT)
        )
        .select_related("unit", "person")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def get_colleague(user: User, person: Person, colleague_id: str) -> Person | None:
    """The person to stand in for, out of `colleagues_of`; None for none."""
    if colleague_id not in dict(colleagues_of(user, person)):
        return None
    return Person.objects.get(pk=colleague_id)


def unit_of(user: User, person: Person) -> tuple[str, str]:
    """Code and name of the unit of the person's roles and posts: the first of the official list in the reader's reach."""
    within = access.units_in_scope(user, "reporter.appoint")
    units = named_on(within.filter(Q(roles__person=person) | Q(positions__person=person)).distinct())
    one = units.first()
    return (one.code, f"{one.short_name} ({one.code})") if one else ("", "")  # type: ignore[attr-defined]


def roles_to_give(user: User, unit: Unit | None = None) -> list[tuple[str, str]]:
    """The roles that the reader may give on a unit, or somewhere at all, in the order of daily work."""
    order = (
        Role.REPORTER,
        Role.HEAD,
        Role.STAFF,
        Role.INSPECTOR,
        Role.LEADER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    )
    return [
        (role.value, str(role.label))
        for role in order
        if (
            access.holds(user, appointing_act(role), unit)
            if unit
            else access.holds_somewhere(user, appointing_act(role))
        )
    ]


def colleagues_of(user: User, person: Person) -> list[tuple[str, str]]:
    """Who could be stood in for: holders of a role today on units where the reader gives roles, the person left out."""
    wanted = Q()
    for role in Role:
        wanted |= Q(role=role, unit__in=access.units_in_scope(user, appointing_act(role)))
    rows = (
        RoleAssignment.objects.filter(wanted, valid__contains=clock.today())
        .exclude(person=person)
        .select_related("person")
        .annotate(unit_name=short_name_on("unit"), given_name=_given_name())
        .order_by("given_name", "person__full_name", "id")
    )
    found: dict[str, str] = {}
    for one in rows:
        found.setdefault(
            str(one.person_id),
            f"{one.person.full_name} ({one.get_role_display()}, {one.unit_name})",
        )
    return list(found.items())
