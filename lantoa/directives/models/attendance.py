"""Who came to one session, for as long as the numbers and the signed sheet need it.

Names are sealed one by one and erased on a day that follows from dated rows; only numbers stay. Nothing here points at a person
or an account: the mark of an account differs from session to session, so no two sessions can be laid beside each other.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.core.sealed_text import SealedTextField
from lantoa.directives.models.study import StudySession

PURPOSE = "attendance"


class NameKeeping(Record):
    """How many days after the minutes names are kept. Dated rows: an office may keep them for another time from a day on."""

    days = models.PositiveSmallIntegerField()
    valid = DateRangeField()

    class Meta:
        ordering = ["valid"]
        constraints = [
            ExclusionConstraint(
                name="name_keeping_no_overlap", expressions=[("valid", RangeOperators.OVERLAPS)]
            ),
            models.CheckConstraint(name="name_keeping_sane", condition=Q(days__gte=1, days__lte=90)),
        ]

    def __str__(self) -> str:
        return str(self.days)


class Attendance(Record):
    """The call-over of one session: open while people confirm, closed once its numbers stand in the session's record.

    `minuted_on`: when it was first closed; the days for which names are kept run from it and do not begin anew. `members`,
    `others`: how many names there were when it was last closed, or erased.
    """

    session = models.OneToOneField(StudySession, on_delete=models.CASCADE, related_name="attendance")
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    minuted_on = models.DateField(null=True)
    members = models.PositiveIntegerField(null=True)
    others = models.PositiveIntegerField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.CheckConstraint(
                name="attendance_minuted_when_closed",
                condition=Q(closed_at=None) | Q(minuted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="attendance_numbers_stay",
                condition=Q(erased_at=None) | Q(members__isnull=False, others__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.erased_at is None


class PresentName(Record):
    """One who was there. `mark`: empty where the name was typed; else made of this call-over and the account, under a key that
    does not lie in the database, so that each account counts once."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="names")
    name = SealedTextField(purpose=PURPOSE)
    is_member = models.BooleanField()
    mark = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attendance", "mark"], condition=~Q(mark=""), name="present_once_by_account"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)  # never the name: this is what logs and errors print
