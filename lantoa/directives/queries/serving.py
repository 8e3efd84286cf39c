"""Which directives a unit may say it carries out, and what carries out a directive."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery

from lantoa.core import clock
from lantoa.directives.choices import StatusKind
from lantoa.directives.models import Directive, DirectiveStatus, Receipt
from lantoa.organisation.models import Ancestry, Unit

ENDED = (StatusKind.WITHDRAWN, StatusKind.EXPIRED, StatusKind.SUSPENDED)
Serving = TypeVar("Serving", bound=Model)  # has a leading `directive` and `other_directives` beside it


def directives_concerning(unit: Unit | uuid.UUID, *, on: date | None = None) -> QuerySet[Directive]:
    """Published directives that concern a unit and are in force on a day (today), the newest first: those that the unit itself or
    a unit above it keeps today, and those that were issued down to it."""
    return concerning(unit).filter(in_force_on(on or clock.today()))


def latest_status(day: date) -> Subquery:
    """The kind of the status in which a directive stands on a day; NULL where none was entered."""
    entered = DirectiveStatus.objects.filter(directive=OuterRef("pk"), since__lte=day).order_by("-since")
    return Subquery(entered.values("kind")[:1])


def in_force_on(day: date) -> Q:
    """Of directives: in force on a day by their days and statuses. What was replaced meanwhile stays: work goes on under it."""
    return Q(Q(in_force__contains=day) | Q(_stands(day, (StatusKind.RESTORED,))), ~Q(_stands(day, ENDED)))


def in_force_within(first: date, end: date) -> Q:
    """Of directives: in force on some day from `first` to before `end`."""
    again = Q(
        Exists(
            DirectiveStatus.objects.filter(
                directive=OuterRef("pk"), since__gte=first, since__lt=end, kind=StatusKind.RESTORED
            )
        )
    )
    by_days = Q(in_force__overlap=(first, end)) | Q(_stands(first, (StatusKind.RESTORED,)))
    return Q(again | Q(by_days, ~Q(_stands(first, ENDED))))


def ended_today() -> QuerySet[Directive]:
    """Those that stand today as withdrawn, ended or resting."""
    return Directive.objects.filter(_stands(clock.today(), ENDED)).order_by()


def has_ended(directive: Directive) -> bool:
    return ended_today().filter(pk=directive.pk).exists()


def was_in_force(directive: Directive, day: date) -> bool:
    """The same as `in_force_on` of one whose statuses are at hand."""
    entered = [one for one in directive.statuses.all() if one.since <= day]
    if not entered:
        return day in directive.in_force
    last = max(entered, key=lambda one: one.since).kind
    return last == StatusKind.RESTORED or (last not in ENDED and day in directive.in_force)


def _stands(day: date, kinds: Sequence[str]) -> Exists:
    """Whether the last status up to a day is one of these kinds."""
    later = DirectiveStatus.objects.filter(
        directive=OuterRef("directive"), since__lte=day, since__gt=OuterRef("since")
    )
    entered = DirectiveStatus.objects.filter(directive=OuterRef("pk"), since__lte=day, kind__in=kinds)
    return Exists(entered.filter(~Exists(later)))


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
