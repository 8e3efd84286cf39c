"""What became of units: where the past of each counts on the tree of a later day.

A unit that stands on the day is itself, whatever it was renamed to and wherever it was moved. One that has ended is followed by
the decision that ended it, and on, if that receiver has ended too:

- merged into or absorbed by another: the receiver;
- split: nobody's. A split divides nothing: the past stays one line «trước khi chia tách» under the nearest unit that has all the
  parts below it (or is one of them) on the day;
- ended without a receiver: under the last parent, followed on in the same way.

Recursive SQL, one statement for any number of units. Several ways out of one unit meet again: the nearest common ancestor of the
nearest common ancestors is that of all ends, so the walk collects every end first and then looks for what stands above them all.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.organisation import access
from lantoa.organisation.choices import EventKind
from lantoa.organisation.models import Unit, UnitEvent

LEAVING_THE_TREE_ALONE = (
    EventKind.ESTABLISH,
    EventKind.RENAME,
    EventKind.UPGRADE,
    EventKind.CODE_CHANGE,
)


class PlacementKind(StrEnum):
    """How a unit's past came to where it counts."""

    SAME = "same"  # the unit stands
    RECEIVED = "received"  # another unit received it
    SPLIT = "split"  # it, or who received it, was split
    ENDED = "ended"  # nobody received it


@dataclass(frozen=True)
class Placement:
    """Where a unit's past counts on a day: at `unit_id`, or nowhere (None) where a root ended without a receiver."""

    unit_id: uuid.UUID | None
    kind: PlacementKind


# Every end of every way that leads on from the units of `origins` (a SELECT of unit ids), and where they meet. Decisions that
# take effect after the day do not count yet. UNION, not UNION ALL: what meets again is walked once, and no loop runs for ever.
PLACED = """
    WITH RECURSIVE origins(id) AS ({origins}),
    walk(origin, unit_id, received, split, ended) AS (
        SELECT o.id, o.id, false, false, false FROM origins o
        UNION
        SELECT walk.origin, coalesce(target.unit_id, last.parent_id),
            walk.received OR target.unit_id IS NOT NULL AND ending.kind <> 'split',
            walk.split OR target.unit_id IS NOT NULL AND ending.kind = 'split',
            walk.ended OR target.unit_id IS NULL
        FROM walk
        JOIN LATERAL (
            SELECT v.parent_id, upper(v.valid) AS on_day FROM organisation_unitversion v
            WHERE v.unit_id = walk.unit_id AND lower(v.valid) <= %(day)s::date
            ORDER BY lower(v.valid) DESC LIMIT 1
        ) last ON last.on_day <= %(day)s::date
        LEFT JOIN LATERAL (
            SELECT e.id, e.kind FROM organisation_uniteventpart p JOIN organisation_unitevent e ON e.id = p.event_id
            WHERE p.unit_id = walk.unit_id AND p.side = 'source' AND e.effective_on = last.on_day
                AND e.kind IN ('merge', 'absorb', 'split', 'dissolve') AND e.undone_at IS NULL
            ORDER BY e.sequence DESC LIMIT 1
        ) ending ON true
        LEFT JOIN organisation_uniteventpart target
            ON target.event_id = ending.id AND target.side = 'target' AND target.unit_id <> walk.unit_id
    ),
    ends AS (
        SELECT w.origin, w.unit_id, bool_or(w.received) AS received, bool_or(w.split) AS split, bool_or(w.ended) AS ended
        FROM walk w
        WHERE EXISTS (SELECT 1 FROM organisation_unitversion v WHERE v.unit_id = w.unit_id
            AND (v.valid @> %(day)s::date OR lower(v.valid) > %(day)s::date){one_by_one})
        GROUP BY w.origin, w.unit_id
    ),
    kinds AS (
        SELECT origin, min(unit_id::text)::uuid AS unit_id, count(*) AS n, bool_or(received) AS received, bool_or(split) AS split,
            bool_or(ended) AS ended
        FROM ends GROUP BY origin
    ),
    meeting AS (
        SELECT DISTINCT ON (origin) origin, unit_id
        FROM (
            SELECT e.origin, a.ancestor_id AS unit_id, sum(a.depth) AS distance
            FROM kinds k JOIN ends e ON e.origin = k.origin
            JOIN organisation_ancestry a ON a.descendant_id = e.unit_id AND a.valid @> %(day)s::date
            WHERE k.n > 1
            GROUP BY e.origin, a.ancestor_id, k.n HAVING count(*) = k.n
        ) common
        ORDER BY origin, distance
    ),
    placed AS (
        SELECT o.id AS origin, CASE WHEN k.n = 1 THEN k.unit_id ELSE m.unit_id END AS unit_id,
            CASE WHEN k.split THEN 'split' WHEN k.ended OR k.origin IS NULL THEN 'ended' WHEN k.received THEN 'received'
                ELSE 'same' END AS kind
        FROM origins o LEFT JOIN kinds k ON k.origin = o.id LEFT JOIN meeting m ON m.origin = o.id
    )
"""


FEW = 200  # units for which each end of the walk is looked up by itself


def walked_from(origins: str, *, few: bool = False) -> str:
    """PLACED for these origins. `few`: the planner, which cannot know, is kept from going through the units of a whole country
    for each of some units.
    """
    return PLACED.format(origins=origins, one_by_one=" OFFSET 0" if few else "")


def placements(unit_ids: Iterable[uuid.UUID], day: date | None = None) -> dict[uuid.UUID, Placement]:
    """Unit → where its past counts on the tree of a day (today if not said). One statement for any number of units."""
    asked = list(set(unit_ids))
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            walked_from("SELECT unnest(%(units)s::uuid[])", few=len(asked) <= FEW) + "TABLE placed",
            {"units": asked, "day": day or clock.today()},
        )
        return {unit: Placement(place, PlacementKind(kind)) for unit, place, kind in cursor.fetchall()}


def under(origins: str) -> str:
    """SQL of those among `origins` (a SELECT of unit ids) whose past counts under %(node)s on the tree of %(today)s.

    For the text of larger statements: `s.unit_id IN (…)`.
    """
    return walked_from(origins).replace("%(day)s", "%(today)s") + UNDER


UNDER = """
    SELECT placed.origin FROM placed
    JOIN organisation_ancestry a ON a.descendant_id = placed.unit_id AND a.valid @> %(today)s::date
    WHERE a.ancestor_id = %(node)s
"""


def among(origins: str, node: uuid.UUID, day: date | None = None, **values: Any) -> RawSQL:
    """`under` for querysets: `filter(unit__in=among("SELECT …", node))`. `values` fill the names in `origins`."""
    return raw(under(origins), {**values, "node": node, "today": day or clock.today()})


def raw(text: str, values: Mapping[str, Any]) -> RawSQL:
    """SQL with named places as Django's querysets want it, with %s in order: `filter(pk__in=raw("SELECT …", values))`."""
    names = re.findall(r"%\((\w+)\)s", text)
    return RawSQL(re.sub(r"%\(\w+\)s", "%s", text), [values[name] for name in names])  # noqa: S611 - values are bound


# Units that a decision has ended; few, and found by index, however large the tree.
ENDED = """
    SELECT DISTINCT p.unit_id FROM organisation_unitevent e JOIN organisation_uniteventpart p ON p.event_id = e.id
    WHERE e.kind IN ('merge', 'absorb', 'split', 'dissolve') AND p.side = 'source' AND e.effective_on <= %(day)s::date
        AND e.undone_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM organisation_unitversion v WHERE v.unit_id = p.unit_id AND v.valid @> %(day)s::date)
"""


def past_units_in_scope(user: User, act: str, tree_day: date | None = None) -> QuerySet[Unit]:
    """The units on which the person may read what is past: today's scope, and the ended units whose past counts inside it.

    Who receives a unit receives the reading of its past; the parent of an ended unit keeps it. With `tree_day` also what stood
    below one's units on that day: rights on past records follow the tree of their period.
    """
    rows = access.rows_in_scope(user, act)
    if rows is None:
        return Unit.objects.none()
    inside, bound = access.below(rows).values("pk").query.sql_with_params()
    values = {f"scope{number}": value for number, value in enumerate(bound)}
    for name in values:
        inside = inside.replace("%s", f"%({name})s", 1)
    text = f"ARRAY({walked_from(ENDED)} SELECT origin FROM placed WHERE unit_id IN ({inside}))"  # noqa: S608
    rows |= access.themselves(raw(text, {**values, "day": clock.today()}))
    if tree_day is not None:
        rows |= access.rows_in_scope(user, act, tree_day=tree_day) or Q()
    return access.below(rows)


@dataclass(frozen=True)
class Now:
    """What a unit of the past is on a day: where it counts, that unit's names, and what stands above that.

    `name` and `parent_name` are short names, "" where there is none.
    """

    placement: Placement
    code: str = ""
    name: str = ""
    parent_id: uuid.UUID | None = None
    parent_name: str = ""


def whereabouts(unit_ids: Iterable[uuid.UUID], day: date | None = None) -> Mapping[uuid.UUID, Now]:
    """Unit → what has become of it. Two statements for any number of units."""
    day = day or clock.today()
    found = placements(unit_ids, day)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT v.unit_id, u.code, v.short_name, v.parent_id, coalesce(above.short_name, '')
            FROM organisation_unitversion v JOIN organisation_unit u ON u.id = v.unit_id
            LEFT JOIN organisation_unitversion above ON above.unit_id = v.parent_id AND above.valid @> %(day)s::date
            WHERE v.unit_id = ANY(%(units)s) AND v.valid @> %(day)s::date
            """,
            {"units": list({one.unit_id for one in found.values() if one.unit_id}), "day": day},
        )
        names: dict[uuid.UUID | None, tuple[str, str, uuid.UUID | None, str]] = {
            unit: (code, name, parent, above) for unit, code, name, parent, above in cursor.fetchall()
        }
    return {unit: Now(one, *names.get(one.unit_id, ())) for unit, one in found.items()}


def has_moved_since(day: date) -> bool:
    """Whether any decision has moved, joined, parted or ended a unit between a day and today. One statement."""
    return (
        UnitEvent.objects.filter(undone_at=None, effective_on__gt=day, effective_on__lte=clock.today())
        .exclude(kind__in=LEAVING_THE_TREE_ALONE)
        .exists()
    )
