"""Compare kept totals with a recount by other SQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from lantoa.reporting.models import Collection, DirtyNode


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


def waiting_nodes(collection: Collection) -> int:
    """How many nodes still wait to be recomputed: while there are any, a mismatch is no fault."""
    return DirtyNode.objects.filter(collection=collection).values("unit").distinct().count()
