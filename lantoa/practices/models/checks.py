"""What comes after an adoption was verified: asked again whether it still lives, and the visits that carried it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.models import Unit
from lantoa.practices.choices import CheckFound
from lantoa.practices.models.adoptions import Adoption


class CheckTerm(Record):
    """After how many months an adoption is asked about again. Dated rows: an office may ask at other times from a day on.

    An adoption is asked at the terms in force on the day it was verified.
    """

    months = models.PositiveSmallIntegerField()
    valid = DateRangeField()

    class Meta:
        ordering = ["months"]
        constraints = [
            ExclusionConstraint(
                name="check_term_no_overlap",
                expressions=[("months", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="check_term_sane", condition=models.Q(months__gte=1, months__lte=120)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.months}"


class AdoptionCheck(Record):
    """One question, so many months after a practice was applied, whether the unit still works so.

    `found` empty = not answered yet. A question of an adoption that was dropped is no longer owed.
    """

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="checks")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    found = models.CharField(max_length=8, choices=CheckFound, blank=True)
    note = models.TextField(blank=True)  # what changed, or why it ended
    value = models.DecimalField(max_digits=16, decimal_places=3, null=True)  # the origin's measure, today
    told_on = models.DateField(null=True)

    class Meta:
        ordering = ["due_on", "months"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "months"], name="adoption_check_once"),
            models.CheckConstraint(
                name="adoption_check_told_when_found",
                condition=models.Q(found="", told_on=None) | ~models.Q(found="") & ~models.Q(told_on=None),
            ),
        ]
        indexes = [models.Index(fields=["found", "due_on"], name="adoption_check_due")]

    def __str__(self) -> str:
        return f"{self.adoption_id} +{self.months}"


class ExchangeVisit(Record):
    """A visit between a unit that takes a practice up and one that has it: day, host, how many came, what came of it.

    Counts only: who went is nobody's business here.
    """

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="visits")
    held_on = models.DateField()
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    visitors = models.PositiveIntegerField()
    outcome = models.TextField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["held_on", "recorded_at"]

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.held_on}"
