"""What rules allow, and which themes are looked at: dated rows, never code."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from lantoa.core.records import Record
from lantoa.oversight.choices import LimitKind


class InspectionLimit(Record):
    """How long an inspection may last, be extended, and look back, by a paper in force on a day.

    `level`: code of the level of the body that inspects; "" for all. LENGTH counts calendar days, first and last included;
    EXTENSION is `value`/`per` of the length, once; PERIOD counts years back from the first day.
    """

    kind = models.CharField(max_length=10, choices=LimitKind)
    level = models.CharField(max_length=40, blank=True)
    value = models.PositiveSmallIntegerField()
    per = models.PositiveSmallIntegerField(default=1)
    valid = DateRangeField()
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["kind", "level", "-valid"]
        constraints = [
            models.CheckConstraint(
                name="inspection_limit_positive", condition=models.Q(value__gte=1, per__gte=1)
            ),
            ExclusionConstraint(
                name="inspection_limit_one_a_day",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.level} {self.value}/{self.per}"


class InspectionTheme(Record):
    """What findings are told apart by, so that the same request to the same unit is seen again. One that is called otherwise is
    another; what was told under one that has ended stays under it."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    valid = DateRangeField()
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            ExclusionConstraint(
                name="inspection_theme_name_once",
                expressions=[("name", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return self.name
