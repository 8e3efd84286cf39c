"""Which reports count under a node: by the snapshot they were accepted with, or by what has become of their units.

SQL for the text of statements over `reporting_submission s`, with %(node)s, %(collections)s (a list) and %(today)s.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lantoa.core import clock
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.organisation.queries import lineage
from lantoa.reporting.models import Collection

COUNTED = "s.state = 'accepted' AND s.superseded_at IS NULL"
WAITING = "s.state = 'submitted' AND s.is_latest"
REPORTED = "%(node)s::uuid = ANY(s.tree_path)"
# A report that waits has no snapshot yet.
STANDS = """EXISTS (SELECT 1 FROM organisation_ancestry a JOIN reporting_collection own ON a.valid @> (own.period_end - 1)
    WHERE own.id = s.collection_id AND a.descendant_id = s.unit_id AND a.ancestor_id = %(node)s)"""
ORIGINS = (
    "SELECT DISTINCT unit_id FROM reporting_submission WHERE collection_id = ANY(%(collections)s::uuid[])"
)
RESTATED = f"s.unit_id IN ({lineage.under(ORIGINS)})"


def counted_under(view: TreeView) -> str:
    """Accepted reports that count under the node."""
    return f"{COUNTED} AND {RESTATED if view == TreeView.RESTATED else REPORTED}"


def sent_under(view: TreeView) -> str:
    """Accepted reports, and those that wait for a decision."""
    if view == TreeView.RESTATED:
        return f"({COUNTED} OR {WAITING}) AND {RESTATED}"
    return f"({COUNTED} AND {REPORTED} OR {WAITING} AND {STANDS})"


def waiting_under() -> str:
    """Reports that wait, as reported."""
    return f"{WAITING} AND {STANDS}"


def arguments(node: Unit, collections: Iterable[Collection]) -> dict[str, Any]:
    """What the texts above name."""
    return {"node": node.pk, "collections": [one.pk for one in collections], "today": clock.today()}


@dataclass(frozen=True)
class Comparison:
    """How the two views of a collection differ at a node, in accepted reports.

    `reported` and `restated` count under the node in each view; `left` only as reported, `came` only restated; `changed` in both,
    though their unit has another parent now or has gone into another.
    """

    reported: int
    restated: int
    left: int
    came: int
    changed: int

    @property
    def same_tree(self) -> bool:
        """Nothing has happened: both views are one."""
        return not (self.left or self.came or self.changed)

    @property
    def same_sums(self) -> bool:
        """The same reports: every sum here is equal, whatever has changed inside."""
        return not (self.left or self.came)


COMPARED = """
    SELECT count(*) FILTER (WHERE one.here), count(*) FILTER (WHERE one.there),
        count(*) FILTER (WHERE one.here AND NOT one.there), count(*) FILTER (WHERE one.there AND NOT one.here),
        count(*) FILTER (WHERE one.here AND one.there AND one.changed)
    FROM (
        SELECT %(node)s::uuid = ANY(s.tree_path) AS here,
            EXISTS (SELECT 1 FROM organisation_ancestry a WHERE a.descendant_id = placed.unit_id
                AND a.ancestor_id = %(today_node)s AND a.valid @> %(day)s::date) AS there,
            placed.kind <> 'same' OR v.parent_id IS DISTINCT FROM s.tree_path[cardinality(s.tree_path) - 1] AS changed
        FROM reporting_submission s JOIN placed ON placed.origin = s.unit_id
        LEFT JOIN organisation_unitversion v ON v.unit_id = s.unit_id AND v.valid @> %(day)s::date
        WHERE s.collection_id = ANY(%(collections)s::uuid[]) AND s.state = 'accepted' AND s.superseded_at IS NULL
    ) one
"""


def compare(collection: Collection, node: Unit, today_node: Unit) -> Comparison:
    """The reports of `node` as reported beside those restated at `today_node`: the same unit, or what it has become.

    One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            lineage.PLACED.format(origins=ORIGINS) + COMPARED,
            {
                "node": node.pk,
                "today_node": today_node.pk,
                "collections": [collection.pk],
                "day": clock.today(),
            },
        )
        return Comparison(*cursor.fetchone())
