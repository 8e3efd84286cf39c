"""A review conference: what it reviews, the frozen editions of its figures, and the files that go out."""

from django.db import models
from django.db.models import Q

from lantoa.attachments.models import StoredFile
from lantoa.conferences.choices import ConferenceKind, ItemKind, PackState
from lantoa.core import clock, periods
from lantoa.core.periods import Period
from lantoa.core.records import Record
from lantoa.directives.models import Directive
from lantoa.documents.models import IssuedDocument
from lantoa.organisation.models import Unit


class Conference(Record):
    """Reviews a directive over whole years, and may also review one quarter and launch the next; a quarterly one does only that.

    Of who came only numbers stand here, never names.
    """

    code = models.CharField(
        max_length=30, unique=True
    )  # SK-2021-01: letters of the kind, year, running number
    kind = models.CharField(max_length=10, choices=ConferenceKind)
    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, null=True, related_name="+")
    other_directives = models.ManyToManyField(Directive, related_name="+")  # beside the leading one
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    held_on = models.DateField()  # planned for, until that day
    place = models.CharField(max_length=200, blank=True)
    invited = models.PositiveIntegerField(null=True)
    attended = models.PositiveIntegerField(null=True)  # told once it was held
    also_reviews = models.CharField(max_length=10, blank=True)  # period code: 2021Q1
    also_launches = models.CharField(max_length=10, blank=True)
    report = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why it was cancelled
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-held_on", "-code"]
        constraints = [
            models.CheckConstraint(
                name="conference_years_in_order", condition=Q(first_year__lte=models.F("last_year"))
            ),
            models.CheckConstraint(
                name="conference_reviews_something",
                condition=~Q(kind="quarterly", also_reviews="")
                & (Q(kind="quarterly") | Q(directive__isnull=False)),
            ),
            models.CheckConstraint(
                name="conference_cancelled_with_reason",
                condition=Q(cancelled_at=None) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reviewed_directive(self) -> Directive:
        """Of a review of several years. Raises ValueError where the conference reviews a quarter alone."""
        if self.directive is None:
            raise ValueError(f"{self.code} reviews no directive")
        return self.directive

    @property
    def reviews_years(self) -> bool:
        """It has figures that are frozen and a pack of papers."""
        return self.kind != ConferenceKind.QUARTERLY

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def was_held(self) -> bool:
        """Its day has come and nobody has called it off."""
        return not self.is_cancelled and self.held_on <= clock.today()

    @property
    def reviewed(self) -> Period | None:
        """The quarter looked back on."""
        return periods.from_code(self.also_reviews) if self.also_reviews else None

    @property
    def launched(self) -> Period | None:
        """The quarter whose work it hands out."""
        return periods.from_code(self.also_launches) if self.also_launches else None

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class Edition(Record):
    """The figures of a review, frozen. Never changed; a later state of the registers is a later edition."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    frozen_at = models.DateTimeField(default=clock.now)
    frozen_by = models.CharField(max_length=200)
    figures = models.JSONField()  # figures.Figure.as_dict(), in printed order
    digest = models.CharField(max_length=64)  # SHA-256 of figures.json

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["conference", "number"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.conference} ({self.number})"


class Pack(Record):
    """The making of an edition's files, and how far it has come."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="packs")
    state = models.CharField(max_length=10, choices=PackState, default=PackState.QUEUED)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=len(ItemKind.choices))
    step = models.CharField(max_length=20, choices=ItemKind, blank=True)
    failure = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.edition} {self.state}"


class PackItem(Record):
    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20, choices=ItemKind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "kind"], name="pack_item_once")]

    def __str__(self) -> str:
        return self.kind
