"""How this room's duties are found when they are counted anew (`duties`)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lantoa.duties.choices import Standing
from lantoa.duties.queries import Owed, register
from lantoa.practices.models import Adoption, BookletEntry, ReplicationOrderUnit

KIND = "answer"


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


def register_all() -> None:
    register(KIND, every_duty)
