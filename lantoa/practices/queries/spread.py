"""What a person may see of what spread: turns, practices, units, all in memory, in a fixed number of statements."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import NamedUnit, named_on, sector_names
from lantoa.practices.choices import YearState
from lantoa.practices.models import (
    Adoption,
    AdoptionCheck,
    BookletEntry,
    PracticeField,
    PracticeYear,
    ReplicationOrderUnit,
)
from lantoa.practices.queries.adoptions import BEST_FIRST, standing_of
from lantoa.practices.queries.practices import named_units
from lantoa.practices.spreading import Asked, Given, Overview, Turn, overview

ALL_YEARS = "tat-ca"
OTHER = "khac"  # units that stand in no sector


@dataclass(frozen=True)
class SpreadFilter:
    """`year` None = the latest one that was given out, 0 = all; `sector` is that of the unit that takes up."""

    year: int | None = None
    field: str = ""
    sector: str = ""


@dataclass(frozen=True)
class Place:
    """A unit as the pages name it."""

    id: uuid.UUID
    code: str
    name: str
    sector: str
    parent: uuid.UUID | None = None


@dataclass(frozen=True)
class BookletReach:
    """How far one booklet came: units asked, units that took up at least one, turns."""

    code: str
    title: str
    year: int
    practices: int
    asked: int
    taking: int
    taken: int
    in_use: int
    verified: int


@dataclass(frozen=True)
class Spread:
    """What the screens of spreading show one person."""

    year: int  # 0 = all
    years: tuple[int, ...]
    fields: dict[str, str]
    sectors: dict[str, str]
    given: dict[str, Given]
    turns: tuple[Turn, ...]
    places: dict[uuid.UUID, Place]  # units asked and origins
    asked: frozenset[uuid.UUID]
    booklets: tuple[BookletReach, ...]
    figures: Overview
    since: date | None  # the first order


def spread_for(user: User, wanted: SpreadFilter) -> Spread:
    """Everything about practices that were given to units whose answers the person reads. Nine statements whatever the size."""
    today = clock.today()
    recipients = list(
        ReplicationOrderUnit.objects.filter(
            unit__in=access.units_in_scope(user, "practice.read")
        ).values_list("order", "unit", "order__issued_on", "order__booklet__year")
    )
    years = tuple(sorted({row[3] for row in recipients}, reverse=True))
    year = (years[0] if years else today.year) if wanted.year is None else wanted.year
    rows = [row for row in recipients if year in (0, row[3])]
    entries = list(
        BookletEntry.objects.filter(orders__in={row[0] for row in rows})
        .values_list(
            "orders",
            "practice",
            "practice__code",
            "practice__title",
            "practice__field__code",
            "practice__unit",
            "booklet__code",
            "booklet__title",
            "booklet__year",
        )
        .order_by("booklet__year", "position")
    )
    fields = dict(PracticeField.objects.values_list("code", "name"))
    alive = _alive_at_home({entry[1] for entry in entries}, today)
    given = {
        entry[2]: Given(entry[2], entry[3], entry[4], entry[5], entry[1] in alive)
        for entry in entries
        if wanted.field in ("", entry[4])
    }
    units = {row[1] for row in rows}
    places = _places(units | {one.origin for one in given.values()})
    if wanted.sector:
        units = {unit for unit in units if places[unit].sector == wanted.sector}
    orders = {row[0]: row[2] for row in rows}
    turns, booklet_turns = _turns(orders, units, set(given), today)
    registered = _registered_by_field(user, year, wanted)
    return Spread(
        year=year,
        years=years,
        fields=fields,
        sectors=sector_names(),
        given=given,
        turns=tuple(turns),
        places=places,
        asked=frozenset(units),
        booklets=_reach(entries, rows, units, booklet_turns, set(given)),
        figures=overview(list(given.values()), turns, units, registered, today),
        since=min(orders.values(), default=None),
    )


def is_sample(spread: Spread) -> bool:
    """Whether any unit shown is of the invented organisation. One statement."""
    return Unit.objects.filter(pk__in=spread.asked, is_sample=True).exists()


def _places(identities: set[uuid.UUID]) -> dict[uuid.UUID, Place]:
    """Units in official order by sector; those that have ended bear their last name and stand at the end. Two statements."""
    found: dict[uuid.UUID, Place] = {}
    living: list[NamedUnit] = list(named_on(Unit.objects.filter(pk__in=identities)))  # type: ignore[arg-type]
    for unit in living:
        found[unit.id] = Place(unit.id, unit.code, unit.short_name, unit.sector_code or OTHER, unit.parent_id)
    gone = sorted(identities - set(found))
    for one in named_units(gone):
        found[one.pk] = Place(one.pk, one.code, one.short_name or one.code, OTHER)  # type: ignore[attr-defined]
    return found


def _alive_at_home(practices: set[uuid.UUID], today: date) -> set[uuid.UUID]:
    """Practices that were not stopped, and that stand in the registry for this year or the last."""
    last = PracticeYear.objects.filter(practice__in=practices).exclude(
        state__in=(YearState.DRAFT, YearState.RETURNED)
    )
    rows = (
        last.order_by()
        .values("practice")
        .annotate(
            until=Max("year", filter=~Q(state=YearState.STOPPED)),
            ended=Max("year", filter=Q(state=YearState.STOPPED)),
        )
    )
    return {
        row["practice"]
        for row in rows
        if row["until"] is not None
        and row["until"] >= today.year - 1
        and (row["ended"] is None or row["ended"] < row["until"])
    }


def _registered_by_field(user: User, year: int, wanted: SpreadFilter) -> dict[str, int]:
    """Practices registered (in the year, or ever) by units whose practices the person reads, by field in its order."""
    rows = PracticeYear.objects.filter(
        practice__unit__in=access.units_in_scope(user, "practice.read")
    ).exclude(state__in=(YearState.DRAFT, YearState.RETURNED))
    if year:
        rows = rows.filter(year=year)
    if wanted.field:
        rows = rows.filter(practice__field__code=wanted.field)
    found = (
        rows.order_by("practice__field__position").values_list("practice__field__code", "practice").distinct()
    )
    return dict(Counter(field for field, _practice in found))


def _turns(
    orders: dict[uuid.UUID, date], units: set[uuid.UUID], given: set[str], today: date
) -> tuple[list[Turn], dict[tuple[str, uuid.UUID], Turn]]:
    """The best answer of each unit on each practice, and the same by (practice, unit)."""
    rows = list(
        Adoption.objects.filter(order__in=orders, unit__in=units, answered_on__lte=today)
        .order_by("order__issued_on", "practice__code", "unit__position", "unit__code")
        .values_list(
            "pk",
            "order",
            "practice__code",
            "unit",
            "answer",
            "state",
            "applied_on",
            "verified_on",
            "dropped_on",
        )
    )
    checks: dict[uuid.UUID, list[Asked]] = defaultdict(list)
    for adoption, months, due_on, found in (
        AdoptionCheck.objects.filter(adoption__order__in=orders)
        .order_by("months")
        .values_list("adoption", "months", "due_on", "found")
    ):
        checks[adoption].append(Asked(months, due_on, found))
    best: dict[tuple[str, uuid.UUID], Turn] = {}
    for pk, order, practice, unit, answer, state, applied_on, verified_on, dropped_on in rows:
        if practice not in given:
            continue
        turn = Turn(
            practice,
            unit,
            standing_of(answer, state),
            orders[order],
            applied_on,
            verified_on,
            dropped_on,
            tuple(checks[pk]),
        )
        before = best.get((practice, unit))
        if before is None or BEST_FIRST.index(turn.standing) < BEST_FIRST.index(before.standing):
            best[practice, unit] = turn
    return list(best.values()), best


def _reach(
    entries: Sequence[tuple[object, ...]],
    rows: list[tuple[uuid.UUID, uuid.UUID, date, int]],
    units: set[uuid.UUID],
    turns: dict[tuple[str, uuid.UUID], Turn],
    given: set[str],
) -> tuple[BookletReach, ...]:
    asked_of_order: dict[object, set[uuid.UUID]] = defaultdict(set)
    for order, unit, _day, _year in rows:
        if unit in units:
            asked_of_order[order].add(unit)
    practices: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    asked: dict[tuple[str, str, int], set[uuid.UUID]] = defaultdict(set)
    for entry in entries:
        booklet = (str(entry[6]), str(entry[7]), int(str(entry[8])))
        if entry[2] in given:
            practices[booklet].add(str(entry[2]))
            asked[booklet] |= asked_of_order[entry[0]]
    found = []
    for booklet, codes in practices.items():
        own = [turn for (code, unit), turn in turns.items() if code in codes and unit in asked[booklet]]
        counts = Counter(turn.standing for turn in own)
        in_use = counts["applied"] + counts["verified"]
        taking = {turn.unit for turn in own if turn.standing in ("planned", "applied", "verified")}
        found.append(
            BookletReach(
                *booklet,
                practices=len(codes),
                asked=len(asked[booklet]),
                taking=len(taking),
                taken=counts["planned"] + in_use,
                in_use=in_use,
                verified=counts["verified"],
            )
        )
    return tuple(found)
