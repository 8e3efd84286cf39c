"""Situation by theme: short lines that a unit sends each quarter about matters that somebody can act on.

Nothing here points at a person, directly or by way of another table: who acted stands in the record alone, which holds no word of
a line. There is no tag, no measure of strength, no file. Words are sealed one by one, so that neither a search nor a likeness can
be made of them in the database, and they are erased after the quarters of the rule.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from lantoa.core.records import Record
from lantoa.core.sealed_text import SealedTextField
from lantoa.core.themes import ThemeRecord
from lantoa.organisation.models import Unit
from lantoa.reporting.models.sheets import Sheet

PURPOSE = "situations"


class SituationTheme(ThemeRecord):
    """What lines are written under."""


class SituationRule(Record):
    """The limits, by day: lines of one unit in a quarter, characters of a line, fewest people that a line stands for, whole
    quarters that words are kept after their own; and by which indicator and fields of a profile people are counted.
    """

    valid = DateRangeField()
    most_lines = models.PositiveSmallIntegerField()
    longest = models.PositiveSmallIntegerField()
    least_people = models.PositiveSmallIntegerField()
    kept_quarters = models.PositiveSmallIntegerField()
    people_indicator = models.CharField(max_length=40)  # of a unit without units below
    people_field = models.CharField(max_length=60)  # the same, of its profile
    office_field = models.CharField(max_length=60)  # of the office of a unit with units below
    basis = models.CharField(max_length=300)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="situation_rule_one_a_day",
                expressions=[("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="situation_rule_limits",
                condition=models.Q(
                    most_lines__gte=1, longest__gte=40, least_people__gte=2, kept_quarters__gte=1
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.valid)


class SituationSheet(Record):
    """From which day the reports of a quarterly sheet carry the situation of their unit along."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="situation_sheet_once",
                expressions=[("sheet", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.valid}"


class Situation(Record):
    """What one unit tells of one quarter, for itself and for the units directly below that are too small to tell.

    No instant is kept: readers see the quarter, and the order of writing tells of nobody. `people`: how many it stands for, as
    counted when it was sent or last settled. `told_separately`: a tick alone, that more was told on the way of secret papers.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    period_code = models.CharField(max_length=6)  # "2021Q1"
    is_sent = models.BooleanField(default=False)
    told_separately = models.BooleanField(default=False)
    people = models.PositiveIntegerField(null=True)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "period_code"], name="situation_once"),
            models.CheckConstraint(
                name="situation_sent_stands_for_people",
                condition=models.Q(is_sent=False) | models.Q(people__isnull=False),
            ),
            models.CheckConstraint(
                name="situation_of_a_quarter", condition=models.Q(period_code__regex=r"^[0-9]{4}Q[1-4]$")
            ),
        ]
        indexes = [models.Index(fields=["period_code", "is_sent"], name="situation_quarter")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period_code}"


class SituationLine(Record):
    """One matter under one theme, in a few words."""

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="lines")
    theme = models.ForeignKey(SituationTheme, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    words = SealedTextField(purpose=PURPOSE)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["situation", "theme"], name="situation_line_theme"),
            models.UniqueConstraint(fields=["situation", "position"], name="situation_line_position"),
        ]

    def __str__(self) -> str:
        return f"{self.situation_id} {self.theme_id}"
