"""The printed collection of chosen practices."""

from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.models import Unit
from lantoa.practices.models.practices import Practice


class Booklet(Record):
    """`published_at` None while it is being put together; afterwards its entries no longer change."""

    code = models.CharField(max_length=20, unique=True)  # TAP-2020
    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who publishes it
    year = models.PositiveSmallIntegerField()
    preface = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.title


class BookletEntry(Record):
    """One practice as the booklet tells it: background, way, result, lesson; the registry's own texts stay as they are."""

    booklet = models.ForeignKey(Booklet, on_delete=models.CASCADE, related_name="entries")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="booklet_entries")
    position = models.PositiveSmallIntegerField()
    background = models.TextField()
    method = models.TextField()
    result = models.TextField()
    lesson = models.TextField()
    replication_hint = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["booklet", "practice"], name="booklet_entry_once"),
            models.UniqueConstraint(fields=["booklet", "position"], name="booklet_entry_place"),
        ]

    def __str__(self) -> str:
        return f"{self.booklet_id} {self.position}"
