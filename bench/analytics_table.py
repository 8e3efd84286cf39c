"""DHIS2's way to a total, built by ourselves from what its makers published: a denormalised «analytics table» that a job fills.

One row for each value, with the unit's ancestors as columns uidlevel1, uidlevel2, …, the periods that hold its period as columns,
and indexes on them; a pivot is a GROUP BY over it. Nothing that was entered since the job ran is in it. Published in:

- DHIS2 documentation, «Data administration», section on analytics tables, and «Web API», «Analytics»: docs.dhis2.org;
- the sources `JdbcAnalyticsTableManager` and `OrganisationUnitStructureResourceTable` of github.com/dhis2/dhis2-core;
- `resources/sql/dhis_create_custom_analytics_indexes.sql` of github.com/dhis2/dhis2-utils: (dx, uidlevelN), (dx, quarterly).

In its favour: unlogged tables, one period only, no attribute options, no groups of data elements or units, no approval levels,
and values that are numbers already (DHIS2 keeps text and casts it).
"""

import time
from dataclasses import dataclass
from uuid import UUID

import psycopg

from bench.national import LINES, Nation
from lantoa.config import database

LEVELS = 6
UIDS = "left(md5({}::text), 11)"

# Where reports are kept long, as DHIS2's own `datavalue` is: the source of the analytics table, and of the recursive statement.
LONG = """
CREATE UNLOGGED TABLE datavalue AS
SELECT s.unit_id AS sourceid, place::int AS dataelementid, '2021Q1'::varchar(15) AS period, value::double precision AS value
FROM reporting_submission s CROSS JOIN LATERAL unnest(s.values) WITH ORDINALITY AS f(value, place)
WHERE s.collection_id = %(collection)s AND s.state = 'accepted' AND s.superseded_at IS NULL AND value IS NOT NULL;
"""
STRUCTURE = f"""
CREATE UNLOGGED TABLE orgunitstructure AS
SELECT a.descendant_id AS organisationunitid, {
    UIDS.format("a.descendant_id")
}::char(11) AS organisationunituid,
    count(*)::int AS level,
    {
    ", ".join(
        f"max({UIDS.format('a.ancestor_id')}) FILTER (WHERE up.n - a.depth = {n})::char(11) AS uidlevel{n}"
        for n in range(1, LEVELS + 1)
    )
}
FROM organisation_ancestry a
JOIN (SELECT descendant_id, max(depth) + 1 AS n FROM organisation_ancestry WHERE valid @> %(day)s::date GROUP BY 1) up
    ON up.descendant_id = a.descendant_id
WHERE a.valid @> %(day)s::date GROUP BY a.descendant_id
"""
ANALYTICS = f"""
CREATE UNLOGGED TABLE analytics_2021 AS
SELECT {UIDS.format("'dx' || d.dataelementid")}::char(11) AS dx, 'HllvX50cXC0'::char(11) AS co, 'HllvX50cXC0'::char(11) AS ao,
    {", ".join(f"ous.uidlevel{n}" for n in range(1, LEVELS + 1))}, ous.organisationunituid AS ou, ous.level AS oulevel,
    d.period AS quarterly, '2021S1'::varchar(15) AS sixmonthly, '2021'::varchar(15) AS yearly, 2021 AS year, d.value
FROM datavalue d JOIN orgunitstructure ous ON ous.organisationunitid = d.sourceid
"""
INDEXES = (
    "CREATE INDEX ON analytics_2021 (dx, uidlevel2)",
    "CREATE INDEX ON analytics_2021 (dx, uidlevel3)",
    "CREATE INDEX ON analytics_2021 (dx, uidlevel4)",
    "CREATE INDEX ON analytics_2021 (dx, quarterly)",
    "CREATE INDEX ON analytics_2021 (ou)",
    "CREATE INDEX ON analytics_2021 (yearly)",
)
PIVOT = """
SELECT uidlevel3, dx, sum(value) FROM analytics_2021
WHERE quarterly = '2021Q1' AND uidlevel2 = %(root)s AND dx = ANY(%(dx)s) GROUP BY uidlevel3, dx
"""
RECURSIVE = """
WITH RECURSIVE below(id, top) AS (
    SELECT unit_id, unit_id FROM organisation_unitversion WHERE parent_id = %(root)s AND valid @> %(day)s::date
    UNION ALL
    SELECT v.unit_id, below.top FROM organisation_unitversion v JOIN below ON v.parent_id = below.id
    WHERE v.valid @> %(day)s::date)
SELECT top, dataelementid, sum(value) FROM below JOIN datavalue d ON d.sourceid = below.id
WHERE d.period = '2021Q1' GROUP BY top, dataelementid
"""

Sums = dict[tuple[UUID, int], int]


@dataclass(frozen=True)
class Refresh:
    """Seconds of a refresh: filling the tables, and indexing and analysing them."""

    fill: float
    index: float

    @property
    def whole(self) -> float:
        return self.fill + self.index


def keep_long(nation: Nation) -> float:
    """The values as long rows, indexed by unit; the seconds that took (it is no part of a refresh)."""
    began = time.perf_counter()
    with database.connect_as_superuser(nation.database) as server:
        _prepare(server)
        server.execute("DROP TABLE IF EXISTS datavalue")
        server.execute(LONG.encode(), {"collection": nation.collection.pk})
        server.execute("CREATE INDEX ON datavalue (sourceid)")
        server.execute("VACUUM ANALYZE datavalue")
    return time.perf_counter() - began


def refresh(nation: Nation) -> Refresh:
    """What the nightly job does, for one period."""
    values = {"day": nation.collection.tree_day}
    with database.connect_as_superuser(nation.database) as server:
        _prepare(server)
        server.execute("DROP TABLE IF EXISTS analytics_2021, orgunitstructure")
        began = time.perf_counter()
        server.execute(STRUCTURE.encode(), values)
        server.execute("CREATE UNIQUE INDEX ON orgunitstructure (organisationunitid)")
        server.execute("ANALYZE orgunitstructure")
        server.execute(ANALYTICS.encode())
        filled = time.perf_counter()
        for statement in INDEXES:
            server.execute(statement.encode())
        server.execute("VACUUM ANALYZE analytics_2021")
        return Refresh(filled - began, time.perf_counter() - filled)


def _prepare(server: psycopg.Connection[tuple[object, ...]]) -> None:
    for setting in ("jit = off", "work_mem = '256MB'", "maintenance_work_mem = '512MB'"):
        server.execute(f"SET {setting}".encode())


class Pivots:
    """The two statements over one connection of their own, with the memory that DHIS2's guide gives a server."""

    def __init__(self, nation: Nation) -> None:
        self._server = database.connect_as_superuser(nation.database)
        _prepare(self._server)
        collection = nation.collection
        children = self._server.execute(
            "SELECT unit_id, left(md5(unit_id::text), 11) FROM organisation_unitversion"
            " WHERE parent_id = %s AND valid @> %s::date",
            [collection.owner_id, collection.tree_day],
        ).fetchall()
        self._children = {str(uid): unit for unit, uid in children}
        self._places = {uid: place for place, uid in self._elements().items()}
        root = self._server.execute("SELECT left(md5(%s::text), 11)", [collection.owner_id]).fetchone()
        self._root = root[0] if root else None
        self._values = {"root": collection.owner_id, "day": collection.tree_day}

    def _elements(self) -> dict[int, str]:
        rows = self._server.execute(
            "SELECT n, left(md5('dx' || n), 11) FROM generate_series(1, %s) AS n", [LINES]
        )
        return {int(str(place)): str(uid) for place, uid in rows.fetchall()}

    def analytics(self) -> Sums:
        rows = self._server.execute(PIVOT.encode(), {"root": self._root, "dx": list(self._places)}).fetchall()
        return {
            (self._children[str(ou)], self._places[str(dx)] - 1): int(str(value).split(".")[0])  # type: ignore[misc]
            for ou, dx, value in rows
        }

    def recursive(self) -> Sums:
        rows = self._server.execute(RECURSIVE.encode(), self._values).fetchall()
        return {(top, int(str(place)) - 1): int(float(str(value))) for top, place, value in rows}  # type: ignore[misc]

    def size(self) -> str:
        row = self._server.execute(
            "SELECT pg_size_pretty(pg_relation_size('analytics_2021')), pg_size_pretty(pg_indexes_size('analytics_2021'))"
        ).fetchone()
        return f"{row[0]} and indexes of {row[1]}" if row else ""

    def close(self) -> None:
        self._server.close()
