"""Nominations within one's scope, and their counts."""

import uuid
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from lantoa.accounts.models import User
from lantoa.commendation.choices import NominationState, Subject
from lantoa.commendation.models import Nomination, Round
from lantoa.commendation.queries.rounds import get_round
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.models import Unit, UnitVersion
from lantoa.organisation.queries.units import last_name_on, named_on, short_name_on

SORTS = {"name": "full_name", "unit": "unit__position", "state": "state"}


@dataclass(frozen=True)
class NominationFilters:
    """What the address of the list says; empty means everything. `unit` is a code."""

    state: str = ""
    subject: str = ""
    unit: str = ""
    text: str = ""
    sort: str = ""


def nominations_visible_to(user: User, round_: Round) -> QuerySet[Nomination]:
    """Nominations of a round within one's scope: drafts only of one's own unit. Rows carry unit_name and unit_code."""
    return (
        visible_nominations(user)
        .filter(round=round_)
        .select_related("unit", "certificate")
        .annotate(unit_name=short_name_on("unit"), unit_code=F("unit__code"))
        .order_by("subject", "unit__position", "full_name")
    )


def visible_nominations(user: User) -> QuerySet[Nomination]:
    """Nominations within one's scope: drafts only of one's own unit."""
    readable = Q(unit__in=access.units_in_scope(user, "nomination.read")) & ~Q(state=NominationState.DRAFT)
    own = access.in_hands_of(access.units_in_scope(user, "nomination.edit"))
    return Nomination.objects.filter(readable | own)


def filtered_nominations(user: User, round_: Round, filters: NominationFilters) -> QuerySet[Nomination]:
    rows = _narrowed(nominations_visible_to(user, round_), filters)
    if filters.state in NominationState.values:
        rows = rows.filter(state=filters.state)
    field = SORTS.get(filters.sort.removeprefix("-"))
    if field:
        order = F(field).desc() if filters.sort.startswith("-") else F(field).asc()
        rows = rows.order_by(order, "subject", "unit__position", "full_name")
    return rows


def _narrowed(rows: QuerySet[Nomination], filters: NominationFilters) -> QuerySet[Nomination]:
    if filters.subject in Subject.values:
        rows = rows.filter(subject=filters.subject)
    if filters.unit:
        rows = rows.filter(unit__code=filters.unit)
    for word in folding_key(filters.text).split():
        named_so = UnitVersion.objects.filter(search_key__contains=word)
        rows = rows.filter(Q(search_key__contains=word) | Q(unit__in=named_so.values("unit")))
    return rows


def nomination_counts(user: User, round_: Round, filters: NominationFilters) -> dict[str, int]:
    """What the list would hold by state, with its other filters; "" counts all."""
    rows = _narrowed(visible_nominations(user).filter(round=round_), filters)
    found = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    return {state: found.get(state, 0) for state in NominationState.values} | {"": sum(found.values())}


def get_nomination(user: User, round_code: str, nomination_id: uuid.UUID) -> Nomination:
    found = nominations_visible_to(user, get_round(user, round_code)).filter(pk=nomination_id)
    nomination = found.select_related("unit", "certificate__decision__document__type", "round").first()
    if nomination is None:
        raise NotFound()
    return nomination


def units_with_nominations(user: User, round_: Round) -> list[tuple[str, str]]:
    """Code and short name of the units that a filter of the round's list offers, in official order."""
    units = named_on(
        Unit.objects.filter(pk__in=visible_nominations(user).filter(round=round_).values("unit"))
    )
    return list(units.values_list(F("code"), F("short_name")))


def units_to_nominate_for(user: User) -> QuerySet[Unit]:
    """The units for which this person may put somebody forward, named."""
    return named_on(access.units_in_scope(user, "nomination.edit"))


def units_named_by(nomination: Nomination) -> list[Unit]:
    """The unit that put somebody forward, named as of today or of its last day: a nomination never changes its unit."""
    units = Unit.objects.filter(pk=nomination.unit_id)
    return list(units.annotate(name=last_name_on("pk"), short_name=short_name_on("pk")))


def nominations_to_examine(user: User) -> QuerySet[Nomination]:
    """What waits for this person's verdict, oldest round first."""
    return (
        Nomination.objects.filter(
            access.in_hands_of(access.units_in_scope(user, "nomination.examine")),
            state=NominationState.SUBMITTED,
        )
        .select_related("round", "unit")
        .annotate(unit_name=short_name_on("unit"))
        .order_by("round__closes_on", "unit__position", "full_name")
    )


def has_proposed(round_: Round) -> bool:
    """Whether somebody is proposed and not yet commended."""
    return round_.nominations.filter(state=NominationState.PROPOSED).exists()
