"""How this room's duties are found when they are counted anew (`duties`)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lantoa.duties.choices import Standing
from lantoa.duties.queries import Owed, Waits, register, register_waiting
from lantoa.practices.choices import AdoptionState, YearState
from lantoa.practices.models import Adoption, BookletEntry, PracticeYear, ReplicationOrderUnit
from lantoa.practices.queries.adoptions import TAKEN_UP
from lantoa.practices.queries.verification import RESULT, proved

KIND = "answer"
REGISTERED, TAKEN = "registered", "taken_up"


def every_duty() -> Iterator[Owed]:
    """Each unit to which an order was given; an order is one matter. By the answers and entries themselves, not by what the
    recipient keeps of them."""
    others = BookletEntry.objects.filter(orders=OuterRef("order")).exclude(practice__unit=OuterRef("unit"))
    answers = Adoption.objects.filter(order=OuterRef("order"), unit=OuterRef("unit"))

    def count(rows: QuerySet[Any], by: str) -> Coalesce:
        counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    rows = ReplicationOrderUnit.objects.order_by().annotate(
        entries=count(others, "booklet"), told=count(answers, "order")
    )
    names = ("order", "order__unit", "unit", "holder", "entries", "told")
    for order, asker, unit, holder, asked, answered in rows.values_list(*names).iterator():
        standing = Standing.BEGUN if answered else Standing.OPEN
        yield Owed(order, asker, holder or unit, Standing.SETTLED if answered >= asked else standing, None)


def every_registered() -> Iterator[Waits]:
    """Each year of a practice that is registered and not decided on, by year, in whose hands the practice is."""
    rows = PracticeYear.objects.filter(state=YearState.REGISTERED).order_by()
    for year, holder, unit in rows.values_list("year", "practice__holder", "practice__unit").iterator():
        yield Waits(str(year), holder or unit, YearState.REGISTERED)


def every_result() -> Iterator[Waits]:
    """Each applied practice whose result is not verified and was not sent back, by practice; whether it is proved by the figures
    and files themselves."""
    rows = Adoption.objects.filter(state=AdoptionState.APPLIED, returned_on=None).order_by()
    is_proved = set(rows.filter(proved()).values_list("pk", flat=True))
    for pk, practice, holder, unit in rows.values_list("pk", "practice", "holder", "unit").iterator():
        yield Waits(str(practice), holder or unit, "proved" if pk in is_proved else "lacking")


def every_taken_up() -> Iterator[Waits]:
    """Each answer by which a unit takes a practice up, by practice."""
    rows = Adoption.objects.filter(state__in=TAKEN_UP).order_by()
    for practice, unit, state in rows.values_list("practice", "unit", "state").iterator():
        yield Waits(str(practice), unit, state)


def register_all() -> None:
    register(KIND, every_duty)
    register_waiting(REGISTERED, every_registered)
    register_waiting(RESULT, every_result)
    register_waiting(TAKEN, every_taken_up, anywhere_only=True)
