"""Groups of units beside the tree, on any day, as far as the reader sees the tree."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db.models import Count, OuterRef, QuerySet, Subquery

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.models import (
    SECTOR,
    Ancestry,
    GroupScheme,
    Unit,
    UnitGroup,
    UnitGroupMembership,
    UnitVersion,
)
from lantoa.organisation.queries.units import NamedUnit, named_on, search_units

FOUND_AT_ONCE = 150  # units that a search offers to mark; more are put in by their codes


@dataclass(frozen=True)
class GroupCount:
    """A group with how many units stand in it on the day."""

    group: UnitGroup
    units: int
    is_retired: bool  # on that day


@dataclass(frozen=True)
class SchemeCount:
    """A scheme with its groups; `outside` units of the day stand in none of them."""

    scheme: GroupScheme
    groups: tuple[GroupCount, ...]
    inside: int
    outside: int


@dataclass(frozen=True)
class Schemes:
    day: date
    units: int  # that the reader sees on the day
    rows: tuple[SchemeCount, ...]


@dataclass(frozen=True)
class Member:
    """A unit in a group, named as on the day; `last_day` None while no end is known."""

    unit: Unit
    since: date
    last_day: date | None


@dataclass(frozen=True)
class Stay:
    """One stretch of a unit in a group, with a name that it bore then."""

    code: str
    name: str
    since: date
    last_day: date


@dataclass(frozen=True)
class UnitGroups:
    """The groups of one scheme in which a unit stands."""

    scheme: str
    groups: tuple[UnitGroup, ...]


def schemes_on(user: User, day: date) -> Schemes:
    """Every scheme with its groups, counted over the units of the day that the reader sees. Four statements."""
    seen = _seen(user, day)
    ids = seen.values("pk")
    on_day = UnitGroupMembership.objects.filter(unit__in=ids, valid__contains=day)
    units = seen.count()
    counts = dict(on_day.order_by().values_list("group").annotate(n=Count("unit", distinct=True)))
    inside = dict(on_day.order_by().values_list("group__scheme").annotate(n=Count("unit", distinct=True)))
    groups: dict[uuid.UUID, list[GroupCount]] = defaultdict(list)
    schemes: dict[uuid.UUID, GroupScheme] = {}
    for one in GroupScheme.objects.prefetch_related("groups"):
        schemes[one.pk] = one
        for group in sorted(one.groups.all(), key=lambda group: (group.position, group.code)):
            groups[one.pk].append(GroupCount(group, counts.get(group.pk, 0), is_retired(group, day)))
    return Schemes(
        day,
        units,
        tuple(
            SchemeCount(one, tuple(groups[pk]), inside.get(pk, 0), units - inside.get(pk, 0))
            for pk, one in schemes.items()
        ),
    )


def is_retired(group: UnitGroup, day: date) -> bool:
    return group.retired_on is not None and group.retired_on <= day


def get_scheme(code: str) -> GroupScheme:
    found = GroupScheme.objects.filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def get_group(scheme: str, code: str) -> UnitGroup:
    """Schemes and groups are everybody's who signs in; which units stand in them is asked for each reader."""
    found = UnitGroup.objects.select_related("scheme").filter(scheme__code=scheme, code=code).first()
    if found is None:
        raise NotFound()
    return found


def members_on(user: User, group: UnitGroup, day: date, text: str = "") -> list[Member]:
    """The units of a group on a day that the reader sees, in official order, narrowed by a name or code. One statement."""
    spans = UnitGroupMembership.objects.filter(unit=OuterRef("pk"), group=group, valid__contains=day)
    rows = search_units(named_on(_seen(user, day), day), text).filter(
        group_memberships__in=UnitGroupMembership.objects.filter(group=group, valid__contains=day).values(
            "pk"
        )
    )
    return [
        Member(unit, unit.span.lower, _last(unit.span.upper))
        for unit in rows.annotate(span=Subquery(spans.values("valid")[:1]))
    ]


def stays_before(user: User, group: UnitGroup, day: date) -> list[Stay]:
    """Who has left the group by a day, the latest first, of the units that the reader has ever seen under today's roles."""
    rows = (
        UnitGroupMembership.objects.filter(group=group, valid__endswith__lte=day)
        .filter(unit__in=_ever_seen(user))
        .select_related("unit")
        .annotate(
            name=Subquery(
                UnitVersion.objects.filter(unit=OuterRef("unit"), valid__overlap=OuterRef("valid"))
                .order_by("-valid")
                .values("short_name")[:1]
            )
        )
        .order_by("-valid__endswith", "unit__position", "unit__code")
    )
    return [
        Stay(one.unit.code, one.name or one.unit.code, one.valid.lower, one.valid.upper - timedelta(days=1))
        for one in rows
    ]


def units_to_put(user: User, group: UnitGroup, day: date, text: str) -> list[Unit]:
    """Units of a day that the person may group and that are not in the group, by search; in an exclusive scheme with the group in
    which they stand (`now_in`). At most `FOUND_AT_ONCE`, one more tells that there are others."""
    within = access.units_in_scope(user, "group.edit")
    inside = UnitGroupMembership.objects.filter(group=group, valid__contains=day).values("unit")
    others = UnitGroupMembership.objects.filter(
        unit=OuterRef("pk"), group__scheme=group.scheme_id, valid__contains=day
    ).order_by("group__position")
    found = search_units(named_on(within, day), text).exclude(pk__in=inside)
    return list(found.annotate(now_in=Subquery(others.values("group__name")[:1]))[: FOUND_AT_ONCE + 1])


def units_by_code(user: User, codes: Iterable[str]) -> tuple[list[Unit], list[str]]:
    """The units of the reader's tree that bear these codes of the house, in the order given; and the codes that none bears."""
    wanted = list(dict.fromkeys(codes))
    by_code = {unit.code.upper(): unit for unit in _ever_seen(user).filter(code__in=_spellings(wanted))}
    found = [by_code[code.upper()] for code in wanted if code.upper() in by_code]
    return list(dict.fromkeys(found)), [code for code in wanted if code.upper() not in by_code]


def groups_of(unit_id: uuid.UUID, day: date) -> tuple[UnitGroups, ...]:
    """In which groups a unit stands on a day, by scheme in order. One statement."""
    rows = (
        UnitGroup.objects.filter(memberships__unit=unit_id, memberships__valid__contains=day)
        .select_related("scheme")
        .order_by("scheme__position", "scheme__code", "position")
    )
    by_scheme: dict[str, list[UnitGroup]] = defaultdict(list)
    for one in rows:
        by_scheme[one.scheme.name].append(one)
    return tuple(UnitGroups(name, tuple(groups)) for name, groups in by_scheme.items())


def group_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Schemes beside the sectors with their groups, as a field of a form offers them: `scheme/group`. One statement."""
    offered: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = UnitGroup.objects.exclude(scheme__code=SECTOR).select_related("scheme")
    for one in rows.order_by("scheme__position", "scheme__code", "position"):
        offered[one.scheme.name].append((f"{one.scheme.code}/{one.code}", one.name))
    return list(offered.items())


def units_in_group(choice: str, day: date) -> set[uuid.UUID]:
    """Which units stand on a day in the group of a choice `scheme/group`."""
    scheme, _slash, code = choice.partition("/")
    rows = UnitGroupMembership.objects.filter(
        group__scheme__code=scheme, group__code=code, valid__contains=day
    )
    return set(rows.values_list("unit", flat=True))


def grouped_rows(user: User, day: date) -> tuple[list[GroupScheme], list[tuple[NamedUnit, Sequence[str]]]]:
    """For the workbook: every unit of the day that the reader sees, with the names of its groups, one cell for each scheme."""
    schemes = list(GroupScheme.objects.all())
    held: dict[tuple[uuid.UUID, uuid.UUID], list[str]] = defaultdict(list)
    rows = UnitGroupMembership.objects.filter(valid__contains=day).select_related("group")
    for one in rows.order_by("group__position"):
        held[one.unit_id, one.group.scheme_id].append(one.group.name)
    units = named_on(_seen(user, day), day)
    return schemes, [
        (cast(NamedUnit, unit), ["; ".join(held.get((unit.pk, one.pk), ())) for one in schemes])
        for unit in units
    ]


def _seen(user: User, day: date) -> QuerySet[Unit]:
    """The units that are active on a day within the reader's sight on the tree of that day."""
    scope = access.units_in_scope(user, "unit.read_name_code", tree_day=day)
    return scope.filter(versions__valid__contains=day)


def _ever_seen(user: User) -> QuerySet[Unit]:
    """The units that stood in the reader's tree on any day."""
    links = access.links_in_scope(user, "unit.read_name_code")
    if links is None:
        return Unit.objects.none()
    return Unit.objects.filter(pk__in=Ancestry.objects.filter(links).values("descendant"))


def _spellings(codes: Sequence[str]) -> list[str]:
    return sorted({spelled for code in codes for spelled in (code, code.upper())})


def _last(until: date | None) -> date | None:
    return until - timedelta(days=1) if until else None
