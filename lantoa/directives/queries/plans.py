"""Units' plans as each person may see them: one plan, who has one and who has not, what may be taken over."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Upper

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.directives.choices import PlanState
from lantoa.directives.models import (
    Directive,
    PlanDirective,
    PlanMeasure,
    PlanReminder,
    PlanVersion,
    UnitPlan,
)
from lantoa.directives.queries.directives import directives_visible_to
from lantoa.directives.queries.serving import in_force_within
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit
from lantoa.organisation.queries.units import children_of, last_name_on, named_on, search_units, short_name_on
from lantoa.tasks.models import Task

SORTS = {
    "unit": ("position", "code"),
    "day": ("dated_on", "position", "code"),
    "delay": ("delay", "position", "code"),
    "measures": ("measures", "position", "code"),
}
STATES = ("co", "soan", "chua")


@dataclass(frozen=True)
class CoverageFilter:
    """What the list of units and their plans is narrowed to. `state`: "co" has an adopted plan, "soan" is drafting its first,
    "chua" has none at all. `unit` is a code: it and what lies below it."""

    year: int
    directive: Directive | None
    text: str = ""
    unit: str = ""
    state: str = ""
    sort: str = "unit"


def _above(user: User) -> QuerySet[Ancestry]:
    """Links from the units on which one holds a role upwards, today."""
    held = access.units_in_scope(user, "plan.read_above")
    return Ancestry.objects.filter(descendant__in=held, valid__contains=clock.today())


def plans_visible_to(user: User) -> QuerySet[UnitPlan]:
    """Adopted plans of units in one's reach and of those above one's own; and whatever one's own units draft."""
    adopted = Exists(PlanVersion.objects.filter(plan=OuterRef("pk"), adopted_at__isnull=False))
    readable = Q(unit__in=access.units_in_scope(user, "plan.read")) | Q(
        unit__in=_above(user).values("ancestor")
    )
    own = Q(unit__in=access.units_in_scope(user, "plan.write")) | Q(
        unit__in=access.units_in_scope(user, "plan.adopt")
    )
    return UnitPlan.objects.filter(Q(adopted, readable) | own)


def get_plan(user: User, code: str) -> UnitPlan:
    """One plan with its unit, unit_name and parent; NotFound outside one's sight."""
    found = (
        plans_visible_to(user)
        .filter(code=code)
        .select_related("unit", "parent")
        .annotate(
            unit_name=Coalesce(short_name_on("unit"), F("unit__code")),
            unit_full_name=Coalesce(last_name_on("unit"), F("unit__code")),
        )
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def versions_of(plan: UnitPlan, *, with_draft: bool) -> list[PlanVersion]:
    """The newest first; the draft only where one may see it."""
    rows = plan.versions.select_related("file").order_by("-number")
    return list(rows if with_draft else rows.exclude(state=PlanState.DRAFT))


def measures_of(version: PlanVersion) -> list[Any]:
    """In order, each with `source_code` and `source_unit` of the plan it was taken from, and `tasks` given for it."""
    given = (
        Task.objects.filter(origin_subject_kind="directives.planmeasure", origin_subject_id=OuterRef("pk"))
        .order_by()
        .values("origin_subject_id")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return list(
        PlanMeasure.objects.filter(version=version)
        .annotate(
            source_code=F("taken_from__version__plan__code"),
            source_unit=Coalesce(
                short_name_on("taken_from__version__plan__unit"), F("taken_from__version__plan__unit__code")
            ),
            tasks=Coalesce(Subquery(given, output_field=IntegerField()), 0),
        )
        .order_by("position")
    )


def get_measure(plan: UnitPlan, identity: uuid.UUID, *, with_draft: bool) -> PlanMeasure:
    """A measure of any version of a plan that one has found; NotFound where it is none that one may see."""
    rows = PlanMeasure.objects.filter(pk=identity, version__plan=plan).select_related("version__plan__unit")
    if not with_draft:
        rows = rows.exclude(version__state=PlanState.DRAFT)
    found = rows.first()
    if found is None:
        raise NotFound()
    return found


def directives_of(plan: UnitPlan) -> list[Directive]:
    rows = PlanDirective.objects.filter(plan=plan).select_related("directive")
    return [one.directive for one in rows.order_by("directive__issued_on")]


def line_of(user: User, plan: UnitPlan) -> list[Any]:
    """The plans above this one, the uppermost first, that the person may open; unit_name, title, dated_on of what is in force.

    By the tree of today: one statement, however deep.
    """
    served = PlanDirective.objects.filter(plan=plan).values("directive")
    links = Ancestry.objects.filter(descendant=plan.unit_id, depth__gt=0, valid__contains=clock.today())
    standing = PlanVersion.objects.filter(plan=OuterRef("pk"), state=PlanState.ADOPTED)
    depth = links.filter(ancestor=OuterRef("unit")).values("depth")
    return list(
        plans_visible_to(user)
        .filter(year=plan.year, unit__in=links.values("ancestor"), serves__directive__in=served)
        .annotate(
            unit_name=Coalesce(short_name_on("unit"), F("unit__code")),
            title=Subquery(standing.values("title")[:1]),
            dated_on=Subquery(standing.values("dated_on")[:1]),
            depth=Subquery(depth[:1]),
        )
        .filter(title__isnull=False)
        .distinct()
        .order_by("-depth")
    )


def plan_above(unit: Unit, year: int, directives: Sequence[Directive]) -> UnitPlan | None:
    """The plan in force of the nearest unit above, today, for the same year and one of the directives."""
    links = Ancestry.objects.filter(
        descendant=unit, ancestor=OuterRef("unit"), depth__gt=0, valid__contains=clock.today()
    )
    return (
        UnitPlan.objects.filter(
            year=year, serves__directive__in=list(directives), versions__state=PlanState.ADOPTED
        )
        .annotate(depth=Subquery(links.values("depth")[:1]))
        .filter(depth__isnull=False)
        .order_by("depth", "code")
        .first()
    )


def takeable_measures(plan: UnitPlan) -> list[Any]:
    """What a draft may take over: measures in force of the nearest plan above (as of today: it may have been adopted after the
    draft was begun) and of the unit's own of the year before, for the same directives, that do not stand in it already; each
    with `whose` ("cap-tren" or "nam-truoc") as an attribute."""
    upper = plan_above(plan.unit, plan.year, directives_of(plan))
    served = PlanDirective.objects.filter(plan=plan).values("directive")
    last_year = UnitPlan.objects.filter(
        unit=plan.unit_id, year=plan.year - 1, serves__directive__in=served
    ).values("pk")
    rows = (
        PlanMeasure.objects.filter(version__state=PlanState.ADOPTED)
        .filter(Q(version__plan=upper) | Q(version__plan__in=last_year))
        .select_related("version__plan")
        .order_by("version__plan__year", "position")
    )
    standing = {
        folding_key(text)
        for text in PlanMeasure.objects.filter(
            version__plan=plan, version__state=PlanState.DRAFT
        ).values_list("text", flat=True)
    }
    found = []
    for one in rows:
        if folding_key(one.text) not in standing:
            one.whose = "cap-tren" if one.version.plan == upper else "nam-truoc"  # type: ignore[attr-defined]
            found.append(one)
    return sorted(found, key=lambda one: one.whose)


def adopted(directive: Directive | None, year: int) -> QuerySet[PlanVersion]:
    """Versions in force of plans for a directive and a year."""
    return PlanVersion.objects.filter(
        state=PlanState.ADOPTED, plan__serves__directive=directive, plan__serves__year=year
    )


def with_plans(units: QuerySet[Unit], directive: Directive | None, year: int) -> QuerySet[Any]:
    """Named units with what stands of their plan for a directive and a year: plan_code, title, reference, dated_on, measures,
    drafted (the code of a plan that has no version in force yet), upper_on (the day of the nearest plan above), delay
    (between both), reminded_on."""
    own = adopted(directive, year).filter(plan__unit=OuterRef("pk"))
    upper = (
        adopted(directive, year)
        .filter(
            plan__unit__below__descendant=OuterRef("pk"),
            plan__unit__below__valid__contains=clock.today(),
            plan__unit__below__depth__gt=0,
        )
        .order_by("plan__unit__below__depth")
    )
    drafted = PlanDirective.objects.filter(unit=OuterRef("pk"), directive=directive, year=year).exclude(
        plan__versions__adopted_at__isnull=False
    )
    measures = (
        PlanMeasure.objects.filter(
            version__state=PlanState.ADOPTED,
            version__plan__serves__directive=directive,
            version__plan__serves__year=year,
            version__plan__unit=OuterRef("pk"),
        )
        .order_by()
        .values("version")
        .annotate(n=Count("pk"))
        .values("n")
    )
    reminded = PlanReminder.objects.filter(unit=OuterRef("pk"), directive=directive, year=year)
    return units.annotate(
        plan_code=Subquery(own.values("plan__code")[:1]),
        title=Subquery(own.values("title")[:1]),
        reference=Subquery(own.values("reference")[:1]),
        dated_on=Subquery(own.values("dated_on")[:1]),
        measures=Subquery(measures[:1], output_field=IntegerField()),
        drafted=Subquery(drafted.values("plan__code")[:1]),
        upper_on=Subquery(upper.values("dated_on")[:1]),
        reminded_on=Subquery(reminded.order_by("-reminded_on").values("reminded_on")[:1]),
    ).annotate(delay=F("dated_on") - F("upper_on"))


def _narrowed(user: User, wanted: CoverageFilter) -> QuerySet[Any]:
    units = access.units_in_scope(user, "plan.read")
    if wanted.unit:
        below = Ancestry.objects.filter(ancestor__code=wanted.unit, valid__contains=clock.today())
        units = units.filter(pk__in=below.values("descendant"))
    return with_plans(search_units(named_on(units), wanted.text), wanted.directive, wanted.year)


_STATE = {
    "co": Q(plan_code__isnull=False),
    "soan": Q(plan_code=None, drafted__isnull=False),
    "chua": Q(plan_code=None, drafted=None),
}


def coverage(user: User, wanted: CoverageFilter) -> QuerySet[Any]:
    """The units that one may read, with their plans as `with_plans` tells, narrowed and sorted."""
    rows = _narrowed(user, wanted)
    if wanted.state:
        rows = rows.filter(_STATE[wanted.state])
    descending = wanted.sort.startswith("-")
    order = SORTS.get(wanted.sort.lstrip("-"), SORTS["unit"])
    return rows.order_by(
        *(F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_last=True) for name in order)
    )


def coverage_counts(user: User, wanted: CoverageFilter) -> dict[str, int]:
    """State → units in it of the list, whatever state is asked for; "" counts all. One statement."""
    rows = _narrowed(user, wanted).order_by()
    counted = rows.aggregate(
        all=Count("pk"), **{name: Count("pk", filter=where) for name, where in _STATE.items()}
    )
    return {"": counted.pop("all"), **counted}


def units_lacking(asker: Unit, directive: Directive, year: int) -> QuerySet[Any]:
    """The units directly below that have no adopted plan for a directive and a year, as `with_plans` tells them."""
    return with_plans(children_of(asker.pk), directive, year).filter(plan_code=None)


def directives_with_plans(user: User, year: int) -> list[Directive]:
    """Directives to choose from: those in force in the year, first those with most plans that one may see, in the year, then in
    any year. One statement."""

    def plans(**narrowed: int) -> Coalesce:
        rows = PlanDirective.objects.filter(
            directive=OuterRef("pk"), plan__in=plans_visible_to(user), **narrowed
        )
        counted = rows.order_by().values("directive").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    rows = directives_offered(user, year).annotate(plans=plans(year=year), ever=plans())
    return list(rows.order_by("-plans", "-ever", "-issued_on"))


def directives_offered(user: User, year: int) -> QuerySet[Directive]:
    """Published ones that one may see, in force on some day of the year."""
    days = (date(year, 1, 1), date(year + 1, 1, 1))
    seen = directives_visible_to(user).filter(is_draft=False).values("pk")
    return Directive.objects.filter(in_force_within(*days), pk__in=seen).order_by("-issued_on")


def years_with_plans(user: User) -> list[int]:
    years = set(plans_visible_to(user).order_by().values_list("year", flat=True).distinct())
    return sorted(years | {clock.today().year}, reverse=True)


def own_units(user: User, act: str) -> QuerySet[Any]:
    return named_on(access.units_in_scope(user, act))


@dataclass(frozen=True)
class Owed:
    """A unit that has no plan though the unit above has: since when, and when it was last reminded."""

    unit: Any
    directive: Directive
    year: int
    upper_on: date
    drafted: str
    reminded_on: date | None


def owed_by_mine(user: User, today: date) -> list[Owed]:
    """Plans of this year that units owe for which one writes or adopts. A statement for each directive that has plans above
    one's units, and one that finds these."""
    mine = access.units_in_scope(user, "plan.write")
    above = Ancestry.objects.filter(descendant__in=mine, depth__gt=0, valid__contains=today)
    served = Directive.objects.filter(
        pk__in=PlanDirective.objects.filter(
            year=today.year, unit__in=above.values("ancestor"), plan__versions__state=PlanState.ADOPTED
        ).values("directive")
    )
    found = []
    for directive in served.order_by("issued_on"):
        rows = with_plans(named_on(mine), directive, today.year)
        found += [
            Owed(row, directive, today.year, row.upper_on, row.drafted or "", row.reminded_on)
            for row in rows.filter(plan_code=None, upper_on__isnull=False)
        ]
    return found


def called_below(asker: Unit, codes: Sequence[str]) -> tuple[list[Unit], list[str]]:
    """The units that bear these codes, the asker or below it today; and the codes that name none."""
    links = Ancestry.objects.filter(ancestor=asker, valid__contains=clock.today()).values("descendant")
    rows = Unit.objects.filter(pk__in=links).annotate(code_upper=Upper("code"))
    found = {one.code_upper: one for one in rows.filter(code_upper__in=[code.upper() for code in codes])}
    unknown = [code for code in codes if code.upper() not in found]
    return sorted(found.values(), key=lambda one: (one.position, one.code)), unknown
