"""A unit's profile: its figures and functions, dated. Never anything of a person."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from lantoa.core.records import Record
from lantoa.organisation.choices import ProfileKind
from lantoa.organisation.models.units import Unit


class ProfileField(Record):
    """What is told of every unit: a number, an amount with two decimals, or words. `valid`: on which days it is asked for."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=ProfileKind)
    measure = models.CharField(max_length=40, blank=True)  # "người", "triệu đồng"
    position = models.PositiveSmallIntegerField(default=0)
    valid = DateRangeField()

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class ProfileEntry(Record):
    """What held of a unit during `valid`, and by which paper: `number` or `text`, as the field's kind says."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="profile_entries")
    field = models.ForeignKey(ProfileField, on_delete=models.PROTECT, related_name="entries")
    number = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    text = models.TextField(blank=True)
    valid = DateRangeField()
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="profile_entry_no_overlap",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("field", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="profile_entry_number_or_text",
                condition=models.Q(number__isnull=False, text="")
                | (models.Q(number__isnull=True) & ~models.Q(text="")),
            ),
            models.CheckConstraint(
                name="profile_entry_valid_not_empty", condition=models.Q(valid__isempty=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.field_id}"
