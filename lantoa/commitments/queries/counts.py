"""Numbers of pledges by unit. Numbers of acts only: nothing is counted of what pledges say. What somebody sees of another unit is
told by `withholding`."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lantoa.accounts.models import User
from lantoa.commitments.choices import CommitmentState
from lantoa.commitments.models import Commitment, PledgeCount, Remark, SelfReview
from lantoa.commitments.permissions import PLEDGING
from lantoa.commitments.withholding import Row, row_of
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation.access import units_in_scope
from lantoa.organisation.models import RoleAssignment, Unit
from lantoa.organisation.queries.units import named_on

ACTS = ("begun", "signed", "reviewed", "remarked")
STATED = ("members_due", "members_signed", "leaders_signed", "others_signed", "fulfilled")


@dataclass(frozen=True)
class UnitCounts:
    """Of one unit and year. `working`: people with an open account; `signed`… of them here; `stated`: what the unit has stated
    for everybody, None where it has not."""

    unit: Any
    working: int
    begun: int
    signed: int
    reviewed: int
    remarked: int
    stated: PledgeCount | None

    @property
    def fits(self) -> bool:
        """Whether the unit's statement holds at least those who signed here."""
        return self.stated is None or self.stated.members_signed + self.stated.others_signed >= self.signed


def counted_units(user: User, text: str = "") -> QuerySet[Any]:
    """The units whose numbers somebody sees, named; narrowed by words of name or code."""
    units: QuerySet[Any] = named_on(units_in_scope(user, "commitment.count")).order_by("position", "code")
    for word in folding_key(text).split():
        units = units.filter(
            Q(versions__search_key__contains=word, versions__valid__contains=clock.today())
        ).distinct()
    return units


def counts_of(units: list[Any], year: int) -> list[UnitCounts]:
    """One row for each unit, in their order; a fixed number of statements."""
    ids = [one.pk for one in units]
    working = (
        RoleAssignment.objects.filter(
            unit__in=ids, role__in=PLEDGING, valid__contains=clock.today(), person__user__is_active=True
        )
        .order_by()
        .values_list("unit")
        .annotate(n=Count("person", distinct=True))
    )
    told = SelfReview.objects.filter(item__commitment=OuterRef("pk"))
    said = Remark.objects.filter(commitment=OuterRef("pk"), withdrawn_at=None)
    signed = Q(state=CommitmentState.SIGNED)
    here: dict[Any, Any] = {
        row["unit"]: row
        for row in Commitment.objects.filter(unit__in=ids, year=year)
        .annotate(told=Exists(told), said=Exists(said))
        .order_by()
        .values("unit")
        .annotate(
            begun=Count("pk"),
            signed=Count("pk", filter=signed),
            reviewed=Count("pk", filter=signed & Q(told=True)),
            remarked=Count("pk", filter=signed & Q(said=True)),
        )
    }
    stated = {one.unit_id: one for one in PledgeCount.objects.filter(unit__in=ids, year=year)}
    people, nothing = dict(working), dict.fromkeys(ACTS, 0)
    return [
        UnitCounts(
            unit=one,
            working=people.get(one.pk, 0),
            stated=stated.get(one.pk),
            **{name: here.get(one.pk, nothing)[name] for name in ACTS},
        )
        for one in units
    ]


@dataclass(frozen=True)
class SeenCounts:
    """One unit as somebody sees it. `own`: whole; else `row` says which numbers are withheld."""

    counts: UnitCounts
    own: bool
    row: Row

    @property
    def unit(self) -> Any:
        return self.counts.unit

    @property
    def is_stated(self) -> bool:
        return self.counts.stated is not None

    @property
    def warns(self) -> bool:
        """That the statement holds fewer than signed here: said to the unit, for it tells of numbers."""
        return self.own and not self.counts.fits


def seen_counts(user: User, units: list[Any], year: int) -> list[SeenCounts]:
    """One row for each unit, in their order, as this person may see it; a fixed number of statements."""
    own = set(units_in_scope(user, "commitment.state_count").values_list("pk", flat=True))
    return [
        SeenCounts(one, one.unit.pk in own, row_of(_values(one), own=one.unit.pk in own))
        for one in counts_of(units, year)
    ]


def _values(counts: UnitCounts) -> dict[str, int | None]:
    here = {name: getattr(counts, name) for name in ("working", "signed", "reviewed", "remarked")}
    stated = counts.stated
    return here | {name: getattr(stated, name) if stated else None for name in STATED}


def units_to_state(user: User) -> QuerySet[Any]:
    return named_on(units_in_scope(user, "commitment.state_count")).order_by("position", "code")


def get_unit_to_state(user: User, code: str) -> Any:
    """The first where no code is said; NotFound for others' units."""
    return _chosen(units_to_state(user), code)


def get_unit_to_begin(user: User, code: str) -> Any:
    return _chosen(named_on(units_in_scope(user, "commitment.start_unit")).order_by("position", "code"), code)


def get_unit_to_read(user: User, code: str) -> Any:
    """A unit for which one may name readers; NotFound for others."""
    return _chosen(units_to_name_for(user), code)


def units_to_name_for(user: User) -> QuerySet[Any]:
    return named_on(units_in_scope(user, "commitment.name_reader")).order_by("position", "code")


def _chosen(units: QuerySet[Any], code: str) -> Any:
    found = units.filter(code=code).first() if code else units.first()
    if found is None:
        raise NotFound()
    return found


def stated(unit: Unit, year: int) -> PledgeCount | None:
    return PledgeCount.objects.filter(unit=unit, year=year).first()


def years_counted() -> list[int]:
    """Years of which anything is known, and this one; the latest first."""
    years = set(PledgeCount.objects.order_by().values_list("year", flat=True).distinct())
    years |= set(Commitment.objects.order_by().values_list("year", flat=True).distinct())
    return sorted(years | {clock.today().year}, reverse=True)
