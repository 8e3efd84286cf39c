"""A tree that came as a file: what it says, how it differs, and what became of it."""

import uuid

from django.db import models

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.choices import ImportState
from lantoa.organisation.models.units import Unit


class TreeImport(Record):
    """One file under one decision, below one unit.

    `rows`, `faults`, `hints` and `changes` are what the dry run found (`queries.tree_files`: Row, Fault, Change as objects);
    `standing` is the mark of the branch that it was compared with.
    """

    code = models.CharField(max_length=20, unique=True)  # NC-2025-001
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ImportState)
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    effective_on = models.DateField()
    issuer = models.CharField(max_length=300)
    ends_missing = models.BooleanField(default=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)
    rows = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    hints = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    standing = models.CharField(max_length=16)
    made_by = models.UUIDField(null=True)  # identity of the account; names are the organisation's to show
    made_at = models.DateTimeField(default=clock.now)
    applied_by = models.UUIDField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.code

    @property
    def shown_state(self) -> ImportState:
        """The state with its badge, for the tag that shows it."""
        return ImportState(self.state)

    @property
    def actor_ids(self) -> tuple[uuid.UUID | None, uuid.UUID | None]:
        return self.made_by, self.applied_by
