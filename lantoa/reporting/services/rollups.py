"""Keep the totals of nodes up to date: appended to a queue by approvals, recomputed from children by a
worker.
"""

import uuid
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from lantoa.core.queue import defer
from lantoa.reporting.models import Collection, Rollup, Submission
from lantoa.reporting.queries import arrays
from lantoa.reporting.queries.sheets import Shape, shape_of

TAKEN_AT_ONCE = 5000


def mark_dirty(submissions: Iterable[Submission]) -> None:
    """Queue the units of these reports and everything above them, and the job that will recompute them."""
    by_collection: dict[uuid.UUID, list[uuid.UUID]] = {}
    for one in submissions:
        by_collection.setdefault(one.collection_id, []).append(one.unit_id)
    for collection_id in sorted(by_collection, key=str):
        _append(collection_id, by_collection[collection_id])
        defer("reporting.roll_up", queueing_lock=f"roll_up:{collection_id}", collection_id=str(collection_id))


def _append(collection_id: uuid.UUID, unit_ids: Sequence[uuid.UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO reporting_dirtynode (collection_id, unit_id)
            SELECT DISTINCT c.id, a.ancestor_id
            FROM reporting_collection c
            JOIN organisation_ancestry a ON a.valid @> (c.period_end - 1)
            WHERE c.id = %s AND a.descendant_id = ANY(%s)
            """,
            [collection_id, list(unit_ids)],
        )


@transaction.atomic
def roll_up(*, collection: Collection) -> int:
    """Recompute the queued nodes of a collection from their own report and their direct children, deepest
    first.

    May run any number of times and beside itself: one worker at a time per collection. Returns how many nodes
    were recomputed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('reporting.roll_up'), hashtext(%s))", [str(collection.pk)]
        )
        levels = _take(collection)
    if not levels:
        return 0
    shape = shape_of(collection.sheet_version_id)
    for depth in sorted(levels, reverse=True):
        _recompute(collection, shape, levels[depth])
    return sum(len(nodes) for nodes in levels.values())


def _take(collection: Collection) -> dict[int, list[uuid.UUID]]:
    """Take queued nodes out of the queue, by their depth in the period's tree."""
    levels: dict[int, list[uuid.UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH taken AS (
                DELETE FROM reporting_dirtynode WHERE id IN (
                    SELECT id FROM reporting_dirtynode WHERE collection_id = %s
                    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
                RETURNING unit_id),
            -- With everything above: a node and its parent may have come into different batches.
            nodes AS (
                SELECT DISTINCT up.ancestor_id AS id
                FROM taken JOIN organisation_ancestry up ON up.descendant_id = taken.unit_id AND up.valid @>
                %s::date)
            SELECT a.descendant_id, max(a.depth)
            FROM organisation_ancestry a
            WHERE a.descendant_id IN (SELECT id FROM nodes) AND a.valid @> %s::date
            GROUP BY a.descendant_id
            """,
            [collection.pk, TAKEN_AT_ONCE, collection.tree_day, collection.tree_day],
        )
        for unit_id, depth in cursor.fetchall():
            levels.setdefault(depth, []).append(unit_id)
    return levels


def _recompute(collection: Collection, shape: Shape, nodes: list[uuid.UUID]) -> None:
    Rollup.objects.filter(collection=collection, unit__in=nodes).delete()
    columns = ", ".join(arrays.GROUPS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO reporting_rollup (collection_id, unit_id, parent_id, reports, {columns})
            SELECT %(collection)s, node, (
                SELECT a.ancestor_id FROM organisation_ancestry a
                WHERE a.descendant_id = node AND a.depth = 1 AND a.valid @> %(day)s::date),
                sum(r.reports)::int, {arrays.over_aggregates(shape, "r")}
            FROM (
                SELECT s.unit_id AS node, count(*) AS reports, {arrays.over_submissions(shape)}
                FROM reporting_submission s
                WHERE s.collection_id = %(collection)s AND s.unit_id = ANY(%(nodes)s)
                    AND s.state = 'accepted' AND s.superseded_at IS NULL
                GROUP BY s.unit_id
                UNION ALL
                SELECT c.parent_id, c.reports, {", ".join(f"c.{group}" for group in arrays.GROUPS)}
                FROM reporting_rollup c
                WHERE c.collection_id = %(collection)s AND c.parent_id = ANY(%(nodes)s)
            ) r
            GROUP BY node
            """,  # noqa: S608 - column names and positions only
            {"collection": collection.pk, "nodes": nodes, "day": collection.tree_day},
        )
