"""Which directives a unit may say it carries out, and what carries out a directive."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet

from lantoa.core import clock
from lantoa.directives.models import Directive, Receipt
from lantoa.organisation.models import Ancestry, Unit

Serving = TypeVar("Serving", bound=Model)  # has a leading `directive` and `other_directives` beside it


def directives_concerning(unit: Unit | uuid.UUID, *, on: date | None = None) -> QuerySet[Directive]:
    """Published directives that concern a unit and are in force on a day (today), the newest first: those that the unit itself or
    a unit above it keeps today, and those that were issued down to it."""
    return concerning(unit).filter(in_force__contains=on or clock.today())


def concerning(unit: Unit | uuid.UUID) -> QuerySet[Directive]:
    """The same, whenever they were in force: for lists that tell of earlier years."""
    identity = unit.pk if isinstance(unit, Unit) else unit
    above = Ancestry.objects.filter(descendant=identity, valid__contains=clock.today()).values("ancestor")
    came_down = Exists(Receipt.objects.filter(version__directive=OuterRef("pk"), unit=identity))
    return Directive.objects.filter(Q(unit__in=above) | came_down, is_draft=False).order_by(
        "-issued_on", "code"
    )


def besides(leading: Directive, others: Sequence[Directive]) -> list[Directive]:
    """The others, each once, without the leading one."""
    return list(dict.fromkeys(one for one in others if one.pk != leading.pk))


def serving(rows: QuerySet[Serving], code: str) -> QuerySet[Serving]:
    """Those of the rows that carry out a directive, whether it leads them or stands beside another."""
    through, own = _beside(rows)
    beside = through.objects.filter(directive__code=code).values(own)
    found: QuerySet[Serving] = rows.filter(Q(directive__code=code) | Q(pk__in=beside))
    return found


def served_by(rows: QuerySet[Any]) -> QuerySet[Directive]:
    """What any of the rows carries out, the newest first."""
    through, own = _beside(rows)
    seen = rows.order_by()
    beside = through.objects.filter(**{f"{own}__in": seen.values("pk")})
    served = Q(pk__in=seen.values("directive")) | Q(pk__in=beside.values("directive"))
    return Directive.objects.filter(served).order_by("-issued_on", "code")


def _beside(rows: QuerySet[Any]) -> tuple[Any, str]:
    """The table that says which stand beside the leading one, and its name for the thing itself."""
    field: Any = rows.model._meta.get_field("other_directives")
    return field.remote_field.through, str(rows.model._meta.model_name)


def counted_by_directive(
    rows: QuerySet[Any], directives: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, tuple[str, int]]:
    """Directive → its code and how many of the rows carry it out; one that carries out two counts under each. One statement."""
    found: dict[uuid.UUID, tuple[str, int]] = {}
    leading = _counted(rows, "directive", directives)
    for pk, code, count in leading.union(_counted(rows, "other_directives", directives), all=True):
        found[pk] = (code, count + found.get(pk, (code, 0))[1])
    return found


def _counted(rows: QuerySet[Any], by: str, directives: Sequence[uuid.UUID]) -> QuerySet[Any]:
    named = rows.filter(**{f"{by}__in": directives}).order_by().values_list(by, f"{by}__code")
    counted: QuerySet[Any] = named.annotate(n=Count("pk", distinct=True))
    return counted
