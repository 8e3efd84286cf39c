"""Totals kept per node of the tree, and the queue of nodes whose totals are out of date."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lantoa.organisation.models import Unit
from lantoa.reporting.models.collections import Collection
from lantoa.reporting.models.submissions import path_of_units


def wide_figures() -> "ArrayField[list[Decimal | None], list[Decimal | None]]":
    # Wider than one report's figure: the sum of a whole country still fits.
    return ArrayField(models.DecimalField(max_digits=32, decimal_places=4, null=True), default=list)


def whole_numbers() -> "ArrayField[list[int], list[int]]":
    return ArrayField(models.IntegerField(), default=list)


class Rollup(models.Model):
    """The accepted figures of a node: its own report and everything below it. Arrays follow `Line.position`.

    A node is where snapshots of reports pass: `path` leads from the root to `unit`. Where a late decision moved something
    between two acceptances, one unit is two nodes, and its total is the sum of both.
    For a ratio, `sums` holds the numerators and `bases` the denominators of the units that reported both.
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="rollups")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    path = path_of_units()
    reports = models.PositiveIntegerField()
    sums = wide_figures()
    bases = wide_figures()
    mins = wide_figures()
    maxs = wide_figures()
    counts = whole_numbers()  # units that gave a figure
    zeros = whole_numbers()  # of those, units that gave 0
    not_asked = whole_numbers()  # units to which the line does not apply

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "path"], name="rollup_once")]
        indexes = [
            models.Index(fields=["collection", "unit"], name="rollup_unit"),
            models.Index(fields=["collection", "parent"], name="rollup_children"),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.unit_id}"


class DirtyNode(models.Model):
    """A node whose rollup must be recomputed. A plain append: a unique key would make approvals wait for
    one another.
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = path_of_units()

    class Meta:
        indexes = [models.Index(fields=["collection", "unit"], name="dirty_node_place")]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.unit_id}"
