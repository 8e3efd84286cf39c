"""Groupings of units beside the tree, dated like everything that is true of a unit."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from lantoa.core.records import Record
from lantoa.organisation.models.units import Unit


class UnitGroup(Record):
    """A grouping beside the tree: sector, size, kind of work."""

    scheme = models.SlugField(max_length=40)  # "sector"
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["scheme", "position"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="unit_group_code")]

    def __str__(self) -> str:
        return self.name


class UnitGroupMembership(Record):
    group = models.ForeignKey(UnitGroup, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="group_memberships")
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unit_group_membership_no_overlap",
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.group_id}"
