"""The rule of a day, and the days off around it."""

from datetime import date, timedelta

from lantoa.core import clock
from lantoa.notifications.models import Holiday, LadderStep, MailRule


def rule_on(day: date | None = None) -> MailRule:
    """The rule in force on a day (today if not said). Raises MailRule.DoesNotExist where an office has left a gap."""
    return MailRule.objects.get(valid__contains=day or clock.today())


def days_off(since: date, days: int) -> frozenset[date]:
    """Days off by the law within `days` days from `since`."""
    until = since + timedelta(days=days)
    return frozenset(Holiday.objects.filter(day__gte=since, day__lt=until).values_list("day", flat=True))


def coming_days_off(since: date) -> list[Holiday]:
    """The rest of this year's and those of the next, for people to look over."""
    return list(Holiday.objects.filter(day__gte=since, day__year__lte=since.year + 1))


def ladder_on(day: date) -> list[LadderStep]:
    """The steps in force on a day, by duty and days."""
    return list(LadderStep.objects.filter(valid__contains=day))
