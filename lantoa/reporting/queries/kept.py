"""Kept totals as they are at this moment: what is kept, and in place of each node that waits to be recomputed its parts.

A node waits when a report below it was accepted since its total was kept; then so does everything above it. Its own reports and
the kept totals of the nodes below it that do not wait give its total anew, so that a figure is of this moment however large the
tree is, and costs no more than what has come in since. One statement, hence one moment.
"""

from lantoa.reporting.queries import arrays, placing
from lantoa.reporting.queries.sheets import Shape

# Paths from the root, as they wait: each entry of the queue with every node above it, down from the one asked about.
WAITING = """
    waiting AS MATERIALIZED (
        SELECT DISTINCT d.path[:n] AS path
        FROM reporting_dirtynode d
        CROSS JOIN LATERAL generate_series(array_position(d.path, %(node)s::uuid), cardinality(d.path)) AS n
        WHERE d.collection_id = %(collection)s AND %(node)s::uuid = ANY(d.path))
"""
# The node stands taken apart as well where its parts are asked for one by one.
OPENED = """
    opened AS MATERIALIZED (
        SELECT path FROM waiting
        UNION
        SELECT r.path FROM reporting_rollup r
        WHERE r.collection_id = %(collection)s AND r.unit_id = %(node)s)
"""


def parts(shape: Shape, *, apart: bool = False, of: str = "%(collection)s") -> str:
    """WITH … `part`: rows (path, reports, the seven arrays) that add up to the node %(node)s of %(collection)s, as reported.

    Every accepted report is in one of them. `apart`: the node itself is taken apart too, so that each row stands at or below one
    of the units directly under it, or is the node's own. `of`: the collection as SQL, where a statement asks for several.
    """
    groups = ", ".join(f"r.{group}" for group in arrays.GROUPS)
    opened = "opened" if apart else "waiting"
    text = f"""
    WITH {WAITING}{"," + OPENED if apart else ""},
    part AS (
        SELECT r.path, r.reports, {groups}
        FROM reporting_rollup r
        WHERE r.collection_id = %(collection)s AND r.unit_id = %(node)s
            AND NOT EXISTS (SELECT 1 FROM {opened} w WHERE w.path = r.path)
        UNION ALL
        SELECT r.path, r.reports, {groups}
        FROM {opened} w JOIN reporting_rollup r ON r.collection_id = %(collection)s
            AND r.parent_id = w.path[cardinality(w.path)] AND r.path[:cardinality(r.path) - 1] = w.path
        WHERE NOT EXISTS (SELECT 1 FROM waiting also WHERE also.path = r.path)
        UNION ALL
        SELECT s.tree_path, count(*)::int, {arrays.over_submissions(shape)}
        FROM {opened} w JOIN reporting_submission s ON s.unit_id = w.path[cardinality(w.path)] AND s.tree_path = w.path
        WHERE s.collection_id = %(collection)s AND {placing.COUNTED}
        GROUP BY s.tree_path)
    """  # noqa: S608 - positions and fixed conditions only
    return text.replace("%(collection)s", of)
