"""Workbooks that came back and wait for the word of who sent them."""

from django.db import models

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.reporting.choices import IntakeState


class WorkbookIntake(Record):
    """One sending of workbooks, as read; nothing of it is in a report until it is applied.

    `books` are `workbook_readings.Reading` as objects while it is open, `queries.workbooks.Taken` once it was applied. It is its
    sender's alone, and is deleted some days after (`services.workbooks.KEPT_FOR`).
    """

    code = models.CharField(max_length=20, unique=True)
    sender = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now, db_index=True)
    state = models.CharField(max_length=12, choices=IntakeState, default=IntakeState.OPEN)
    books = models.JSONField(default=list)
    skipped = models.JSONField(default=list)  # names of files that are no workbooks
    count = models.PositiveSmallIntegerField(default=0)  # workbooks in all, while they are being read
    refusal = models.TextField(blank=True)  # why they could not be read
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                name="workbook_intake_applied_at",
                condition=models.Q(state="applied", applied_at__isnull=False)
                | models.Q(state__in=["reading", "failed", "open"], applied_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def shown_state(self) -> IntakeState:
        """The state with its badge, for the tag that shows it."""
        return IntakeState(self.state)

    @property
    def is_reading(self) -> bool:
        return self.state == IntakeState.READING


class UnreadWorkbooks(Record):
    """What a sending still has to be read of, deleted once it is, or with the sending.

    Sealed (`core.sealing`), because the marks of secret papers are looked for only while it is read.
    """

    intake = models.OneToOneField(WorkbookIntake, on_delete=models.CASCADE, related_name="unread")
    sealed = models.BinaryField()
    first = models.PositiveSmallIntegerField()  # workbooks before it were read

    def __str__(self) -> str:
        return str(self.intake_id)
