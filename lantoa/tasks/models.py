"""Duties of units, whatever raised them, in one table; what proves that they are done; and requests for more time."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.core.reference import Reference
from lantoa.organisation.models import Position, Unit
from lantoa.tasks.choices import OPEN, OriginKind, RequestState, TaskState
from lantoa.ui.badges import Badge


def digest_of_token(token: str) -> str:
    """The kept form of a feed's token."""
    return hashlib.sha256(token.encode()).hexdigest()


class Task(Record):
    """What one unit owes another by a day. One task for each unit: what was given to five units together shares its `batch`.

    `unit` owes, `asker` gave it and confirms it; both are the same where a unit gives itself something to do.
    """

    code = models.CharField(max_length=20, unique=True)  # NV-2021-00001: year of giving, running number
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(
        Position, on_delete=models.SET_NULL, null=True, related_name="+"
    )  # in the unit, who sees to it
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    batch = models.UUIDField()
    title = models.CharField(max_length=300, db_collation="vi-x-icu")
    detail = models.TextField(blank=True)
    proof_wanted = models.CharField(max_length=300, blank=True)
    proof_required = models.BooleanField(default=False)  # not reported done without a file
    due_on = models.DateField()
    first_due_on = models.DateField()  # as it was given, before any more time
    origin_kind = models.CharField(max_length=12, choices=OriginKind, default=OriginKind.BY_HAND)
    origin_label = models.CharField(max_length=300, blank=True)  # how the paper or the meeting is called
    origin_subject_kind = models.CharField(max_length=60, blank=True)  # core.Reference to what raised it
    origin_subject_id = models.UUIDField(null=True)
    sentence = models.TextField(blank=True)  # of the conclusion or paper, word for word
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.NOT_BEGUN)
    given_at = models.DateTimeField(default=clock.now)
    begun_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    time_asked_at = models.DateTimeField(
        null=True
    )  # of its open request for more time, for what is counted (`counted.py`)
    reason = models.TextField(blank=True)  # why it was sent back or cancelled
    search_key = models.TextField()
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "code"]
        indexes = [
            models.Index(fields=["unit", "state", "due_on"], name="task_of_unit"),
            models.Index(fields=["asker", "state", "due_on"], name="task_of_asker"),
            models.Index(fields=["batch", "code"], name="task_batch"),
            models.Index(fields=["batch", "code"], name="task_waits", condition=Q(state="waiting")),
            models.Index(
                fields=["batch", "time_asked_at", "code"],
                name="task_asks_time",
                condition=Q(time_asked_at__isnull=False),
            ),
            models.Index(
                fields=["origin_subject_id"],
                name="task_origin",
                condition=Q(origin_subject_id__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="task_told_once_reported",
                condition=~Q(state__in=["waiting", "done"]) | Q(reported_at__isnull=False),
            ),
            models.CheckConstraint(
                name="task_confirmed_when_done",
                condition=Q(state="done", confirmed_at__isnull=False)
                | (~Q(state="done") & Q(confirmed_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def origin(self) -> Reference | None:
        """What raised it, where that is a thing of the house."""
        if self.origin_subject_id is None:
            return None
        return Reference(self.origin_subject_kind, self.origin_subject_id)

    @property
    def badge(self) -> Badge:
        return TaskState(self.state).badge

    @property
    def asks_time(self) -> bool:
        """A request for more time is open."""
        return self.time_asked_at is not None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_overdue(self) -> bool:
        """Past its day and the unit has not said that it is done."""
        return self.is_open and self.due_on < clock.today()

    @property
    def days_late(self) -> int | None:
        """Days between the due day and the report; None while nothing is reported."""
        if self.reported_at is None:
            return None
        return max((self.reported_at.astimezone(clock.VIETNAM).date() - self.due_on).days, 0)


class TaskProof(Record):
    """One file that proves what was done. Who reads the task reads it. `removed_at`: taken away, and can be put back."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="proofs")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)  # what it is called when it is taken out
    caption = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "file"], condition=Q(removed_at=None), name="task_proof_once"
            )
        ]

    def __str__(self) -> str:
        return self.caption or self.name

    @property
    def is_picture(self) -> bool:
        return self.file.media_type.startswith("image/")


class CalendarFeed(Record):
    """The private address under which a person's calendar program reads the due days; one a person. Of the token only the SHA-256
    is kept: whoever reads the table cannot read the calendar."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class TimeRequest(Record):
    """A request for more time; the day it asked to leave is kept."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="requests")
    old_due_on = models.DateField()
    wanted_on = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.ASKED)
    answer = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="asked"), name="time_request_one_open"
            ),
            models.CheckConstraint(
                name="time_request_is_later", condition=Q(wanted_on__gt=models.F("old_due_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.reason
