"""Units' own plans for a year under that of the unit above: what is to be done, who sees to it, by when, what proves it."""

from django.db import models
from django.db.models import Q

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.core.text import looks_empty
from lantoa.directives.choices import PlanState
from lantoa.directives.models.directives import Directive
from lantoa.organisation.models import Unit


class UnitPlan(Record):
    """The plan of one unit for one year. What it says lies in its versions; earlier ones are kept.

    `parent` is the plan of a unit above that it carries out, None where there is none.
    """

    code = models.CharField(max_length=20, unique=True)  # KH-2021-0001: the year it is for, running number
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    directives = models.ManyToManyField(Directive, through="PlanDirective", related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-year", "code"]
        indexes = [models.Index(fields=["unit", "year"], name="unit_plan_unit")]

    def __str__(self) -> str:
        return self.code


class PlanDirective(Record):
    """A directive that a plan serves. Unit and year stand here too: a unit has one plan for a directive in a year."""

    plan = models.ForeignKey(UnitPlan, on_delete=models.CASCADE, related_name="serves")
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["directive", "year"], name="plan_directive_year")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "directive"], name="plan_one_for_directive"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.directive}"


class PlanVersion(Record):
    """What a plan says. At most one is in force and at most one is being drafted."""

    plan = models.ForeignKey(UnitPlan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    title = models.CharField(max_length=300, db_collation="vi-x-icu")
    aim = models.TextField(blank=True)  # what is to be reached, in words
    change_note = models.TextField(blank=True)  # why there is a further version
    reference = models.CharField(max_length=60, blank=True)  # "12-KH/ĐU"
    dated_on = models.DateField(null=True)  # of the paper
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    adopted_at = models.DateTimeField(null=True)  # when it was entered as adopted
    search_key = models.TextField()
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="adopted"), name="plan_one_in_force"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="draft"), name="plan_one_draft"),
            models.CheckConstraint(
                name="plan_adopted_with_paper",
                condition=Q(state="draft", adopted_at=None)
                | (
                    ~Q(state="draft") & Q(adopted_at__isnull=False, dated_on__isnull=False) & ~Q(reference="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT


class PlanMeasure(Record):
    """One thing to be done. `taken_from`: its words are still those of another plan, until they are changed."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner_post = models.CharField(max_length=150, blank=True)  # a post, never a name
    due_on = models.DateField(null=True)
    proof = models.CharField(max_length=300, blank=True)
    taken_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="plan_measure_place")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_ready(self) -> bool:
        """It says who sees to it and by when; before that its plan is not adopted."""
        return not looks_empty(self.owner_post) and self.due_on is not None


class PlanReminder(Record):
    """A unit without a plan was reminded by one above it. Kept; the desk of the unit shows the last."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    reminded_at = models.DateTimeField(default=clock.now)
    reminded_on = models.DateField()  # in Vietnam; at most once a day

    class Meta:
        ordering = ["-reminded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "directive", "year", "reminded_on"], name="plan_reminder_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"
