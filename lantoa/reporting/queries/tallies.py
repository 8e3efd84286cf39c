"""How many duties of a collection stand where, by direct unit of the owner and in all, with their rates."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db import connection

from lantoa.core import clock
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import named_on
from lantoa.reporting.models import Collection


@dataclass(frozen=True)
class Tally:
    """How many duties stand where. `owed` counts neither the exempt nor what went to a successor nor units that had ended.

    not_begun + draft + sent + returned + accepted = owed. `met` have an accepted report, or one with anything in it that
    waits; `timely` of them were first sent in time. Each is a part of `owed`, so a rate never passes one.
    """

    not_begun: int = 0
    draft: int = 0
    sent: int = 0
    returned: int = 0
    accepted: int = 0
    exempt: int = 0
    handed_over: int = 0
    ended: int = 0
    overdue: int = 0
    sent_late: int = 0
    agreed: int = 0
    met: int = 0
    timely: int = 0

    @property
    def owed(self) -> int:
        return self.not_begun + self.draft + self.sent + self.returned + self.accepted

    @property
    def asked(self) -> int:
        return self.owed + self.exempt + self.handed_over + self.ended

    @property
    def completeness(self) -> Fraction | None:
        """None where nobody owes: no base, no rate."""
        return Fraction(self.met, self.owed) if self.owed else None

    @property
    def timeliness(self) -> Fraction | None:
        return Fraction(self.timely, self.owed) if self.owed else None

    @property
    def acceptance(self) -> Fraction | None:
        return Fraction(self.accepted, self.owed) if self.owed else None


@dataclass(frozen=True)
class Branch:
    """The duties under one direct unit of the owner (itself among them); `unit` None for what stood under none on that day."""

    unit: Unit | None
    name: str
    tally: Tally


# The same cases as in `standings`, added up in one pass: duties are joined with the tree once, not looked up one by one.
# OFFSET 0 keeps each case from being worked out anew for every sum.
TALLIES = """
    WITH at AS (SELECT due_at AS due FROM reporting_collection WHERE id = %(collection)s),
    stood AS MATERIALIZED (
        SELECT a.descendant_id, a.ancestor_id FROM organisation_unitversion v
        JOIN organisation_ancestry a ON a.ancestor_id = v.unit_id AND a.valid @> %(day)s::date
        WHERE v.parent_id = %(owner)s AND v.valid @> %(day)s::date)
    SELECT branch, standing, sum(n)::int,
        coalesce(sum(n) FILTER (WHERE due AND standing IN ('not_begun', 'draft', 'returned')), 0)::int,
        coalesce(sum(n) FILTER (WHERE late AND owing), 0)::int,
        coalesce(sum(n) FILTER (WHERE agreed AND owing), 0)::int,
        coalesce(sum(n) FILTER (WHERE says AND owing), 0)::int,
        coalesce(sum(n) FILTER (WHERE says AND timely AND owing), 0)::int
    FROM (
        SELECT *, standing NOT IN ('exempt', 'handed_over', 'ended') AS owing
        FROM (
            SELECT branch, due, late, timely, says, agreed, n,
                CASE
                    WHEN exempt THEN CASE WHEN gone THEN 'handed_over' ELSE 'exempt' END
                    WHEN report_state = 'accepted' THEN 'accepted'
                    WHEN report_state = 'submitted' THEN 'sent'
                    WHEN ended THEN 'ended'
                    WHEN report_state = 'returned' THEN 'returned'
                    WHEN report_state = 'handed' OR begun THEN 'draft'
                    ELSE 'not_begun'
                END AS standing
            FROM (
                SELECT branch, exempt, agreed, report_state, begun, says, gone, ended, due, late, timely, count(*) AS n
                FROM (
                    SELECT stood.ancestor_id AS branch, o.state = 'exempt' AS exempt, o.state = 'late_agreed' AS agreed,
                        o.report_state, o.begun, o.says,
                        coalesce(o.agreed_until, at.due) < %(now)s AS due,
                        coalesce(o.first_sent_at > coalesce(o.agreed_until, at.due), false) AS late,
                        coalesce(o.first_sent_at <= coalesce(o.agreed_until, at.due), false) AS timely,
                        CASE WHEN o.state = 'exempt' THEN EXISTS (
                            SELECT 1 FROM reporting_succession s WHERE s.obligation_id = o.id) ELSE false END AS gone,
                        CASE WHEN o.report_state NOT IN ('accepted', 'submitted') THEN NOT EXISTS (
                            SELECT 1 FROM organisation_unitversion v
                            WHERE v.unit_id = o.unit_id AND v.valid @> %(day)s::date) ELSE false END AS ended
                    FROM reporting_obligation o CROSS JOIN at LEFT JOIN stood ON stood.descendant_id = o.unit_id
                    WHERE o.collection_id = %(collection)s OFFSET 0) duty
                GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 OFFSET 0) alike
            OFFSET 0) told
    ) counted
    GROUP BY branch, standing
"""
PARTS = ("overdue", "sent_late", "agreed", "met", "timely")


def branches_of(collection: Collection) -> list[Branch]:
    """The tallies by direct unit of the owner, in official order; what stood under none of them last. Two statements."""
    counts: dict[uuid.UUID | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with connection.cursor() as cursor:
        cursor.execute(
            TALLIES,
            {
                "owner": collection.owner_id,
                "day": collection.tree_day,
                "collection": collection.pk,
                "now": clock.now(),
            },
        )
        for branch, standing, n, *parts in cursor.fetchall():
            counts[branch][standing] += n
            for name, part in zip(PARTS, parts, strict=True):
                counts[branch][name] += part
    units = {
        unit.pk: unit
        for unit in named_on(Unit.objects.filter(pk__in=[one for one in counts if one]), collection.tree_day)
    }
    named = [
        Branch(unit, str(getattr(unit, "short_name", unit.code)), Tally(**counts[pk]))
        for pk, unit in units.items()
    ]
    rest = [one for pk, one in counts.items() if pk not in units]
    return named + [Branch(None, "", Tally(**one)) for one in rest]


def total_of(branches: Iterable[Branch]) -> Tally:
    found: dict[str, int] = defaultdict(int)
    for one in branches:
        for name in Tally.__dataclass_fields__:
            found[name] += getattr(one.tally, name)
    return Tally(**found)
