"""The yearly programme of a body: which units it will inspect or supervise, on what, in which quarter, and why."""

from django.db import models
from django.db.models import Q

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.documents.models import IssuedDocument
from lantoa.organisation.models import Unit
from lantoa.oversight.choices import InspectionKind, ProgrammeState
from lantoa.oversight.models.rules import InspectionTheme
from lantoa.ui.badges import Badge


class Programme(Record):
    code = models.CharField(max_length=60, unique=True)  # CT-2021-HG-DUK
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=ProgrammeState, default=ProgrammeState.DRAFT)
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, related_name="+")
    announced_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year", "code"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="programme_one_a_year"),
            models.CheckConstraint(
                name="programme_announced_by_paper",
                condition=Q(state="draft", announced_at=None)
                | Q(state="announced", announced_at__isnull=False, document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def number(self) -> str:
        return self.document.reference if self.document else ""

    @property
    def badge(self) -> Badge:
        return ProgrammeState(self.state).badge


class ProgrammeItem(Record):
    """One line. What an announced programme leaves out again stays, with the reason; what it takes in later says why."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="items")
    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=InspectionKind)
    theme = models.ForeignKey(InspectionTheme, on_delete=models.PROTECT, related_name="+")
    quarter = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)  # why this unit: people's words
    added_at = models.DateTimeField(default=clock.now)
    is_amendment = models.BooleanField(default=False)
    dropped_at = models.DateTimeField(null=True)
    dropped_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["quarter", "added_at"]
        constraints = [
            models.CheckConstraint(
                name="programme_item_quarter", condition=Q(quarter__gte=1, quarter__lte=4)
            ),
            models.CheckConstraint(
                name="programme_item_dropped_why",
                condition=Q(dropped_at=None) | ~Q(dropped_reason=""),
            ),
            models.UniqueConstraint(
                fields=["programme", "subject", "kind", "theme"],
                condition=Q(dropped_at=None),
                name="programme_item_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.subject_id}"
