"""What a unit answered: one row per version, its figures in one array."""

import uuid
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import Qualifier, SubmissionState
from lantoa.reporting.models.collections import Collection
from lantoa.reporting.models.sheets import Narrative

DIGITS, PLACES = 24, 4


def figures() -> "ArrayField[list[Decimal | None], list[Decimal | None]]":
    return ArrayField(models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True), default=list)


def path_of_units() -> "ArrayField[list[uuid.UUID], list[uuid.UUID]]":
    """Ids of units from the root of the tree down to the last one."""
    return ArrayField(models.UUIDField(), default=list, blank=True)


def positions() -> "ArrayField[list[int], list[int]]":
    return ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)


class NoNaN(models.Func):
    """No element is NaN, which PostgreSQL would carry into every sum. NULL elements are fine."""

    template = "'NaN'::numeric <> ALL(%(expressions)s)"
    output_field = models.BooleanField()


class Filled(models.Func):
    """Some element is not NULL."""

    template = "cardinality(array_remove(%(expressions)s, NULL)) > 0"
    output_field = models.BooleanField()


class Submission(Record):
    """`values[i]` answers the line at position i of the sheet version; NULL is «not reported», never zero.

    An accepted one is immutable: an amendment is a further version. `is_latest` marks the version the unit
    works on or last
    sent; the one that counts is accepted and not superseded.

    Acceptance takes a snapshot: the unit's names and its path (root first, itself last) on the collection's tree day, as the
    tree was known at that moment. Totals as reported follow it, so a decision entered later moves no accepted report.
    """

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="submissions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    version_number = models.PositiveSmallIntegerField(default=1)
    is_latest = models.BooleanField(default=True)
    superseded_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=SubmissionState, default=SubmissionState.DRAFT)
    values = figures()
    not_applicable = positions()  # neither missing nor zero: added up from below, or the unit said so
    said_not_applicable = positions()  # those of them that the unit said
    qualifiers = models.JSONField(default=dict, blank=True)  # position → Qualifier
    overruled = positions()  # lines of a register where the unit reports another figure
    # Position → the register's figure that the unit has confirmed, as text; another figure there asks again.
    confirmed = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=dict)  # position → why
    source_values = figures()  # what the registers said when it was last saved or sent
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    authors = ArrayField(models.UUIDField(), default=list)  # who typed anything into it
    handed_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recalled_at = models.DateTimeField(null=True)  # until it is sent again
    recall_reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    return_reason = models.TextField(blank=True)
    amend_reason = models.TextField(blank=True)  # why a further version was begun
    return_lines = models.JSONField(default=dict)  # position → why
    placed_at = models.DateTimeField(null=True)  # when the snapshot was taken
    tree_path = path_of_units()
    name_then = models.CharField(max_length=300, blank=True)
    short_name_then = models.CharField(max_length=200, blank=True)
    idempotency_key = models.UUIDField(null=True, unique=True)
    submitted_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "unit", "version_number"], name="submission_version"
            ),
            models.UniqueConstraint(
                fields=["collection", "unit"],
                name="submission_one_latest",
                condition=models.Q(is_latest=True),
            ),
            models.UniqueConstraint(
                fields=["collection", "unit"],
                name="submission_one_counted",
                condition=models.Q(state="accepted", superseded_at__isnull=True),
            ),
            models.CheckConstraint(name="submission_no_nan", condition=NoNaN(models.F("values"))),
            models.CheckConstraint(
                name="submission_sources_no_nan", condition=NoNaN(models.F("source_values"))
            ),
            models.CheckConstraint(
                name="submission_returned_with_reason",
                condition=~models.Q(state="returned") | ~models.Q(return_reason=""),
            ),
            models.CheckConstraint(
                name="submission_recalled_with_reason",
                condition=models.Q(recalled_at__isnull=True) | ~models.Q(recall_reason=""),
            ),
            models.CheckConstraint(
                name="submission_accepted_has_place",
                condition=~models.Q(state="accepted")
                | ~models.Q(tree_path=[]) & models.Q(placed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["collection", "state"], name="submission_state"),
            models.Index(fields=["unit", "state"], name="submission_unit"),
            # Few reports hold a figure that is not exact; totals ask for those alone.
            models.Index(
                fields=["collection"], name="submission_qualified", condition=~models.Q(qualifiers={})
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.unit_id} v{self.version_number}"

    @property
    def estimates(self) -> list[int]:
        """Positions of the figures that are marked «ước»."""
        words: dict[str, str] = self.qualifiers
        return sorted(int(place) for place, word in words.items() if word == Qualifier.ESTIMATED)

    @property
    def is_amendment(self) -> bool:
        """A further version of a report that was accepted before."""
        return self.version_number > 1


class SubmissionText(Record):
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="texts")
    narrative = models.ForeignKey(Narrative, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "narrative"], name="submission_text_once")
        ]

    def __str__(self) -> str:
        return self.text[:60]
