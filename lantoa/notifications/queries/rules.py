"""The dated rules as their pages show them."""

import uuid
from dataclasses import dataclass

from django.db.models.functions import ExtractYear

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.notifications.models import Holiday, LadderStep, MailRule
from lantoa.organisation.access import holds_somewhere


def holidays_of(year: int) -> list[Holiday]:
    return list(Holiday.objects.filter(day__year=year))


def years_of_holidays() -> list[int]:
    """Years with a day off entered, this year and the next, the latest first."""
    found = (
        Holiday.objects.order_by().annotate(year=ExtractYear("day")).values_list("year", flat=True).distinct()
    )
    today = clock.today().year
    return sorted({*found, today, today + 1}, reverse=True)


def get_holiday(user: User, identity: uuid.UUID) -> Holiday:
    """Raises NotFound, also for who may not change it."""
    found = Holiday.objects.filter(pk=identity).first() if holds_somewhere(user, "reminder.set") else None
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Steps:
    now: list[LadderStep]
    coming: list[LadderStep]
    ended: list[LadderStep]


def steps() -> Steps:
    """Steps in force, those set for later, and those that have ended, by duty and days; one statement."""
    today, found = clock.today(), Steps([], [], [])
    for one in LadderStep.objects.all():
        if one.valid.lower > today:
            found.coming.append(one)
        elif one.valid.upper is not None and one.valid.upper <= today:
            found.ended.append(one)
        else:
            found.now.append(one)
    return found


def get_step(user: User, identity: uuid.UUID) -> LadderStep:
    """One that has not ended. Raises NotFound, also for who may not end it."""
    found = LadderStep.objects.filter(pk=identity).first() if holds_somewhere(user, "reminder.set") else None
    if found is None or (found.valid.upper is not None and found.valid.upper <= clock.today()):
        raise NotFound
    return found


def rules() -> list[MailRule]:
    """All of them, the latest first."""
    return list(MailRule.objects.order_by("-valid"))
