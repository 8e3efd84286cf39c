"""What is told by theme, for who stands above: how many units, and their lines.

Whoever reads sees whole rows of units, each of which stands for the rule's least people or more, and nobody stands behind two
rows of a quarter (`people.people_of`). So no cell is of few, and whatever two choices of filters are subtracted, what remains are
again whole rows. A row that has come to stand for fewer enters no cell, no sum and no list; that there are such rows is not told.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.periods import Period
from lantoa.organisation.access import units_in_scope
from lantoa.organisation.models import SECTOR, Ancestry, Unit, UnitGroupMembership
from lantoa.organisation.queries.units import named_on, short_name_on
from lantoa.reporting.models import Situation, SituationLine, SituationRule, SituationTheme
from lantoa.reporting.queries.situations.own import READ, STRIKE
from lantoa.reporting.queries.situations.rules import kept_quarters, rule_on, themes_between


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; empty values narrow nothing. `node`: the code of a unit with all below it."""

    node: str = ""
    sector: str = ""
    quarter: str = ""
    theme: str = ""


@dataclass(frozen=True)
class ThemeRow:
    """A theme with the number of units that told of it, quarter by quarter as in the board."""

    theme: SituationTheme
    units: tuple[int, ...]


@dataclass(frozen=True)
class Board:
    """`quarters`: oldest first; `told`: units that sent anything; `separately`: of them those that ticked that more was told on
    the way of secret papers."""

    quarters: Sequence[Period]
    rows: Sequence[ThemeRow]
    told: Sequence[int]
    separately: Sequence[int]

    @property
    def is_empty(self) -> bool:
        return not any(self.told)


def rows_seen(user: User, rule: SituationRule, wanted: Wanted, act: str = READ) -> QuerySet[Situation]:
    """The rows that enter whatever this person is shown, where they may do `act`. Everything that is read of others goes through
    here."""
    scope = units_in_scope(user, act)
    today = clock.today()
    rows = Situation.objects.filter(
        is_sent=True,
        people__gte=rule.least_people,
        unit__in=scope.values("pk"),
        period_code__in=[one.code for one in kept_quarters(rule)],
    )
    if wanted.node:
        below = Ancestry.objects.filter(ancestor__code=wanted.node, valid__contains=today)
        rows = rows.filter(unit__in=below.values("descendant"))
    if wanted.sector:
        members = UnitGroupMembership.objects.filter(
            group__scheme__code=SECTOR, group__code=wanted.sector, valid__contains=today
        )
        rows = rows.filter(unit__in=members.values("unit"))
    return rows


def lines_seen(user: User, rule: SituationRule, wanted: Wanted) -> QuerySet[SituationLine]:
    """The lines of those rows, by quarter (latest first), theme and unit; `unit_name` and `unit_code` beside each."""
    lines = SituationLine.objects.filter(situation__in=rows_seen(user, rule, wanted).values("pk"))
    if wanted.quarter:
        lines = lines.filter(situation__period_code=wanted.quarter)
    if wanted.theme:
        lines = lines.filter(theme__code=wanted.theme)
    named: QuerySet[SituationLine] = (
        lines.select_related("theme", "situation__unit")
        .annotate(unit_name=short_name_on("situation__unit"))
        .order_by(
            "-situation__period_code", "theme__position", "situation__unit__position", "situation__unit__code"
        )
    )
    return named


def board(user: User, rule: SituationRule, wanted: Wanted) -> Board:
    """Theme by quarter, how many units told. Three statements. Quarter and theme narrow the lines alone, not the board."""
    quarters = list(reversed(kept_quarters(rule)))
    rows = rows_seen(user, rule, wanted)
    counted: Mapping[tuple[str, uuid.UUID], int] = {
        (period, theme): count
        for period, theme, count in SituationLine.objects.filter(situation__in=rows.values("pk"))
        .order_by()
        .values_list("situation__period_code", "theme")
        .annotate(n=Count("situation", distinct=True))
    }
    sent = {
        period: (told, separately)
        for period, told, separately in rows.order_by()
        .values_list("period_code")
        .annotate(told=Count("pk"), separately=Count("pk", filter=Q(told_separately=True)))
    }
    themes = themes_between(quarters[0].start, quarters[-1].last_day)
    return Board(
        quarters,
        [
            ThemeRow(theme, tuple(counted.get((one.code, theme.pk), 0) for one in quarters))
            for theme in themes
        ],
        [sent.get(one.code, (0, 0))[0] for one in quarters],
        [sent.get(one.code, (0, 0))[1] for one in quarters],
    )


def nodes_of(user: User) -> list[Unit]:
    """The units in scope that have units below them: by which a board may be narrowed. One statement."""
    today = clock.today()
    above = Ancestry.objects.filter(depth=1, valid__contains=today).values("ancestor")
    return list(named_on(units_in_scope(user, READ).filter(pk__in=above)))


def get_line(user: User, line: uuid.UUID) -> SituationLine:
    """A sent line for who may take it out; NotFound for others and for what is erased or too few stand behind."""
    rows = rows_seen(user, rule_on(), Wanted(), STRIKE)
    found: SituationLine | None = (
        SituationLine.objects.select_related("theme", "situation__unit")
        .annotate(unit_name=short_name_on("situation__unit"))
        .filter(pk=line, situation__in=rows.values("pk"))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def strikable(user: User, lines: Sequence[SituationLine]) -> set[uuid.UUID]:
    """Which of the lines shown this person may take out. One statement."""
    units = {line.situation.unit_id for line in lines}
    allowed = set(units_in_scope(user, STRIKE).filter(pk__in=units).values_list("pk", flat=True))
    return {line.pk for line in lines if line.situation.unit_id in allowed}
