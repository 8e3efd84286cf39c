"""Study: topics that a committee sets, and the sessions that units hold. Of who came only numbers stand here, never names."""

from django.db import models
from django.db.models import F, Q

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.core.sealed_text import SealedTextField
from lantoa.directives.choices import SessionKind, SessionState, TopicSpan
from lantoa.directives.models.directives import Directive
from lantoa.organisation.models import Unit


class StudyTopic(Record):
    """What is to be studied in a year or a term by the units below the one that sets it."""

    code = models.CharField(max_length=20, unique=True)  # CD-2021-001: first year, running number
    title = models.CharField(max_length=300)
    span = models.CharField(max_length=10, choices=TopicSpan)
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="+")
    other_directives = models.ManyToManyField(Directive, related_name="+")  # beside the leading one
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who sets it
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    guidance = models.TextField(blank=True)
    quiz_needs = models.PositiveSmallIntegerField(default=1)  # how many right answers its keeper asks for
    set_at = models.DateTimeField(default=clock.now)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-first_year", "code"]
        constraints = [
            models.CheckConstraint(name="topic_years", condition=Q(last_year__gte=F("first_year"))),
            models.CheckConstraint(
                name="topic_year_is_one", condition=Q(span="term") | Q(last_year=F("first_year"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> str:
        return (
            str(self.first_year)
            if self.first_year == self.last_year
            else f"{self.first_year} - {self.last_year}"
        )


class StudySession(Record):
    """One session of a unit. The numbers are NULL until it is told how it went."""

    code = models.CharField(max_length=20, unique=True)  # HT-2021-0001: year of entry, running number
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(StudyTopic, on_delete=models.PROTECT, null=True, related_name="sessions")
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="+")
    other_directives = models.ManyToManyField(Directive, related_name="+")  # beside the leading one
    kind = models.CharField(max_length=20, choices=SessionKind)
    title = models.CharField(max_length=300, db_collation="vi-x-icu")
    held_on = models.DateField()  # planned for, until it is held
    online = models.BooleanField(default=False)
    place = models.CharField(max_length=200, blank=True)
    speaker = models.CharField(max_length=200, blank=True)  # by post or organisation
    # For the invitation; erased as long after the session as the names of who came.
    speaker_name = SealedTextField(purpose="speakers", null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    members_called = models.PositiveIntegerField(null=True)
    members_present = models.PositiveIntegerField(null=True)
    members_excused = models.PositiveIntegerField(
        null=True
    )  # absent with a reason; the rest of the absent without
    others_present = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    reason = models.TextField(blank=True)  # why it was cancelled
    search_key = models.TextField()
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-held_on", "-code"]
        indexes = [
            models.Index(fields=["unit", "held_on"], name="study_session_unit"),
            models.Index(fields=["topic", "state"], name="study_session_topic"),
        ]
        constraints = [
            models.CheckConstraint(
                name="study_session_told_when_held",
                condition=~Q(state="held")
                | Q(
                    members_called__isnull=False,
                    members_present__isnull=False,
                    members_excused__isnull=False,
                    others_present__isnull=False,
                    minutes__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="study_session_present_of_called",
                condition=Q(members_called=None)
                | Q(members_called__gte=F("members_present") + F("members_excused")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def told(self) -> bool:
        """How it went was told at some time, also of one that was cancelled afterwards."""
        return self.members_called is not None

    @property
    def attendances(self) -> int:
        return (self.members_present or 0) + (self.others_present or 0)

    @property
    def unexcused(self) -> int:
        return (self.members_called or 0) - (self.members_present or 0) - (self.members_excused or 0)


class StudyDeed(Record):
    """What was resolved to be done after a session: learning goes with doing."""

    session = models.ForeignKey(StudySession, on_delete=models.CASCADE, related_name="deeds")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    # What it is carried out by (`deed_links`): a kind, and the code of one thing of it where it has one.
    linked_kind = models.CharField(max_length=20, blank=True)
    linked_code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="study_deed_place"),
            models.CheckConstraint(
                name="study_deed_link_has_kind", condition=Q(linked_code="") | ~Q(linked_kind="")
            ),
        ]

    def __str__(self) -> str:
        return self.text
