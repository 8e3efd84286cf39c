"""The dated rows by which matters are raised and solved: themes, and days of the clocks."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from lantoa.core.records import Record
from lantoa.core.themes import ThemeRecord
from lantoa.issues.choices import Level


class IssueTheme(ThemeRecord):
    """What matters are raised under."""


class IssueRule(Record):
    """The days and numbers of the house, by day; an office ends a row and follows it with another.

    `own_days`, `above_days`, `higher_days`: how long each level has, from the Monday after the matter came to it; a matter keeps
    those of the day on which it was raised. `silence_days`: after how many days without a word of who raised it the page says so;
    it never counts as consent. `near_days`: how long before its end a clock is called near. `early_units`: from how many units on
    a theme is pointed out, within `early_days`. `least_people`: fewest people that stand behind a unit's name and behind any
    number; `people_field`: the field of a unit's profile that counts them.
    """

    valid = DateRangeField()
    own_days = models.PositiveSmallIntegerField()
    above_days = models.PositiveSmallIntegerField()
    higher_days = models.PositiveSmallIntegerField()
    silence_days = models.PositiveSmallIntegerField()
    near_days = models.PositiveSmallIntegerField()
    early_units = models.PositiveSmallIntegerField()
    early_days = models.PositiveSmallIntegerField()
    least_people = models.PositiveSmallIntegerField()
    people_field = models.CharField(max_length=60)
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="issue_rule_one_a_day", expressions=[("valid", RangeOperators.OVERLAPS)]
            ),
            models.CheckConstraint(
                name="issue_rule_limits",
                condition=Q(
                    own_days__gte=1,
                    above_days__gte=1,
                    higher_days__gte=1,
                    least_people__gte=2,
                    early_units__gte=2,
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.valid)

    def days_of(self, level: Level) -> int:
        return {Level.OWN: self.own_days, Level.ABOVE: self.above_days, Level.HIGHER: self.higher_days}[level]
