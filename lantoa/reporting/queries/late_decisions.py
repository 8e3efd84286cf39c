"""Decisions on the tree that were entered, or undone, after a report was accepted, with effect by the report's tree day.

The report keeps its names and its place; who reads it, or a total with it, is told what the decision says.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lantoa.organisation.models import Unit, UnitEvent
from lantoa.reporting.models import Collection, Submission
from lantoa.reporting.queries.placing import decided_since


@dataclass(frozen=True)
class LateDecision:
    """What the tree of the report's day is known to be now, beside what it was known to be at acceptance.

    Short names. `parent_then` and `parent_now` are "" for a root; `name_now` is "" where the unit had ended by that day.
    `decisions` in the order of their effect; none where the tree was corrected without one.
    """

    unit_id: uuid.UUID
    unit_code: str
    name_then: str
    name_now: str
    parent_then: str
    parent_now: str
    decisions: tuple[UnitEvent, ...]

    @property
    def has_ended(self) -> bool:
        return not self.name_now

    @property
    def is_renamed(self) -> bool:
        return bool(self.name_now) and self.name_now != self.name_then

    @property
    def has_moved(self) -> bool:
        return bool(self.name_now) and self.parent_now != self.parent_then


def late_for(submission: Submission) -> LateDecision | None:
    """What has come too late for one accepted report; None where nothing has. At most two statements."""
    found = _late("s.id = %(report)s", {"report": submission.pk})
    return found[0] if found else None


def late_under(collection: Collection, node: Unit) -> list[LateDecision]:
    """For the accepted reports under a node, in official order. At most three statements for any number of reports.

    Every change of the tree is a decision that tells which units it touched: only reports on whose path one of them stands are
    looked at, and none where nothing was decided since the collection was made.
    """
    if not decided_since(collection):
        return []
    values = {"collection": collection.pk, "node": node.pk, "made": collection.made_at}
    return _late(UNDER, values)


UNDER = """s.collection_id = %(collection)s AND %(node)s::uuid = ANY(s.tree_path) AND s.unit_id = ANY(ARRAY(
        SELECT o.unit_id FROM reporting_obligation o CROSS JOIN LATERAL unnest(o.counted_path) AS step(id)
        WHERE o.collection_id = %(collection)s AND step.id IN (
            SELECT told.unit_id FROM organisation_unitevent e
            JOIN (SELECT event_id, unit_id FROM organisation_uniteventpart
                UNION SELECT event_id, unit_id FROM organisation_uniteventchange) told ON told.event_id = e.id
            WHERE e.recorded_at >= %(made)s OR e.undone_at >= %(made)s)))"""
LATE = """
    WITH report AS (
        SELECT s.id, s.unit_id, s.tree_path, s.placed_at, s.name_then, s.short_name_then, c.period_end - 1 AS day
        FROM reporting_submission s JOIN reporting_collection c ON c.id = s.collection_id
        WHERE s.state = 'accepted' AND s.superseded_at IS NULL AND {condition}),
    known AS (
        SELECT report.*, v.name, v.short_name, v.parent_id, (
            SELECT array_agg(a.ancestor_id ORDER BY a.depth DESC) FROM organisation_ancestry a
            WHERE a.descendant_id = report.unit_id AND a.valid @> report.day) AS path_now
        FROM report
        LEFT JOIN organisation_unitversion v ON v.unit_id = report.unit_id AND v.valid @> report.day),
    differing AS (
        SELECT known.*, ARRAY(
            SELECT e.id FROM organisation_unitevent e
            WHERE e.effective_on <= known.day
                AND (e.recorded_at > known.placed_at AND e.undone_at IS NULL
                    OR e.recorded_at <= known.placed_at AND e.undone_at > known.placed_at)
                AND EXISTS (
                SELECT 1 FROM organisation_uniteventpart p
                WHERE p.event_id = e.id AND p.unit_id = ANY(known.tree_path || known.path_now))
            ORDER BY e.effective_on, e.sequence) AS events
        FROM known
        WHERE path_now IS DISTINCT FROM tree_path OR name <> name_then OR short_name <> short_name_then)
    SELECT d.unit_id, u.code, d.short_name_then, coalesce(d.short_name, ''),
        coalesce((SELECT v.short_name FROM organisation_unitversion v
            WHERE v.unit_id = d.tree_path[cardinality(d.tree_path) - 1]
            ORDER BY v.valid @> d.day DESC, v.valid DESC LIMIT 1), ''),
        coalesce((SELECT v.short_name FROM organisation_unitversion v
            WHERE v.unit_id = d.parent_id AND v.valid @> d.day), ''),
        d.events
    FROM differing d JOIN organisation_unit u ON u.id = d.unit_id
    -- A unit that was known to have ended when its report was accepted differs without anything having come late.
    WHERE d.path_now IS NOT NULL OR cardinality(d.events) > 0
    ORDER BY u.position, u.code
"""


def _late(condition: str, values: dict[str, Any]) -> list[LateDecision]:
    with connection.cursor() as cursor:
        cursor.execute(LATE.format(condition=condition), values)
        rows = cursor.fetchall()
    events = _events([one for row in rows for one in row[-1]])
    return [
        LateDecision(
            unit_id,
            code,
            name_then,
            name_now,
            parent_then,
            parent_now,
            tuple(events[one] for one in ids if one in events),
        )
        for unit_id, code, name_then, name_now, parent_then, parent_now, ids in rows
    ]


def _events(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, UnitEvent]:
    return {one.pk: one for one in UnitEvent.objects.filter(pk__in=set(ids))} if ids else {}
