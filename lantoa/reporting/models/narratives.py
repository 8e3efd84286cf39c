"""The first draft of a consolidated report: its points, from which texts of which units they come, and what was left out.

A mark says what became of a text of a unit. Nothing here is about persons, and nothing weighs units.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.reporting.choices import PointKind
from lantoa.reporting.models.collections import Collection
from lantoa.reporting.models.sheets import Narrative
from lantoa.reporting.models.submissions import SubmissionText


class NarrativePoint(Record):
    """One point of the draft under a question. A quoted one has no words of its own: it shows passages of its one source, so it
    cannot differ from what the unit wrote. A worded one without a source is the compiler's own.
    """

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="narrative_points")
    narrative = models.ForeignKey(Narrative, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=PointKind)
    wording = models.TextField(blank=True)
    row_version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["collection", "narrative"], name="narrative_point_question")]
        constraints = [
            models.CheckConstraint(
                name="narrative_point_quoted_has_no_words",
                condition=models.Q(kind="quoted", wording="")
                | models.Q(kind="worded") & ~models.Q(wording=""),
            )
        ]

    def __str__(self) -> str:
        return self.wording[:60]


class PointSource(Record):
    """A text that a point comes from. `passages`: start and end of each quoted passage; empty where worded.

    `as_marked` keeps the words of a report that waited when it was marked: it may come back to its unit and be sent again with
    others, and a point never changes by itself. Empty where the report was accepted, whose words cannot change.
    """

    point = models.ForeignKey(NarrativePoint, on_delete=models.CASCADE, related_name="sources")
    text = models.ForeignKey(SubmissionText, on_delete=models.PROTECT, related_name="+")
    passages = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    as_marked = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["point", "text"], name="point_source_once")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.text_id}"

    @property
    def words(self) -> str:
        """What the text said when the point was made of it."""
        return self.as_marked or self.text.text

    @property
    def quoted(self) -> list[str]:
        """The quoted passages, letter by letter as the unit wrote them."""
        ends = iter(self.passages)
        return [self.words[start:end] for start, end in zip(ends, ends, strict=True)]


class TextMark(Record):
    """What the compiler decided on a text beside the points it went into, and the version by which two people's marks are told
    apart: every mark on the text makes it one more. `as_marked`: the words that were left out, as in PointSource.
    """

    text = models.OneToOneField(SubmissionText, on_delete=models.PROTECT, related_name="mark")
    left_out = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    as_marked = models.TextField(blank=True)
    row_version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="text_mark_reason_of_left_out",
                condition=models.Q(reason="") | models.Q(left_out=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.text_id}"
