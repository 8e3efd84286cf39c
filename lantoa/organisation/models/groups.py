"""Groupings of units beside the tree, dated like everything that is true of a unit."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from lantoa.core.records import Record
from lantoa.organisation.models.units import Unit

SECTOR = "sector"  # the scheme by which lists, rounds and annexes are laid out


class GroupScheme(Record):
    """A way of grouping units beside the tree: sector, size, kind of work. Of the whole installation, as levels and kinds are.

    In an exclusive scheme a unit stands in at most one group on a day; the services see to that.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    exclusive = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class UnitGroup(Record):
    """One group of a scheme. From `retired_on` on no unit stands in it; what stood in it before is kept."""

    scheme = models.ForeignKey(GroupScheme, on_delete=models.PROTECT, related_name="groups")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True)

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
