"""How a directive came down in a year: dates of plans, study, outreach, level by level; and the chain of plans as a tree."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.directives import cascade_rooms
from lantoa.directives.cascading import STEPS, Break, Mark, Steps, breaks_of
from lantoa.directives.choices import Audience, OutreachState, SessionState
from lantoa.directives.models import Directive, PlanVersion
from lantoa.directives.queries.outreach import activities_visible_to
from lantoa.directives.queries.plans import plans_visible_to, with_plans
from lantoa.directives.queries.serving import serving
from lantoa.directives.queries.study import sessions_visible_to
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit
from lantoa.organisation.queries.units import children_of, named_on

READ_WITH = {"plan": "plan.read", "study": "session.read", "outreach": "outreach.read"}
MOST_ROWS = 300  # units in one picture; beyond, only the table tells them


@dataclass(frozen=True)
class Cascade:
    """One level: the unit above and those directly below it, with what was broken. `upper` None: one may not read it.

    `steps`: those of which one may read anything at all. `is_upper_closed`: of the unit above one may read the plan alone; that
    nothing else of it is shown says nothing.
    """

    upper: Steps | None
    units: list[Steps]
    breaks: list[Break]
    steps: tuple[str, ...] = STEPS
    is_upper_closed: bool = False


def cascade_of(user: User, unit: Unit, directive: Directive, year: int) -> Cascade:
    """The unit and those directly below it that one may read; for a unit with nothing below it, the unit under the one above it.

    A plan counts by its first version, study by the first session held in the year, outreach by the first that reached outside; a
    pledge as its room tells it. A fixed number of statements.
    """
    readable = access.units_in_scope(user, "plan.read")
    below: list[Any] = list(children_of(unit.pk).filter(pk__in=readable))
    head: Any = named_on(Unit.objects.filter(pk=unit.pk)).first()
    if not below:
        below = [head]
        head = named_on(Unit.objects.filter(pk=head.parent_id)).first() if head.parent_id else None
    whole = [*([head] if head else []), *below]
    marks = _marks(user, [one.pk for one in whole], directive, year)
    upper = _steps(head, 0, marks) if head else None
    units = [_steps(one, 1, marks) for one in below]
    told = access.units_in_scope(user, "session.read")
    closed = head is not None and not told.filter(pk=head.pk).exists()
    read_with = READ_WITH | {room.step: room.act for room in cascade_rooms.rooms()}
    steps = tuple(
        step for step in STEPS if step in read_with and access.holds_somewhere(user, read_with[step])
    )
    return Cascade(upper, units, breaks_of(upper, units), steps, closed)


def _steps(unit: Any, level: int, marks: dict[uuid.UUID, dict[str, Mark]]) -> Steps:
    return Steps(unit.code, unit.short_name, level, marks.get(unit.pk, {}))


def _marks(
    user: User, units: Collection[uuid.UUID], directive: Directive, year: int
) -> dict[uuid.UUID, dict[str, Mark]]:
    found: dict[uuid.UUID, dict[str, Mark]] = {}
    plans = (
        PlanVersion.objects.filter(
            adopted_at__isnull=False,
            plan__in=plans_visible_to(user).filter(
                unit__in=units, year=year, serves__directive=directive, serves__year=year
            ),
        )
        .order_by("plan__unit", "dated_on")
        .distinct("plan__unit")
        .values_list("plan__unit", "dated_on", "plan__code")
    )
    for unit, day, code in plans:
        if day is not None:
            found.setdefault(unit, {})["plan"] = Mark(day, reverse("directives:plan", args=[code]))
    held: Iterable[tuple[uuid.UUID, date, str]] = (
        serving(sessions_visible_to(user), directive.code)
        .filter(unit__in=units, state=SessionState.HELD, held_on__year=year)
        .order_by("unit", "held_on", "code")
        .distinct("unit")
        .values_list("unit", "held_on", "code")
    )
    for unit, day, code in held:
        found.setdefault(unit, {})["study"] = Mark(day, reverse("directives:session", args=[code]))
    told: Iterable[tuple[uuid.UUID, date, str]] = (
        activities_visible_to(user)
        .filter(
            unit__in=units,
            directives=directive,
            state=OutreachState.HELD,
            audience__in=(Audience.OUTSIDE, Audience.BOTH),
            held_on__year=year,
        )
        .order_by("unit", "held_on", "code")
        .distinct("unit")
        .values_list("unit", "held_on", "code")
    )
    for unit, day, code in told:
        url = reverse("directives:outreach_activity", args=[code])
        found.setdefault(unit, {})["outreach"] = Mark(day, url)
    for room in cascade_rooms.rooms():
        for unit, mark in room.marks(user, units, year).items():
            found.setdefault(unit, {})[room.step] = mark
    return found


@dataclass
class Branch:
    """A unit in the tree of plans. `below`: how many units stand directly below it; `children` are read only where it is open."""

    unit: Any
    below: int
    is_open: bool
    children: list["Branch"] = field(default_factory=list)


def tree_of(
    user: User, tops: Iterable[Unit], directive: Directive, year: int, opened: Collection[str]
) -> list[Branch]:
    """The chain of plans from the uppermost unit that one may read downwards, opened at the units in `opened` (codes).

    Units carry what `queries.plans.with_plans` tells. Three statements, whatever is open.
    """
    readable = access.units_in_scope(user, "plan.read")
    today = clock.today()
    first = [unit.pk for unit in tops]
    wanted = Unit.objects.filter(pk__in=first) | Unit.objects.filter(
        versions__valid__contains=today, versions__parent__code__in=list(opened), pk__in=readable
    )
    rows = list(
        with_plans(named_on(Unit.objects.filter(pk__in=wanted.values("pk"))), directive, year).order_by(
            "position", "code"
        )
    )
    counted: dict[uuid.UUID, int] = {}
    links = Ancestry.objects.filter(
        ancestor__in=[row.pk for row in rows], depth=1, valid__contains=today, descendant__in=readable
    )
    for above in links.values_list("ancestor", flat=True):
        counted[above] = counted.get(above, 0) + 1
    branches = {
        row.pk: Branch(row, counted.get(row.pk, 0), row.code in opened and bool(counted.get(row.pk)))
        for row in rows
    }
    roots = []
    for row in rows:
        home = branches.get(row.parent_id)
        if row.pk in first:
            roots.append(branches[row.pk])
        elif home is not None and home.is_open:
            home.children.append(branches[row.pk])
    return roots


def tops_of(user: User) -> list[Any]:
    """The uppermost units that one may read plans of: those with none of one's reach above them. Named."""
    readable = access.units_in_scope(user, "plan.read")
    nested = Ancestry.objects.filter(
        descendant__in=access.units_in_scope(user, "plan.read_above"),
        ancestor__in=readable,
        depth__gt=0,
        valid__contains=clock.today(),
    ).values("descendant")
    return list(named_on(access.units_in_scope(user, "plan.read_above").exclude(pk__in=nested)))
