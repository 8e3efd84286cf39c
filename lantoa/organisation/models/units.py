"""The tree and its history. Identity never changes; what is true of a unit is dated, in half-open ranges [from, to)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record

SORTED_NAME = "vi-x-icu"  # A Ă Â … D Đ … U Ư Y, tones in dictionary order


class UnitLevel(Record):
    """A level of the organisation. Rows, because 2025 removed one and 2026 renamed another."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    rank = models.PositiveSmallIntegerField()  # 1 = highest
    valid = DateRangeField()

    class Meta:
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name


class UnitKind(Record):
    """What sort of unit it is (đảng bộ cơ sở, chi bộ cơ sở, …)."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    level = models.ForeignKey(UnitLevel, on_delete=models.PROTECT, related_name="kinds")
    # Who speaks for it in papers: "Đảng ủy", "Chi bộ", "Chi ủy".
    committee = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Unit(Record):
    """Identity only. `code` is the house's own handle in addresses and files; it never changes and is never reused."""

    code = models.CharField(max_length=40, unique=True)
    position = models.PositiveIntegerField(default=0)  # place in the official list of its parent
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class UnitVersion(Record):
    """What was true of a unit during `valid`."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    valid = DateRangeField()
    name = models.CharField(max_length=300, db_collation=SORTED_NAME)
    short_name = models.CharField(max_length=200, db_collation=SORTED_NAME)
    kind = models.ForeignKey(UnitKind, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="child_versions")
    official_code = models.CharField(max_length=40, blank=True)
    # How papers carry the name: the issuing body's lines, and the lines that stand above the bodies of its children.
    issuer_lines = ArrayField(models.CharField(max_length=120), default=list)
    organisation_lines = ArrayField(models.CharField(max_length=120), default=list)
    symbol = models.CharField(max_length=20, blank=True)  # as in 15-BC/ĐUK
    seat = models.CharField(max_length=80, blank=True)  # the place before a paper's date
    search_key = models.CharField(max_length=600)  # folded name, short name and code

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unit_version_no_overlap",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="unit_version_not_own_parent", condition=~models.Q(parent=models.F("unit"))
            ),
            models.CheckConstraint(
                name="unit_version_valid_not_empty", condition=models.Q(valid__isempty=False)
            ),
        ]
        indexes = [
            models.Index(fields=["parent"], name="unit_version_parent"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="unit_version_search"),
        ]

    def __str__(self) -> str:
        return self.short_name


class Ancestry(models.Model):
    """Closure of the tree with dates: `ancestor` stood `depth` levels above `descendant` during `valid` (depth 0 = itself)."""

    ancestor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="below")
    descendant = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="above")
    depth = models.PositiveSmallIntegerField()
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="ancestry_no_overlap",
                expressions=[
                    ("ancestor", RangeOperators.EQUAL),
                    ("descendant", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]
        indexes = [
            models.Index(fields=["ancestor", "depth"], name="ancestry_down"),
            models.Index(fields=["descendant", "depth"], name="ancestry_up"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id} ({self.depth})"
