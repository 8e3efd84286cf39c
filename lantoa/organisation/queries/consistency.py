"""Does the kept closure of the tree say what the versions say? Recomputed by SQL that shares no code with the service."""

from dataclasses import dataclass

from django.db import connection

# Every way up from every unit, with the days on which the whole way held; ranges of one link are put together before comparing.
COMPARE = """
WITH RECURSIVE up AS (
    SELECT unit_id AS descendant, unit_id AS ancestor, 0 AS depth, valid FROM organisation_unitversion
    UNION ALL
    SELECT up.descendant, v.parent_id, up.depth + 1, up.valid * v.valid
    FROM up JOIN organisation_unitversion v ON v.unit_id = up.ancestor AND v.valid && up.valid
    WHERE v.parent_id IS NOT NULL AND up.depth < 60
),
told AS (SELECT ancestor, descendant, depth, range_agg(valid) AS days FROM up GROUP BY 1, 2, 3),
kept AS (
    SELECT ancestor_id AS ancestor, descendant_id AS descendant, depth::int, range_agg(valid) AS days
    FROM organisation_ancestry GROUP BY 1, 2, 3
)
SELECT a.code, d.code, coalesce(told.depth, kept.depth), told.days::text, kept.days::text
FROM told FULL JOIN kept USING (ancestor, descendant, depth)
JOIN organisation_unit a ON a.id = ancestor
JOIN organisation_unit d ON d.id = descendant
WHERE told.days IS DISTINCT FROM kept.days
ORDER BY 2, 3, 1
"""


@dataclass(frozen=True)
class Disagreement:
    """A link of the closure that differs: the days the versions tell, and the days that are kept ('' = none)."""

    ancestor: str
    descendant: str
    depth: int
    told: str
    kept: str


def disagreements() -> list[Disagreement]:
    """Every link on which closure and versions differ; empty when the tree is sound."""
    with connection.cursor() as cursor:
        cursor.execute(COMPARE)
        return [
            Disagreement(a, d, depth, told or "", kept or "") for a, d, depth, told, kept in cursor.fetchall()
        ]
