"""The tree on any day."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.models import (
    SECTOR,
    Ancestry,
    Unit,
    UnitEvent,
    UnitGroup,
    UnitGroupMembership,
    UnitVersion,
)
from lantoa.organisation.queries.lineage import past_units_in_scope

NOBODYS = uuid.UUID(int=0)  # the identity of no unit


class NamedUnit(Protocol):
    """A unit as it was on a day (`named_on`)."""

    id: uuid.UUID
    code: str
    position: int
    name: str
    short_name: str
    kind_name: str
    kind_code: str
    parent_id: uuid.UUID | None
    sector: str | None
    sector_code: str | None


def named_on(units: QuerySet[Unit], day: date | None = None) -> QuerySet[Unit]:
    """Annotate units with what was true on a day: name, short_name, kind_name, kind_code, parent_id, sector, sector_code.

    Units that did not exist on that day drop out. Ordered by the official list (position, code).
    """
    day = day or clock.today()
    sectors = UnitGroupMembership.objects.filter(
        unit=OuterRef("pk"), group__scheme__code=SECTOR, valid__contains=day
    ).order_by("group__position")
    return (
        units.filter(versions__valid__contains=day)
        .annotate(
            name=F("versions__name"),
            short_name=F("versions__short_name"),
            kind_name=F("versions__kind__name"),
            kind_code=F("versions__kind__code"),
            parent_id=F("versions__parent"),
            sector=Subquery(sectors.values("group__name")[:1]),
            sector_code=Subquery(sectors.values("group__code")[:1]),
        )
        .order_by("position", "code")
    )


def short_name_on(outer: str, day: date | None = None) -> Subquery:
    """The short name on a day of the unit that the outer row points to by `outer`, for annotations of other apps; the last one
    that it bore where it had ended by then.
    """
    return _last_on(outer, "short_name", day)


def last_name_on(outer: str, day: date | None = None) -> Subquery:
    """The full name, as `short_name_on` gives the short one."""
    return _last_on(outer, "name", day)


def _last_on(outer: str, what: str, day: date | None) -> Subquery:
    begun = Q(valid__startswith__lte=day or clock.today()) | Q(valid__lower_inf=True)
    versions = UnitVersion.objects.filter(begun, unit=OuterRef(outer)).order_by("-valid")
    return Subquery(versions.values(what)[:1])


def get_unit(user: User, code: str, act: str = "unit.read_name_code", on: date | None = None) -> Unit:
    """The unit with that code, named as of the day, if the person may do `act` on it; NotFound otherwise.

    A unit that has ended, or that is yet to come, is named as of the day nearest: who stood above it then finds it still, and
    so does who has received it since.
    """
    day = on or clock.today()
    version = _nearest(list(UnitVersion.objects.filter(unit__code=code).order_by("valid")), day)
    if version is not None and day not in version.valid:
        day = version.valid.upper - timedelta(days=1) if version.valid.upper else version.valid.lower
    # Asked also where there is no such unit: absent and out of sight take the same work.
    unit_id = version.unit_id if version is not None else NOBODYS
    scope = access.units_in_scope(user, act, tree_day=day)
    unit = named_on(scope.filter(pk=unit_id), day).first()
    if unit is None:
        unit = named_on(past_units_in_scope(user, act).filter(pk=unit_id), day).first()
    if unit is None:
        raise NotFound()
    return unit


def _nearest(versions: Sequence[UnitVersion], day: date) -> UnitVersion | None:
    """Of versions in the order of their days: that of the day, else the last one before it, else the first one after."""
    within = [one for one in versions if day in one.valid]
    before = [one for one in versions if one.valid.upper and one.valid.upper <= day]
    return next(iter([*within, *reversed(before), *versions]), None)


def unit_by_code(code: str) -> Unit:
    """For jobs and the command line, which act as the system; NotFound if there is none."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise NotFound()
    return unit


def version_on(unit_id: uuid.UUID, day: date) -> UnitVersion:
    """What was true of a unit on a day; NotFound if it did not exist then."""
    version = (
        UnitVersion.objects.select_related("unit", "kind", "parent")
        .filter(unit_id=unit_id, valid__contains=day)
        .first()
    )
    if version is None:
        raise NotFound()
    return version


def children_of(unit_id: uuid.UUID, day: date | None = None) -> QuerySet[Unit]:
    """The direct units of a unit on a day, named, in official order."""
    day = day or clock.today()
    return named_on(Unit.objects.filter(versions__parent=unit_id, versions__valid__contains=day), day)


def subtree_of(unit_id: uuid.UUID, day: date | None = None) -> QuerySet[Unit]:
    """A unit and everything below it on a day (not named)."""
    below = Ancestry.objects.filter(ancestor=unit_id, valid__contains=day or clock.today())
    return Unit.objects.filter(pk__in=below.values("descendant"))


def path_of(unit_id: uuid.UUID, day: date | None = None) -> list[Unit]:
    """From the root down to the unit itself, named as of the day."""
    day = day or clock.today()
    units = Unit.objects.filter(below__descendant=unit_id, below__valid__contains=day).annotate(
        depth=F("below__depth")
    )
    return sorted(named_on(units, day), key=lambda unit: -unit.depth)  # type: ignore[attr-defined]


def search_units(units: QuerySet[Unit], text: str) -> QuerySet[Unit]:
    """Narrow named units to those that bear, or once bore, a name or code with every word of `text`; accents do not matter."""
    words = folding_key(text).split()
    matching = Q()
    for word in words:
        matching &= Q(search_key__contains=word)
    if not words:
        return units
    return units.filter(pk__in=UnitVersion.objects.filter(matching).values("unit"))


def sectors() -> QuerySet[UnitGroup]:
    return UnitGroup.objects.filter(scheme__code=SECTOR).order_by("position")


def sector_names() -> dict[str, str]:
    """Code → name of the sectors, in order."""
    return dict(sectors().values_list("code", "name"))


def life_line(unit_id: uuid.UUID) -> QuerySet[UnitVersion]:
    """All that a unit has been, oldest first."""
    return UnitVersion.objects.filter(unit_id=unit_id).select_related("kind", "parent").order_by("valid")


def events_of(unit_id: uuid.UUID) -> QuerySet[UnitEvent]:
    """The standing decisions that name a unit, in order of effect."""
    found = UnitEvent.objects.filter(parts__unit_id=unit_id, undone_at=None).distinct()
    return found.order_by("effective_on", "sequence")


def life_lines(unit_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[UnitVersion]]:
    """Unit → all that it has been, oldest first. One statement."""
    found: dict[uuid.UUID, list[UnitVersion]] = defaultdict(list)
    for version in UnitVersion.objects.filter(unit__in=list(unit_ids)).order_by("valid"):
        found[version.unit_id].append(version)
    return found
