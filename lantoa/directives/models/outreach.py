"""Outreach: what a unit publishes and holds so that people hear of the work.

A unit's own publications only: there is no place for the text, the address or the author of anything that somebody else wrote,
and the work of answering such things is a bare number per unit and quarter (tests/directives/test_outreach_limits.py).
"""

from django.db import models
from django.db.models import Q

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.directives.choices import (
    COUNTED_IN_PIECES,
    Audience,
    Channel,
    OutreachKind,
    OutreachState,
    ReachMeasure,
)
from lantoa.directives.models.directives import Directive
from lantoa.organisation.models import Unit


class OutreachActivity(Record):
    """One activity of a unit. `reach` is a number of its own `measure`; numbers of different measures are never added up."""

    code = models.CharField(max_length=20, unique=True)  # TT-2021-0001: year of entry, running number
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    directives = models.ManyToManyField(Directive, related_name="+")  # which it serves, one or several
    kind = models.CharField(max_length=20, choices=OutreachKind)
    title = models.CharField(max_length=300, db_collation="vi-x-icu")
    held_on = models.DateField()  # planned for, until it is held
    channel = models.CharField(max_length=20, choices=Channel)
    audience = models.CharField(max_length=10, choices=Audience)
    pieces = models.PositiveIntegerField(default=1)  # articles or broadcasts of a series under one title
    reach = models.PositiveIntegerField(null=True)
    measure = models.CharField(max_length=12, choices=ReachMeasure, blank=True)
    link = models.CharField(max_length=500, blank=True)  # where the unit itself published it
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=10, choices=OutreachState)
    reason = models.TextField(blank=True)  # why it was cancelled
    # What it was before: what nobody told as held does not come back as held.
    cancelled_from = models.CharField(max_length=10, choices=OutreachState, blank=True)
    batch = models.UUIDField(null=True)  # the list with which it was entered
    search_key = models.TextField()
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-held_on", "-code"]
        indexes = [
            models.Index(fields=["unit", "held_on"], name="outreach_unit"),
            models.Index(fields=["held_on", "state"], name="outreach_day"),
            models.Index(fields=["batch"], name="outreach_batch", condition=Q(batch__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="outreach_reach_has_measure",
                condition=Q(reach=None, measure="") | (Q(reach__isnull=False) & ~Q(measure="")),
            ),
            models.CheckConstraint(
                name="outreach_pieces_of_a_series",
                condition=Q(pieces=1) | Q(pieces__gt=1, kind__in=sorted(COUNTED_IN_PIECES)),
            ),
            models.CheckConstraint(
                name="outreach_link_opens",
                condition=Q(link="") | Q(link__regex=r"^https?://"),
            ),
            models.CheckConstraint(
                name="outreach_file_is_named",
                condition=Q(file=None, file_name="") | (Q(file__isnull=False) & ~Q(file_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Board35Count(Record):
    """How many articles a unit's part of the steering board 35 published in a quarter: the number and nothing else."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "quarter"], name="board35_once_a_quarter"),
            models.CheckConstraint(name="board35_quarter", condition=Q(quarter__gte=1, quarter__lte=4)),
        ]

    def __str__(self) -> str:
        return f"{self.quarter}/{self.year}: {self.number}"
