"""What the opening of a collection offers: sheets, owners, periods, units below."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.periods import Period, PeriodKind, period_on, span
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit
from lantoa.organisation.queries.choosing import below
from lantoa.organisation.queries.units import named_on, search_units
from lantoa.reporting.models import Collection, Publication, SheetVersion
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
NOT_LONG_AGO, MOST_PERIODS = timedelta(days=183), 3
LEAST_TIME = timedelta(days=7)  # that units get, however late one opens


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


def next_to_open(owner: Unit) -> list[tuple[SheetVersion, Period]]:
    """What a committee may ask next: the newest version of each sheet of its line with the periods that it has not asked and that
    end from half a year ago on, at most three of each, the nearest first. Two statements.
    """
    today = clock.today()
    above = Ancestry.objects.filter(descendant=owner, valid__contains=today).values("ancestor")
    rows = (
        SheetVersion.objects.filter(Q(sheet__owner=None) | Q(sheet__owner__in=above))
        .exclude(sheet__in=Publication.objects.values("collection__sheet_version__sheet"))
        .exclude(period_kind=PeriodKind.SPAN)
        .select_related("sheet")
        .order_by("sheet__code", "-number")
        .distinct("sheet__code")
    )
    versions = list(rows)
    asked = set(
        Collection.objects.filter(
            owner=owner, sheet_version__sheet__in=[one.sheet_id for one in versions]
        ).values_list("sheet_version__sheet", "period_code")
    )
    found = []
    for version in versions:
        periods = sorted(_around(PeriodKind(version.period_kind), today))
        free = [one for one in periods if (version.sheet_id, one.code) not in asked]
        found += [(version, one) for one in free if one.end > today - NOT_LONG_AGO][:MOST_PERIODS]
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
