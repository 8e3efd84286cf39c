"""Whose signed pledges somebody may read: those of direct reports, and of units for which one is named. Nobody else's, ever."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from lantoa.accounts.models import User
from lantoa.commitments.choices import Capacity, CommitmentState, Half
from lantoa.commitments.models import Commitment, CommitmentRead, ReaderNaming, Remark, SelfReview
from lantoa.commitments.permissions import PLEDGING
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation.access import held_on, roles_of, units_in_scope
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, Position, RoleAssignment, UnitVersion
from lantoa.organisation.queries.units import short_name_on


def _heads(day: date) -> QuerySet[RoleAssignment]:
    return RoleAssignment.objects.filter(role=Role.HEAD, valid__contains=day)


def headed_by(user: User, day: date) -> set[uuid.UUID]:
    """The units whose head somebody is on a day: by the role; where nobody holds it, by the post of the head.

    At most two statements, whatever the units.
    """
    held = {one.unit_id for one in roles_of(user, day) if one.role == Role.HEAD}
    by_post = Position.objects.filter(person__user=user, is_head=True, valid__contains=day)
    vacant = by_post.filter(~Exists(_heads(day).filter(held_on("unit"))))
    return held | set(vacant.values_list("unit", flat=True))


def _owner_heads_it(day: date) -> Exists:
    return Exists(_heads(day).filter(unit=OuterRef("unit"), person=OuterRef("person")))


def _owner_heads_by_post(day: date) -> Q:
    post = Position.objects.filter(
        unit=OuterRef("unit"), person=OuterRef("person"), is_head=True, valid__contains=day
    )
    return Q(Exists(post)) & ~Q(Exists(_heads(day).filter(unit=OuterRef("unit"))))


def _owner_is_there(day: date) -> Exists:
    """Whoever has left the unit is read by nobody of it until the pledge has been taken along."""
    there = RoleAssignment.objects.filter(
        unit=OuterRef("unit"), person=OuterRef("person"), role__in=PLEDGING, valid__contains=day
    )
    return Exists(there)


def of_direct_reports(user: User) -> QuerySet[Commitment]:
    """Signed pledges of those whose direct superior somebody is today: the people of the unit, and the heads of the units
    directly below. Never one's own."""
    day = clock.today()
    headed = headed_by(user, day)
    heads_it = Q(_owner_heads_it(day)) | _owner_heads_by_post(day)
    below = UnitVersion.objects.filter(parent__in=headed, valid__contains=day).values("unit")
    rows = Commitment.objects.filter(_owner_is_there(day), state=CommitmentState.SIGNED)
    reports = (Q(unit__in=headed) & ~heads_it) | (Q(unit__in=below) & heads_it)
    return rows.filter(reports).exclude(person__user=user)


def superiors_of(commitment: Commitment) -> list[User]:
    """Whose direct report the owner of a signed pledge is today: nobody, one, or the few who head one unit. Asked of each by the
    very rule by which they read."""
    day = clock.today()
    above = UnitVersion.objects.filter(unit=commitment.unit_id, valid__contains=day).values("parent")
    near = Q(unit=commitment.unit_id) | Q(unit__in=above)
    posts = Position.objects.filter(near, is_head=True, valid__contains=day)
    heads = Q(person__in=_heads(day).filter(near).values("person")) | Q(person__in=posts.values("person"))
    return [
        one
        for one in User.objects.filter(heads, is_active=True).order_by("pk")
        if of_direct_reports(one).filter(pk=commitment.pk).exists()
    ]


def of_named_units(user: User) -> QuerySet[Commitment]:
    """Signed pledges of the units for which somebody is named today, as long as one is staff. Never one's own."""
    day = clock.today()
    if not any(one.role == Role.STAFF for one in roles_of(user, day)):
        return Commitment.objects.none()
    named = ReaderNaming.objects.filter(person__user=user, valid__contains=day)
    rows = Commitment.objects.filter(_owner_is_there(day), state=CommitmentState.SIGNED)
    return rows.filter(unit__in=named.values("unit")).exclude(person__user=user)


@dataclass(frozen=True)
class Readable:
    """Another's pledge, and as what it is read."""

    commitment: Any  # with unit_name
    capacity: Capacity


def get_readable(user: User, code: str) -> Readable:
    """Another's signed pledge; NotFound for one's own, a draft and whatever one may not read. Whoever calls it notes the read."""
    direct, named = of_direct_reports(user), of_named_units(user)
    for rows, capacity in ((direct, Capacity.SUPERIOR), (named, Capacity.NAMED)):
        found = (
            rows.filter(code=code).select_related("person").annotate(unit_name=short_name_on("unit")).first()
        )
        if found is not None:
            return Readable(found, capacity)
    raise NotFound()


@dataclass(frozen=True)
class Line:
    """One row of the list of others' pledges: whose, how far, as what it is read; no text."""

    commitment: Any
    capacity: Capacity
    mid_told: bool
    end_told: bool
    awaits: bool


def others(user: User, year: int) -> list[Line]:
    """Pledges of a year that one may read, by unit and name; a fixed number of statements."""
    found: dict[uuid.UUID, Line] = {}
    for rows, capacity in (
        (of_direct_reports(user), Capacity.SUPERIOR),
        (of_named_units(user), Capacity.NAMED),
    ):
        for row in _with_steps(rows.filter(year=year)):
            awaits = capacity == Capacity.SUPERIOR and row.awaits
            line = Line(row, capacity, row.mid_told, row.end_told, awaits)
            found.setdefault(row.pk, line)
    return sorted(found.values(), key=lambda one: (one.commitment.unit_name or "", one.commitment.code))


def _told(half: Half) -> Exists:
    return Exists(SelfReview.objects.filter(item__commitment=OuterRef("pk"), half=half))


def _remarked(half: Half) -> Exists:
    return Exists(Remark.objects.filter(commitment=OuterRef("pk"), half=half, withdrawn_at=None))


def awaits_remark() -> Q:
    """A self-review was told to which no remark speaks."""
    awaiting = Q()
    for half in Half:
        awaiting |= Q(_told(half)) & ~Q(_remarked(half))
    return awaiting


def _with_steps(rows: QuerySet[Commitment]) -> QuerySet[Any]:
    return (
        rows.select_related("person")
        .annotate(
            unit_name=short_name_on("unit"),
            mid_told=_told(Half.MID_YEAR),
            end_told=_told(Half.YEAR_END),
            awaits=Exists(Commitment.objects.filter(awaits_remark(), pk=OuterRef("pk"))),
        )
        .order_by("person__full_name")
    )


def years_of_others(user: User) -> list[int]:
    rows = of_direct_reports(user).order_by().values_list("year", flat=True)
    named = of_named_units(user).order_by().values_list("year", flat=True)
    return sorted({*rows, *named, clock.today().year}, reverse=True)


def reads_of(user: User) -> QuerySet[CommitmentRead]:
    """Every read of one's own pledges by somebody else, the latest first."""
    return CommitmentRead.objects.filter(commitment__person__user=user).select_related("reader", "commitment")


def namings(user: User) -> QuerySet[Any]:
    """Who is or was named for units in one's reach, with unit_name; those in force first."""
    units = units_in_scope(user, "commitment.name_reader")
    return (
        ReaderNaming.objects.filter(unit__in=units)
        .select_related("person", "unit")
        .annotate(unit_name=short_name_on("unit"))
        .order_by("-valid", "person__full_name")
    )


def get_naming(user: User, identity: uuid.UUID) -> Any:
    found = namings(user).filter(pk=identity).first()
    if found is None:
        raise NotFound()
    return found


def officers_to_name(user: User) -> list[tuple[str, str]]:
    """(person id, name and unit) of the staff of one's reach."""
    units = units_in_scope(user, "commitment.name_reader")
    rows = (
        RoleAssignment.objects.filter(unit__in=units, role=Role.STAFF, valid__contains=clock.today())
        .filter(person__user__is_active=True)
        .select_related("person")
        .annotate(unit_name=short_name_on("unit"))
        .order_by("person__full_name")
    )
    return [(str(one.person_id), f"{one.person.full_name}, {one.unit_name}") for one in rows]


def get_officer(user: User, identity: str) -> Person:
    """One of them; NotFound otherwise."""
    if identity not in dict(officers_to_name(user)):
        raise NotFound()
    return Person.objects.get(pk=identity)
