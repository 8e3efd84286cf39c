"""A call for practices: what it takes, by which criteria, which yearly records were put in, and what the meeting chose."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.directives.models import Directive
from lantoa.organisation.models import Unit
from lantoa.practices.choices import CallPurpose, CallState, SelectionException
from lantoa.practices.models.practices import PracticeField, PracticeYear


class AppraisalStandard(Record):
    """The criteria and marks that a new call begins with, for as long as they are in force: rows, an office has its own."""

    name = models.CharField(max_length=200)
    valid = DateRangeField()
    recognise_from = models.PositiveSmallIntegerField()  # points of 100
    choose_from = models.PositiveSmallIntegerField()
    comment_under = models.PositiveSmallIntegerField()
    comment_over = models.PositiveSmallIntegerField()
    disagreement_from = models.PositiveSmallIntegerField()  # points between the lowest and the highest

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="appraisal_standard_no_overlap", expressions=[("valid", RangeOperators.OVERLAPS)]
            )
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(Record):
    """What is asked of a practice, and the most points it gives."""

    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    question = models.CharField(max_length=300)
    most = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class StandardCriterion(Criterion):
    standard = models.ForeignKey(AppraisalStandard, on_delete=models.CASCADE, related_name="criteria")

    class Meta(Criterion.Meta):
        constraints = [models.UniqueConstraint(fields=["standard", "position"], name="criterion_place")]


class StandardLevel(Record):
    """The word beside a number: from which share of a criterion's points on it is said."""

    standard = models.ForeignKey(AppraisalStandard, on_delete=models.CASCADE, related_name="levels")
    share_from = models.PositiveSmallIntegerField()  # percent
    word = models.CharField(max_length=60)

    class Meta:
        ordering = ["-share_from"]
        constraints = [models.UniqueConstraint(fields=["standard", "share_from"], name="level_once")]

    def __str__(self) -> str:
        return self.word


class Call(Record):
    """A call for practices (đợt xét mô hình) of a committee to the units below it."""

    code = models.CharField(max_length=20, unique=True)  # DX-2020-01
    title = models.CharField(max_length=200, db_collation="vi-x-icu")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="+")
    standard = models.ForeignKey(AppraisalStandard, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=CallPurpose)
    year = models.PositiveSmallIntegerField()  # of the yearly records it takes
    state = models.CharField(max_length=12, choices=CallState, default=CallState.DRAFT)
    opens_on = models.DateField()
    closes_on = models.DateField()
    appraise_by = models.DateField()
    fields = models.ManyToManyField(PracticeField, related_name="+", blank=True)  # none: every field
    quota = models.PositiveSmallIntegerField(null=True)  # entries of one unit; None: no limit
    field_limit = models.PositiveSmallIntegerField(
        null=True
    )  # chosen of one field; crossing it asks for a reason
    per_entry = models.PositiveSmallIntegerField()  # how many appraise each entry
    comment_under = models.PositiveSmallIntegerField()
    comment_over = models.PositiveSmallIntegerField()
    cut = models.PositiveSmallIntegerField(default=0)  # how many ranks lie above the line
    field_reason = models.TextField(blank=True)  # why a field got more than its limit
    summoned = models.PositiveSmallIntegerField(null=True)
    present = models.PositiveSmallIntegerField(null=True)
    met_on = models.DateField(null=True)
    concluded_at = models.DateTimeField(null=True)
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-code"]
        constraints = [
            models.CheckConstraint(
                name="call_days_in_order",
                condition=models.Q(opens_on__lte=models.F("closes_on"))
                & models.Q(closes_on__lte=models.F("appraise_by")),
            ),
            models.CheckConstraint(name="call_somebody_appraises", condition=models.Q(per_entry__gte=1)),
            models.CheckConstraint(
                name="call_present_of_summoned",
                condition=models.Q(present__isnull=True) | models.Q(present__lte=models.F("summoned")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CallCriterion(Criterion):
    """A criterion as this call weighs it; no longer changed once the call is open."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")

    class Meta(Criterion.Meta):
        constraints = [models.UniqueConstraint(fields=["call", "position"], name="call_criterion_place")]


class CallEntry(Record):
    """A yearly record that its unit put into a call. `chosen` None until the meeting is over."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="entries")
    practice_year = models.ForeignKey(PracticeYear, on_delete=models.PROTECT, related_name="calls")
    submitted_at = models.DateTimeField(default=clock.now)
    exception = models.CharField(max_length=12, choices=SelectionException, blank=True)
    exception_reason = models.TextField(blank=True)
    chosen = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "practice_year"], name="call_entry_once"),
            models.CheckConstraint(
                name="call_entry_exception_reasoned",
                condition=models.Q(exception="") | ~models.Q(exception_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.practice_year_id}"
