"""That a committee reminded a unit of what it lacks under a directive."""

from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.directives.models.directives import Directive
from lantoa.organisation.models import Unit


class Reminder(Record):
    """Of one step (`following.Step.key`) of one year. Kept; reading a version and making a plan keep their reminders themselves.

    It says nothing of any person: a unit reminds a unit."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=20)
    reminded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-reminded_at"]
        indexes = [
            models.Index(fields=["directive", "year", "step", "unit"], name="reminder_of_step"),
            models.Index(fields=["unit", "reminded_at"], name="reminder_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.step} {self.year}"
