"""An officer's old list of practices: as it came, how it is read, what the dry run found, and what became of it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.models import Unit
from lantoa.practices.choices import ImportState, RowDecision, RowVerdict
from lantoa.practices.models.practices import Practice, PracticeField


class PracticeImport(Record):
    """One list of one committee. The file stays as it was sent; its cells are kept beside it, so that what is entered is what was
    seen.

    `sheets` is a list of `old_lists.tables.ListSheet.kept()`. `reading` says which sheet is read and how: sheet, head, places,
    defaults, fills_down. `words` are what the last dry run did not understand: kind, said, key, rows, cell, near.
    """

    code = models.CharField(max_length=20, unique=True)  # DS-2021-001
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.COLUMNS)
    sheets = models.JSONField(default=list)
    sheet_name = models.CharField(max_length=100, blank=True)  # of the one that is read; a CSV has none
    reading = models.JSONField(default=dict)
    words = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)  # rows to look at
    done = models.PositiveIntegerField(default=0)  # of these, looked at
    left_out = models.PositiveIntegerField(default=0)  # rows below the head that tell no practice
    refusal = models.TextField(blank=True)  # why the last entering changed nothing
    row_version = models.PositiveIntegerField(default=1)
    made_by = models.UUIDField()  # identities of accounts; names are the organisation's to show
    made_at = models.DateTimeField(default=clock.now)
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                name="practice_import_moments",
                condition=models.Q(state="entered", entered_at__isnull=False, undone_at=None)
                | models.Q(state="undone", entered_at__isnull=False, undone_at__isnull=False)
                | (~models.Q(state__in=["entered", "undone"]) & models.Q(entered_at=None, undone_at=None)),
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def shown_state(self) -> ImportState:
        """The state with its badge, for the tag that shows it."""
        return ImportState(self.state)

    @property
    def is_running(self) -> bool:
        return self.state in (ImportState.CHECKING, ImportState.ENTERING)

    @property
    def actor_ids(self) -> tuple[uuid.UUID | None, ...]:
        return self.made_by, self.entered_by, self.undone_by


class PracticeImportRow(Record):
    """A row that tells a practice, as the dry run understood it.

    `faults` and `hints` are [address of the cell, sentence]. `passages` are what it says and what the practice it is like
    says, each in pieces [text, shared]. `first_row` is the row whose practice this one tells again. `practice` is the one it
    went into, for the years `added`.
    """

    source = models.ForeignKey(PracticeImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    unit_said = models.CharField(max_length=300)
    years = ArrayField(models.PositiveSmallIntegerField(), default=list)
    field = models.ForeignKey(PracticeField, on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=12)
    state = models.CharField(max_length=16)
    content = models.TextField(blank=True)
    result = models.TextField(blank=True)
    note = models.TextField(blank=True)
    verdict = models.CharField(max_length=12, choices=RowVerdict)
    decision = models.CharField(max_length=12, choices=RowDecision, blank=True)
    faults = models.JSONField(default=list)
    hints = models.JSONField(default=list)
    match = models.ForeignKey(Practice, on_delete=models.SET_NULL, null=True, related_name="+")
    may_continue = models.BooleanField(default=False)  # the match is the same unit's
    passages = models.JSONField(default=list)
    first_row = models.PositiveIntegerField(null=True)
    practice = models.ForeignKey(Practice, on_delete=models.SET_NULL, null=True, related_name="+")
    added = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="practice_import_row_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.number}"

    @property
    def shown_verdict(self) -> RowVerdict:
        return RowVerdict(self.verdict)


class RememberedWord(Record):
    """What an office means by a head, a unit's name, a field or a state in its lists: chosen once, proposed ever after.

    `key` is the word folded; `meaning` a column's name ("" for one that is not read), a unit's or a field's code, or a state.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)  # column, unit, field, subject, state
    key = models.CharField(max_length=300)
    meaning = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "key"], name="practice_word_remembered_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.meaning}"
