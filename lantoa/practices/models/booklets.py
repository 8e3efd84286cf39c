"""The printed collection of chosen practices: chapters, texts, pictures, numbered editions, printed files."""

from django.db import models
from django.utils.translation import gettext_noop

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.models import Position, Unit
from lantoa.practices.choices import BookletState, Consent, PrintKind, PrintState
from lantoa.practices.models.practices import Practice

NOTE = gettext_noop("Tài liệu lưu hành nội bộ")


class Booklet(Record):
    """`published_at` None while it is being put together; afterwards nothing of it changes.

    A later edition is a booklet of its own that `follows` the one before. It tells practices recognised in `year`, or from
    `first_year` to `year` where that is given. What the registry says at publication (names of units, figures, the list of the
    others, who signs) is kept in `printed` and in that of the entries, so that a file made again says the same.
    """

    code = models.CharField(max_length=20, unique=True)  # TAP-2020; its second edition is TAP-2020-L2
    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who publishes it
    year = models.PositiveSmallIntegerField()
    first_year = models.PositiveSmallIntegerField(null=True)
    edition = models.PositiveSmallIntegerField(default=1)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next_edition")
    preface = models.TextField(blank=True)
    note = models.CharField(max_length=120, blank=True, default=NOTE)  # small print of the cover
    signing_post = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField(null=True)  # None: the day of publication
    printed = models.JSONField(default=dict)
    row_version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)  # how often anything of it was changed
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="booklet_years_in_order",
                condition=models.Q(first_year=None) | models.Q(first_year__lt=models.F("year")),
            ),
            models.CheckConstraint(
                name="booklet_edition_follows",
                condition=models.Q(follows=None, edition=1) | models.Q(follows__isnull=False, edition__gt=1),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> BookletState:
        """The state with its badge."""
        return BookletState.DRAFT if self.published_at is None else BookletState.PUBLISHED

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def years(self) -> range:
        """The years whose recognised practices it may tell."""
        return range(self.first_year or self.year, self.year + 1)


class BookletChapter(Record):
    """A part of the book under one heading, as a rule a field of work."""

    booklet = models.ForeignKey(Booklet, on_delete=models.CASCADE, related_name="chapters")
    title = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["booklet", "position"],
                name="booklet_chapter_place",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.title


class BookletEntry(Record):
    """One practice as the booklet tells it: background, way, result, lesson; the registry's own texts stay as they are.

    `taken` are the registry's texts (by the names of `TEXTS`) as the editor last took note of them, so that a change of the
    original is shown and never silently taken. `since_edition` is the edition in which the practice first came into the book.
    Without a chapter (booklets published before there were any) its field is its chapter.
    """

    TEXTS = ("background", "method", "result", "lesson", "replication_hint")

    booklet = models.ForeignKey(Booklet, on_delete=models.CASCADE, related_name="entries")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="booklet_entries")
    chapter = models.ForeignKey(BookletChapter, on_delete=models.RESTRICT, null=True, related_name="entries")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)  # empty: the practice's own
    background = models.TextField()
    method = models.TextField()
    result = models.TextField()
    lesson = models.TextField()
    replication_hint = models.TextField(blank=True)
    taken = models.JSONField(default=dict)
    printed = models.JSONField(default=dict)
    since_edition = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["booklet", "practice"], name="booklet_entry_once"),
            models.UniqueConstraint(
                fields=["booklet", "position"],
                name="booklet_entry_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booklet_id} {self.position}"

    @property
    def told_title(self) -> str:
        return self.title or self.practice.title


class BookletPhoto(Record):
    """A picture of an entry. It is there only with a caption and with what was said of the people in it."""

    entry = models.ForeignKey(BookletEntry, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    caption = models.CharField(max_length=300)
    consent = models.CharField(max_length=12, choices=Consent)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.caption


class BookletFile(Record):
    """The booklet as a file of one kind, made by a job. Of a draft it is a proof, made anew when asked for."""

    booklet = models.ForeignKey(Booklet, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=12, choices=PrintKind)
    state = models.CharField(max_length=8, choices=PrintState, default=PrintState.MAKING)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)  # of the booklet, as it was drawn

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booklet", "kind"], name="booklet_file_once"),
            models.CheckConstraint(
                name="booklet_file_made",
                condition=~models.Q(state="done") | models.Q(file__isnull=False, made_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booklet_id} {self.kind}"
