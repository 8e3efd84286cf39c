"""What was found at a unit, what it is asked to do about it, and what became of that."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.core.sealed_text import SealedTextField
from lantoa.oversight.choices import FindingKind
from lantoa.oversight.models.inspections import PURPOSE, Inspection
from lantoa.oversight.models.rules import InspectionTheme
from lantoa.tasks.models import Task


class Finding(Record):
    """A strength, or what is lacking with its cause and what is asked. It speaks of a post where it must, never of a person."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=FindingKind)
    theme = models.ForeignKey(InspectionTheme, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField(purpose=PURPOSE)
    cause = SealedTextField(purpose=PURPOSE)
    request = SealedTextField(purpose=PURPOSE)  # what the unit is asked to do; "" where nothing is
    post = models.CharField(max_length=120, blank=True)  # which post of the unit sees to the request
    proof_wanted = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True)
    asks = models.BooleanField(default=False)  # a request stands in it: sealed texts are not looked up
    response = SealedTextField(purpose=PURPOSE)
    # Who wrote or corrected it: other hands conclude it, and look again at what is done about it.
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="finding_number_once"),
            models.CheckConstraint(
                name="finding_request_by_a_day",
                condition=Q(asks=False) | Q(due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.number}"


class Remedy(Record):
    """What a request of a conclusion became: a task of the unit, which carries its day, its proof and its state."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="remedy")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.finding_id}"


class RemedyCheck(Record):
    """Somebody who neither wrote the finding nor reported the remedy has looked at the evidence."""

    remedy = models.ForeignKey(Remedy, on_delete=models.CASCADE, related_name="checks")
    passed = models.BooleanField()
    words = models.TextField()
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    checked_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-checked_at"]

    def __str__(self) -> str:
        return f"{self.remedy_id} {self.passed}"
