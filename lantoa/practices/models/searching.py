"""What an office shortens."""

from django.db import models

from lantoa.core.records import Record


class Abbreviation(Record):
    """Short and long for the same thing: a search for either finds both. One short form may have several meanings. Rows: every
    office has its own.
    """

    short = models.CharField(max_length=20)
    meaning = models.CharField(max_length=100)

    class Meta:
        ordering = ["short", "meaning"]
        constraints = [models.UniqueConstraint(fields=["short", "meaning"], name="abbreviation_once")]

    def __str__(self) -> str:
        return f"{self.short}: {self.meaning}"
