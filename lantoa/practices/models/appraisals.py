"""Who appraises what in a call, why it was given to them, and what they said."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.models import Person
from lantoa.practices.models.calls import Call, CallEntry


class PanelMember(Record):
    """Somebody who appraises in a call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="panel")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reminded_on = models.DateField(null=True)  # of what is not yet handed in, by who runs the call

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="panel_member_once")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.person_id}"


class DeclaredConflict(Record):
    """A member's own word not to appraise an entry. The ground stays the member's own: it is neither asked nor kept."""

    member = models.ForeignKey(PanelMember, on_delete=models.CASCADE, related_name="conflicts")
    entry = models.ForeignKey(CallEntry, on_delete=models.CASCADE, related_name="+")
    declared_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "entry"], name="conflict_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.entry_id}"


class Assignment(Record):
    """An entry that a member is to appraise. The two numbers say why it fell to this one."""

    entry = models.ForeignKey(CallEntry, on_delete=models.CASCADE, related_name="assignments")
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="assignments")
    candidates = models.PositiveSmallIntegerField()  # how many of the panel could have been given it
    load = models.PositiveSmallIntegerField()  # what the member had in all when it was given
    assigned_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "member"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.member_id}"


class Appraisal(Record):
    """Points per criterion, in the call's order, None where not yet given. Its member's own until `handed_at`."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="appraisal")
    points = ArrayField(models.PositiveSmallIntegerField(null=True))
    comment = models.TextField(blank=True)
    handed_at = models.DateTimeField(null=True)
    row_version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.points}"
