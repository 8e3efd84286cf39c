"""Whom a choice of units below a committee names: all, direct, by kind, by group, one by one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Upper

from lantoa.organisation.models import Ancestry, Unit, UnitGroupMembership, UnitVersion
from lantoa.organisation.queries.units import NamedUnit, named_on


@dataclass(frozen=True)
class Scope:
    """Who is asked: `kind` all, direct, kinds, groups or hand; with codes of kinds, `scheme/group`, or codes of units."""

    kind: str
    kinds: Sequence[str] = ()
    groups: Sequence[str] = ()
    codes: Sequence[str] = ()


class Chosen:
    """Units in official order, counted and read in parts: they may be a whole country."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self._rows = rows

    @cached_property
    def _count(self) -> int:
        return self._rows.order_by().count()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[NamedUnit]:
        return iter(self._rows.all())

    def first(self, most: int) -> list[NamedUnit]:
        return list(self._rows[:most])

    def with_codes(self, codes: Iterable[str]) -> list[NamedUnit]:
        """Those of them that bear one of these codes, however their letters are written."""
        wanted = list({code.upper() for code in codes})
        if not wanted:
            return []
        return list(self._rows.annotate(code_upper=Upper("code")).filter(code_upper__in=wanted))

    def identities(self) -> QuerySet[Any]:
        """Their primary keys, unordered, for a statement that works on all of them at once."""
        return self._rows.order_by().values("pk")

    def without(self, units: QuerySet[Any]) -> "Chosen":
        """Those of them that a query of units' identities does not name."""
        return Chosen(self._rows.exclude(pk__in=units))

    def plain(self) -> list[Unit]:
        """All of them, without what they are called."""
        return list(
            Unit.objects.filter(pk__in=self._rows.order_by().values("pk")).order_by("position", "code")
        )


@dataclass(frozen=True)
class Found:
    """The units that a scope names, as of a day; and codes that name none."""

    units: Chosen
    unknown: list[str] = field(default_factory=list)


def below(owner: Unit, day: date) -> QuerySet[Any]:
    """Everything strictly below the owner on a day, named, in official order."""
    links = Ancestry.objects.filter(ancestor=owner, depth__gt=0, valid__contains=day)
    return named_on(Unit.objects.filter(pk__in=links.values("descendant")), day)


def kinds_below(owner: Unit, day: date) -> list[tuple[str, str, int]]:
    """(code, name, how many) of the kinds of units below, by level and name. One statement."""
    links = Ancestry.objects.filter(ancestor=owner, depth__gt=0, valid__contains=day)
    rows = (
        UnitVersion.objects.filter(unit__in=links.values("descendant"), valid__contains=day)
        .order_by("kind__level__rank", "kind__name")
        .values_list("kind__code", "kind__name")
        .annotate(n=Count("pk"))
    )
    return [(code, name, count) for code, name, count in rows]


def groups_below(owner: Unit, day: date) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Schemes with their groups that hold units below on the day: (`scheme/group`, name, how many). One statement."""
    links = Ancestry.objects.filter(ancestor=owner, depth__gt=0, valid__contains=day)
    rows = (
        UnitGroupMembership.objects.filter(unit__in=links.values("descendant"), valid__contains=day)
        .order_by("group__scheme__position", "group__scheme__code", "group__position", "group__code")
        .values_list("group__scheme__name", "group__scheme__code", "group__code", "group__name")
        .annotate(n=Count("unit", distinct=True))
    )
    found: dict[str, list[tuple[str, str, int]]] = {}
    for scheme_name, scheme, code, name, count in rows:
        found.setdefault(scheme_name, []).append((f"{scheme}/{code}", name, count))
    return list(found.items())


def units_of(owner: Unit, day: date, scope: Scope) -> Found:
    """Whom a scope names on a day. At most one statement, before anything of them is looked at."""
    units = below(owner, day)
    if scope.kind == "direct":
        units = units.filter(parent_id=owner.pk)
    elif scope.kind == "kinds":
        units = units.filter(kind_code__in=list(scope.kinds))
    elif scope.kind == "groups":
        held = UnitGroupMembership.objects.filter(_in_groups(scope.groups), valid__contains=day)
        units = units.filter(pk__in=held.values("unit"))
    elif scope.kind == "hand":
        return _by_hand(owner, day, scope.codes)
    return Found(Chosen(units))


def _in_groups(choices: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for choice in choices:
        scheme, _slash, code = choice.partition("/")
        found |= Q(group__scheme__code=scheme, group__code=code)
    return found


def _by_hand(owner: Unit, day: date, codes: Iterable[str]) -> Found:
    """Also the owner itself: it may answer for its own part."""
    wanted = list(dict.fromkeys(code.upper() for code in codes))
    links = Ancestry.objects.filter(ancestor=owner, valid__contains=day)
    units = named_on(Unit.objects.filter(pk__in=links.values("descendant"), code__in=_spelled(codes)), day)
    known = {code.upper() for code in units.order_by().values_list("code", flat=True)}
    return Found(Chosen(units), [code for code in wanted if code not in known])


def _spelled(codes: Iterable[str]) -> list[str]:
    return sorted({written for code in codes for written in (code, code.upper())})
