"""The dated rows in force, and how many people stand behind a unit."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.issues.models import IssueRule, IssueTheme, PressingIssue
from lantoa.issues.permissions import SET
from lantoa.issues.voices import Voice, voices_of
from lantoa.organisation.access import holds_somewhere
from lantoa.organisation.models import Ancestry, ProfileEntry, Unit, UnitVersion


def rule_on(day: date | None = None) -> IssueRule:
    """The days and numbers of a day; NotFound where no row holds on it."""
    found = IssueRule.objects.filter(valid__contains=day or clock.today()).first()
    if found is None:
        raise NotFound()
    return found


def themes_on(day: date | None = None) -> list[IssueTheme]:
    """The themes of a day, in order."""
    return list(IssueTheme.objects.filter(valid__contains=day or clock.today()))


def all_themes() -> list[IssueTheme]:
    """Those that have ended as well: older matters stand under them."""
    return list(IssueTheme.objects.all())


def get_theme(user: User, identity: uuid.UUID) -> IssueTheme:
    """For who may change it; NotFound for others, and where there is none."""
    found = IssueTheme.objects.filter(pk=identity).first() if holds_somewhere(user, SET) else None
    if found is None:
        raise NotFound()
    return found


def all_rules() -> list[IssueRule]:
    """The latest first."""
    return list(IssueRule.objects.order_by("-valid"))


def least_people_ever(rules: Sequence[IssueRule]) -> int:
    """The fewest people that have stood behind a name under any rule that has begun: a matter keeps the voice of its day."""
    today = clock.today()
    return min(one.least_people for one in rules if one.valid.lower <= today)


def get_rule(user: User, identity: uuid.UUID) -> IssueRule:
    """For who may change it; NotFound for others, and where there is none."""
    found = IssueRule.objects.filter(pk=identity).first() if holds_somewhere(user, SET) else None
    if found is None:
        raise NotFound()
    return found


def rule_of(issue: PressingIssue) -> IssueRule:
    """By which the days of its levels count: that of the day on which it was raised, whatever was set since."""
    return rule_on(issue.raised_at.astimezone(clock.VIETNAM).date())


def people_of(units: Collection[uuid.UUID], rule: IssueRule, day: date) -> dict[uuid.UUID, int]:
    """Own people of units by their profiles; who is not known is left out. One statement."""
    rows = ProfileEntry.objects.filter(
        unit__in=units, field__code=rule.people_field, valid__contains=day, number__isnull=False
    )
    return {unit: int(number or 0) for unit, number in rows.values_list("unit", "number")}


def parent_of(unit: uuid.UUID, day: date) -> Unit | None:
    """The unit directly above on a day; None at the top. One statement."""
    version = UnitVersion.objects.select_related("parent").filter(unit=unit, valid__contains=day).first()
    return version.parent if version is not None else None


def voice_of(unit: uuid.UUID, rule: IssueRule, day: date) -> Voice:
    """By whose name the matters of a unit are known. One statement for a unit of enough people; of a small one three more, and
    three for each unit above it whose small ones are too few together."""
    if people_of([unit], rule, day).get(unit, 0) >= rule.least_people:
        return Voice(unit)
    above = Ancestry.objects.filter(descendant=unit, depth__gt=0, valid__contains=day).order_by("depth")
    for ancestor in above.values_list("ancestor", flat=True):
        below = Ancestry.objects.filter(ancestor=ancestor, valid__contains=day).values("descendant")
        parents = dict(
            UnitVersion.objects.filter(unit__in=below, valid__contains=day).values_list("unit", "parent")
        )
        found = voices_of(parents, people_of(parents, rule, day), rule.least_people)[unit]
        if found.unit is not None:
            return found
    return Voice(None)
