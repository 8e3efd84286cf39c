"""Is the tree sound on every day, and does its kept closure say what the versions say? Asked by SQL that shares no code with
the services."""

from dataclasses import dataclass
from enum import StrEnum

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


OVERLAPS = """
SELECT u.code, '', (a.valid * b.valid)::text
FROM organisation_unitversion a
JOIN organisation_unitversion b ON a.unit_id = b.unit_id AND a.id < b.id AND a.valid && b.valid
JOIN organisation_unit u ON u.id = a.unit_id
ORDER BY 1, 3
"""
# The days on which a unit stands under one that is not active: more roots than one are fine, a unit under nobody is not.
UNDER_NOBODY = """
SELECT u.code, p.code, days::text
FROM (
    SELECT v.unit_id, v.parent_id, range_agg(v.valid) - coalesce(
        (SELECT range_agg(a.valid) FROM organisation_unitversion a WHERE a.unit_id = v.parent_id), '{}'::datemultirange
    ) AS days
    FROM organisation_unitversion v WHERE v.parent_id IS NOT NULL GROUP BY 1, 2
) lost
JOIN organisation_unit u ON u.id = lost.unit_id
JOIN organisation_unit p ON p.id = lost.parent_id
WHERE NOT isempty(days)
ORDER BY 1, 2
"""
# A way up that comes back to where it began, with the days on which the whole round held.
CYCLES = """
WITH RECURSIVE up AS (
    SELECT unit_id AS start, parent_id AS above, ARRAY[unit_id] AS way, valid FROM organisation_unitversion
    WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT up.start, v.parent_id, up.way || up.above, up.valid * v.valid
    FROM up JOIN organisation_unitversion v ON v.unit_id = up.above AND v.valid && up.valid
    WHERE up.above <> ALL(up.way) AND v.parent_id IS NOT NULL
)
SELECT u.code, p.code, range_agg(up.valid)::text
FROM up
JOIN organisation_unit u ON u.id = up.start
JOIN organisation_unit p ON p.id = up.way[array_upper(up.way, 1)]
WHERE up.above = up.start
GROUP BY 1, 2
ORDER BY 1, 2
"""


class Unsoundness(StrEnum):
    """What must not be on any day."""

    OVERLAP = "overlap"  # two versions of one unit
    UNDER_NOBODY = "under_nobody"  # a unit under one that is not active
    CYCLE = "cycle"  # a unit above itself


@dataclass(frozen=True)
class Fault:
    """`other` is the parent that is not there, or the last on the way round; `days` as PostgreSQL writes ranges."""

    kind: Unsoundness
    unit: str
    other: str
    days: str


def faults() -> list[Fault]:
    """Everything that makes the tree unsound on some day; empty when there is nothing."""
    found = []
    asked = {
        Unsoundness.OVERLAP: OVERLAPS,
        Unsoundness.UNDER_NOBODY: UNDER_NOBODY,
        Unsoundness.CYCLE: CYCLES,
    }
    with connection.cursor() as cursor:
        for kind, statement in asked.items():
            cursor.execute(statement)
            found += [Fault(kind, *row) for row in cursor.fetchall()]
    return found


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
