"""Adoptions that are asked about again: what is owed, since when, and what was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, F, Q, QuerySet, Value, When

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.periods import months_later
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.queries.units import short_name_on
from lantoa.practices.choices import AdoptionState, CheckFound
from lantoa.practices.models import Adoption, AdoptionCheck, CheckTerm

SOON = timedelta(days=30)
STATES = ("overdue", "soon", "later", *CheckFound.values, "off")
ORDERS = {
    "due": ("due_on", "adoption__practice__code"),
    "unit": ("adoption__unit__position", "adoption__unit__code", "due_on"),
    "practice": ("adoption__practice__code", "due_on"),
}


@dataclass(frozen=True)
class CheckFilter:
    """What narrows the list; `state` is one of STATES, empty for all."""

    text: str = ""
    state: str = ""
    unit: str = ""
    practice: str = ""
    months: int | None = None
    sort: str = "due"


def owed(day: date) -> Q:
    """Questions whose day has come, without an answer, of adoptions that live."""
    return Q(found="", adoption__state=AdoptionState.VERIFIED, due_on__lte=day)


def _in_state(state: str, today: date) -> Q:
    open_ = Q(found="", adoption__state=AdoptionState.VERIFIED)
    if state == "overdue":
        return open_ & Q(due_on__lt=today)
    if state == "soon":
        return open_ & Q(due_on__gte=today, due_on__lte=today + SOON)
    if state == "later":
        return open_ & Q(due_on__gt=today + SOON)
    if state == "off":  # the adoption ended before its day came
        return Q(found="") & ~Q(adoption__state=AdoptionState.VERIFIED)
    return Q(found=state)


def checks_visible_to(user: User) -> QuerySet[AdoptionCheck]:
    """Questions to units whose answers the person reads; rows carry unit_name, unit_code and origin_name."""
    return (
        AdoptionCheck.objects.filter(
            adoption__unit__in=access.units_in_scope(user, "practice.read"), adoption__set_aside=False
        )
        .select_related("adoption__practice", "adoption__unit")
        .annotate(
            unit_name=short_name_on("adoption__unit"),
            unit_code=F("adoption__unit__code"),
            origin_name=short_name_on("adoption__practice__unit"),
        )
    )


def listed(user: User, wanted: CheckFilter) -> QuerySet[AdoptionCheck]:
    """The list as the filter wants it, soonest due first where no order is said."""
    rows = _narrowed(user, wanted)
    if wanted.state:
        rows = rows.filter(_in_state(wanted.state, clock.today()))
    backwards = wanted.sort.startswith("-")
    places = ORDERS.get(wanted.sort.lstrip("-"), ORDERS["due"])
    first = F(places[0]).desc() if backwards else F(places[0]).asc()
    return rows.order_by(first, *places[1:], "pk")


def _narrowed(user: User, wanted: CheckFilter) -> QuerySet[AdoptionCheck]:
    rows = checks_visible_to(user)
    if wanted.unit:
        rows = rows.filter(adoption__unit__code=wanted.unit)
    if wanted.practice:
        rows = rows.filter(adoption__practice__code=wanted.practice)
    if wanted.months:
        rows = rows.filter(months=wanted.months)
    for word in folding_key(wanted.text).split():
        rows = rows.filter(
            Q(adoption__practice__search_key__contains=word)
            | Q(adoption__unit__versions__search_key__contains=word)
        ).distinct()
    return rows


def counts_by_state(user: User, wanted: CheckFilter) -> dict[str, int]:
    """How many of the list stand in each state, and all under "". One statement."""
    today = clock.today()
    found = {"": 0, **dict.fromkeys(STATES, 0)}
    rows = _narrowed(user, wanted).order_by().values_list("pk", "found", "due_on", "adoption__state")
    for _pk, said, due_on, state in rows:
        found[""] += 1
        found[state_of(said, due_on, state, today)] += 1
    return found


def state_of(found: str, due_on: date, adoption_state: str, today: date) -> str:
    """One of STATES."""
    if found:
        return found
    if adoption_state != AdoptionState.VERIFIED:
        return "off"
    if due_on < today:
        return "overdue"
    return "soon" if due_on <= today + SOON else "later"


def checks_of(adoption: Adoption) -> list[AdoptionCheck]:
    """What the unit is asked again about the practice, whichever order gave it: the first due first, with their adoptions."""
    return list(_of_pair(adoption).order_by("due_on", "adoption__order__issued_on"))


def get_check(adoption: Adoption, months: int) -> AdoptionCheck:
    """One question about an adoption that the person may read already, with its adoption; NotFound where it is not asked.

    Where two orders gave the same practice it is the one that is still owed, else the latest.
    """
    still_owed = Case(When(owed(clock.today()), then=Value(0)), default=Value(1))
    rows = _of_pair(adoption).filter(months=months).order_by(still_owed, "-adoption__order__issued_on")
    found = rows.first()
    if found is None:
        raise NotFound()
    return found


def _of_pair(adoption: Adoption) -> QuerySet[AdoptionCheck]:
    rows = AdoptionCheck.objects.filter(
        adoption__practice=adoption.practice_id, adoption__unit=adoption.unit_id, adoption__set_aside=False
    )
    return rows.select_related("adoption")


def to_be_asked(adoptions: Iterable[Adoption]) -> list[AdoptionCheck]:
    """The questions, not saved yet, of adoptions that are verified: at the terms in force on that day, counted from the
    day on which each was applied. One statement.
    """
    terms = list(CheckTerm.objects.all())
    return [
        AdoptionCheck(adoption=one, months=term.months, due_on=months_later(one.applied_on, term.months))
        for one in adoptions
        for term in terms
        if one.applied_on and one.verified_on and one.verified_on in term.valid
    ]
