"""Pressing issues. No row points at a person, directly or by way of another: who acted stands in the record alone."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.core.reference import Reference
from lantoa.directives.models import Directive
from lantoa.issues.choices import WITH_OWNER, IssueState, Level, StepKind
from lantoa.issues.models.rules import IssueTheme
from lantoa.organisation.models import InHands, Unit


class PressingIssue(InHands, Record):
    """A matter raised by a unit, under one theme, told without persons.

    `unit` raised it and closes it (its `holder` since a hand-over). `owner` has to solve it until `due_on`, since `owned_at`.
    `voice` is the unit by whose name readers elsewhere know it: the unit itself, or, where fewer people than the rule's
    least stand behind that name, a unit above for all its small ones together (`is_pooled`); None: too few stand behind any name.
    """

    code = models.CharField(max_length=20, unique=True)  # BX-2021-00001: year of raising, running number
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    voice = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    is_pooled = models.BooleanField(default=False)
    theme = models.ForeignKey(IssueTheme, on_delete=models.PROTECT, related_name="+")
    # What it came from: a directive, or a thing of a room above (`origins.py`).
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, null=True, related_name="+")
    origin_kind = models.CharField(max_length=60, blank=True)
    origin_id = models.UUIDField(null=True)
    title = models.CharField(max_length=200, db_collation="vi-x-icu")
    text = models.TextField()
    wanted = models.CharField(max_length=300, blank=True)  # what would settle it
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=6, choices=Level)
    state = models.CharField(max_length=10, choices=IssueState, default=IssueState.RAISED)
    raised_at = models.DateTimeField(default=clock.now)
    owned_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField()
    acted_on = models.BooleanField(
        default=False
    )  # somebody has taken it up or handed it up: its words stay, and others know of it
    asks_above = models.BooleanField(default=False)  # who raised it asks that the level above take it
    result = models.TextField(blank=True)
    proposed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    search_key = models.TextField()
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "code"]
        indexes = [
            models.Index(fields=["unit", "state"], name="issue_of_unit"),
            models.Index(fields=["owner", "state", "due_on"], name="issue_of_owner"),
            models.Index(fields=["theme", "raised_at"], name="issue_of_theme"),
            models.Index(Coalesce("holder", "unit"), "state", name="issue_in_hands"),
            # The first due of what its owner has to solve, however much that is.
            models.Index(
                fields=["owner", "due_on", "code"],
                name="issue_with_owner",
                condition=models.Q(state__in=["raised", "taken_up"]),
            ),
            models.Index(
                fields=["directive"], name="issue_of_directive", condition=Q(directive__isnull=False)
            ),
            models.Index(fields=["origin_id"], name="issue_of_origin", condition=Q(origin_id__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="issue_solved_with_result",
                condition=~Q(state__in=["proposed", "closed"])
                | (Q(proposed_at__isnull=False) & ~Q(result="")),
            ),
            models.CheckConstraint(
                name="issue_closed_has_instant",
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="issue_one_origin",
                condition=Q(origin_kind="", origin_id=None)
                | (~Q(origin_kind="") & Q(origin_id__isnull=False, directive=None)),
            ),
            models.CheckConstraint(
                name="issue_pooled_has_voice", condition=Q(is_pooled=False) | Q(voice__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def origin(self) -> Reference | None:
        """What of a room above it came from."""
        return None if self.origin_id is None else Reference(self.origin_kind, self.origin_id)

    @property
    def is_with_owner(self) -> bool:
        return self.state in WITH_OWNER

    @property
    def is_overdue(self) -> bool:
        """The clock of who has to solve it has run out."""
        return self.is_with_owner and self.due_on < clock.today()

    def silent_days(self, today: date) -> int | None:
        """Whole days since it was reported solved, while who raised it has not answered."""
        if self.state != IssueState.PROPOSED or self.proposed_at is None:
            return None
        return (today - self.proposed_at.astimezone(clock.VIETNAM).date()).days


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


class IssueStep(Record):
    """A line of the history of a matter: what was done, in the name of which unit. Never who."""

    issue = models.ForeignKey(PressingIssue, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()  # of the matter's row_version: their order
    kind = models.CharField(max_length=20, choices=StepKind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+"
    )  # who has to solve it from then on
    words = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["issue", "number"], name="issue_step_once")]

    def __str__(self) -> str:
        return str(StepKind(self.kind).label)


class IssueFile(Record):
    """A file that shows the matter. Who reads the matter reads it. `removed_at`: taken away, and can be put back."""

    issue = models.ForeignKey(PressingIssue, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)  # what it is called when it is taken out
    caption = models.CharField(max_length=300)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["caption", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "file"], condition=Q(removed_at=None), name="issue_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.caption
