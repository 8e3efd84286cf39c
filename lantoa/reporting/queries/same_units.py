"""Figures of the units that have an accepted report in two years, so that a growth is not that of more units."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import connection

from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import TreeRule
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.queries import arrays, kept, placing
from lantoa.reporting.queries.arrays import Aggregate
from lantoa.reporting.queries.sheets import Shape, shape_of


def last_year_of(collection: Collection) -> Collection | None:
    """The collection of the same sheet, by the same unit, twelve months earlier."""
    return (
        Collection.objects.select_related("sheet_version__sheet", "owner")
        .filter(
            owner=collection.owner_id,
            sheet_version__sheet=collection.sheet_version.sheet_id,
            period_code=collection.period.same_last_year.code,
        )
        .first()
    )


def same_units(
    collection: Collection,
    earlier: Collection | None,
    node: Unit,
    shape: Shape,
    view: TreeView,
    accepted: Aggregate | None,
) -> tuple[Aggregate, Aggregate]:
    """This year's and last year's figures of the units that count under the node this year and have an accepted report in
    both. Where `accepted`, this year's whole total, is known and great, from the totals of both years without the units that
    stand in one of them only. One statement or two.
    """
    if earlier is None:
        return arrays.empty(shape.width), arrays.empty(shape.width)
    old = shape if earlier.sheet_version_id == shape.version.pk else shape_of(earlier.sheet_version_id)
    if accepted is not None:
        now, before = _common_by_rest(collection, earlier, node, shape, old, accepted)
    else:
        now = _common(collection, earlier, node, shape, "s", view)
        before = _common(collection, earlier, node, old, "before", view)
    return now, before if old is shape else moved(before, old, shape)


# Of all units that count at the node in one of two years those that are not common: only this year, only then, or common but
# counted elsewhere then. The duties know it, which are narrow beside the reports.
REST = """
    , rest AS MATERIALIZED (
        SELECT unit_id,
            CASE WHEN before.unit_id IS NULL THEN 'now' WHEN now.unit_id IS NULL THEN 'then' ELSE 'elsewhere' END AS kind
        FROM (SELECT unit_id FROM reporting_obligation
            WHERE collection_id = %(now)s AND %(node)s::uuid = ANY(counted_path)) now
        FULL JOIN (SELECT unit_id, %(node)s::uuid = ANY(counted_path) AS here FROM reporting_obligation
            WHERE collection_id = %(collection)s AND counted_path IS NOT NULL) before USING (unit_id)
        WHERE before.unit_id IS NULL OR now.unit_id IS NULL AND before.here OR now.unit_id IS NOT NULL AND NOT before.here)
"""
COMMON = """
    SELECT unit_id FROM reporting_obligation WHERE collection_id = %(now)s AND %(node)s::uuid = ANY(counted_path)
    INTERSECT
    SELECT unit_id FROM reporting_obligation WHERE collection_id = %(collection)s AND counted_path IS NOT NULL
"""


def _common_by_rest(
    collection: Collection, earlier: Collection, node: Unit, shape: Shape, old: Shape, accepted: Aggregate
) -> tuple[Aggregate, Aggregate]:
    """The common units of two years: the whole totals of the node, without those who stand in one of the years only. A greatest
    figure cannot be had that way; it is read from the common reports. One statement.
    """
    rest = "SELECT unit_id FROM rest WHERE kind = '{}'"
    selects = [
        f"SELECT 'whole', coalesce(sum(p.reports), 0)::bigint, {arrays.over_aggregates(old, 'p')} FROM part p",  # noqa: S608
        _sums_of("now", shape, "now", rest.format("now")),
        _sums_of("then", old, "collection", rest.format("then")),
        _sums_of("elsewhere", old, "collection", rest.format("elsewhere")),
    ]
    for name, of, one in (("greatest now", "now", shape), ("greatest then", "collection", old)):
        if _greatest_lines(one):
            selects.append(_sums_of(name, one, of, COMMON, _greatest_lines(one)))
    values = {"now": collection.pk, "collection": earlier.pk, "node": node.pk}
    with connection.cursor() as cursor:
        cursor.execute(kept.parts(old) + REST + " UNION ALL ".join(selects), values)
        found = {
            row[0]: arrays.read(row[1:]) if row[1] else arrays.empty(max(shape.width, old.width))
            for row in cursor.fetchall()
        }
    now = arrays.without(accepted, found["now"])
    before = arrays.together(arrays.without(found["whole"], found["then"]), found["elsewhere"])
    return (
        _with_greatest(now, shape, found.get("greatest now")),
        _with_greatest(before, old, found.get("greatest then")),
    )


def _sums_of(name: str, shape: Shape, of: str, units: str, lines: Sequence[Line] | None = None) -> str:
    return f"""
        SELECT '{name}', count(*), {arrays.over_submissions(shape, lines=lines)} FROM reporting_submission s
        WHERE s.collection_id = %({of})s AND {placing.COUNTED} AND s.unit_id = ANY(ARRAY({units}))
    """  # noqa: S608 - positions and fixed conditions only


def _greatest_lines(shape: Shape) -> list[Line]:
    return [line for line in shape.lines if line.tree_rule == TreeRule.MAX]


def _with_greatest(found: Aggregate, shape: Shape, greatest: Aggregate | None) -> Aggregate:
    maxs: list[Decimal | None] = [None] * shape.width
    if greatest is not None:
        for place, line in enumerate(_greatest_lines(shape)):
            maxs[line.position] = greatest.maxs[place]
    return replace(found, maxs=maxs)


def _common(
    collection: Collection, earlier: Collection, node: Unit, shape: Shape, of: str, view: TreeView
) -> Aggregate:
    """Sums over the reports `s` of this year or those `before`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*), {arrays.over_submissions(shape, of)}
            FROM reporting_submission s
            JOIN reporting_submission before ON before.unit_id = s.unit_id AND before.collection_id = %(earlier)s
                AND before.state = 'accepted' AND before.superseded_at IS NULL
            WHERE s.collection_id = %(collection)s AND {placing.counted_under(view)}
            """,  # noqa: S608 - positions and fixed conditions only
            {
                **placing.arguments(node, [collection]),
                "collection": collection.pk,
                "earlier": earlier.pk,
            },
        )
        return arrays.read(cursor.fetchone())


def moved(found: Aggregate, old: Shape, new: Shape) -> Aggregate:
    """An aggregate of one sheet version laid out as another: the same indicator at its new place, unknown
    ones empty.
    """
    places = [
        old.by_code[line.indicator.code].position if line.indicator.code in old.by_code else None
        for line in new.lines
    ]

    def laid(values: Sequence[Any], nothing: Any) -> list[Any]:
        return [nothing if place is None else values[place] for place in places]

    return Aggregate(
        found.reports,
        *(laid(getattr(found, group), None) for group in arrays.GROUPS[:4]),
        *(laid(getattr(found, group), 0) for group in arrays.GROUPS[4:]),
    )
