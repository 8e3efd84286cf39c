"""Records of a register counted once, however many units or periods they belong to.

What a unit reports is a number; which records it counted, the register says. So a figure that counts every record once is no
sum of the figures below: it is asked of the register, for the units whose reports count there. One question for any number of
groups of units.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import connection

from lantoa.core import clock
from lantoa.core.periods import Period
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.reporting import sources
from lantoa.reporting.choices import TreeRule
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.queries import placing

Group = TypeVar("Group")


def counts_once(line: Line) -> bool:
    return line.tree_rule == TreeRule.DISTINCT and sources.known(line.source)


def distinct(counts: Iterable[sources.SourceCount]) -> int:
    """Records counted once, however many units claim them; a register that names no records is summed."""
    codes: set[str] = set()
    unnamed = 0
    for count in counts:
        codes.update(count.codes)
        unnamed += 0 if count.codes else int(count.value)
    return len(codes) + unnamed


def counted(source: str, groups: Mapping[Group, Sequence[uuid.UUID]], period: Period) -> dict[Group, int]:
    """Group of units → different records within the period. The register is asked once."""
    units = list({unit for group in groups.values() for unit in group})
    counts = sources.counts_for(source, units, period)
    return {
        group: distinct(counts[unit] for unit in units if unit in counts) for group, units in groups.items()
    }


def units_by_state(collection: Collection, node: Unit, view: TreeView) -> dict[str, list[uuid.UUID]]:
    """Units with a report that counts under the node (accepted) or waits (submitted). One statement."""
    rows = _run(
        f"""
        SELECT s.state, array_agg(s.unit_id) FROM reporting_submission s
        WHERE s.collection_id = %(collection)s AND {placing.sent_under(view)}
        GROUP BY s.state
        """,  # noqa: S608 - fixed conditions only
        {**placing.arguments(node, [collection]), "collection": collection.pk},
    )
    return {"accepted": [], "submitted": [], **dict(rows)}


def units_in_both(collection: Collection, earlier: Collection, node: Unit, view: TreeView) -> list[uuid.UUID]:
    """Units that count under the node and have an accepted report in the earlier collection too. One statement."""
    rows = _run(
        f"""
        SELECT s.unit_id FROM reporting_submission s
        JOIN reporting_submission before ON before.unit_id = s.unit_id AND before.collection_id = %(earlier)s
            AND before.state = 'accepted' AND before.superseded_at IS NULL
        WHERE s.collection_id = %(collection)s AND {placing.counted_under(view)}
        """,  # noqa: S608 - fixed conditions only
        {
            **placing.arguments(node, [collection]),
            "collection": collection.pk,
            "earlier": earlier.pk,
        },
    )
    return [unit for (unit,) in rows]


def units_by_collection(
    collections: Sequence[Collection], node: Unit, view: TreeView
) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Collection → units whose accepted report counts under the node. One statement."""
    rows = _run(
        f"""
        SELECT s.collection_id, array_agg(s.unit_id) FROM reporting_submission s
        WHERE s.collection_id = ANY(%(collections)s::uuid[]) AND {placing.counted_under(view)}
        GROUP BY s.collection_id
        """,  # noqa: S608 - fixed conditions only
        placing.arguments(node, collections),
    )
    return dict(rows)


def units_by_node(collection: Collection) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Every node → units accepted under it, as reported. One statement."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    rows = _run(
        f"SELECT s.unit_id, s.tree_path FROM reporting_submission s "  # noqa: S608 - fixed conditions only
        f"WHERE s.collection_id = %(collection)s AND {placing.COUNTED}",
        {"collection": collection.pk},
    )
    for unit, path in rows:
        for node in path:
            found.setdefault(node, []).append(unit)
    return found


def span(days: Period) -> dict[str, Any]:
    """What a source's `records` name."""
    first: date = days.start
    return {
        "since": clock.instant(first, 0),
        "until": clock.instant(days.end, 0),
        "first": first,
        "end": days.end,
    }


def _run(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
