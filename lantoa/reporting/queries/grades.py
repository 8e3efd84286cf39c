"""What the grades of accepted scored reports come to under a node: how many of each, and where points are lost. Reads only.

Counted is what was decided: the upper level's points where given, else the unit's own (`Scoring.final_points`). A mean of
grades is no grade, so none is offered; and units stand in their official order, never by points.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from lantoa.core import clock
from lantoa.core.text import folding_key
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit, UnitVersion
from lantoa.organisation.queries import lineage
from lantoa.organisation.queries.units import named_on
from lantoa.reporting.models import Collection, Line, Scoring
from lantoa.reporting.queries import placing
from lantoa.reporting.queries.breakdowns import CHILD_THEN, CHILD_TODAY, collections_until
from lantoa.reporting.queries.sheets import Shape
from lantoa.reporting.scoring import Band, Scale, read_scale

PERIODS = 12
UNGRADED = -1  # accepted, but nothing in it applies, so that there is no grade


@dataclass(frozen=True)
class GradeRow:
    """One unit below the node, or None for what counts at the node itself; `counts` follow the bands, then those without a
    grade.
    """

    unit: Unit | None
    counts: tuple[int, ...]
    opens: bool = False

    @property
    def name(self) -> str:
        return str(getattr(self.unit, "short_name", "") or (self.unit.code if self.unit else ""))

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Grades:
    scale: Scale
    rows: list[GradeRow]
    whole: GradeRow

    @property
    def bands(self) -> Sequence[Band]:
        return self.scale.bands

    @property
    def has_ungraded(self) -> bool:
        return self.whole.counts[-1] > 0


def grades_under(collection: Collection, node: Unit, shape: Shape, view: TreeView) -> Grades | None:
    """Units directly below the node × grades; None for a sheet that scores nothing. Four statements whatever the number of
    units.
    """
    scale = shape.scale
    if scale is None:
        return None
    width = len(scale.bands) + 1
    found: dict[uuid.UUID | None, list[int]] = {}
    for child, band, count in _by_child(collection, node, view):
        found.setdefault(child, [0] * width)[UNGRADED if band is None else band] += count
    rows = _named(found, collection, view)
    whole = tuple(sum(counts[place] for counts in found.values()) for place in range(width))
    return Grades(scale, rows, GradeRow(node, whole))


def _by_child(
    collection: Collection, node: Unit, view: TreeView
) -> list[tuple[uuid.UUID | None, int | None, int]]:
    joined = "JOIN reporting_scoring g ON g.submission_id = s.id AND g.closed_at IS NOT NULL"
    if view == TreeView.RESTATED:
        statement = f"""
            {lineage.walked_from(placing.ORIGINS)}
            SELECT child.unit_id, g.band, count(*)
            FROM reporting_submission s {joined} {CHILD_TODAY}
            WHERE s.collection_id = ANY(%(collections)s::uuid[]) AND {placing.COUNTED}
            GROUP BY 1, 2
            """  # noqa: S608 - fixed conditions only
    else:
        statement = f"""
            SELECT {CHILD_THEN}, g.band, count(*)
            FROM reporting_submission s {joined}
            WHERE s.collection_id = ANY(%(collections)s::uuid[]) AND {placing.counted_under(view)}
            GROUP BY 1, 2
            """  # noqa: S608 - fixed conditions only
    return _run(statement, placing.arguments(node, [collection]) | {"day": clock.today()})


def _named(
    found: dict[uuid.UUID | None, list[int]], collection: Collection, view: TreeView
) -> list[GradeRow]:
    """In official order with the names of the view's day; the node's own last."""
    day = clock.today() if view == TreeView.RESTATED else collection.tree_day
    children = [child for child in found if child is not None]
    parents = set(
        UnitVersion.objects.filter(parent__in=children, valid__contains=day).values_list("parent", flat=True)
    )
    units = {unit.pk: unit for unit in named_on(Unit.objects.filter(pk__in=children), day)}
    for unit in Unit.objects.filter(pk__in=[child for child in children if child not in units]):
        units[unit.pk] = unit
    rows = [GradeRow(unit, tuple(found[unit.pk]), unit.pk in parents) for unit in units.values()]
    return [*rows, GradeRow(None, tuple(found[None]))] if None in found else rows


@dataclass(frozen=True)
class PeriodGrades:
    """One collection of the sheet at the node; `counts` as in a `GradeRow`, None where another scale was in force: not
    compared.
    """

    collection: Collection
    counts: tuple[int, ...] | None


def grades_over_time(
    collection: Collection, node: Unit, scale: Scale, view: TreeView, periods: int = PERIODS
) -> list[PeriodGrades]:
    """The last collections of the same sheet by the same unit, oldest first. Numbers of meetings add up over periods; grades
    do not, so a period with other limits or another maximum breaks the series. Two statements.
    """
    collections = collections_until(collection, periods)
    rows = _run(
        f"""
        SELECT s.collection_id, g.band, count(*)
        FROM reporting_submission s JOIN reporting_scoring g ON g.submission_id = s.id AND g.closed_at IS NOT NULL
        WHERE s.collection_id = ANY(%(collections)s::uuid[]) AND {placing.counted_under(view)}
        GROUP BY 1, 2
        """,  # noqa: S608 - fixed conditions only
        placing.arguments(node, collections),
    )
    counted: dict[uuid.UUID, list[int]] = {}
    for collection_id, band, count in rows:
        counts = counted.setdefault(collection_id, [0] * (len(scale.bands) + 1))
        if band is None or band < len(scale.bands):
            counts[UNGRADED if band is None else band] += count
    return [PeriodGrades(one, _comparable(one, scale, counted)) for one in collections]


def _comparable(
    collection: Collection, scale: Scale, counted: dict[uuid.UUID, list[int]]
) -> tuple[int, ...] | None:
    other = read_scale(collection.sheet_version.scale)
    if other is None or (other.maximum, other.bands) != (scale.maximum, scale.bands):
        return None
    return tuple(counted.get(collection.pk, [0] * (len(scale.bands) + 1)))


@dataclass(frozen=True)
class Loss:
    """Points of one criterion over the units to which it applies: `given` of `possible`. `lost_share`: None where it applies
    to none.
    """

    line: Line
    units: int
    given: Decimal
    possible: Decimal
    left_out: int  # units in which it is left out of the scale
    losing: int  # units with less than the most

    @property
    def lost(self) -> Decimal:
        return self.possible - self.given

    @property
    def lost_share(self) -> Decimal | None:
        return self.lost / self.possible if self.possible else None


def losses_under(collection: Collection, node: Unit, shape: Shape, view: TreeView) -> list[Loss]:
    """Each criterion but bonuses, the greatest lost share first: share of possible points, since criteria differ in size. One
    statement.
    """
    lines = [line for line in shape.criteria if not line.bonus]
    if not lines:
        return []
    columns = ", ".join(
        f"count(g.final_points[{line.position + 1}]), coalesce(sum(g.final_points[{line.position + 1}]), 0),"
        f" count(*) FILTER (WHERE g.final_points[{line.position + 1}] < {line.most})"
        for line in lines
    )
    [row] = _run(
        f"""
        SELECT count(*), {columns}
        FROM reporting_submission s JOIN reporting_scoring g ON g.submission_id = s.id AND g.closed_at IS NOT NULL
        WHERE s.collection_id = ANY(%(collections)s::uuid[]) AND {placing.counted_under(view)}
        """,  # noqa: S608 - positions and points of the sheet, fixed conditions
        placing.arguments(node, [collection]),
    )
    found = [
        Loss(line, units, given, units * (line.most or Decimal(0)), row[0] - units, losing)
        for line, (units, given, losing) in zip(lines, _triples(row[1:]), strict=True)
    ]
    return sorted(
        found,
        key=lambda one: (-(one.lost_share if one.lost_share is not None else Decimal(-1)), one.line.position),
    )


def _triples(values: Sequence[Any]) -> Iterable[tuple[int, Decimal, int]]:
    taken = iter(values)
    return zip(taken, taken, taken, strict=True)


def graded_reports(
    collection: Collection,
    node: Unit,
    view: TreeView,
    *,
    band: int | None = None,
    losing: Line | None = None,
    search: str = "",
) -> list[Scoring]:
    """The accepted reports under the node with their scorings, in official order: of one grade (UNGRADED: without), or those
    that lost points of one criterion. Each has `points_here`, its final points of that criterion. Searched without diacritics
    in name and code.
    """
    place = losing.position if losing else 0
    rows: QuerySet[Scoring] = Scoring.objects.filter(pk__in=_ids(collection, node, view)).select_related(
        "submission__unit"
    )
    if band is not None:
        rows = rows.filter(band=None if band == UNGRADED else band)
    found = []
    for one in rows.order_by("submission__unit__position", "submission__unit__code"):
        here = one.final_points[place] if losing and place < len(one.final_points) else None
        if losing and (here is None or losing.most is None or here >= losing.most):
            continue
        one.points_here = here  # type: ignore[attr-defined]
        found.append(one)
    words = folding_key(search).split()
    return [
        one
        for one in found
        if all(
            word in folding_key(f"{one.submission.short_name_then} {one.submission.unit.code}")
            for word in words
        )
    ]


def _ids(collection: Collection, node: Unit, view: TreeView) -> list[uuid.UUID]:
    rows = _run(
        f"""
        SELECT g.id FROM reporting_submission s JOIN reporting_scoring g ON g.submission_id = s.id
        WHERE g.closed_at IS NOT NULL AND s.collection_id = ANY(%(collections)s::uuid[]) AND {placing.counted_under(view)}
        """,  # noqa: S608 - fixed conditions only
        placing.arguments(node, [collection]),
    )
    return [row[0] for row in rows]


def _run(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
