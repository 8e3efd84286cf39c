"""Keep the totals of nodes up to date: appended to a queue by approvals, recomputed from children by a
worker.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from lantoa.core.queue import defer
from lantoa.reporting.models import Collection, DirtyNode, Submission
from lantoa.reporting.queries import arrays
from lantoa.reporting.queries.sheets import Shape, shape_of

TAKEN_AT_ONCE = 20_000


def mark_dirty(submissions: Iterable[Submission]) -> None:
    """Queue every node on the paths of these reports, and the job that will recompute them.

    Of a report that gave way to another version too: the two may stand in different places.
    """
    by_collection: dict[uuid.UUID, list[uuid.UUID]] = {}
    for one in submissions:
        by_collection.setdefault(one.collection_id, []).append(one.pk)
    for collection_id in sorted(by_collection, key=str):
        _append(by_collection[collection_id])
        _defer(collection_id)


def _defer(collection_id: uuid.UUID) -> None:
    defer("reporting.roll_up", queueing_lock=f"roll_up:{collection_id}", collection_id=str(collection_id))


def queue_waiting() -> int:
    """Queue a job for every collection whose nodes still wait; how many. One that is queued already is not queued twice."""
    waiting = DirtyNode.objects.order_by("collection").values_list("collection", flat=True).distinct()
    for collection_id in waiting:
        _defer(collection_id)
    return len(waiting)


def _append(submission_ids: Sequence[uuid.UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO reporting_dirtynode (collection_id, unit_id, path)
            SELECT DISTINCT s.collection_id, s.tree_path[n], s.tree_path[:n]
            FROM reporting_submission s CROSS JOIN LATERAL generate_series(1, cardinality(s.tree_path)) AS n
            WHERE s.id = ANY(%s)
            """,
            [list(submission_ids)],
        )


Path = (
    str  # a path of units as PostgreSQL writes an array; lists of different lengths make no array of arrays
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


def _take(collection: Collection) -> dict[int, list[Path]]:
    """Take queued nodes out of the queue, by their depth."""
    levels: dict[int, list[Path]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH taken AS (
                DELETE FROM reporting_dirtynode WHERE id IN (
                    SELECT id FROM reporting_dirtynode WHERE collection_id = %s
                    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
                RETURNING path)
            -- With everything above: a node and its parent may have come into different batches.
            SELECT DISTINCT n, taken.path[:n]::text
            FROM taken CROSS JOIN LATERAL generate_series(1, cardinality(taken.path)) AS n
            """,
            [collection.pk, TAKEN_AT_ONCE],
        )
        for depth, path in cursor.fetchall():
            levels.setdefault(depth, []).append(path)
    return levels


def _recompute(collection: Collection, shape: Shape, nodes: list[Path]) -> None:
    columns = ", ".join(arrays.GROUPS)
    arguments: dict[str, Any] = {"collection": collection.pk, "nodes": nodes}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM reporting_rollup WHERE collection_id = %(collection)s
                AND path IN (SELECT asked::uuid[] FROM unnest(%(nodes)s::text[]) AS asked)
            """,
            arguments,
        )
        cursor.execute(
            f"""
            WITH node AS (
                SELECT path, path[cardinality(path)] AS unit_id
                FROM (SELECT asked::uuid[] AS path FROM unnest(%(nodes)s::text[]) AS asked) one)
            INSERT INTO reporting_rollup (collection_id, path, unit_id, parent_id, reports, {columns})
            SELECT %(collection)s, r.path, r.path[cardinality(r.path)], r.path[cardinality(r.path) - 1],
                sum(r.reports)::int, {arrays.over_aggregates(shape, "r")}
            FROM (
                SELECT node.path, count(*) AS reports, {arrays.over_submissions(shape)}
                FROM node JOIN reporting_submission s ON s.unit_id = node.unit_id AND s.tree_path = node.path
                WHERE s.collection_id = %(collection)s AND s.state = 'accepted' AND s.superseded_at IS NULL
                GROUP BY node.path
                UNION ALL
                SELECT node.path, c.reports, {", ".join(f"c.{group}" for group in arrays.GROUPS)}
                FROM node JOIN reporting_rollup c ON c.parent_id = node.unit_id
                    AND c.path[:cardinality(c.path) - 1] = node.path
                WHERE c.collection_id = %(collection)s
            ) r
            GROUP BY r.path
            """,  # noqa: S608 - column names and positions only
            arguments,
        )
