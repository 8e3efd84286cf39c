"""Numbers of matters: how old they are, by level and theme, and themes over time. Only voices of enough people are counted.

Nothing finer than a voice ever narrows a number (`voices.py`), and a voice counts for a reader only where the reader's sight
holds all of it: so what any two answers differ by stands for enough people, or for nobody. One's own unit is known to
oneself in any case.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncQuarter

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.periods import Period, PeriodKind, period_on
from lantoa.issues.choices import OPEN, WITH_OWNER, IssueState, Level
from lantoa.issues.models import IssueRule, PressingIssue
from lantoa.issues.queries.issues import is_overdue
from lantoa.organisation import access
from lantoa.organisation.queries.units import short_name_on

QUARTERS = 8
LONG_LATE = timedelta(days=30)
MOST_EARLY = 5
AGES = ("waiting", "running", "near", "late", "very_late", "proposed")


@dataclass(frozen=True)
class BoardFilter:
    """Empty values narrow nothing. `unit`: as in a list of matters."""

    level: str = ""
    unit: str = ""


@dataclass(frozen=True)
class ThemeRow:
    """`quarters`: raised in each of the quarters of the board, oldest first. `recent_units`: voices that raised it within the
    rule's days."""

    code: str
    name: str
    open: int
    overdue: int
    closed: int
    quarters: tuple[int, ...]
    recent_units: int
    is_early: bool

    @property
    def total(self) -> int:
        return sum(self.quarters)


@dataclass(frozen=True)
class LevelRow:
    """Open matters of a level, each in one of AGES."""

    level: Level
    ages: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.ages)


@dataclass(frozen=True)
class Board:
    """`leaves_out`: there are matters in one's sight that no number counts."""

    quarters: tuple[Period, ...]
    levels: tuple[LevelRow, ...]
    themes: tuple[ThemeRow, ...]
    leaves_out: bool
    rule: IssueRule

    @property
    def early(self) -> list[ThemeRow]:
        """The themes that most units raised of late, at most MOST_EARLY."""
        found = sorted((one for one in self.themes if one.is_early), key=lambda one: -one.recent_units)
        return found[:MOST_EARLY]

    @property
    def open(self) -> int:
        return sum(one.total for one in self.levels)

    def of_age(self, age: str) -> int:
        return sum(one.ages[AGES.index(age)] for one in self.levels)


def counted(user: User) -> QuerySet[PressingIssue]:
    """The matters that numbers count for this person."""
    read = access.units_in_scope(user, "issue.read")
    own = access.units_in_scope(user, "issue.raise")
    mine = Q(holder=None, unit__in=own) | Q(holder__in=own)
    return PressingIssue.objects.filter(Q(voice__in=read) | mine).exclude(state=IssueState.WITHDRAWN)


def left_out(user: User) -> QuerySet[PressingIssue]:
    """Those in one's sight that no number counts."""
    read = access.units_in_scope(user, "issue.read")
    rows = PressingIssue.objects.filter(unit__in=read).exclude(state=IssueState.WITHDRAWN)
    return rows.exclude(pk__in=counted(user).values("pk"))


def narrowed(rows: QuerySet[PressingIssue], wanted: BoardFilter) -> QuerySet[PressingIssue]:
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    if wanted.unit.endswith("+"):
        rows = rows.filter(voice__code=wanted.unit[:-1], is_pooled=True)
    elif wanted.unit:
        rows = rows.filter(voice__code=wanted.unit, is_pooled=False)
    return rows.order_by()


def board_of(user: User, wanted: BoardFilter, rule: IssueRule) -> Board:
    """Four statements, whatever there is to count."""
    rows, quarters = narrowed(counted(user), wanted), _quarters()
    return Board(quarters, _levels(rows, rule), _themes(rows, rule, quarters), left_out(user).exists(), rule)


def _quarters() -> tuple[Period, ...]:
    found = [period_on(PeriodKind.QUARTER, clock.today())]
    while len(found) < QUARTERS:
        found.append(found[-1].previous)
    return tuple(reversed(found))


def _levels(rows: QuerySet[PressingIssue], rule: IssueRule) -> tuple[LevelRow, ...]:
    today = clock.today()
    near, old = today + timedelta(days=rule.near_days), today - LONG_LATE
    runs = Q(state__in=WITH_OWNER, due_on__gte=today)
    ages = {
        "waiting": Q(runs, state=IssueState.RAISED, due_on__gt=near),
        "running": Q(runs, state=IssueState.TAKEN_UP, due_on__gt=near),
        "near": Q(runs, due_on__lte=near),
        "late": Q(is_overdue(today), due_on__gte=old),
        "very_late": Q(is_overdue(today), due_on__lt=old),
        "proposed": Q(state=IssueState.PROPOSED),
    }
    counts = {f"n_{age}": Count("pk", filter=which) for age, which in ages.items()}
    table = rows.filter(state__in=OPEN).values("level").annotate(**counts)
    found = {row[0]: tuple(row[1:]) for row in table.values_list("level", *counts)}
    return tuple(LevelRow(one, found.get(one.value, (0,) * len(AGES))) for one in Level)


def _themes(
    rows: QuerySet[PressingIssue], rule: IssueRule, quarters: tuple[Period, ...]
) -> tuple[ThemeRow, ...]:
    today = clock.today()
    since = clock.instant(today - timedelta(days=rule.early_days), 0)
    whole = rows.values("theme__code", "theme__name", "theme__position").annotate(
        n_open=Count("pk", filter=Q(state__in=OPEN)),
        n_overdue=Count("pk", filter=is_overdue(today)),
        n_closed=Count("pk", filter=Q(state=IssueState.CLOSED)),
        n_recent=Count("voice", filter=Q(raised_at__gte=since, is_pooled=False), distinct=True),
        n_pooled=Count("voice", filter=Q(raised_at__gte=since, is_pooled=True), distinct=True),
    )
    first = clock.instant(quarters[0].start, 0)
    by_quarter: dict[tuple[str, Any], int] = {
        (row["theme__code"], row["quarter"].date()): row["n"]
        for row in rows.filter(raised_at__gte=first)
        .annotate(quarter=TruncQuarter("raised_at", tzinfo=clock.VIETNAM))
        .values("theme__code", "quarter")
        .annotate(n=Count("pk"))
    }
    return tuple(
        ThemeRow(
            row["theme__code"],
            row["theme__name"],
            row["n_open"],
            row["n_overdue"],
            row["n_closed"],
            tuple(by_quarter.get((row["theme__code"], one.start), 0) for one in quarters),
            row["n_recent"] + row["n_pooled"],
            row["n_recent"] + row["n_pooled"] >= rule.early_units,
        )
        for row in whole.order_by("theme__position")
    )


def voices_counted(user: User) -> list[tuple[str, str, bool]]:
    """(code, short name, is pooled) of the voices that numbers count for this person."""
    rows = counted(user).exclude(voice=None).order_by()
    named = rows.annotate(name=Coalesce(short_name_on("voice"), F("voice__code")))
    return sorted(
        named.values_list("voice__code", "name", "is_pooled").distinct(), key=lambda one: (one[1], one[2])
    )
