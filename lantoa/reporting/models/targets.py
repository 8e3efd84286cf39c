"""What a committee set itself to reach: a target from a paper, and each value that was ever given for it.

Nothing is overwritten: each decision (issuing, changing, dividing, ending) is a row, and a value that another one replaces stays
with the decision that replaced it.
"""

from django.db import models

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import BaselineSource, TargetAct, TargetDirection, TargetMethod
from lantoa.reporting.models.sheets import Indicator
from lantoa.reporting.models.submissions import DIGITS, PLACES


class Target(Record):
    """One indicator, one direction, a value for each year from `first_year` to `last_year`.

    Of a ratio, values are shares of one (0.95). `row_version` counts the decisions, so that two people do not decide past
    each other.
    """

    code = models.CharField(max_length=40, unique=True)  # CT-2021-001
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    search_key = models.CharField(max_length=1200)
    unit_of_measure = models.CharField(max_length=40, blank=True)
    is_share = models.BooleanField()  # of a ratio
    places = models.PositiveSmallIntegerField()  # decimals that a value may have, as it is written
    direction = models.CharField(max_length=10, choices=TargetDirection)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    paper_number = models.CharField(max_length=60)
    paper_day = models.DateField()
    paper_issuer = models.CharField(max_length=200)
    citation = models.TextField(blank=True)  # the paper's own words
    baseline_source = models.CharField(max_length=10, choices=BaselineSource, default=BaselineSource.NONE)
    baseline_value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    baseline_year = models.PositiveSmallIntegerField(null=True)
    baseline_note = models.CharField(
        max_length=300, blank=True
    )  # where it stands; or of how many reports it is the sum
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["owner"], name="target_owner")]
        constraints = [
            models.CheckConstraint(
                name="target_years_in_order", condition=models.Q(first_year__lte=models.F("last_year"))
            ),
            models.CheckConstraint(
                name="target_baseline_whole",
                condition=models.Q(baseline_source="none", baseline_value=None, baseline_year=None)
                | ~models.Q(baseline_source="none")
                & models.Q(baseline_value__isnull=False, baseline_year__isnull=False),
            ),
            models.CheckConstraint(
                name="target_end_has_reason", condition=models.Q(ended_at=None) | ~models.Q(end_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class TargetDecision(Record):
    """That values were given: by the owner to itself from the paper, or by a unit to the units directly below it."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=10, choices=TargetAct)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who gives
    number = models.PositiveIntegerField()  # within the target, from 1
    method = models.CharField(max_length=10, choices=TargetMethod, default=TargetMethod.HAND)
    basis = models.TextField(blank=True)  # in proportion to what, with the figures' period
    reason = models.TextField(blank=True)
    decided_on = models.DateField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+"
    )  # none: the sample

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["target", "number"], name="target_decision_number")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.number}"


class TargetValue(Record):
    """What a unit is to reach in a year. `value` NULL: nothing any more. The one that holds has no `replaced_by`."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="values")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    decision = models.ForeignKey(TargetDecision, on_delete=models.PROTECT, related_name="values")
    replaced_by = models.ForeignKey(
        TargetDecision, on_delete=models.PROTECT, null=True, related_name="replaced"
    )

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "unit", "year"],
                name="target_value_one_holds",
                condition=models.Q(replaced_by=None),
            ),
            models.CheckConstraint(
                name="target_value_not_negative",
                condition=models.Q(value=None) | models.Q(value__gte=0, value__lt=10**16),
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="target_value_unit")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.unit_id} {self.year}"
