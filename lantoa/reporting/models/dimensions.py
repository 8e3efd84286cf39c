"""What lines are divided by: dimensions that officers name, beside those that come with the house (`dimensions.py`)."""

from django.db import models

from lantoa.core.records import Record
from lantoa.organisation.models import Unit


class Dimension(Record):
    """Options are never taken out of a dimension that a sheet uses: they end on a day, for five years are compared by them."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    exhaustive = models.BooleanField(default=True)  # every case falls under one option
    basis = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class DimensionOption(Record):
    dimension = models.ForeignKey(Dimension, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    since_on = models.DateField(null=True)  # none: always
    until_on = models.DateField(null=True)  # the last day; none: still

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["dimension", "code"], name="dimension_option_code")]

    def __str__(self) -> str:
        return self.code
