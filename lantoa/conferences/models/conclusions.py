"""What a conference concluded, sentence by sentence, and what was carried over to the next."""

from django.db import models
from django.db.models import Q

from lantoa.conferences.choices import ConclusionState, PointKind
from lantoa.conferences.models.conferences import Conference
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.documents.models import IssuedDocument
from lantoa.tasks.models import Task


class Conclusion(Record):
    """The conclusion of one conference. Its sentences are changed until it is adopted, never after."""

    conference = models.OneToOneField(Conference, on_delete=models.PROTECT, related_name="conclusion")
    adopted_at = models.DateTimeField(null=True)
    # The notice «Thông báo kết luận», once it has taken a number.
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, related_name="+")
    announced_at = models.DateTimeField(null=True)
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="conclusion_announced_once_adopted",
                condition=Q(announced_at=None, document=None)
                | Q(announced_at__isnull=False, document__isnull=False, adopted_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.conference)

    @property
    def state(self) -> ConclusionState:
        if self.announced_at is not None:
            return ConclusionState.ANNOUNCED
        return ConclusionState.DRAFT if self.adopted_at is None else ConclusionState.ADOPTED


class ConclusionPoint(Record):
    """One sentence, word for word. The record keeps each earlier wording."""

    conclusion = models.ForeignKey(Conclusion, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField()  # from 1, without gaps
    kind = models.CharField(max_length=10, choices=PointKind, default=PointKind.CONCLUSION)
    said_by = models.CharField(max_length=200, blank=True)  # a post: Bí thư Tỉnh ủy
    text = models.TextField()
    for_study = models.BooleanField(default=False)  # raises no task, on purpose
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conclusion", "number"],
                name="conclusion_point_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="conclusion_point_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class CarriedTask(Record):
    """A task of an earlier conclusion that was not done and got a new day at this conference, with the reason."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="carried")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    reason = models.TextField()
    carried_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-carried_at"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "task"], name="carried_once_a_conference"),
            models.CheckConstraint(
                name="carried_to_a_later_day", condition=Q(new_due_on__gt=models.F("old_due_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.new_due_on}"
