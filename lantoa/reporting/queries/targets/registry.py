"""Targets that one may see, at which unit one reads them, and what was ever decided on them."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Forbidden, NotFound
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.organisation.queries import lineage
from lantoa.organisation.queries.units import get_unit, named_on, short_name_on
from lantoa.reporting.models import Target, TargetDecision, TargetValue

READ, ISSUE, DIVIDE = "target.read", "target.issue", "target.divide"


def tree_day(year: int) -> date:
    """The day whose tree a year's target is divided in: its last one, today while it goes on or is still to come."""
    return min(clock.today(), date(year, 12, 31))


def targets_visible_to(user: User) -> QuerySet[Target]:
    """Those of units in one's scope, and those of which a unit in one's scope has, or once had, a part."""
    scope = lineage.past_units_in_scope(user, READ)
    given = TargetValue.objects.filter(target=OuterRef("pk"), unit__in=scope.values("pk"))
    return Target.objects.select_related("owner", "indicator").filter(
        Q(owner__in=scope.values("pk")) | Q(Exists(given))
    )


def get_target(user: User, code: str) -> Target:
    """NotFound for what is outside one's scope."""
    found = targets_visible_to(user).filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def get_place(user: User, target: Target, code: str, year: int) -> Unit:
    """The unit at which the target is read, named as of the year's day: the one asked for, else where this person meets it.

    NotFound outside one's scope, and for a unit that never had a part of it.
    """
    if code:
        unit = get_unit(user, code, READ, tree_day(year))
        if unit.pk != target.owner_id and not _was_given(target).filter(unit=unit.pk).exists():
            raise NotFound()
        return unit
    place = places_of(user, [target])[target.pk]
    return get_unit(user, Unit.objects.get(pk=place).code, READ, tree_day(year))


def _was_given(target: Target) -> QuerySet[TargetValue]:
    return TargetValue.objects.filter(target=target)


def places_of(user: User, targets: Sequence[Target]) -> dict[uuid.UUID, uuid.UUID]:
    """Target → the unit at which this person meets it: its owner, else the unit of one's own role, else the first one in scope.

    For targets that the person sees. Two statements, none of them for targets whose owners are in scope.
    """
    scope = lineage.past_units_in_scope(user, READ)
    owners = set(scope.filter(pk__in={one.owner_id for one in targets}).values_list("pk", flat=True))
    found = {one.pk: one.owner_id for one in targets if one.owner_id in owners}
    rest = [one.pk for one in targets if one.pk not in found]
    held = {one.unit_id for one in access.roles_of(user)}
    rows = (
        TargetValue.objects.filter(target__in=rest, unit__in=scope.values("pk"))
        .order_by("unit__position", "unit__code")
        .values_list("target", "unit")
        .distinct()
    )
    for target, unit in rows if rest else ():
        if target not in found or (unit in held and found[target] not in held):
            found[target] = unit
    return found


def get_target_to_change(user: User, code: str) -> Target:
    """NotFound outside one's sight, Forbidden where another decides on it."""
    target = get_target(user, code)
    if not access.holds(user, ISSUE, target.owner_id):
        raise Forbidden(_("Chỉ cấp ủy đã giao chỉ tiêu này được điều chỉnh hoặc thôi theo dõi."))
    return target


def get_place_to_divide(user: User, target: Target, code: str, year: int) -> Unit:
    """NotFound outside one's sight, Forbidden where another divides."""
    unit = get_place(user, target, code, year)
    if not access.holds(user, DIVIDE, unit):
        raise Forbidden(
            _("Chỉ người đứng đầu hoặc chuyên viên của đơn vị này được chia chỉ tiêu cho đơn vị trực thuộc.")
        )
    return unit


def values_of(
    targets: Iterable[uuid.UUID], units: Iterable[uuid.UUID] | None = None
) -> dict[uuid.UUID, dict[uuid.UUID, dict[int, TargetValue]]]:
    """Target → unit → year → the value that holds, with its decision. One statement."""
    rows = TargetValue.objects.filter(target__in=list(targets), replaced_by=None, value__isnull=False)
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    found: dict[uuid.UUID, dict[uuid.UUID, dict[int, TargetValue]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows.select_related("decision"):
        found[row.target_id][row.unit_id][row.year] = row
    return found


def decisions_on(target: Target, unit: Unit) -> list[Any]:
    """What was decided at a unit, newest first: by itself, or on it from above. Each with `unit_name`, `made` (its values with
    `unit_name`) and `was` (those that it replaced). Three statements.
    """
    own = Q(unit=unit)
    on_it = Q(pk__in=TargetValue.objects.filter(target=target, unit=unit).values("decision"))
    rows = list(
        TargetDecision.objects.filter(own | on_it | Q(act="ended"), target=target)
        .annotate(unit_name=short_name_on("unit"))
        .order_by("-number")
    )
    by_decision: dict[uuid.UUID, list[TargetValue]] = defaultdict(list)
    replaced: dict[tuple[uuid.UUID | None, uuid.UUID, int], TargetValue] = {}
    values = TargetValue.objects.filter(Q(decision__in=rows) | Q(replaced_by__in=rows), target=target)
    named = values.select_related("unit").annotate(unit_name=short_name_on("unit"))
    for value in named.order_by("year", "unit__position", "unit__code"):
        by_decision[value.decision_id].append(value)
        replaced[value.replaced_by_id, value.unit_id, value.year] = value
    for row in rows:
        whose = by_decision[row.pk]
        row.made = [  # type: ignore[attr-defined]
            (one, replaced.get((row.pk, one.unit_id, one.year)))
            for one in whose
            if row.unit_id == unit.pk or one.unit_id == unit.pk
        ]
    return rows


def year_targets(
    unit_id: uuid.UUID, year: int, indicators: Mapping[uuid.UUID, int]
) -> dict[int, list[TargetValue]]:
    """Position of a line → the unit's targets of the year (`indicators`: indicator → position). One statement."""
    found: dict[int, list[TargetValue]] = defaultdict(list)
    rows = (
        TargetValue.objects.filter(
            unit=unit_id,
            year=year,
            replaced_by=None,
            value__isnull=False,
            target__ended_at=None,
            target__indicator__in=list(indicators),
        )
        .select_related("target")
        .order_by("target__code")
    )
    for row in rows:
        found[indicators[row.target.indicator_id]].append(row)
    return dict(found)


def named_units(units: Iterable[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """Unit → itself with `name`: the short one of today, else the last one it bore. One statement."""
    rows = Unit.objects.filter(pk__in=set(units)).annotate(name=short_name_on("pk"))
    return {row.pk: row for row in rows}


def owners_to_choose(user: User) -> list[Unit]:
    """The units for which this person sets targets: those on which the role is held, named as of today, in official order."""
    scope = access.units_in_scope(user, ISSUE)
    held = [one.unit_id for one in access.roles_of(user) if one.role in access.GRANTS[ISSUE]]
    return list(named_on(scope.filter(pk__in=held)))


def get_owner(user: User, code: str) -> Unit:
    """A unit for which the person sets targets, named as of today; NotFound otherwise."""
    found = named_on(access.units_in_scope(user, ISSUE).filter(code=code)).first()
    if found is None:
        raise NotFound()
    return found
