"""Which steps and units one follows under a directive, and in whose name one may remind."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.directives.following import Step, steps
from lantoa.directives.models import Directive, Issuing
from lantoa.directives.queries.directives import directives_visible_to
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit
from lantoa.organisation.queries.units import named_on


def steps_seen(user: User) -> list[Step]:
    """Those of which one may know how units stand."""
    return [one for one in steps() if access.holds_somewhere(user, one.act)]


def followed_units(user: User, directive: Directive) -> QuerySet[Unit]:
    """The units below the committee that keeps the directive that one may follow, today."""
    below = Ancestry.objects.filter(ancestor=directive.unit_id, depth__gt=0, valid__contains=clock.today())
    return access.units_in_scope(user, "directive.follow").filter(pk__in=below.values("descendant"))


def chased_units(asker: Unit, directive: Directive) -> QuerySet[Unit]:
    """The units below the asker, and below the committee that keeps the directive, today."""
    today = clock.today()
    of_asker = Ancestry.objects.filter(ancestor=asker, depth__gt=0, valid__contains=today)
    of_keeper = Ancestry.objects.filter(ancestor=directive.unit_id, depth__gt=0, valid__contains=today)
    return Unit.objects.filter(pk__in=of_asker.values("descendant")).filter(
        pk__in=of_keeper.values("descendant")
    )


def askers(user: User, directive: Directive) -> QuerySet[Any]:
    """The units in whose name one may remind, named, with `has_below`: whether a unit below it carries the directive out."""
    today = clock.today()
    of_keeper = Ancestry.objects.filter(ancestor=directive.unit_id, depth__gt=0, valid__contains=today)
    below = Ancestry.objects.filter(
        ancestor=OuterRef("pk"),
        depth__gt=0,
        valid__contains=today,
        descendant__in=of_keeper.values("descendant"),
    )
    units: QuerySet[Any] = named_on(access.units_in_scope(user, "directive.chase"))
    found: QuerySet[Any] = units.annotate(has_below=Exists(below)).order_by("-has_below", "position", "code")
    return found


def issued_in_force(user: User) -> QuerySet[Directive]:
    """Directives that were issued down and are in force today, the newest first, for who follows units. One statement."""
    if not access.holds_somewhere(user, "directive.follow"):
        return Directive.objects.none()
    issued = Issuing.objects.filter(version__directive=OuterRef("pk"), issued_at__isnull=False)
    rows = directives_visible_to(user).filter(Exists(issued), in_force__contains=clock.today())
    return rows.order_by("-issued_on", "code")
