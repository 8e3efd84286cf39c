"""What is asked. A published version never changes; an indicator lasts over the versions of all sheets."""

from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import Division, LineKind, Operator, PeriodLength, SkipRule, TimeRule, TreeRule


class Sheet(Record):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    owner = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+"
    )  # none: everybody's

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class SheetVersion(Record):
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(
        max_length=200, blank=True
    )  # as it was when published; empty before names were kept
    period_kind = models.CharField(max_length=20, choices=PeriodLength)
    scale = models.JSONField(default=dict, blank=True)  # scoring.Scale as an object; empty: nothing is scored
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["sheet", "-number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_version_number")]

    def __str__(self) -> str:
        return f"{self.sheet_id} v{self.number}"


class Section(Record):
    version = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="sections")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=20)  # "II.1"
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="section_position")]

    def __str__(self) -> str:
        return f"{self.label} {self.title}"


class Indicator(Record):
    """The lasting identity of a figure: series and five-year totals follow it over sheet versions."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=300)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Line(Record):
    """One figure of a sheet version. `position` is its place in `Submission.values`, counted from 0."""

    version = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="lines")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="lines")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=300)
    unit_of_measure = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, choices=LineKind)
    tree_rule = models.CharField(max_length=10, choices=TreeRule)
    time_rule = models.CharField(max_length=10, choices=TimeRule)
    numerator = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    denominator = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=60, blank=True)  # code of a register (sources.py)
    help = models.TextField(blank=True)
    basis = models.CharField(max_length=300, blank=True)  # the public rule or paper that the line comes from
    required = models.BooleanField(default=True)
    # A divided line names what it is divided by, as that was called then; its parts stand directly below it.
    dimension = models.CharField(max_length=20, blank=True)
    dimension_name = models.CharField(max_length=120, blank=True)
    division = models.CharField(max_length=10, choices=Division, blank=True)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    option = models.CharField(max_length=10, blank=True)
    # Of a criterion alone: the most points, what happens where it does not apply, whether its points come on top of the scale,
    # and the levels among which is chosen, each [label, points].
    most = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    skip_rule = models.CharField(max_length=10, choices=SkipRule, blank=True)
    bonus = models.BooleanField(default=False)
    options = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="line_position"),
            models.UniqueConstraint(fields=["version", "indicator"], name="line_indicator"),
            models.CheckConstraint(
                name="line_ratio_has_parts",
                condition=models.Q(kind="ratio", numerator__isnull=False, denominator__isnull=False)
                | models.Q(~models.Q(kind="ratio"), numerator__isnull=True, denominator__isnull=True),
            ),
            models.CheckConstraint(
                name="line_part_has_option",
                condition=models.Q(part_of__isnull=True, option="")
                | models.Q(~models.Q(option=""), part_of__isnull=False, division=""),
            ),
            models.CheckConstraint(
                name="line_division_has_dimension",
                condition=models.Q(division="", dimension="")
                | models.Q(~models.Q(division=""), ~models.Q(dimension="")),
            ),
            models.CheckConstraint(
                name="line_score_has_most",
                condition=models.Q(kind="score", most__gt=0) | models.Q(~models.Q(kind="score"), most=None),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def computed(self) -> bool:
        """A ratio is never typed: it follows from its two lines."""
        return self.kind == LineKind.RATIO

    @property
    def scored(self) -> bool:
        """A criterion: points, by the unit and by the level that checks its report."""
        return self.kind == LineKind.SCORE

    @property
    def full_label(self) -> str:
        """A part with its total: «Cá nhân được khen: cấp cơ sở». Of a line read alone, one more statement."""
        return f"{self.part_of.label}: {self.label}" if self.part_of else self.label

    @property
    def summed(self) -> bool:
        """The total of its parts: never typed either, but a figure like any other."""
        return self.division == Division.SUM

    @property
    def typed(self) -> bool:
        """A person (or a register) gives its figure."""
        return not self.computed and not self.summed


class LineRelation(Record):
    """left ≤ right, or left = right; the right side may be the sum of two lines. Hard: a report that
    breaks it cannot be sent.
    """

    version = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="relations")
    left = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    operator = models.CharField(max_length=2, choices=Operator)
    right = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    plus = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, related_name="+")
    hard = models.BooleanField(default=True)
    sentence = models.CharField(max_length=300, blank=True)  # what to do about it

    def __str__(self) -> str:
        return f"{self.left_id} {self.operator} {self.right_id}"


class Narrative(Record):
    """A question that is answered in words."""

    version = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="narratives")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="narratives")
    position = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=300)
    help = models.TextField(blank=True)
    required = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="narrative_position")]

    def __str__(self) -> str:
        return self.question
