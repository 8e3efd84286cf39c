"""Which units a unit came from and what became of it, by standing decisions that merge, absorb or split."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import connection

# Both ways from one unit, never turning: brothers of a split are not told. UNION walks what meets again once.
KIN = """
WITH RECURSIVE links AS (
    SELECT s.unit_id AS older, t.unit_id AS younger, e.id AS event
    FROM organisation_unitevent e
    JOIN organisation_uniteventpart s ON s.event_id = e.id AND s.side = 'source'
    JOIN organisation_uniteventpart t ON t.event_id = e.id AND t.side = 'target' AND t.unit_id <> s.unit_id
    WHERE e.undone_at IS NULL AND e.kind IN ('merge', 'absorb', 'split')
),
back(older, younger, event, level) AS (
    SELECT older, younger, event, -1 FROM links WHERE younger = %(unit)s
    UNION
    SELECT links.older, links.younger, links.event, back.level - 1
    FROM back JOIN links ON links.younger = back.older WHERE back.level > -20
),
forth(older, younger, event, level) AS (
    SELECT older, younger, event, 1 FROM links WHERE older = %(unit)s
    UNION
    SELECT links.older, links.younger, links.event, forth.level + 1
    FROM forth JOIN links ON links.older = forth.younger WHERE forth.level < 20
)
SELECT k.older, o.code, coalesce(ov.short_name, o.code), k.younger, y.code, coalesce(yv.short_name, y.code),
    e.code, e.decision_number, e.effective_on, k.level
FROM (SELECT * FROM back UNION SELECT * FROM forth) k
JOIN organisation_unitevent e ON e.id = k.event
JOIN organisation_unit o ON o.id = k.older
JOIN organisation_unit y ON y.id = k.younger
LEFT JOIN LATERAL (
    SELECT short_name FROM organisation_unitversion WHERE unit_id = k.older AND lower(valid) < e.effective_on
    ORDER BY valid DESC LIMIT 1
) ov ON true
LEFT JOIN LATERAL (
    SELECT short_name FROM organisation_unitversion WHERE unit_id = k.younger AND valid @> e.effective_on LIMIT 1
) yv ON true
ORDER BY k.level, e.effective_on, o.position, o.code, y.position, y.code
"""


@dataclass(frozen=True)
class Relative:
    """A unit as it was called when the decision linked it."""

    id: uuid.UUID
    code: str
    name: str


@dataclass(frozen=True)
class Kinship:
    """`younger` took over from `older` by a decision; `level` counts generations, below 0 before the unit asked about."""

    older: Relative
    younger: Relative
    decision: str  # code of the decision
    number: str
    effective_on: date
    level: int


def kinship_of(unit_id: uuid.UUID) -> list[Kinship]:
    """Every link back to what a unit came from and forth to what it became, oldest generation first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(KIN, {"unit": unit_id})
        return [Kinship(Relative(*row[:3]), Relative(*row[3:6]), *row[6:]) for row in cursor.fetchall()]
