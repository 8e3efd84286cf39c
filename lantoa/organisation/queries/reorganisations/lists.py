"""Which reorganisations there are, and who sees them."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.choices import ReorganisationState
from lantoa.organisation.models import (
    Ancestry,
    Person,
    Reorganisation,
    ReorganisationStep,
    UnitEvent,
    UnitKind,
    UnitVersion,
)
from lantoa.organisation.queries.units import NamedUnit, named_on, short_name_on
from lantoa.ui.badges import Badge

ACT = "reorganisation.prepare"
SORTS = {
    "code": "code",
    "title": "title",
    "effective": "effective_on",
    "changed": "changed_at",
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty values narrow nothing. `sort` is a key of SORTS, with «-» for downwards."""

    text: str = ""
    state: str = ""
    year: int | None = None
    sort: str = ""


def reorganisations_visible_to(user: User) -> QuerySet[Reorganisation]:
    """Those of committees whose branch the person may reorganise today; where the committee has ended, on its last day.

    The heads of the units concerned see none of them: what was decided they read in the decision.
    """
    visible = Q(unit__in=access.units_in_scope(user, ACT))
    for day, units in _ended_committees().items():
        visible |= Q(unit__in=units) & Q(unit__in=access.units_in_scope(user, ACT, tree_day=day))
    return Reorganisation.objects.filter(visible)


def _ended_committees() -> dict[date, list[uuid.UUID]]:
    """Last day → the committees of reorganisations that ended then."""
    today = clock.today()
    standing = UnitVersion.objects.filter(valid__contains=today).values("unit")
    ends = (
        UnitVersion.objects.filter(unit__in=Reorganisation.objects.values("unit"), valid__endswith__lte=today)
        .exclude(unit__in=standing)
        .order_by("valid")
        .values_list("unit", F("valid__endswith"))
    )
    found: dict[date, list[uuid.UUID]] = defaultdict(list)
    for unit, end in dict(ends).items():
        found[end - timedelta(days=1)].append(unit)
    return found


def get_reorganisation(user: User, code: str) -> Reorganisation:
    """Named as of today (`unit_name`). NotFound when there is none of that code, or not for this person."""
    found = (
        reorganisations_visible_to(user)
        .select_related("unit")
        .annotate(unit_name=short_name_on("unit"))
        .filter(code=code)
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def get_step(reorganisation: Reorganisation, step_id: uuid.UUID) -> ReorganisationStep:
    """A step of that reorganisation; NotFound if it has none of that identity."""
    found = reorganisation.steps.filter(pk=step_id).first()
    if found is None:
        raise NotFound()
    return found


def reorganisation_by_id(reorganisation_id: uuid.UUID) -> Reorganisation:
    """For jobs, which act for who asked; NotFound if there is none."""
    found = Reorganisation.objects.select_related("unit", "applied_by").filter(pk=reorganisation_id).first()
    if found is None:
        raise NotFound()
    return found


def listed(user: User, wanted: Wanted) -> QuerySet[Reorganisation]:
    """The rows of the list: with `unit_name` and `step_count`, newest first unless sorted."""
    rows = reorganisations_visible_to(user)
    for word in folding_key(wanted.text).split():
        rows = rows.filter(search_key__contains=word)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.year:
        rows = rows.filter(effective_on__year=wanted.year)
    rows = rows.annotate(unit_name=short_name_on("unit"), step_count=Count("steps"))
    column = SORTS.get(wanted.sort.removeprefix("-"))
    if column is None:
        return rows.order_by("-drafted_at", "-code")
    order = F(column).desc(nulls_last=True) if wanted.sort.startswith("-") else F(column).asc(nulls_last=True)
    return rows.order_by(order, "code")


@dataclass(frozen=True)
class CountedState:
    """One counter of the strip; state "" = all."""

    state: str
    label: str
    badge: Badge | None
    count: int


def counters(user: User, wanted: Wanted) -> list[CountedState]:
    """How many there are in each state under the other filters, all first."""
    rows = listed(user, Wanted(text=wanted.text, year=wanted.year)).order_by()
    counts = dict(
        Reorganisation.objects.filter(pk__in=rows.values("pk"))
        .values("state")
        .annotate(n=Count("pk"))
        .order_by("state")
        .values_list("state", "n")
    )
    return [
        CountedState("", _("Tất cả"), None, sum(counts.values())),
        *(
            CountedState(state, str(state.label), state.badge, counts.get(state, 0))
            for state in ReorganisationState
            if state != ReorganisationState.APPLYING or counts.get(state)
        ),
    ]


def years(user: User) -> list[int]:
    """The years in which reorganisations take effect, latest first."""
    days = reorganisations_visible_to(user).exclude(effective_on=None).dates("effective_on", "year", "DESC")
    return [day.year for day in days]


def committees(user: User) -> list[tuple[str, str]]:
    """Code and name of the units whose branch the person may reorganise: those that have units below them and those on which the
    person works, topmost first."""
    day = clock.today()
    above = UnitVersion.objects.filter(valid__contains=day).exclude(parent=None).values("parent")
    own = [held.unit_id for held in access.roles_of(user)]
    depth = Ancestry.objects.filter(descendant=OuterRef("pk"), valid__contains=day).order_by("-depth")
    offered = access.units_in_scope(user, ACT).filter(Q(pk__in=above) | Q(pk__in=own))
    placed = named_on(offered, day).order_by(Subquery(depth.values("depth")[:1]), "position", "code")
    return [(row.code, row.name) for row in cast("Iterable[NamedUnit]", placed)]


def names_of_users(user_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """User → full name, as far as people are enrolled."""
    wanted = {one for one in user_ids if one is not None}
    return dict(Person.objects.filter(user__in=wanted).values_list("user", "full_name"))


def events_of_reorganisation(reorganisation: Reorganisation) -> QuerySet[UnitEvent]:
    """Its decisions in the order in which they were entered."""
    return (
        UnitEvent.objects.filter(reorganisation=reorganisation)
        .annotate(part_count=Count("parts"))
        .order_by("sequence")
    )


def kinds_by_code() -> dict[str, UnitKind]:
    return {kind.code: kind for kind in UnitKind.objects.order_by("name")}
