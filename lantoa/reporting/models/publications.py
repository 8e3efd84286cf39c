"""Reviews that were published before or outside this house, with every figure as it was printed."""

from django.db import models

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.periods import Period, from_code
from lantoa.core.records import Record
from lantoa.core.vi_dates import format_day, format_month_number
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import Qualifier
from lantoa.reporting.models.collections import Collection
from lantoa.reporting.models.sheets import Line


class Publication(Record):
    """A published review. Nothing in it changes: a corrected file makes a further one, and this gets `replaced_at`.

    Its figures count in a collection of their own, which nobody owes and no list of collections shows: `owner` keeps it, and
    `unit` is the unit of the tree that the review speaks of, where it is one.
    """

    code = models.CharField(max_length=40, unique=True)  # in addresses
    source = models.CharField(max_length=30)  # its name in the file it came from
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="publication")
    organisation = models.CharField(max_length=200)  # as printed
    search_key = models.TextField()
    stated_on = models.CharField(max_length=40)  # as printed: a day, a month or a year
    first_day = models.DateField()  # the first day that it may mean, to sort by
    period_words = models.CharField(max_length=80)  # as printed
    period_code = models.CharField(max_length=20)
    url = models.CharField(max_length=500)
    note = models.TextField(blank=True)
    digest = models.CharField(max_length=64)  # of its file, to tell a repeat from a correction
    entered_at = models.DateTimeField(default=clock.now)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-first_day", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "source"],
                name="publication_one_current",
                condition=models.Q(replaced_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def stated_words(self) -> str:
        """When it was stated, as far as the source says: 01/6/2024, 6/2024, 2024."""
        if len(self.stated_on) == len("2024"):
            return self.stated_on
        if len(self.stated_on) == len("2024-06"):
            return f"{format_month_number(self.first_day.month)}/{self.first_day.year}"
        return format_day(self.first_day)

    @property
    def period(self) -> Period:
        return from_code(self.period_code)


class StatedFigure(Record):
    """One figure as printed. `line` is where it counts in the publication's collection."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="figures")
    position = models.PositiveSmallIntegerField()
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    metric = models.CharField(max_length=120)
    words = models.CharField(max_length=160)
    value = models.DecimalField(max_digits=24, decimal_places=4)
    places = models.PositiveSmallIntegerField()  # decimals that were printed
    unit_of_measure = models.CharField(max_length=40, blank=True)
    qualifier = models.CharField(max_length=20, choices=Qualifier, blank=True)
    numerator = models.CharField(max_length=120, blank=True)  # metrics of the same review, or the number
    numerator_value = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    denominator = models.CharField(max_length=120, blank=True)
    denominator_value = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    part_of = models.CharField(max_length=120, blank=True)
    parts = models.JSONField(default=list)  # metrics that the file says make up this one
    indicator = models.CharField(max_length=40, blank=True)  # of the house's own sheets
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "position"], name="stated_figure_position"),
            models.CheckConstraint(
                name="stated_figure_not_negative",
                condition=models.Q(value__gte=0, places__lte=4),
            ),
        ]

    def __str__(self) -> str:
        return self.words
