"""A reorganisation of many units in ordered steps under one decision, from the draft to its application and perhaps back."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.choices import EventKind, ReorganisationState
from lantoa.organisation.models.units import Unit
from lantoa.ui.badges import Badge


class Reorganisation(Record):
    """`unit` is the committee whose branch is reorganised: every unit in the steps stands below it.

    Its steps are a draft until applied, so they speak of units by code, also of units that an earlier step establishes.
    """

    code = models.CharField(max_length=20, unique=True)  # TC-2025-001
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    decision_number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    issuer = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    paper_name = models.CharField(max_length=200, blank=True)
    # Signed and in effect more than a year apart, and somebody said that this is meant.
    days_confirmed = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=ReorganisationState, default=ReorganisationState.DRAFT, db_index=True
    )
    row_version = models.PositiveIntegerField(default=1)  # tells two editors apart
    search_key = models.CharField(max_length=400)  # folded code, title, number

    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    editors = ArrayField(models.UUIDField(), default=list)  # whose hands are in it: none of them approves it
    # What the last check found, as `services.reorganisations.previews` writes it; kept with the draft, and after.
    preview = models.JSONField(null=True)
    checked_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    approved_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    applied_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)  # why applying in the background stopped
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    undone_at = models.DateTimeField(null=True)
    undo_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-drafted_at", "-code"]

    @property
    def badge(self) -> Badge:
        return ReorganisationState(self.state).badge

    def __str__(self) -> str:
        return self.code


class ReorganisationStep(Record):
    """One change among the steps. What is not needed by its kind stays empty."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=EventKind)
    sources = ArrayField(models.CharField(max_length=40), default=list)  # codes, in the order chosen
    receiver = models.CharField(max_length=40, blank=True)  # code of the standing or new unit that takes them
    # Rows of code, name, short_name, kind, parent, sector, official_code: new units, or what the sources become.
    rows = models.JSONField(default=list)
    shares = models.JSONField(
        default=dict
    )  # of a split: code of a unit below → code of the part that takes it

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.reorganisation_id} {self.position} {self.kind}"
