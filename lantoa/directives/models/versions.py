"""What a directive says, version by version, cut into parts."""

import uuid

from django.db import models
from django.db.models import Q

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.directives.models.directives import Directive


class DirectiveVersion(Record):
    """The text as adopted on a day. A draft until it is published; then it stays as it is, and a change is a further version."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()  # 1, 2, … within the directive
    adopted_on = models.DateField()
    note = models.TextField(blank=True)  # what has changed, told to those who read the version before
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["directive", "number"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "number"], name="directive_version_once"),
            models.UniqueConstraint(
                fields=["directive"], condition=Q(published_at=None), name="directive_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.directive} ({self.number})"


class DirectivePart(Record):
    """A numbered part of a version. Two parts of one thread are the same part in two versions; it has changed where the texts
    differ."""

    version = models.ForeignKey(DirectiveVersion, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    thread = models.UUIDField(default=uuid.uuid4)
    label = models.CharField(max_length=20, blank=True)  # "II.1", as numbered in the text
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="directive_part_place"),
            models.UniqueConstraint(fields=["version", "thread"], name="directive_part_thread_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.heading}".strip()
