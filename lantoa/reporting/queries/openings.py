"""What the opening of a collection offers: sheets, owners, periods, units below; and whom a choice of units names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Upper

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.periods import Period, PeriodKind, period_on, span
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit, UnitGroupMembership, UnitVersion
from lantoa.organisation.queries.units import NamedUnit, named_on, search_units
from lantoa.reporting.models import Collection, SheetVersion
from lantoa.reporting.queries.designs.registry import sheets_visible_to

ACT = "collection.open"
MOST_OWNERS = 100  # that a field offers; others are named in the address
BACK = {
    PeriodKind.MONTH: 12,
    PeriodKind.QUARTER: 8,
    PeriodKind.HALF_YEAR: 4,
    PeriodKind.NINE_MONTHS: 3,
    PeriodKind.YEAR: 5,
}
SPANS = (2, 3, 4, 5)  # years that a span offered here holds
SOON = timedelta(days=45)  # a period is proposed when it ends within this time
USUAL_DUE, USUAL_OPEN_AFTER = 9, 10  # days after the period's end: due on the 10th; open that much longer
LEAST_TIME = timedelta(days=7)  # that units get, however late one opens


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

    def plain(self) -> list[Unit]:
        """All of them, without what they are called."""
        return list(
            Unit.objects.filter(pk__in=self._rows.order_by().values("pk")).order_by("position", "code")
        )


@dataclass(frozen=True)
class Found:
    """The units that a scope names, as of the period's last day; and codes that name none."""

    units: Chosen
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PeriodOffer:
    period: Period
    opened: Collection | None  # by this owner, of any version of the sheet
    proposed: bool = False


def versions_to_open(user: User) -> list[SheetVersion]:
    """The newest version of each sheet in sight, by code, with how many lines it has (`width`). One statement."""
    newest = (
        SheetVersion.objects.filter(sheet__in=sheets_visible_to(user))
        .order_by("sheet__code", "-number")
        .distinct("sheet__code")
    )
    rows = SheetVersion.objects.filter(pk__in=newest.values("pk")).select_related("sheet")
    return list(rows.annotate(width=Count("lines")).order_by("sheet__code"))


def get_version_to_open(user: User, written: str) -> SheetVersion:
    """`BCQ/2`: a version of a sheet in sight, older ones too. NotFound for anything else."""
    code, _slash, number = written.partition("/")
    found = None
    if number.isascii() and number.isdigit() and len(number) < 5:
        found = (
            SheetVersion.objects.filter(
                sheet__in=sheets_visible_to(user), sheet__code=code, number=int(number)
            )
            .select_related("sheet")
            .first()
        )
    if found is None:
        raise NotFound()
    return found


def owners_to_choose(user: User) -> list[Unit]:
    """The units on which the person's role is held, then the units directly below them that have units below, named."""
    today = clock.today()
    scope = access.units_in_scope(user, ACT)
    held = [one.unit_id for one in access.roles_of(user) if one.role in access.GRANTS[ACT]]
    near = Ancestry.objects.filter(ancestor__in=held, depth__lte=1, valid__contains=today)
    with_units = Ancestry.objects.filter(depth=1, valid__contains=today)
    rows = named_on(
        scope.filter(pk__in=near.values("descendant")).filter(pk__in=with_units.values("ancestor")), today
    )
    found = list(rows[:MOST_OWNERS])
    return sorted(found, key=lambda unit: unit.pk not in held) or list(named_on(scope.filter(pk__in=held)))


def get_owner(user: User, code: str) -> Unit:
    """A unit for which the person may collect, named as of today; NotFound otherwise."""
    found = named_on(access.units_in_scope(user, ACT).filter(code=code)).first()
    if found is None:
        raise NotFound()
    return found


def periods_to_open(version: SheetVersion, owner: Unit) -> list[PeriodOffer]:
    """Periods of the sheet's kind around today, newest first, with what stands there already; one of them is proposed."""
    today = clock.today()
    kind = PeriodKind(version.period_kind)
    periods = _spans(today.year) if kind is PeriodKind.SPAN else _around(kind, today)
    standing = {
        one.period_code: one
        for one in Collection.objects.filter(
            owner=owner,
            sheet_version__sheet=version.sheet_id,
            period_code__in=[period.code for period in periods],
        )
    }
    free = [one for one in periods if one.code not in standing]
    # The latest that is over, or nearly; where all of those are opened, the next one to come.
    over = [one for one in free if one.end <= today + SOON]
    proposed = max(over) if over else min(free, default=None)
    return [
        PeriodOffer(one, standing.get(one.code), one == proposed) for one in sorted(periods, reverse=True)
    ]


def _around(kind: PeriodKind, today: date) -> list[Period]:
    day = date(today.year, 9, 30) if kind is PeriodKind.NINE_MONTHS else today
    last = period_on(kind, day).next
    found = [last]
    while len(found) < BACK[kind] + 2:
        found.append(found[-1].previous)
    return found


def _spans(year: int) -> list[Period]:
    return [span(last - length + 1, last) for last in range(year - 1, year + 2) for length in SPANS]


def get_period(version: SheetVersion, owner: Unit, code: str) -> PeriodOffer:
    """One of the periods offered; NotFound otherwise."""
    for one in periods_to_open(version, owner):
        if one.period.code == code:
            return one
    raise NotFound()


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
    """Whom a scope names on the period's last day. At most one statement, before anything of them is looked at."""
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
    """Also the owner itself: a collecting unit may answer for its own figures."""
    wanted = list(dict.fromkeys(code.upper() for code in codes))
    links = Ancestry.objects.filter(ancestor=owner, valid__contains=day)
    units = named_on(Unit.objects.filter(pk__in=links.values("descendant"), code__in=_spelled(codes)), day)
    known = {code.upper() for code in units.order_by().values_list("code", flat=True)}
    return Found(Chosen(units), [code for code in wanted if code not in known])


def _spelled(codes: Iterable[str]) -> list[str]:
    return sorted({written for code in codes for written in (code, code.upper())})


def search_below(
    owner: Unit, day: date, text: str, most: int, *, not_in: Collection | None = None
) -> list[Unit]:
    """Units below whose name or code, of any time, holds the words; at most `most`. `not_in`: leave out who is asked there."""
    units = search_units(below(owner, day), text)
    if not_in is not None:
        units = units.exclude(pk__in=not_in.obligations.values("unit"))
    return list(units[:most])


@dataclass(frozen=True)
class Times:
    """Late from `due_at`, closed from `closes_at`; `like` is the collection whose pace was taken."""

    due_at: datetime
    closes_at: datetime
    like: Collection | None


def proposed_times(version: SheetVersion, owner: Unit, period: Period) -> Times:
    """The pace of the last collection of the same sheet by the same owner, else the 10th after the period and ten days more.

    Never less than seven days from today. One statement.
    """
    like = (
        Collection.objects.filter(owner=owner, sheet_version__sheet=version.sheet_id)
        .exclude(period_code=period.code)
        .order_by("-period_end")
        .first()
    )
    due_on, closes_on = (
        period.end + timedelta(USUAL_DUE),
        period.end + timedelta(USUAL_DUE + USUAL_OPEN_AFTER),
    )
    hour = 17
    if like is not None:
        due = like.due_at.astimezone(clock.VIETNAM)
        due_on = period.end + (due.date() - like.period_end)
        closes_on = period.end + (like.closes_at.astimezone(clock.VIETNAM).date() - like.period_end)
    lacking = clock.today() + LEAST_TIME - due_on
    if lacking > timedelta(0):
        due_on, closes_on = due_on + lacking, closes_on + lacking
    closes_on = max(closes_on, due_on + timedelta(1))
    return Times(clock.instant(due_on, hour), clock.instant(closes_on, 0), like)
