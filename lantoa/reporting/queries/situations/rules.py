"""The dated rows by which the situation is told: themes, limits, the sheets that carry it; and the quarters that are open."""

import uuid
from collections.abc import Iterable
from datetime import date

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.periods import Period, PeriodKind, from_code, period_on
from lantoa.organisation.access import holds_somewhere
from lantoa.reporting.models import Collection, Sheet, SituationRule, SituationSheet, SituationTheme

SET = "situation_rule.set"


def rule_on(day: date | None = None) -> SituationRule:
    """The limits of a day; NotFound where nothing is told by theme on it."""
    found = SituationRule.objects.filter(valid__contains=day or clock.today()).first()
    if found is None:
        raise NotFound()
    return found


def themes_on(day: date) -> list[SituationTheme]:
    """The themes of a day, in order."""
    return list(SituationTheme.objects.filter(valid__contains=day))


def all_themes() -> list[SituationTheme]:
    """Those that have ended and those to come as well, in order."""
    return list(SituationTheme.objects.all())


def get_theme(user: User, identity: uuid.UUID) -> SituationTheme:
    """For who may change it; NotFound for others, and where there is none."""
    found = SituationTheme.objects.filter(pk=identity).first() if holds_somewhere(user, SET) else None
    if found is None:
        raise NotFound()
    return found


def all_rules() -> list[SituationRule]:
    """The latest first."""
    return list(SituationRule.objects.order_by("-valid"))


def get_rule(user: User, identity: uuid.UUID) -> SituationRule:
    """For who may change it; NotFound for others, and where there is none."""
    found = SituationRule.objects.filter(pk=identity).first() if holds_somewhere(user, SET) else None
    if found is None:
        raise NotFound()
    return found


def themes_between(first: date, last: date) -> list[SituationTheme]:
    """The themes of any day from the first to the last, in order."""
    return list(SituationTheme.objects.filter(valid__overlap=(first, last, "[]")))


def quarter_of(code: str) -> Period:
    """The quarter that an address names; NotFound for what is none."""
    try:
        period = from_code(code)
    except ValueError:
        raise NotFound() from None
    if period.kind is not PeriodKind.QUARTER:
        raise NotFound()
    return period


def this_quarter() -> Period:
    return period_on(PeriodKind.QUARTER, clock.today())


def open_quarters() -> list[Period]:
    """The quarters that a unit may write for, the latest first: the one that goes on, and the one before, still reported on."""
    current = this_quarter()
    return [current, current.previous]


def kept_quarters(rule: SituationRule) -> list[Period]:
    """The quarters whose words are kept: the one that goes on and as many whole ones as the rule says. Latest first."""
    found = [this_quarter()]
    while len(found) <= rule.kept_quarters:
        found.append(found[-1].previous)
    return found


def carrying(collections: Iterable[Collection]) -> list[Collection]:
    """Those of the collections whose reports carry the situation along. One statement; none where none is of a quarter."""
    quarters = [one for one in collections if one.period.kind is PeriodKind.QUARTER]
    if not quarters:
        return []
    versions = {one.sheet_version_id for one in quarters}
    rows = list(
        SituationSheet.objects.filter(sheet__versions__in=versions).values_list("sheet__versions", "valid")
    )
    return [
        one
        for one in quarters
        if any(version == one.sheet_version_id and one.tree_day in valid for version, valid in rows)
    ]


def carries(collection: Collection) -> bool:
    return bool(carrying([collection]))


def carrying_row(sheet: Sheet) -> SituationSheet | None:
    """By which the sheet's reports carry the situation along today; None where they do not."""
    return SituationSheet.objects.filter(sheet=sheet, valid__contains=clock.today()).first()
