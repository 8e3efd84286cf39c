"""People as the organisation needs them: a name, posts with terms, dated roles. Nothing else about a person is kept."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from lantoa.core.records import Record
from lantoa.organisation.choices import Role
from lantoa.organisation.models.units import SORTED_NAME, Unit


class Person(Record):
    full_name = models.CharField(max_length=120, db_collation=SORTED_NAME)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="person"
    )

    def __str__(self) -> str:
        return self.full_name


class Position(Record):
    """A post with a term. Who heads a unit and who signs for it on a day come from here."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="positions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="positions")
    title = models.CharField(max_length=120)
    is_head = models.BooleanField(default=False)
    # How papers name the right to sign: "T/M BAN THƯỜNG VỤ" and "BÍ THƯ"; empty = does not sign for the unit.
    authority = models.CharField(max_length=80, blank=True)
    signing_post = models.CharField(max_length=80, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="position_one_head",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=models.Q(is_head=True),
            )
        ]

    def __str__(self) -> str:
        return self.title


class RoleAssignment(Record):
    """A role held on a unit between two dates. Standing in for a colleague is one more assignment, with an end."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="roles")
    valid = DateRangeField()
    stands_in_for = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="role_assignment_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="role_assignment_standing_in_ends",
                condition=models.Q(stands_in_for=None) | models.Q(valid__upper_inf=False),
            ),
            models.CheckConstraint(
                name="role_assignment_not_for_oneself",
                condition=models.Q(stands_in_for=None) | ~models.Q(stands_in_for=models.F("person")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} on {self.unit_id}"
