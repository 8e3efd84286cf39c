"""Two practices that turned out to be one: which stays, and what was changed, so that it can be taken back exactly."""

from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.practices.choices import MergedKind
from lantoa.practices.models.practices import Practice


class Merger(Record):
    """`practice` was merged into `kept`. `undone_at`: they were parted again. Who did it stands in the record."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="mergers")
    kept = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="received")
    reason = models.TextField()
    # A year of it had been recognised: then whoever may learn from practices may read what it said.
    was_recognised = models.BooleanField()
    made_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)
    undone_because = models.TextField(blank=True)

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice"], condition=models.Q(undone_at=None), name="merged_into_one"
            ),
            models.CheckConstraint(name="merger_of_two", condition=~models.Q(practice=models.F("kept"))),
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} into {self.kept_id}"


class MergerChange(Record):
    """One value that a merger changed in one row: what it was and what it became, as JSON."""

    merger = models.ForeignKey(Merger, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=MergedKind)
    row = models.UUIDField()
    name = models.CharField(max_length=20)  # the field
    was = models.JSONField(null=True)
    became = models.JSONField(null=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["row"], name="merger_change_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row} {self.name}"
