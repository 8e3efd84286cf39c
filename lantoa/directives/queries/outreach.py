"""The units' register of outreach, as each person may see it."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core import periods
from lantoa.core.errors import NotFound
from lantoa.core.periods import Period
from lantoa.core.text import folding_key
from lantoa.directives.choices import COUNTED_IN_PIECES, OutreachState, ReachMeasure
from lantoa.directives.models import Board35Count, Directive, OutreachActivity
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit, UnitVersion
from lantoa.organisation.queries.units import named_on, short_name_on
from lantoa.ui.months import MonthDay, weeks_of

SORTS = {
    "day": ("held_on", "code"),
    "title": ("title", "code"),
    "unit": ("unit_name", "code"),
}


@dataclass(frozen=True)
class OutreachFilter:
    """What a list is narrowed to; empty values narrow nothing. `unit` is a code, with what lies below it; `directive` a
    code: references of two committees may be alike; `batch` the list that was entered."""

    text: str = ""
    year: int | None = None
    quarter: int | None = None
    kind: str = ""
    channel: str = ""
    audience: str = ""
    unit: str = ""
    directive: str = ""
    state: str = ""
    batch: uuid.UUID | None = None
    sort: str = "-day"


@dataclass(frozen=True)
class Sums:
    """Of the activities held in a list: how many, how many articles and broadcasts, and the reach by measure. Numbers of
    different measures stand beside one another and are never added."""

    held: int
    pieces: int
    reached: Sequence[tuple[ReachMeasure, int]]


def activities_visible_to(user: User) -> QuerySet[OutreachActivity]:
    return OutreachActivity.objects.filter(unit__in=access.units_in_scope(user, "outreach.read"))


def get_activity(user: User, code: str) -> OutreachActivity:
    """One activity with its unit's name and its directives; NotFound outside one's sight."""
    found = (
        activities_visible_to(user)
        .filter(code=code)
        .select_related("unit", "file")
        .prefetch_related(Prefetch("directives", Directive.objects.order_by("issued_on")))
        .annotate(unit_name=Coalesce(short_name_on("unit"), F("unit__code")))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def listed(user: User, wanted: OutreachFilter) -> QuerySet[OutreachActivity]:
    """Activities one may see, narrowed and sorted; rows carry unit_name and unit_code."""
    rows = _narrowed(user, wanted)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    rows = rows.annotate(
        unit_name=Coalesce(short_name_on("unit"), F("unit__code")), unit_code=F("unit__code")
    ).defer("search_key")
    order = SORTS.get(wanted.sort.lstrip("-"), SORTS["day"])
    descending = wanted.sort.startswith("-")
    return rows.order_by(*(F(name).desc() if descending else F(name).asc() for name in order))


def state_counts(user: User, wanted: OutreachFilter) -> dict[str, int]:
    """State → how many of the narrowed list stand in it; "" counts all. One statement."""
    counts = dict(_narrowed(user, wanted).order_by().values_list("state").annotate(n=Count("pk")))
    return {**counts, "": sum(counts.values())}


def sums_of(user: User, wanted: OutreachFilter) -> Sums:
    """Of the held ones of the narrowed list, whatever state is asked for. One statement."""
    rows = _narrowed(user, wanted).filter(state=OutreachState.HELD)
    by_measure = {
        f"reach_{measure}": Sum("reach", filter=Q(measure=measure), default=0) for measure in ReachMeasure
    }
    found = rows.aggregate(
        held=Count("pk"),
        written=Sum("pieces", filter=Q(kind__in=COUNTED_IN_PIECES), default=0),
        **by_measure,
    )
    reached = [(measure, found[f"reach_{measure}"]) for measure in ReachMeasure]
    return Sums(found["held"], found["written"], [one for one in reached if one[1]])


def held_by_audience(user: User, wanted: OutreachFilter) -> dict[str, int]:
    """Audience → how many held activities of the narrowed list were for it. One statement."""
    rows = _narrowed(user, wanted).filter(state=OutreachState.HELD).order_by()
    return dict(rows.values_list("audience").annotate(n=Count("pk")))


def month_of(user: User, wanted: OutreachFilter, first: date) -> list[list[MonthDay]]:
    """The weeks, from Monday, that hold the month beginning on `first`; each day with its activities, cancelled ones left out
    unless they are asked for. One statement."""
    after = periods.months_later(first, 1)
    rows = listed(user, wanted).filter(held_on__gte=first, held_on__lt=after)
    if not wanted.state:
        rows = rows.exclude(state=OutreachState.CANCELLED)
    return weeks_of(first, ((row.held_on, row) for row in rows.order_by("held_on", "code")))


def _narrowed(user: User, wanted: OutreachFilter) -> QuerySet[OutreachActivity]:
    rows = activities_visible_to(user)
    for word in folding_key(wanted.text).split():
        named = UnitVersion.objects.filter(search_key__contains=word)
        rows = rows.filter(Q(search_key__contains=word) | Q(unit__in=named.values("unit")))
    if wanted.year:
        rows = rows.filter(held_on__year=wanted.year)
    if wanted.quarter:
        rows = rows.filter(held_on__quarter=wanted.quarter)
    for name in ("kind", "channel", "audience", "batch"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.directive:
        served = OutreachActivity.directives.through.objects.filter(
            outreachactivity=OuterRef("pk"), directive__code=wanted.directive
        )
        rows = rows.filter(Exists(served))
    if wanted.unit:
        # By the tree of the activity's own day: what lay below then.
        below = Ancestry.objects.filter(
            ancestor__code=wanted.unit, descendant=OuterRef("unit"), valid__contains=OuterRef("held_on")
        )
        rows = rows.filter(Exists(below))
    return rows


def untold_of(user: User, today: date) -> QuerySet[OutreachActivity]:
    """What one's units had planned for a day that is over, the longest ago first; `whole` is how many there are."""
    own = access.units_in_scope(user, "outreach.record")
    rows = OutreachActivity.objects.filter(unit__in=own, state=OutreachState.PLANNED, held_on__lt=today)
    return rows.annotate(whole=Window(Count("pk"))).order_by("held_on", "code")


def years_with_activities(user: User) -> list[int]:
    years = activities_visible_to(user).order_by().values_list("held_on__year", flat=True).distinct()
    return sorted(years, reverse=True)


def units_with_activities(user: User) -> QuerySet[Unit]:
    active = activities_visible_to(user).order_by().values("unit")
    return named_on(Unit.objects.filter(pk__in=active)).order_by("position", "code")


def directives_served(user: User) -> QuerySet[Directive]:
    """Those that the activities one may see serve."""
    seen = activities_visible_to(user).order_by().values("pk")
    served = OutreachActivity.directives.through.objects.filter(outreachactivity__in=seen)
    return Directive.objects.filter(pk__in=served.values("directive")).order_by("-issued_on")


def kept_already(
    units: Collection[uuid.UUID], days: Collection[date]
) -> dict[tuple[uuid.UUID, str, date], str]:
    """(unit, folded title, day) → code of the units' activities on these days, cancelled ones left out. One statement."""
    rows = OutreachActivity.objects.filter(unit__in=units, held_on__in=set(days)).exclude(
        state=OutreachState.CANCELLED
    )
    found = rows.values_list("unit", "title", "held_on", "code")
    return {(unit, folding_key(title), day): code for unit, title, day, code in found}


def get_batch(user: User, batch: uuid.UUID) -> uuid.UUID:
    """The mark of an entered list of which one may see something; NotFound else."""
    if not activities_visible_to(user).filter(batch=batch).exists():
        raise NotFound()
    return batch


def batch_left(user: User, batch: uuid.UUID) -> int:
    """How many activities of an entered list stand as they were entered, so far as one may see them."""
    rows = activities_visible_to(user).filter(batch=batch, row_version=1)
    return rows.exclude(state=OutreachState.CANCELLED).count()


def board35_numbers(user: User, unit: Unit) -> QuerySet[Board35Count]:
    """What a unit has said, the newest quarter first; none where one may not read the unit's register."""
    readable = access.units_in_scope(user, "outreach.read")
    return Board35Count.objects.filter(unit=unit, unit__in=readable).order_by("-year", "-quarter")


def board35_totals(user: User, year: int) -> list[tuple[int, int, int]]:
    """(quarter, units that said a number, their sum) of a year, over the units one may read. One statement."""
    readable = access.units_in_scope(user, "outreach.read")
    rows = Board35Count.objects.filter(unit__in=readable, year=year).order_by("quarter").values("quarter")
    return [
        (row["quarter"], row["units"], row["total"])
        for row in rows.annotate(units=Count("pk"), total=Sum("number"))
    ]


def day_before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def board35_number(unit: Unit, period: Period) -> Board35Count | None:
    return Board35Count.objects.filter(unit=unit, year=period.start.year, quarter=period.number).first()
