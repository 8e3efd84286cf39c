"""What a search draws on beside the practices themselves: what an office shortens, what a person keeps to search for again."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.records import Record


class Abbreviation(Record):
    """Short and long for the same thing: a search for either finds both. One short form may have several meanings. Rows with
    the days on which they hold: every office has its own.
    """

    short = models.CharField(max_length=20)
    meaning = models.CharField(max_length=100)
    in_force = DateRangeField()
    search_key = models.CharField(
        max_length=130
    )  # folded «short = meaning», the same for every spelling of the two

    class Meta:
        ordering = ["short", "meaning"]
        constraints = [
            ExclusionConstraint(
                name="abbreviation_no_overlap",
                expressions=[("search_key", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.short}: {self.meaning}"


class SavedSearch(Record):
    """Words and filters that a person keeps under a name. Nobody else sees it. `removed_at`: taken away, and can be put back."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    query = models.CharField(max_length=600)  # of the address: words and filters
    found = ArrayField(models.UUIDField(), default=list)  # the practices it found when it was last opened
    opened_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["owner"], name="saved_search_owner")]

    def __str__(self) -> str:
        return self.name
