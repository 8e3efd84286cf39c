"""What a unit has written of a quarter, for the unit itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.periods import Period
from lantoa.organisation.access import holds, units_in_scope
from lantoa.organisation.models import Ancestry, Unit
from lantoa.organisation.queries.units import get_unit, named_on
from lantoa.reporting.choices import WITH_UNIT, ObligationState
from lantoa.reporting.models import Obligation, Situation, SituationLine, SituationSheet
from lantoa.reporting.queries.situations.rules import carries, carrying, open_quarters, quarter_of
from lantoa.reporting.queries.submissions import Report

WRITE, SEND, READ, STRIKE = "situation.write", "situation.send", "situation.read", "situation.strike"


@dataclass(frozen=True)
class Written:
    """A unit's own situation of a quarter: None while nobody has written anything. `report`: the code of the report that takes it
    along when it is sent; empty where the unit sends it by itself."""

    unit: Unit
    period: Period
    situation: Situation | None
    lines: Sequence[SituationLine]
    report: str

    @property
    def is_sent(self) -> bool:
        return self.situation is not None and self.situation.is_sent

    @property
    def row_version(self) -> int:
        return self.situation.row_version if self.situation else 0

    @property
    def is_open(self) -> bool:
        return self.period in open_quarters()


@dataclass(frozen=True)
class Carried:
    """`period_code`: of which quarter; `lines`: how many are written, None while nothing was saved."""

    period_code: str
    lines: int | None


def get_written(user: User, unit_code: str, period_code: str) -> Written:
    """For who writes for the unit; NotFound for others, and for a quarter that is neither open nor written of."""
    unit = get_unit(user, unit_code, WRITE)
    period = quarter_of(period_code)
    found = written(unit, period)
    if found.situation is None and not found.is_open:
        raise NotFound()
    return found


def written(unit: Unit, period: Period) -> Written:
    """Four statements."""
    situation = Situation.objects.filter(unit=unit, period_code=period.code).first()
    lines = list(
        SituationLine.objects.select_related("theme").filter(
            situation__unit=unit, situation__period_code=period.code
        )
    )
    return Written(unit, period, situation, lines, report_with(unit, period))


def report_with(unit: Unit, period: Period) -> str:
    """The code of a collection whose report is still with the unit and takes its situation along; empty where there is none."""
    now = clock.now()
    late = Q(state=ObligationState.LATE_AGREED, agreed_until__gt=now)
    rows = Obligation.objects.select_related("collection").filter(
        Q(collection__closed_at=None, collection__closes_at__gt=now) | late,
        unit=unit,
        report_state__in=[*WITH_UNIT],
        collection__period_code=period.code,
        collection__opens_at__lte=now,
    )
    waiting = carrying([row.collection for row in rows.exclude(state=ObligationState.EXEMPT)])
    return waiting[0].code if waiting else ""


def carried_with(report: Report) -> Carried | None:
    """What goes along with a unit's report, for the report's page; None where its sheet carries nothing. One statement where it
    carries nothing, one more where it does."""
    if not carries(report.collection):
        return None
    code = report.collection.period_code
    rows = Situation.objects.filter(unit=report.unit, period_code=code).annotate(count=Count("lines"))
    found = rows.values_list("count", flat=True).first()
    return Carried(code, found)


def is_told_in(unit: Unit) -> bool:
    """Whether a body above the unit, or the unit's own, has the situation told with the reports of one of its sheets."""
    today = clock.today()
    above = Ancestry.objects.filter(descendant=unit.pk, valid__contains=today).values("ancestor")
    return SituationSheet.objects.filter(
        Q(sheet__owner=None) | Q(sheet__owner__in=above), valid__contains=today
    ).exists()


@dataclass(frozen=True)
class OwnQuarter:
    """One open quarter of one of a person's own units."""

    unit: Unit
    period: Period
    situation: Situation | None


def own_quarters(user: User) -> list[OwnQuarter]:
    """The open quarters of the units for which somebody writes, the latest first. Two statements."""
    units = list(named_on(units_in_scope(user, WRITE)))
    periods = open_quarters()
    rows = Situation.objects.filter(unit__in=units, period_code__in=[one.code for one in periods])
    found = {(row.unit_id, row.period_code): row for row in rows}
    return [
        OwnQuarter(unit, period, found.get((unit.pk, period.code))) for unit in units for period in periods
    ]


def may_send(user: User, unit: Unit) -> bool:
    return holds(user, SEND, unit)
