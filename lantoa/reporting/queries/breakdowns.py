"""Totals side by side: what each unit directly below a node adds, line by line or period by period; and lines over periods.

A figure of a node and the figures of the units below it are the same sums, taken apart: as reported by the snapshots of
acceptance, restated by where each unit's past counts on today's tree. What the node reported itself, and what counts at it with
no unit of today below it, stands in a row of its own.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from lantoa.core import clock
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit, UnitVersion
from lantoa.organisation.queries import lineage
from lantoa.organisation.queries.units import named_on
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.queries import arrays, distinct, kept, placing
from lantoa.reporting.queries.arrays import Aggregate
from lantoa.reporting.queries.same_units import moved
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.totals import Amount, amount, counted_once, from_reports_themselves

CHILD_THEN = "s.tree_path[array_position(s.tree_path, %(node)s::uuid) + 1]"
# The unit directly below the node, today, under which the past of the reporting unit counts.
CHILD_TODAY = """
    JOIN placed ON placed.origin = s.unit_id
    JOIN organisation_ancestry up ON up.descendant_id = placed.unit_id AND up.ancestor_id = %(node)s
        AND up.valid @> %(today)s::date
    LEFT JOIN LATERAL (
        SELECT v.unit_id FROM organisation_unitversion v
        JOIN organisation_ancestry a ON a.ancestor_id = v.unit_id AND a.valid @> %(today)s::date
        WHERE v.parent_id = %(node)s AND v.valid @> %(today)s::date AND a.descendant_id = placed.unit_id
    ) child ON true
"""


@dataclass(frozen=True)
class Row:
    """One unit below the node, or None for what counts at the node itself. `cells` follow the columns of the table.

    `opens`: units stand below it, so that it can be taken apart in turn.
    """

    unit: Unit | None
    reports: int
    cells: list[Amount]
    opens: bool = False


@dataclass(frozen=True)
class Breakdown:
    """`whole` is the node's own total, of the same figures. `columns` are lines, or collections from the oldest on."""

    node: Unit
    columns: Sequence[Any]
    rows: list[Row]
    whole: Row
    lines: list[Line] = field(default_factory=list)  # the line of each row, where rows are lines


def by_line(collection: Collection, node: Unit, view: TreeView, shape: Shape | None = None) -> Breakdown:
    """Units directly below the node × lines of the sheet. A number of statements that does not depend on units or lines.

    Beyond LARGEST_DIRECT reporting units the kept totals are read, and what came since.
    """
    shape = shape or shape_of(collection.sheet_version_id)
    if from_reports_themselves(collection, node, view):
        counted = _by_child([collection], node, shape, view)
        found = {child: one for (_collection, child), one in counted.items()}
    else:
        found = _kept_by_child(collection, node, shape)
    records = _records(shape.lines, [collection], node, view)

    def cells(one: Aggregate, group: object) -> list[Amount]:
        return [_cell(line, amount(line, one), records, collection, group) for line in shape.lines]

    rows = [
        Row(unit, one.reports, cells(one, unit.pk if unit else None), opens)
        for unit, one, opens in _named(found, collection, node, view)
    ]
    whole = combined(found.values(), shape.width)
    return Breakdown(node, shape.lines, rows, Row(node, whole.reports, cells(whole, WHOLE)))


def by_period(collections: Sequence[Collection], node: Unit, line: Line, view: TreeView) -> Breakdown:
    """Units directly below the node × collections, for one indicator: a statement for each sheet version, and a few more."""
    found: dict[uuid.UUID | None, dict[uuid.UUID, Aggregate]] = {}
    without: set[uuid.UUID] = set()
    for shape, asked in _by_version(collections):
        here = shape.by_code.get(line.indicator.code)
        if here is None:  # that version did not ask for it
            without |= {one.pk for one in asked}
            continue
        for (one, child), aggregate in _by_child(asked, node, shape, view, [here]).items():
            found.setdefault(child, {})[one] = aggregate
    first = _placed_first(line)
    empty = arrays.empty(1)
    last = collections[-1]
    merged = {child: combined(per.values(), 1) for child, per in found.items()}
    records = _records([line], [one for one in collections if one.pk not in without], node, view)
    rows = [
        Row(
            unit,
            aggregate.reports,
            [
                replace(
                    _cell(line, amount(first, found[child].get(one.pk, empty)), records, one, child),
                    asked=one.pk not in without,
                )
                for one in collections
            ],
            opens,
        )
        for unit, aggregate, opens in _named(merged, last, node, view)
        for child in (unit.pk if unit else None,)
    ]
    whole = [combined((per[one.pk] for per in found.values() if one.pk in per), 1) for one in collections]
    return Breakdown(
        node,
        list(collections),
        rows,
        Row(
            node,
            sum(one.reports for one in whole),
            [
                _cell(line, amount(first, one), records, at, WHOLE)
                for one, at in zip(whole, collections, strict=True)
            ],
        ),
    )


def over_periods(collections: Sequence[Collection], node: Unit, shape: Shape, view: TreeView) -> Breakdown:
    """Lines of the sheet × collections, at the node; a statement for each sheet version among the collections.

    Beyond LARGEST_DIRECT reporting units the kept totals are read, and what came since.
    """
    found: dict[uuid.UUID, Aggregate] = {}
    known: dict[uuid.UUID, set[str]] = {}
    direct = from_reports_themselves(collections[-1], node, view) if collections else True
    for version, asked in _by_version(collections):
        known |= {one.pk: set(version.by_code) for one in asked}
        values = placing.arguments(node, asked)
        if direct:
            text = f"""
                SELECT s.collection_id, count(*), {arrays.over_submissions(version)}
                FROM reporting_submission s
                WHERE s.collection_id = ANY(%(collections)s::uuid[]) AND {placing.counted_under(view)}
                GROUP BY s.collection_id
                """  # noqa: S608 - positions and fixed conditions only
        else:
            # Each period said by itself: of one that stands in a row the planner does not know how few reports wait.
            text = " UNION ALL ".join(
                f"""(
                {kept.parts(version, of=f"%(of{place})s")}
                SELECT %(of{place})s::uuid, sum(p.reports), {arrays.over_aggregates(version, "p")} FROM part p
                HAVING sum(p.reports) > 0)"""  # noqa: S608 - positions and fixed conditions only
                for place in range(len(asked))
            )
            values |= {f"of{place}": one.pk for place, one in enumerate(asked)}
        rows = _run(text, values)
        for row in rows:
            read = arrays.read(row[1:])
            found[row[0]] = read if version.version.pk == shape.version.pk else moved(read, version, shape)
    empty = arrays.empty(shape.width)
    per = [found.get(one.pk, empty) for one in collections]
    records = _records(shape.lines, collections, node, view)
    rows_of_lines = [
        Row(
            None,
            sum(one.reports for one in per),
            [
                replace(
                    _cell(line, amount(line, one), records, at, WHOLE),
                    asked=line.indicator.code in known[at.pk],
                )
                for one, at in zip(per, collections, strict=True)
            ],
        )
        for line in shape.lines
    ]
    return Breakdown(
        node, list(collections), rows_of_lines, Row(node, sum(one.reports for one in per), []), shape.lines
    )


def collections_until(collection: Collection, count: int) -> list[Collection]:
    """The last `count` collections of the same sheet by the same unit up to this one, oldest first."""
    rows = (
        Collection.objects.select_related("sheet_version", "owner")
        .filter(
            sheet_version__sheet__versions=collection.sheet_version_id,
            sheet_version__period_kind=collection.sheet_version.period_kind,
            owner=collection.owner_id,
            period_end__lte=collection.period_end,
        )
        .order_by("-period_end", "-code")
    )
    return list(rows[:count])[::-1]


def combined(parts: Iterable[Aggregate], width: int) -> Aggregate:
    """Aggregates of disjoint reports as one."""
    return arrays.together(arrays.empty(width), *parts)


def _placed_first(line: Line) -> Line:
    """The line as the only one of a sheet; never saved."""
    return Line(position=0, kind=line.kind, tree_rule=line.tree_rule, indicator=line.indicator)


def _by_version(collections: Sequence[Collection]) -> list[tuple[Shape, list[Collection]]]:
    asked: dict[uuid.UUID, list[Collection]] = {}
    for one in collections:
        asked.setdefault(one.sheet_version_id, []).append(one)
    return [(shape_of(version), rows) for version, rows in asked.items()]


def _by_child(
    collections: Sequence[Collection],
    node: Unit,
    shape: Shape,
    view: TreeView,
    lines: Sequence[Line] | None = None,
) -> dict[tuple[uuid.UUID, uuid.UUID | None], Aggregate]:
    """(Collection, unit below the node) → its reports added up. One statement for collections of one sheet version."""
    rows = _grouped(collections, node, view, f"count(*), {arrays.over_submissions(shape, lines=lines)}")
    return {(row[0], row[1]): arrays.read(row[2:]) for row in rows}


def _grouped(collections: Sequence[Collection], node: Unit, view: TreeView, what: str) -> list[Any]:
    """Rows of collection, unit below the node, and `what` is aggregated over its reports. One statement."""
    if view == TreeView.RESTATED:
        statement = f"""
            {lineage.walked_from(placing.ORIGINS)}
            SELECT s.collection_id, child.unit_id, {what}
            FROM reporting_submission s {CHILD_TODAY}
            WHERE s.collection_id = ANY(%(collections)s::uuid[]) AND {placing.COUNTED}
            GROUP BY 1, 2
            """  # noqa: S608 - positions and fixed conditions only
    else:
        statement = f"""
            SELECT s.collection_id, {CHILD_THEN}, {what}
            FROM reporting_submission s
            WHERE s.collection_id = ANY(%(collections)s::uuid[]) AND {placing.counted_under(view)}
            GROUP BY 1, 2
            """  # noqa: S608 - positions and fixed conditions only
    return _run(statement, placing.arguments(node, collections) | {"day": clock.today()})


# Where a group of records is: the source, the collection, and the unit below the node, or WHOLE for all of them.
WHOLE = "whole"
Records = dict[tuple[str, uuid.UUID, object], int]


def _records(lines: Iterable[Line], collections: Sequence[Collection], node: Unit, view: TreeView) -> Records:
    """Different records for the lines that count every record once, by unit below the node and in all. One statement, and a
    question to each register for each collection; nothing where no line does.
    """
    asked = sorted({line.source for line in lines if distinct.counts_once(line)})
    if not asked:
        return {}
    units: dict[uuid.UUID, dict[object, list[uuid.UUID]]] = {one.pk: {WHOLE: []} for one in collections}
    for collection, child, below in _grouped(collections, node, view, "array_agg(s.unit_id)"):
        units[collection][child] = below
        units[collection][WHOLE] += below
    return {
        (source, one.pk, group): count
        for source in asked
        for one in collections
        for group, count in distinct.counted(source, units[one.pk], one.period).items()
    }


def _cell(line: Line, one: Amount, records: Records, collection: Collection, group: object) -> Amount:
    if not distinct.counts_once(line):
        return one
    return counted_once(one, records.get((line.source, collection.pk, group), 0))


def _kept_by_child(collection: Collection, node: Unit, shape: Shape) -> dict[uuid.UUID | None, Aggregate]:
    """From the kept totals, which are of the snapshots, and what came since; None for the node's own report. One statement."""
    rows = _run(
        f"""
        {kept.parts(shape, apart=True)}
        SELECT p.path[array_position(p.path, %(node)s::uuid) + 1], sum(p.reports), {arrays.over_aggregates(shape, "p")}
        FROM part p GROUP BY 1
        """,  # noqa: S608 - positions only
        {"collection": collection.pk, "node": node.pk},
    )
    return {row[0]: arrays.read(row[1:]) for row in rows}


def _named(
    found: dict[uuid.UUID | None, Aggregate], collection: Collection, node: Unit, view: TreeView
) -> list[tuple[Unit | None, Aggregate, bool]]:
    """In official order with the names of the view's day; the node's own last. Two statements."""
    day = clock.today() if view == TreeView.RESTATED else collection.tree_day
    children = [child for child in found if child is not None]
    parents = set(
        UnitVersion.objects.filter(parent__in=children, valid__contains=day).values_list("parent", flat=True)
    )
    units = {unit.pk: unit for unit in named_on(Unit.objects.filter(pk__in=children), day)}
    # A snapshot may place a report under a unit that the tree of the day, as it is known now, no longer has.
    missing = [child for child in children if child not in units]
    for unit in Unit.objects.filter(pk__in=missing) if missing else ():
        units[unit.pk] = unit
    rows: list[tuple[Unit | None, Aggregate, bool]] = [
        (unit, found[unit.pk], unit.pk in parents) for unit in units.values()
    ]
    if None in found:
        rows.append((None, found[None], False))
    return rows


def _run(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
