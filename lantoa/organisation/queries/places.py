"""Where units stood on a day: the snapshot that what is settled keeps for good."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True)
class UnitPlace:
    """A unit's names and its path on a day: ids from the root down to the unit itself."""

    name: str
    short_name: str
    path: tuple[uuid.UUID, ...]


# The version nearest to the day: the one in force, else the last before it, else the first after it.
PLACES = """
SELECT asked.id, v.name, v.short_name, (
    SELECT array_agg(a.ancestor_id ORDER BY a.depth DESC) FROM organisation_ancestry a
    WHERE a.descendant_id = asked.id
        AND a.valid @> greatest(lower(v.valid), least(%(day)s::date, upper(v.valid) - 1)))
FROM unnest(%(units)s::uuid[]) AS asked(id)
JOIN LATERAL (
    SELECT nearest.* FROM organisation_unitversion nearest WHERE nearest.unit_id = asked.id
    ORDER BY (lower(nearest.valid) <= %(day)s::date) DESC, abs(lower(nearest.valid) - %(day)s::date)
    LIMIT 1
) v ON true
"""


def places_on(unit_ids: Iterable[uuid.UUID], day: date) -> dict[uuid.UUID, UnitPlace]:
    """Unit → where it stood on the day, as the tree is known now. One statement for any number of units.

    A unit that had ended by then keeps the place it had last; one that was yet to come gets its first.
    """
    asked = list(unit_ids)
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"units": asked, "day": day})
        return {
            unit: UnitPlace(name, short_name, tuple(path))
            for unit, name, short_name, path in cursor.fetchall()
        }
