"""The registry as each person may see it."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.directives.models import Directive
from lantoa.directives.queries.serving import served_by, serving
from lantoa.organisation import access
from lantoa.organisation.models import SECTOR, Unit, UnitGroupMembership, UnitVersion
from lantoa.organisation.queries.units import named_on, short_name_on
from lantoa.practices.choices import AdoptionState, YearState
from lantoa.practices.errors import MergedAway
from lantoa.practices.models import (
    Adoption,
    BookletEntry,
    Measurement,
    Merger,
    Practice,
    PracticeField,
    PracticeHolder,
    PracticeYear,
)

SORTS = {
    "code": ("code",),
    "title": ("title", "code"),
    "unit": ("unit_name", "code"),
    "field": ("field__position", "code"),
    "year": ("last_year", "code"),
    "adopters": ("adopters", "code"),
}


@dataclass(frozen=True)
class PracticeFilter:
    """What a list is narrowed to; empty values narrow nothing.

    `field` may name several codes with commas; `sort` may begin with a minus.
    """

    text: str = ""
    year: int | None = None
    field: str = ""
    unit: str = ""
    sector: str = ""
    state: str = ""
    booklet: bool = False
    spread: bool = False  # only what another unit has taken up
    beside: bool = False  # also those that have the field besides the one by which they are counted
    directive: str = ""  # the code of one that they carry out
    sort: str = "-code"


def years_visible_to(user: User) -> QuerySet[PracticeYear]:
    """Recognised years of the tree, every year but drafts within one's reading scope, and all years of one's own unit.

    A practice is seen by whoever sees one of its years, so a superior never meets a draft, not even the new year's draft of
    a practice that was recognised before.
    """
    return PracticeYear.objects.filter(_year_is_visible(user))


def every_year_visible_to(user: User) -> QuerySet[PracticeYear]:
    """The same, with the records that a merger has set aside."""
    return PracticeYear.with_set_aside.filter(_year_is_visible(user))


def _year_is_visible(user: User) -> Q:
    return (
        Q(state=YearState.RECOGNISED, practice__unit__in=access.units_in_scope(user, "practice.learn"))
        | ~Q(state=YearState.DRAFT) & Q(practice__unit__in=access.units_in_scope(user, "practice.read"))
        | access.in_hands_of(access.units_in_scope(user, "practice.edit"), "practice__")
    )


def practices_visible_to(user: User) -> QuerySet[Practice]:
    """The practices of which the person sees at least one year."""
    return Practice.objects.filter(Exists(years_visible_to(user).filter(practice=OuterRef("pk"))))


def originals_visible_to(user: User) -> QuerySet[Practice]:
    """What practices said that are merged into another: to whom they were visible before."""
    recognised = Merger.objects.filter(practice=OuterRef("pk"), undone_at=None, was_recognised=True)
    return Practice.originals.filter(
        Q(unit__in=access.units_in_scope(user, "practice.read"))
        | access.in_hands_of(access.units_in_scope(user, "practice.edit"))
        | Q(Exists(recognised), unit__in=access.units_in_scope(user, "practice.learn")),
        merged_into__isnull=False,
    )


def get_practice(user: User, code: str) -> Practice:
    """One practice with the years one may see, its measurements and field; NotFound outside one's sight.

    Raises MergedAway where it was merged into another, for whoever sees that or could read this one.
    """
    found = (
        practices_visible_to(user)
        .filter(code=code)
        .select_related("field", "directive", "topic", "unit", "learned_from")
        .prefetch_related(
            "other_fields",
            "other_directives",
            Prefetch("years", years_visible_to(user).order_by("year")),
            Prefetch("measurements", Measurement.objects.order_by("period")),
        )
        .annotate(unit_name=short_name_on("unit"), unit_code=F("unit__code"), **held_since())
        .first()
    )
    if found is None:
        raise _merged_away(user, code) or NotFound()
    return found


def _merged_away(user: User, code: str) -> MergedAway | None:
    """One statement, whether there is such a practice or none."""
    practice = (
        Practice.originals.filter(code=code, merged_into__isnull=False)
        .select_related("merged_into")
        .annotate(
            leads_on=Exists(practices_visible_to(user).filter(pk=OuterRef("merged_into"))),
            readable=Exists(originals_visible_to(user).filter(pk=OuterRef("pk"))),
        )
        .first()
    )
    if practice is None or not (practice.leads_on or practice.readable):
        return None
    kept = practice.merged_into if practice.leads_on else None
    return MergedAway(code, None) if kept is None else MergedAway(code, kept.code, kept.title)


def held_since() -> dict[str, Any]:
    """Annotations of a practice that has gone into other hands: whose, since when, and on which day its own unit ended."""
    rows = PracticeHolder.objects.filter(practice=OuterRef("pk")).order_by("-valid")
    lives = UnitVersion.objects.filter(unit=OuterRef("unit")).order_by("-valid")
    return {
        "holder_name": short_name_on("holder"),
        "holder_code": F("holder__code"),
        "held_since": Subquery(rows.annotate(since=F("valid__startswith")).values("since")[:1]),
        "unit_ended_on": Subquery(lives.annotate(end=F("valid__endswith")).values("end")[:1]),
    }


# How far a year's state has come: what a practice shows where no year is asked for.
RANKS = [
    YearState.DRAFT,
    YearState.RETURNED,
    YearState.STOPPED,
    YearState.NOT_RECOGNISED,
    YearState.REGISTERED,
    YearState.EFFECTIVE,
    YearState.RECOGNISED,
]


def _rank_of_state() -> Case:
    return Case(
        *[When(state=state, then=Value(rank)) for rank, state in enumerate(RANKS)],
        default=Value(0),
        output_field=IntegerField(),
    )


def with_furthest_state(practices: QuerySet[Practice]) -> QuerySet[Any]:
    """Annotate practices with `last_state`: how far they ever came, drafts where nothing came of them yet."""
    years = PracticeYear.objects.filter(practice=OuterRef("pk")).annotate(rank=_rank_of_state())
    furthest = Subquery(years.order_by("-rank", "-year").values("state")[:1])
    return practices.annotate(last_state=Coalesce(furthest, Value(str(YearState.DRAFT))))


def listed(user: User, wanted: PracticeFilter, among: Collection[str] | None = None) -> QuerySet[Practice]:
    """The practices a person may see, narrowed and sorted; of those of the codes `among`, where these are a few thousand at most.

    Rows carry unit_name, unit_code, field_name, last_year, last_state, last_beneficiaries, last_money, in_booklet, adopters,
    verified; the last year and what it says are those of the wanted year if one is wanted, and of the years one may see.
    """
    years = years_visible_to(user).filter(practice=OuterRef("pk"))
    if wanted.year:
        years = years.filter(year=wanted.year)
    if among is not None:
        # By the code, for the database carries a list of identities not over to the join: it would read the whole registry.
        years = years.filter(practice__code__in=among)
    # Without a year a practice shows the furthest it ever came, so that the counters agree with the headline figures.
    latest = years.annotate(rank=_rank_of_state()).order_by("-rank", "-year")
    rows = Practice.objects.filter(Exists(years)).annotate(
        unit_name=short_name_on("unit"),
        holder_name=short_name_on("holder"),
        field_name=F("field__name"),
        last_year=Subquery(latest.values("year")[:1]),
        last_state=Subquery(latest.values("state")[:1]),
        last_beneficiaries=Subquery(latest.values("beneficiaries")[:1]),
        last_money=Subquery(latest.values("money")[:1]),
        unit_code=F("unit__code"),
        in_booklet=_printed(),
        adopters=_adoptions({AdoptionState.PLANNED, AdoptionState.APPLIED, AdoptionState.VERIFIED}),
        verified=_adoptions({AdoptionState.VERIFIED}),
    )
    if among is not None:
        rows = rows.filter(code__in=among)
    for word in folding_key(wanted.text).split():
        named = UnitVersion.objects.filter(search_key__contains=word)
        rows = rows.filter(Q(search_key__contains=word) | Q(unit__in=named.values("unit")))
    if wanted.field:
        codes = wanted.field.split(",")
        within = Q(field__code__in=codes)
        if wanted.beside:
            others = Practice.other_fields.through.objects.filter(
                practice=OuterRef("pk"), practicefield__code__in=codes
            )
            within = Q(within | Exists(others))
        rows = rows.filter(within)
    if wanted.directive:
        rows = serving(rows, wanted.directive)
    if wanted.unit:
        rows = rows.filter(unit__code=wanted.unit)
    if wanted.sector:
        members = UnitGroupMembership.objects.filter(
            group__scheme__code=SECTOR, group__code=wanted.sector, valid__contains=clock.today()
        )
        rows = rows.filter(unit__in=members.values("unit"))
    if wanted.state:
        rows = rows.filter(last_state=wanted.state)
    if wanted.booklet:
        rows = rows.filter(in_booklet=True)
    if wanted.spread:
        rows = rows.filter(adopters__gt=0)
    descending = wanted.sort.startswith("-")
    order = SORTS.get(wanted.sort.lstrip("-"), SORTS["code"])
    # The vectors of search weigh more than all that is shown.
    rows = rows.defer("words", "titled", "spelled")
    return rows.order_by(*(F(name).desc() if descending else F(name).asc() for name in order))


def _printed() -> Exists:
    """In a published booklet; one that is being put together is its editors' business."""
    return Exists(BookletEntry.objects.filter(practice=OuterRef("pk"), booklet__published_at__isnull=False))


def _adoptions(states: set[AdoptionState]) -> Coalesce:
    """How many units stand in one of the states; a unit that two orders asked counts once."""
    counted = (
        Adoption.objects.filter(practice=OuterRef("pk"), state__in=states)
        .order_by()
        .values("practice")
        .annotate(n=Count("unit", distinct=True))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0)


def state_counts(user: User, wanted: PracticeFilter) -> dict[str, int]:
    """For the counter strip: how many of the narrowed practices stand in each state, and "" for all. One statement."""
    rows = listed(user, replace(wanted, state="")).order_by()
    counted = rows.values_list("last_state").annotate(n=Count("pk"))  # type: ignore[misc]
    counts: dict[str, int] = dict(counted)
    return {"": sum(counts.values()), **counts}


def spread_count(user: User, wanted: PracticeFilter) -> int:
    """How many of the narrowed practices another unit has taken up. One statement."""
    return listed(user, replace(wanted, spread=True)).order_by().count()


def fields() -> QuerySet[PracticeField]:
    return PracticeField.objects.order_by("position")


def directives_served(user: User) -> QuerySet[Directive]:
    """What the practices that one sees carry out, the newest first."""
    return served_by(practices_visible_to(user))


def years_with_practices(user: User) -> list[int]:
    """The years in which the person sees practices, newest first."""
    return list(years_visible_to(user).order_by("-year").values_list("year", flat=True).distinct())


def units_with_practices(user: User) -> QuerySet[Unit]:
    """Named units of which the person sees a practice, in official order."""
    return named_on(Unit.objects.filter(pk__in=years_visible_to(user).values("practice__unit")))


def by_codes(codes: Iterable[str]) -> QuerySet[Practice]:
    """Practices by code with unit_name, for pages that open a number; the caller has checked the right to open it."""
    return (
        Practice.objects.filter(code__in=list(codes))
        .annotate(
            unit_name=short_name_on("unit"),
            unit_code=F("unit__code"),
            field_name=F("field__name"),
            in_booklet=_printed(),
        )
        .order_by("unit__position", "code")
    )


def recognised_visible_by_year_and_field(user: User, last: int) -> dict[int, dict[str, int]]:
    """Year → field code → practices recognised in that year that the person sees; the latest `last` years, oldest first."""
    rows = (
        years_visible_to(user)
        .filter(state=YearState.RECOGNISED)
        .order_by()
        .values_list("year", "practice__field__code")
        .annotate(n=Count("pk"))
    )
    table: dict[int, dict[str, int]] = {}
    for year, field, n in rows:
        table.setdefault(year, {})[field] = n
    return {year: table[year] for year in sorted(table)[-last:]}


def is_printed(practice: Practice) -> bool:
    """Whether a published booklet tells the practice."""
    return practice.booklet_entries.filter(booklet__published_at__isnull=False).exists()


def lineage_of(user: User, practice: Practice) -> tuple[Practice | None, list[Practice]]:
    """What a practice was learned from and those that learned from it, as far as the person sees them, with unit_name."""
    seen = practices_visible_to(user).annotate(unit_name=short_name_on("unit"))
    near = seen.filter(Q(pk=practice.learned_from_id) | Q(learned_from=practice)).order_by("code")
    rows = list(near)
    source = next((row for row in rows if row.pk == practice.learned_from_id), None)
    return source, [row for row in rows if row is not source]


def named_units(identities: Iterable[uuid.UUID]) -> list[Unit]:
    """Units by identity, with short_name, the last one that each bore, in the order given."""
    found = {
        unit.pk: unit
        for unit in Unit.objects.filter(pk__in=list(identities)).annotate(short_name=short_name_on("pk"))
    }
    return [found[pk] for pk in identities if pk in found]
