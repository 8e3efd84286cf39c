"""Decisions that changed the tree, what they led from and to, and every row that they changed."""

from django.db import models

from lantoa.accounts.models import User
from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.choices import ChangedTable, EventKind, EventSide
from lantoa.organisation.models.units import Unit


class UnitEvent(Record):
    """A decision that changed the tree. The day it takes effect is not the day it was signed.

    `sequence` runs in the order of recording, which the undoing goes back by. `place` is the unit in whose sphere it
    happened: who stands in its tree reads the decision, also when what it established is undone. An undone event stays.
    """

    code = models.CharField(max_length=40, unique=True)  # QDTC-2025-001: year of the decision, running number
    sequence = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=EventKind)
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    effective_on = models.DateField()
    issuer = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    paper_name = models.CharField(max_length=200, blank=True)
    # The reorganisation of several steps that it was part of.
    reorganisation = models.ForeignKey(
        "organisation.Reorganisation", on_delete=models.PROTECT, related_name="events", null=True
    )
    place = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    search_key = models.CharField(max_length=600, blank=True)  # folded code, number, issuer, note
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["effective_on", "sequence"]
        indexes = [models.Index(fields=["recorded_at"], name="unit_event_recorded")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.decision_number}"

    @property
    def is_late(self) -> bool:
        """Recorded after the day on which it took effect."""
        return bool(self.recorded_at.astimezone(clock.VIETNAM).date() > self.effective_on)


class UnitEventPart(Record):
    """A unit that an event took from or led to."""

    event = models.ForeignKey(UnitEvent, on_delete=models.PROTECT, related_name="parts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="event_parts")
    side = models.CharField(max_length=10, choices=EventSide)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "unit", "side"], name="unit_event_part_once")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.side} {self.unit_id}"


class UnitEventChange(Record):
    """One row that an event made, changed or took away: as it was before and after, null where it was not.

    Rows of their own rather than one document on the event: by `unit` an index tells what touched a unit since, a register of
    decisions does not drag thousands of rows along, and each is compared with the living row before it is put back. The
    picture is JSON by column name, because the columns of four tables change over the years and a picture is only ever
    put back into the row it was taken of.
    """

    event = models.ForeignKey(UnitEvent, on_delete=models.PROTECT, related_name="changes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=20, choices=ChangedTable)
    row_id = models.UUIDField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "row_id"], name="unit_event_change_once"),
            models.CheckConstraint(
                name="unit_event_change_says_something",
                condition=models.Q(before__isnull=False) | models.Q(after__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["row_id"], name="unit_event_change_row")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.table} {self.row_id}"
