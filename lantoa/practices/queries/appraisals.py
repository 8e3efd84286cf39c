"""The panel of a call, who may appraise what, and how far they have come."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Ancestry, Person, RoleAssignment
from lantoa.organisation.queries.units import short_name_on
from lantoa.practices.assigning import Plan, plan
from lantoa.practices.choices import CallState
from lantoa.practices.models import (
    Appraisal,
    Assignment,
    Call,
    CallCriterion,
    CallEntry,
    DeclaredConflict,
    PanelMember,
)

APPRAISERS = (Role.STAFF, Role.INSPECTOR, Role.LEADER)


def people_to_appoint(call: Call) -> QuerySet[Person]:
    """Who holds a role of appraising on the call's unit or below it, and is not on its panel."""
    below = Ancestry.objects.filter(ancestor=call.unit_id, valid__contains=clock.today()).values("descendant")
    holding = RoleAssignment.objects.filter(
        role__in=APPRAISERS, unit__in=below, valid__contains=clock.today()
    ).values("person")
    return (
        Person.objects.filter(pk__in=holding, user__is_active=True)
        .exclude(pk__in=PanelMember.objects.filter(call=call).values("person"))
        .order_by("full_name")
    )


def panel_of(call: Call) -> QuerySet[Any]:
    """With the person, and of its entries: given, begun, handed."""
    return (
        PanelMember.objects.filter(call=call)
        .select_related("person__user")
        .annotate(
            given=Count("assignments"),
            begun=Count("assignments__appraisal"),
            handed=Count("assignments__appraisal", filter=Q(assignments__appraisal__handed_at__isnull=False)),
        )
        .order_by("person__full_name")
    )


@dataclass(frozen=True)
class Shared:
    """A plan of assignment with what it speaks of, by identity."""

    plan: Plan[uuid.UUID, uuid.UUID]
    entries: Mapping[uuid.UUID, CallEntry]
    members: Mapping[uuid.UUID, PanelMember]

    def named(self, pairs: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> list[tuple[CallEntry, PanelMember]]:
        return [(self.entries[entry], self.members[member]) for entry, member in pairs]

    @property
    def mark(self) -> str:
        """Stands for what the plan changes: another plan has another mark."""
        changes = [("+", *pair) for pair in self.plan.given] + [("-", *pair) for pair in self.plan.taken]
        said = sorted(f"{kind}{entry}{member}" for kind, entry, member in changes)
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]

    @property
    def given(self) -> list[tuple[CallEntry, PanelMember]]:
        return self.named(self.plan.given)

    @property
    def taken(self) -> list[tuple[CallEntry, PanelMember]]:
        return self.named(self.plan.taken)

    @property
    def lacking(self) -> list[tuple[CallEntry, int, int]]:
        """Entry, how many appraisers are missing, how many of the panel may take it at all."""
        return [
            (self.entries[entry], short, self.plan.candidates[entry])
            for entry, short in self.plan.lacking.items()
        ]

    @property
    def loads(self) -> list[tuple[PanelMember, int]]:
        return [(self.members[member], number) for member, number in self.plan.load.items()]


def share_out(call: Call) -> Shared:
    """How the call's entries would be given out now; nothing is changed. Two statements for each member besides five."""
    entries = {
        one.pk: one
        for one in CallEntry.objects.filter(call=call)
        .select_related("practice_year__practice")
        .annotate(unit_name=short_name_on("practice_year__practice__unit"))
        .order_by("practice_year__practice__code")
    }
    members = {one.pk: one for one in panel_of(call)}
    forbidden = set(
        DeclaredConflict.objects.filter(entry__call=call).values_list("entry", "member")
    ) | _by_unit(entries, members)
    rows = Assignment.objects.filter(entry__call=call).annotate(begun=F("appraisal__id"))
    pairs = list(rows.values_list("entry", "member", "begun"))
    found = plan(
        list(entries),
        list(members),
        each=call.per_entry,
        forbidden=forbidden,
        begun={(entry, member) for entry, member, begun in pairs if begun},
        waiting={(entry, member) for entry, member, begun in pairs if not begun},
    )
    return Shared(found, entries, members)


def _by_unit(
    entries: Mapping[uuid.UUID, CallEntry], members: Mapping[uuid.UUID, PanelMember]
) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Who may not appraise what: out of reach, of a unit in which one holds a role oneself, or of one above that."""
    units = {
        pk: {one.practice_year.practice.unit_id, one.practice_year.practice.holder_unit_id}
        for pk, one in entries.items()
    }
    every = {unit for of_entry in units.values() for unit in of_entry}
    persons = {one.person_id: pk for pk, one in members.items()}
    bound: dict[uuid.UUID, set[uuid.UUID]] = {}
    today = clock.today()
    held = RoleAssignment.objects.filter(person__in=persons, valid__contains=today)
    ties = list(held.values_list("person", "unit"))
    above: dict[uuid.UUID, set[uuid.UUID]] = {}
    lines = Ancestry.objects.filter(
        descendant__in={unit for _person, unit in ties}, ancestor__in=every, valid__contains=today
    )
    for unit, ancestor in lines.values_list("descendant", "ancestor"):
        above.setdefault(unit, set()).add(ancestor)
    for person, unit in ties:
        bound.setdefault(persons[person], set()).update(above.get(unit, set()), {unit})
    found = set()
    for pk, member in members.items():
        user = member.person.user
        reached = (
            set()
            if user is None or not user.is_active
            else set(
                access.units_in_scope(user, "appraisal.give")
                .filter(pk__in=every)
                .values_list("pk", flat=True)
            )
        )
        for entry, of_entry in units.items():
            if not of_entry <= reached or of_entry & bound.get(pk, set()):
                found.add((entry, pk))
    return found


def work_of(user: User) -> QuerySet[Assignment]:
    """What is given to a person in calls that are being appraised, not yet handed in first, then by date and code."""
    return (
        _mine(user)
        .filter(entry__call__state=CallState.APPRAISING)
        .order_by(
            F("appraisal__handed_at").asc(nulls_first=True),
            "entry__call__appraise_by",
            "entry__practice_year__practice__code",
        )
    )


def _mine(user: User) -> QuerySet[Assignment]:
    return (
        Assignment.objects.filter(
            member__person__user=user,
            entry__practice_year__practice__unit__in=access.units_in_scope(user, "appraisal.give"),
        )
        .select_related("entry__call", "entry__practice_year__practice__field", "appraisal")
        .annotate(unit_name=short_name_on("entry__practice_year__practice__unit"))
    )


def get_assignment(user: User, call: str, practice: str) -> Assignment:
    """What was given to this very person; NotFound for everybody else."""
    found = (
        _mine(user)
        .select_related(
            "member",
            "entry__call__standard",
            "entry__practice_year__practice__field",
            "entry__practice_year__practice__directive",
            "appraisal",
        )
        .filter(entry__call__code=call, entry__practice_year__practice__code=practice)
        .exclude(entry__call__state__in=(CallState.DRAFT, CallState.OPEN))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def appraisal_of(assignment: Assignment) -> Appraisal | None:
    return getattr(assignment, "appraisal", None)


def next_after(user: User, assignment: Assignment) -> Assignment | None:
    """The next of the same call that is still to be handed in, going round from this one."""
    rows = [
        one
        for one in work_of(user).filter(entry__call=assignment.entry.call_id, appraisal__handed_at=None)
        if one.pk != assignment.pk
    ]
    code = assignment.entry.practice_year.practice.code
    later = [one for one in rows if one.entry.practice_year.practice.code > code]
    return next(iter(later or rows), None)


def criteria_of(call: Call) -> list[CallCriterion]:
    return list(call.criteria.order_by("position"))
