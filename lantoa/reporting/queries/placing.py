"""Which reports count under a node: by the snapshot they were accepted with, or by what has become of their units.

SQL for the text of statements over `reporting_submission s`, with %(node)s, %(collections)s (a list) and %(today)s.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q

from lantoa.core import clock
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit, UnitEvent
from lantoa.organisation.queries import lineage
from lantoa.reporting.models import Collection

COUNTED = "s.state = 'accepted' AND s.superseded_at IS NULL"
WAITING = "s.state = 'submitted' AND s.is_latest"
REPORTED = "%(node)s::uuid = ANY(s.tree_path)"
# A report that waits has no snapshot yet. Looked up for each of the few that wait (OFFSET 0): joined, the planner takes the
# whole tree for a few hundred rows.
STANDS = """EXISTS (SELECT 1 FROM organisation_ancestry a JOIN reporting_collection own ON a.valid @> (own.period_end - 1)
    WHERE own.id = s.collection_id AND a.descendant_id = s.unit_id AND a.ancestor_id = %(node)s OFFSET 0)"""
ORIGINS = (
    "SELECT DISTINCT unit_id FROM reporting_submission WHERE collection_id = ANY(%(collections)s::uuid[])"
)
RESTATED = f"s.unit_id IN ({lineage.under(ORIGINS)})"


def is_whole(collection: Collection, node: Unit) -> bool:
    """Whether everything of a collection stands under the node for certain: it is the one that collects, under which everybody
    asked stood, and no decision on the tree has been entered or undone since. One small statement.
    """
    return node.pk == collection.owner_id and not decided_since(collection)


def decided_since(collection: Collection) -> bool:
    """Whether a decision on the tree was entered, or undone, since the collection was made: what was known of the tree then may
    have changed.
    """
    return UnitEvent.objects.filter(
        Q(recorded_at__gte=collection.made_at) | Q(undone_at__gte=collection.made_at)
    ).exists()


def counted_under(view: TreeView) -> str:
    """Accepted reports that count under the node."""
    return f"{COUNTED} AND {RESTATED if view == TreeView.RESTATED else REPORTED}"


def sent_under(view: TreeView) -> str:
    """Accepted reports, and those that wait for a decision."""
    if view == TreeView.RESTATED:
        return f"({COUNTED} OR {WAITING}) AND {RESTATED}"
    return f"({COUNTED} AND {REPORTED} OR {WAITING} AND {STANDS})"


def waiting_under(*, whole: bool) -> str:
    """Reports that wait, as reported; `whole`: the whole collection stands under the node."""
    return WAITING if whole else f"{WAITING} AND {STANDS}"


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


# Units that a decision has moved, joined, parted or ended, at any time, and those that any decision touched since the collection
# was made. Who has none of them on the path of its report stands today as it stood then.
TOUCHED = """
    SELECT told.unit_id FROM organisation_unitevent e
    JOIN (SELECT event_id, unit_id FROM organisation_uniteventpart
        UNION SELECT event_id, unit_id FROM organisation_uniteventchange) told ON told.event_id = e.id
    WHERE e.kind <> ALL(%(leaving)s) OR e.recorded_at >= %(made)s OR e.undone_at >= %(made)s
"""
PASSING = f"""
    SELECT DISTINCT o.unit_id FROM reporting_obligation o CROSS JOIN LATERAL unnest(o.counted_path) AS step(id)
    WHERE o.collection_id = %(collection)s AND step.id IN ({TOUCHED})
"""  # noqa: S608 - fixed conditions only
HERE = """
    SELECT count(*), EXISTS (SELECT 1 FROM organisation_unitevent e
        WHERE e.kind <> ALL(%(leaving)s) OR e.recorded_at >= %(made)s OR e.undone_at >= %(made)s)
    FROM reporting_obligation o WHERE o.collection_id = %(collection)s AND %(node)s::uuid = ANY(o.counted_path)
"""
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
        WHERE s.collection_id = %(collection)s AND s.state = 'accepted' AND s.superseded_at IS NULL
    ) one
"""


def compare(collection: Collection, node: Unit, today_node: Unit) -> Comparison:
    """The reports of `node` as reported beside those restated at `today_node`: the same unit, or what it has become.

    Two statements, the second over the reports that some decision may have moved; the others are where they were.
    """
    values: dict[str, Any] = {
        "node": node.pk,
        "today_node": today_node.pk,
        "collection": collection.pk,
        "day": clock.today(),
        "made": collection.made_at,
        "leaving": [str(kind) for kind in lineage.LEAVING_THE_TREE_ALONE],
    }
    with connection.cursor() as cursor:
        cursor.execute(HERE, values)
        reported, decided = cursor.fetchone()
        if not decided:
            return Comparison(reported, reported, 0, 0, 0)
        cursor.execute(lineage.walked_from(PASSING) + COMPARED, values)
        here, there, left, came, changed = cursor.fetchone()
    return Comparison(reported, reported - here + there, left, came, changed)
