"""Issuings: what may be issued, to whom it goes, how far it has come."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.directives.choices import IssuingState
from lantoa.directives.models import Directive, DirectivePart, DirectiveVersion, Duty, Issuing, Receipt
from lantoa.directives.queries.receipts import is_waiting
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.choosing import Chosen, Found, Scope, below, units_of
from lantoa.organisation.queries.units import short_name_on

BEFORE = "before"  # the choice of those who had an earlier version


def issuings_visible_to(user: User) -> QuerySet[Issuing]:
    """Of committees in one's sight; a draft only to who prepares or issues for the committee."""
    units = access.units_in_scope(user, "issuing.read")
    own = access.units_in_scope(user, "issuing.issue")
    return Issuing.objects.filter(Q(unit__in=own) | Q(unit__in=units) & ~Q(state=IssuingState.DRAFT))


def get_issuing(user: User, code: str) -> Any:
    """One issuing with its version, directive, unit and unit_name; NotFound outside one's sight."""
    found = (
        issuings_visible_to(user)
        .filter(code=code)
        .select_related("version__directive", "unit")
        .annotate(unit_name=Coalesce(short_name_on("unit"), F("unit__code")))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def issuing_by_id(identity: str) -> Issuing | None:
    """For the job; None where it is gone."""
    return Issuing.objects.filter(pk=identity).first()


def issuings_listed(user: User) -> QuerySet[Any]:
    """All that one may see, newest first, with unit_name, and how many were asked and have read."""
    receipts = Receipt.objects.filter(issuing=OuterRef("pk")).order_by().values("issuing")
    asked = receipts.annotate(n=Count("pk")).values("n")
    read = receipts.exclude(is_waiting()).annotate(n=Count("pk")).values("n")
    rows: QuerySet[Any] = (
        issuings_visible_to(user)
        .select_related("version__directive")
        .annotate(
            unit_name=Coalesce(short_name_on("unit"), F("unit__code")),
            # Subqueries are reckoned for the page that is shown alone.
            asked=Coalesce(Subquery(asked, output_field=IntegerField()), 0),
            read=Coalesce(Subquery(read, output_field=IntegerField()), 0),
        )
        .order_by("-made_at", "code")
    )
    return rows


def issuings_of(user: User, directive: Directive) -> QuerySet[Any]:
    """Those of one directive, as `issuings_listed`, for its page."""
    return issuings_listed(user).filter(version__directive=directive)


def get_directive_to_issue(user: User, code: str) -> Directive:
    """A directive that one may issue: of a committee for which one prepares issuings. NotFound otherwise."""
    mine = access.units_in_scope(user, "issuing.draft")
    found = Directive.objects.filter(code=code, unit__in=mine).select_related("unit").first()
    if found is None:
        raise NotFound()
    return found


def published_version(directive: Directive) -> DirectiveVersion | None:
    """The newest published version; None where none is."""
    rows = DirectiveVersion.objects.filter(directive=directive, published_at__isnull=False)
    return rows.order_by("-number").first()


def was_issued_before(version: DirectiveVersion) -> bool:
    """Whether some unit had an earlier version of the directive: then the issuer says what is to be read again."""
    return Receipt.objects.filter(
        version__directive=version.directive_id, version__number__lt=version.number
    ).exists()


def recipients(unit: Unit, version: DirectiveVersion, scope: Scope, day: date) -> Found:
    """Whom a choice names on a day, without those who were asked for this very version before."""
    found = units_of(unit, day, scope) if scope.kind != BEFORE else _before(unit, version, day)
    asked = Receipt.objects.filter(version=version)
    rows = found.units.without(asked.values("unit"))
    return Found(rows, found.unknown)


def _before(unit: Unit, version: DirectiveVersion, day: date) -> Found:
    earlier = Receipt.objects.filter(
        version__directive=version.directive_id, version__number__lt=version.number
    )
    return Found(Chosen(below(unit, day).filter(pk__in=earlier.values("unit"))))


def scope_of(issuing: Issuing) -> Scope:
    return Scope(issuing.scope, issuing.kinds, issuing.groups, issuing.codes)


def recipients_of(issuing: Issuing) -> Found:
    """Whom an issuing names: today while it is a draft, else as of the day it was issued."""
    day = issuing.chosen_on or clock.today()
    return recipients(issuing.unit, issuing.version, scope_of(issuing), day)


def duties_of(issuing: Issuing) -> QuerySet[Duty]:
    return Duty.objects.filter(issuing=issuing).select_related("part").order_by("position")


def get_duty(issuing: Issuing, position: int) -> Duty:
    found = duties_of(issuing).filter(position=position).first()
    if found is None:
        raise NotFound()
    return found


def parts_of(version: DirectiveVersion) -> list[DirectivePart]:
    return list(DirectivePart.objects.filter(version=version).order_by("position"))


def unfinished() -> Iterator[Issuing]:
    """Those that run, for whoever takes up what an interruption left."""
    yield from Issuing.objects.filter(state=IssuingState.RUNNING).order_by("issued_at")
