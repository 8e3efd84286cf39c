"""The posts of a unit over time."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.models import Person, Position, Unit
from lantoa.organisation.permissions import can_fill_posts


@dataclass(frozen=True)
class Term:
    """One stretch in a post. `signs` is the signature as papers print it, "" for who does not sign."""

    id: uuid.UUID
    person: Person
    title: str
    is_head: bool
    signs: str
    since: date
    last_day: date | None
    is_current: bool
    may_end: bool


def terms_of(user: User, unit: Unit) -> tuple[Sequence[Term], Sequence[Term]]:
    """The terms that last or are yet to come, the head first; and those that are over, newest first. Two statements."""
    today = clock.today()
    may = can_fill_posts(user, unit)
    rows = (
        Position.objects.filter(unit=unit)
        .select_related("person")
        .order_by("-is_head", "-valid", "title", "id")
    )
    found = [
        Term(
            one.pk,
            one.person,
            one.title,
            one.is_head,
            f"{one.authority}, {one.signing_post}" if one.authority else "",
            one.valid.lower,
            one.valid.upper - timedelta(days=1) if one.valid.upper else None,
            today in one.valid,
            may and (one.valid.upper is None or one.valid.upper > today),
        )
        for one in rows
    ]
    over = [one for one in found if one.last_day is not None and one.last_day < today]
    return [one for one in found if one not in over], over


def get_term(unit: Unit, term_id: uuid.UUID) -> Position:
    found = Position.objects.filter(unit=unit, pk=term_id).select_related("person", "unit").first()
    if found is None:
        raise NotFound()
    return found


def people_of(unit: Unit) -> list[tuple[str, str]]:
    """Who ever held a role or a post on the unit: identity and name, by given name."""
    people = Person.objects.filter(Q(roles__unit=unit) | Q(positions__unit=unit)).distinct()
    return sorted(((str(one.pk), one.full_name) for one in people), key=lambda row: row[1].split()[-1])


def person_of(unit: Unit, person_id: str) -> Person:
    """One of `people_of`; NotFound otherwise."""
    if person_id not in dict(people_of(unit)):
        raise NotFound()
    return Person.objects.get(pk=person_id)


def may_see_people(user: User, unit: Unit) -> bool:
    return access.holds(user, "user.list", unit)
