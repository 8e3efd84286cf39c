"""Compare kept totals with a recount by other SQL."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from lantoa.organisation.models import Unit
from lantoa.reporting import sources
from lantoa.reporting.choices import TreeRule
from lantoa.reporting.models import Collection, DirtyNode, Line
from lantoa.reporting.queries import distinct


@dataclass(frozen=True)
class Mismatch:
    """A node and line (position, from 0) where the kept sum or count is not what the accepted reports
    give.
    """

    collection_code: str
    unit_code: str
    position: int
    kept_sum: Decimal | None
    counted_sum: Decimal | None
    kept_count: int | None
    counted_count: int | None


def check_rollups(collection: Collection) -> Iterator[Mismatch]:
    """Unnest every accepted report, add up per unit on the path it was accepted with, and compare with the kept totals.

    Changes nothing.

    Ratios have no figure of their own in a report and are left out: their two lines are compared.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH figures AS (
                SELECT s.tree_path, f.place, f.value
                FROM reporting_submission s CROSS JOIN LATERAL unnest(s.values) WITH ORDINALITY AS f(value,
                place)
                WHERE s.collection_id = %(collection)s AND s.state = 'accepted' AND s.superseded_at IS NULL),
            recount AS (
                SELECT above.id AS unit_id, f.place, sum(f.value) AS total, count(f.value) AS n
                FROM figures f CROSS JOIN LATERAL unnest(f.tree_path) AS above(id)
                GROUP BY above.id, f.place),
            kept AS (
                SELECT r.unit_id, k.place, sum(k.total) AS total, sum(r.counts[k.place]) AS n
                FROM reporting_rollup r CROSS JOIN LATERAL unnest(r.sums) WITH ORDINALITY AS k(total, place)
                WHERE r.collection_id = %(collection)s
                GROUP BY r.unit_id, k.place),
            plain AS (
                SELECT l.position + 1 AS place FROM reporting_line l
                JOIN reporting_collection c ON c.sheet_version_id = l.version_id
                WHERE c.id = %(collection)s AND l.kind <> 'ratio')
            SELECT u.code, place - 1, kept.total, recount.total, kept.n, recount.n
            FROM recount FULL JOIN kept USING (unit_id, place)
            JOIN plain USING (place)
            JOIN organisation_unit u ON u.id = unit_id
            WHERE kept.total IS DISTINCT FROM recount.total OR kept.n IS DISTINCT FROM recount.n
            ORDER BY u.code, place
            """,
            {"collection": collection.pk},
        )
        for row in cursor.fetchall():
            yield Mismatch(collection.code, *row)


@dataclass(frozen=True)
class DistinctMismatch:
    """A node where the house counts other than a recount how many different records its units' registers hold."""

    collection_code: str
    unit_code: str
    indicator: str
    told: int
    counted: int


def check_distinct(collection: Collection) -> Iterator[DistinctMismatch]:
    """Every node's number of different records, as the house counts it, against a count in one statement of SQL that each source
    brings along. Changes nothing; sources without such SQL are left out.
    """
    lines = Line.objects.filter(
        version=collection.sheet_version_id, tree_rule=TreeRule.DISTINCT
    ).select_related("indicator")
    nodes = distinct.units_by_node(collection) if lines else {}
    codes = dict(Unit.objects.filter(pk__in=list(nodes)).values_list("pk", "code"))
    for line in lines:
        source = sources.SOURCES.get(line.source)
        if source is None or not source.records:
            continue
        told = distinct.counted(line.source, nodes, collection.period)
        recount = _recount(collection, source.records)
        for node in sorted(nodes, key=lambda one: codes[one]):
            if told[node] != recount.get(node, 0):
                yield DistinctMismatch(
                    collection.code, codes[node], line.indicator.code, told[node], recount.get(node, 0)
                )


def _recount(collection: Collection, records: str) -> dict[uuid.UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH records AS ({records})
            SELECT above.id, count(DISTINCT r.code)
            FROM reporting_submission s CROSS JOIN LATERAL unnest(s.tree_path) AS above(id)
            JOIN records r ON r.unit_id = s.unit_id
            WHERE s.collection_id = %(collection)s AND s.state = 'accepted' AND s.superseded_at IS NULL
            GROUP BY above.id
            """,  # noqa: S608 - a source's own constant
            {**distinct.span(collection.period), "collection": collection.pk},
        )
        return dict(cursor.fetchall())


def check_standings(collection: Collection) -> Iterator[str]:
    """Codes of the units whose kept standing is not what their reports say, by one pass over the reports themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH wordy AS (
                SELECT DISTINCT t.submission_id AS id FROM reporting_submissiontext t
                JOIN reporting_submission s ON s.id = t.submission_id
                WHERE s.collection_id = %(collection)s AND t.text <> ''),
            told AS (
                SELECT s.unit_id,
                    max(s.state) FILTER (WHERE s.is_latest) AS latest,
                    bool_or(s.is_latest AND s.row_version > 1) AS begun,
                    bool_or(s.state = 'accepted' AND s.superseded_at IS NULL) AS counts,
                    bool_or((s.state = 'accepted' AND s.superseded_at IS NULL OR s.state = 'submitted' AND s.is_latest)
                        AND (wordy.id IS NOT NULL
                            OR EXISTS (SELECT 1 FROM unnest(s.values) AS f(v) WHERE f.v IS NOT NULL))) AS says,
                    max(array_to_string(s.tree_path, ',')) FILTER (
                        WHERE s.state = 'accepted' AND s.superseded_at IS NULL) AS path
                FROM reporting_submission s LEFT JOIN wordy ON wordy.id = s.id
                WHERE s.collection_id = %(collection)s GROUP BY s.unit_id)
            SELECT u.code FROM reporting_obligation o JOIN organisation_unit u ON u.id = o.unit_id
            LEFT JOIN told ON told.unit_id = o.unit_id
            WHERE o.collection_id = %(collection)s AND (
                o.report_state <> CASE
                    WHEN told.counts AND coalesce(told.latest, 'draft') IN ('draft', 'handed', 'returned') THEN 'accepted'
                    ELSE coalesce(told.latest, 'draft') END
                OR o.begun <> coalesce(told.begun, false) OR o.says <> coalesce(told.says, false)
                OR array_to_string(o.counted_path, ',') IS DISTINCT FROM told.path)
            ORDER BY u.code
            """,
            {"collection": collection.pk},
        )
        for (code,) in cursor.fetchall():
            yield code


def waiting_nodes(collection: Collection) -> int:
    """How many nodes still wait to be recomputed: while there are any, a mismatch is no fault."""
    return DirtyNode.objects.filter(collection=collection).values("unit").distinct().count()
