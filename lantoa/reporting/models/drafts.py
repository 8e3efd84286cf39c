"""A sheet being designed. Its rows may be wrong or unfinished; publishing copies them into a version that never changes."""

from django.conf import settings
from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import Division, LineKind, Operator, PeriodLength, SkipRule, TimeRule, TreeRule
from lantoa.reporting.models.sheets import SheetVersion


class SheetDraft(Record):
    """One for each code of a sheet. `based_on` is the version it began from."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    period_kind = models.CharField(max_length=20, choices=PeriodLength)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    based_on = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, null=True, related_name="+")
    scale = models.JSONField(default=dict, blank=True)  # scoring.Scale as an object; empty: nothing is scored
    row_version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class DraftRow(Record):
    """What the rows of a draft share: their place, and the version by which two people's changes are told apart."""

    position = models.PositiveSmallIntegerField()
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class DraftSection(DraftRow):
    draft = models.ForeignKey(SheetDraft, on_delete=models.CASCADE, related_name="sections")
    label = models.CharField(max_length=20)
    title = models.CharField(max_length=200)

    class Meta(DraftRow.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.label} {self.title}"


class DraftLine(DraftRow):
    """The other lines it speaks of are named by code: they may not be there yet."""

    draft = models.ForeignKey(SheetDraft, on_delete=models.CASCADE, related_name="lines")
    section = models.ForeignKey(DraftSection, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=300)
    unit_of_measure = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, choices=LineKind, default=LineKind.COUNT)
    tree_rule = models.CharField(max_length=10, choices=TreeRule, default=TreeRule.SUM)
    time_rule = models.CharField(max_length=10, choices=TimeRule, default=TimeRule.ADD)
    numerator = models.CharField(max_length=40, blank=True)
    denominator = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=60, blank=True)
    help = models.TextField(blank=True)
    basis = models.CharField(max_length=300, blank=True)
    required = models.BooleanField(default=True)
    dimension = models.CharField(max_length=20, blank=True)
    dimension_name = models.CharField(max_length=120, blank=True)
    division = models.CharField(max_length=10, choices=Division, blank=True)
    part_of = models.CharField(max_length=40, blank=True)
    option = models.CharField(max_length=10, blank=True)
    most = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    skip_rule = models.CharField(max_length=10, choices=SkipRule, blank=True)
    bonus = models.BooleanField(default=False)
    options = models.JSONField(default=list, blank=True)

    class Meta(DraftRow.Meta):
        pass

    def __str__(self) -> str:
        return self.code


class DraftQuestion(DraftRow):
    draft = models.ForeignKey(SheetDraft, on_delete=models.CASCADE, related_name="questions")
    section = models.ForeignKey(DraftSection, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField(max_length=300)
    help = models.TextField(blank=True)
    required = models.BooleanField(default=False)

    class Meta(DraftRow.Meta):
        pass

    def __str__(self) -> str:
        return self.question


class DraftRelation(DraftRow):
    draft = models.ForeignKey(SheetDraft, on_delete=models.CASCADE, related_name="relations")
    left = models.CharField(max_length=40)
    operator = models.CharField(max_length=2, choices=Operator, default=Operator.AT_MOST)
    right = models.CharField(max_length=40)
    plus = models.CharField(max_length=40, blank=True)
    hard = models.BooleanField(default=True)
    sentence = models.CharField(max_length=300, blank=True)

    class Meta(DraftRow.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"
