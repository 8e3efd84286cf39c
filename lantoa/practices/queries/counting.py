"""Practices and adoptions as reports and reviews count them, under one node and in its years."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from lantoa.organisation.choices import TreeView
from lantoa.organisation.queries import lineage
from lantoa.organisation.queries.units import subtree_of
from lantoa.practices.choices import AdoptionState, YearState
from lantoa.practices.models import (
    Adoption,
    BookletEntry,
    PracticeYear,
    ReplicationOrder,
    ReplicationOrderUnit,
)
from lantoa.practices.queries.adoptions import TAKEN_UP

IN_USE = (AdoptionState.APPLIED, AdoptionState.VERIFIED)


@dataclass(frozen=True)
class Counted:
    """A count and the codes of what it counts, in order."""

    value: int
    codes: tuple[str, ...]


def _counted(codes: Iterable[str]) -> Counted:
    ordered = tuple(sorted(codes))
    return Counted(len(ordered), ordered)


def years_under(
    node: uuid.UUID, years: Iterable[int], on: date, view: TreeView = TreeView.AS_REPORTED
) -> QuerySet[PracticeYear]:
    """The years of practices that count under a node.

    As reported, a practice counts each year where its unit stood on that year's last day, or on the day `on` if that is earlier.
    Restated, where the past of its unit counts on today's tree.
    """
    years = list(years)
    rows = PracticeYear.objects.filter(year__in=years)
    if view == TreeView.RESTATED:
        return rows.filter(
            practice__unit__in=lineage.among("SELECT DISTINCT unit_id FROM practices_practice", node)
        )
    by_day: dict[date, list[int]] = {}
    for year in years:
        by_day.setdefault(min(date(year, 12, 31), on), []).append(year)
    then = Q(pk__in=[])
    for day, of_day in by_day.items():
        then |= Q(year__in=of_day, practice__unit__in=subtree_of(node, day))
    return rows.filter(then)


def recognised_in(
    node: uuid.UUID, years: Iterable[int], on: date, view: TreeView = TreeView.AS_REPORTED
) -> Counted:
    """Distinct practices with a recognised year among `years`, of the node."""
    found = years_under(node, years, on, view).filter(state=YearState.RECOGNISED)
    return _counted(set(found.values_list("practice__code", flat=True)))


def registered_in(
    node: uuid.UUID, years: Iterable[int], on: date, view: TreeView = TreeView.AS_REPORTED
) -> Counted:
    """Distinct practices that were ever registered for one of `years`, whatever became of them."""
    found = years_under(node, years, on, view).exclude(state__in=[YearState.DRAFT, YearState.RETURNED])
    return _counted(set(found.values_list("practice__code", flat=True)))


class Recognition(NamedTuple):
    """One practice recognised in one year."""

    year: int
    field_code: str
    field_name: str
    code: str


def recognitions(
    node: uuid.UUID, years: Iterable[int], on: date, view: TreeView = TreeView.AS_REPORTED
) -> list[Recognition]:
    """Every recognition in `years` that counts under the node, by year, field and code, in one statement.

    A practice recognised in two years stands twice.
    """
    rows = (
        years_under(node, years, on, view)
        .filter(state=YearState.RECOGNISED)
        .order_by("year", "practice__field__position", "practice__code")
        .values_list("year", "practice__field__code", "practice__field__name", "practice__code")
    )
    return [Recognition(*row) for row in rows]


def in_booklets_of(node: uuid.UUID, year: int, on: date, view: TreeView = TreeView.AS_REPORTED) -> Counted:
    """Distinct practices of the node recognised in `year` and printed in a published booklet of that year alone."""
    printed = BookletEntry.objects.filter(
        practice=OuterRef("practice"),
        booklet__year=year,
        booklet__first_year=None,
        booklet__published_at__isnull=False,
    )
    found = years_under(node, [year], on, view).filter(Exists(printed), state=YearState.RECOGNISED)
    return _counted(set(found.values_list("practice__code", flat=True)))


def orders_of(node: uuid.UUID, until: date) -> QuerySet[ReplicationOrder]:
    """Orders that a unit has issued up to a day."""
    return ReplicationOrder.objects.filter(unit=node, issued_on__lte=until).order_by("issued_on")


def units_ordered(node: uuid.UUID, until: date) -> Counted:
    """Distinct units to which the node gave at least one order."""
    rows = ReplicationOrderUnit.objects.filter(order__in=orders_of(node, until))
    return _counted(rows.order_by().values_list("unit__code", flat=True).distinct())


def adoptions_under(node: uuid.UUID, until: date) -> QuerySet[Adoption]:
    return Adoption.objects.filter(order__in=orders_of(node, until), answered_on__lte=until)


def units_taking_up(node: uuid.UUID, until: date) -> Counted:
    """Distinct units that plan, apply or have proved at least one practice of the node's orders."""
    rows = adoptions_under(node, until).filter(state__in=TAKEN_UP)
    return _counted(rows.order_by().values_list("unit__code", flat=True).distinct())


def units_without_answer(node: uuid.UUID, until: date) -> Counted:
    """Distinct units that were given an order and answered nothing."""
    answered = set(adoptions_under(node, until).values_list("unit__code", flat=True))
    return _counted(code for code in units_ordered(node, until).codes if code not in answered)


def adoption_count(node: uuid.UUID, until: date, states: Iterable[AdoptionState]) -> Counted:
    """Adoptions in the given states; the codes are practice/unit."""
    rows = adoptions_under(node, until).filter(state__in=list(states))
    return _counted(
        f"{practice}/{unit}" for practice, unit in rows.values_list("practice__code", "unit__code")
    )


def practices_taken_up(node: uuid.UUID, until: date) -> Counted:
    """Distinct practices with at least one unit that applies them."""
    rows = adoptions_under(node, until).filter(state__in=IN_USE)
    return _counted(rows.order_by().values_list("practice__code", flat=True).distinct())
