"""A country in one collection: a tree of any size below the bloc of the sample, a sheet of 50 lines, and a report of every unit.

Written by SQL into a throw-away copy of the sample. Every figure follows from SEED and the numbers of unit and line, so that two
runs measure the same data. Several figures of one run share what was built; each gets a copy of its own.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from lantoa.config import database
from lantoa.core import clock, periods
from lantoa.core.actor import SYSTEM
from lantoa.organisation.models import Unit, UnitEvent
from lantoa.organisation.queries import choosing
from lantoa.organisation.services.statistics import refresh_statistics
from lantoa.reporting.choices import LineKind, TimeRule, TreeRule
from lantoa.reporting.models import (
    Collection,
    Indicator,
    Line,
    Narrative,
    Section,
    Sheet,
    SheetVersion,
)
from lantoa.reporting.services import rollups
from lantoa.reporting.services.collections import open_collection
from tests import sample_database

SEED = 20201231
LINES = 50
ROOT = "HG-DUK"
SAMPLE_UNITS = 100  # the province, the bloc and its 98 units
UNITS = 300_000
NOW, BEFORE = "2021Q1", "2020Q1"
# Of a hundred reports, by number: accepted below the first bound, then waiting, returned, handed; the rest are drafts.
BOUNDS = {"accepted": 94, "submitted": 96, "returned": 97, "handed": 98}
EVERY_WRITTEN = 10  # every how many units answer the question in words

UNDER_THE_BLOC = "(SELECT id FROM organisation_unit WHERE code = 'HG-DUK')"
# The role of the application makes no tables, so each statement tells again which units they are.
GROWN = """
    SELECT md5('bench' || %(level)s || '/' || n)::uuid AS id, (
        CASE WHEN %(level)s = 1 THEN (SELECT id FROM organisation_unit WHERE code = 'HG-DUK')
        ELSE md5('bench' || (%(level)s - 1) || '/' || (1 + (n - 1) %% %(above)s))::uuid END) AS parent_id,
        'L' || %(level)s || '-' || n AS code, n
    FROM generate_series(1, %(count)s) AS n
"""
GROW = (
    f"""
    INSERT INTO organisation_unit (id, code, position, is_sample, created_at)
    SELECT id, code, n, false, %(now)s FROM ({GROWN}) grown
    """,
    f"""
    INSERT INTO organisation_unitversion (id, unit_id, valid, name, short_name, kind_id, parent_id, official_code, issuer_lines,
        organisation_lines, symbol, seat, search_key)
    SELECT md5('version' || id)::uuid, id, daterange('2015-10-01', NULL), code, code,
        (SELECT id FROM organisation_unitkind WHERE code = 'grassroots_cell'), parent_id, '', '{{}}', '{{}}', '', '', lower(code)
    FROM ({GROWN}) grown
    """,
    f"""
    INSERT INTO organisation_ancestry (ancestor_id, descendant_id, depth, valid)
    SELECT id, id, 0, daterange('2015-10-01', NULL) FROM ({GROWN}) itself
    UNION ALL
    SELECT a.ancestor_id, grown.id, a.depth + 1, a.valid
    FROM ({GROWN}) grown JOIN organisation_ancestry a ON a.descendant_id = grown.parent_id
    """,
)

HELD = """
SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint
WHERE contype = 'x' AND conrelid::regclass::text IN ('organisation_unitversion', 'organisation_ancestry')
"""

TREE = ("organisation_unit", "organisation_unitversion", "organisation_ancestry")
PLAIN = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique AND NOT indisexclusion
"""

# The drafts that the opening made become reports. Who has others below it adds up and gives no figures of its own.
REPORT = """
    WITH stated AS (
        SELECT o.unit_id, o.collects, n,
            CASE WHEN n %% 100 < 94 OR %(settled)s THEN 'accepted' WHEN n %% 100 < 96 THEN 'submitted'
            WHEN n %% 100 < 97 THEN 'returned' WHEN n %% 100 < 98 THEN 'handed' ELSE 'draft' END AS state
        FROM (SELECT *, abs(hashtextextended(unit_id::text, %(seed)s)) AS n FROM reporting_obligation
            WHERE collection_id = %(collection)s) o)
    UPDATE reporting_submission s SET
        state = t.state, row_version = 1 + (t.state <> 'draft' OR t.n %% 2 = 0)::int,
        values = CASE WHEN t.collects OR t.state = 'draft' THEN s.values
            ELSE ARRAY(SELECT (abs(hashint8extended(t.n + place, %(seed)s + %(salt)s)) %% 200)::numeric
                FROM generate_series(1, %(lines)s) AS place) END,
        submitted_at = CASE WHEN t.state IN ('accepted', 'submitted', 'returned') THEN %(sent)s::timestamptz END,
        decided_at = CASE WHEN t.state IN ('accepted', 'returned') THEN %(sent)s::timestamptz END,
        return_reason = CASE WHEN t.state = 'returned' THEN 'bench' ELSE '' END,
        placed_at = CASE WHEN t.state = 'accepted' THEN %(now)s::timestamptz END,
        tree_path = CASE WHEN t.state = 'accepted' THEN (SELECT array_agg(a.ancestor_id ORDER BY a.depth DESC)
            FROM organisation_ancestry a WHERE a.descendant_id = t.unit_id AND a.valid @> %(day)s::date) ELSE '{}' END,
        name_then = CASE WHEN t.state = 'accepted' THEN v.name ELSE '' END,
        short_name_then = CASE WHEN t.state = 'accepted' THEN v.short_name ELSE '' END
    FROM stated t JOIN organisation_unitversion v ON v.unit_id = t.unit_id AND v.valid @> %(day)s::date
    WHERE s.collection_id = %(collection)s AND s.unit_id = t.unit_id
"""
SENT = """
    UPDATE reporting_obligation SET first_sent_at = %(sent)s WHERE collection_id = %(collection)s
        AND abs(hashtextextended(unit_id::text, %(seed)s)) %% 100 < 97
"""
WRITE = """
    INSERT INTO reporting_submissiontext (id, submission_id, narrative_id, text)
    SELECT md5('text' || s.id)::uuid, s.id, %(narrative)s, 'Dữ liệu minh họa ' || s.short_name_then
    FROM reporting_submission s
    WHERE s.collection_id = %(collection)s AND abs(hashtextextended(s.unit_id::text, %(seed)s)) %% %(every)s = 0
"""
# Triggers slept while the rows came.
STAND = """
    SELECT reporting_keep_standing(array_agg(collection_id), array_agg(unit_id)) FROM reporting_obligation
    WHERE collection_id = %(collection)s
"""
# One entry for each report below another: the job adds what stands above by itself.
WAIT = """
    INSERT INTO reporting_dirtynode (collection_id, unit_id, path)
    SELECT s.collection_id, s.unit_id, s.tree_path FROM reporting_submission s
    WHERE s.collection_id = %(collection)s AND s.state = 'accepted'
    ORDER BY s.tree_path
"""


@dataclass(frozen=True)
class Nation:
    """What was built. Times in seconds: the tree, and of one collection its opening by the service, its reports, and its kept
    totals from nothing.
    """

    database: str
    units: int
    tree: float
    opening: float
    reports: float
    totals: float

    @property
    def collection(self) -> Collection:
        found = Collection.objects.select_related("sheet_version__sheet", "owner")
        return found.get(code=f"BENCH-{NOW}")

    @property
    def words(self) -> str:
        return f"{self.units:,} units"


def levels_of(units: int) -> tuple[int, ...]:
    """How many units stand on each level below the bloc, beside its 98."""
    more = units - SAMPLE_UNITS
    if more <= 0:
        return ()
    if more < 40:
        return (more,)
    widths = [34]
    for share in (0.011, 0.1):
        wide = round(units * share)
        if wide > widths[-1] and sum(widths) + wide < more:
            widths.append(wide)
    return (*widths, more - sum(widths))


@contextmanager
def nation(units: int, *, keep: bool = False) -> Iterator[Nation]:
    """Connected to a throw-away database for the block, dropped after it. `keep`: what was built serves the next figure too."""
    template = sample_database.made_sample_template()
    kept = f"{template}_bench{units}"
    built = _KEPT.get(kept)
    with sample_database.copy_of(kept if built else template, f"bench{units}") as name:
        with sample_database.connected_to(name):
            if built is None:
                built = build(name, units)
        if keep and kept not in _KEPT:
            database.clone_database(name, kept)
            _KEPT[kept] = built
        with sample_database.connected_to(name):
            yield replace(built, database=name)


_KEPT: dict[str, Nation] = {}  # template → what it holds, for as long as this process measures


def forget() -> None:
    """Drop what was kept between the figures of one run."""
    for name in list(_KEPT):
        database.drop_database(name)
        del _KEPT[name]


def build(name: str, units: int) -> Nation:
    began = time.perf_counter()
    grow(name, levels_of(units))
    # The sample is made in one stopped moment; of a country it is known since when its tree stands.
    UnitEvent.objects.update(recorded_at=clock.instant(date(2015, 10, 1)))
    grown = time.perf_counter()
    version, narrative = _sheet()
    for number, code in enumerate((BEFORE, NOW)):
        opened = _collect(name, version, narrative, code, number)
    refresh_statistics()
    reported = time.perf_counter()
    for code in (BEFORE, NOW):
        totals_began = time.perf_counter()
        collection = Collection.objects.get(code=f"BENCH-{code}")
        with database.connect_as_superuser(name) as server:
            server.execute(WAIT.encode(), {"collection": collection.pk})
        refresh_statistics()
        while rollups.roll_up(collection=collection):
            pass
        refresh_statistics()
    with database.connect_as_superuser(name) as server:
        server.execute("VACUUM FULL reporting_submission, reporting_obligation, reporting_rollup")
        server.execute("VACUUM ANALYZE")
    return Nation(
        name,
        units,
        grown - began,
        opened,
        (reported - grown) / 2 - opened,
        time.perf_counter() - totals_began,
    )


@contextmanager
def indexes_last(server: database.Connection, tables: Iterable[str]) -> Iterator[None]:
    """For rows by the million: plain indexes of these tables are made once the rows stand, not row by row; unique ones stay."""
    plain = server.execute(PLAIN, [list(tables)]).fetchall()
    for index, _definition in plain:
        server.execute(f"DROP INDEX {index}".encode())
    yield
    for _index, definition in plain:
        server.execute(str(definition).encode())


def grow(name: str, levels: tuple[int, ...], top: str = UNDER_THE_BLOC) -> None:
    """`top`: SQL for the unit above the n-th of the first level.

    By the superuser of the throw-away server, without the constraints against overlap: checking 1.7 million rows takes longer
    than everything that is measured. What is read goes by the plain indexes, which stay.
    """
    above = 1
    with database.connect_as_superuser(name) as server:
        server.execute("SET session_replication_role = replica")
        server.execute("SET maintenance_work_mem = '512MB'")
        server.execute("SET jit = off")
        for table, constraint in server.execute(HELD).fetchall():
            server.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}".encode())
        with indexes_last(server, TREE):
            for level, count in enumerate(levels, start=1):
                values = {"level": level, "above": above, "count": count, "now": clock.now()}
                for statement in GROW:
                    server.execute(statement.replace(UNDER_THE_BLOC, top).encode(), values)
                above = count
    refresh_statistics()


def _sheet() -> tuple[SheetVersion, Narrative]:
    """50 lines that are counted and added up, and one question."""
    sheet = Sheet.objects.create(code="BENCH", name="BENCH")
    version = SheetVersion.objects.create(sheet=sheet, number=1, period_kind="quarter")
    section = Section.objects.create(version=version, position=0, label="I", title="BENCH")
    asked = [Indicator(code=f"BENCH{place:02d}", name=f"BENCH {place}") for place in range(LINES)]
    Indicator.objects.bulk_create(asked)
    Line.objects.bulk_create(
        Line(
            version=version,
            indicator=one,
            section=section,
            position=place,
            label=one.name,
            kind=LineKind.COUNT,
            tree_rule=TreeRule.SUM,
            time_rule=TimeRule.ADD,
        )
        for place, one in enumerate(asked)
    )
    narrative = Narrative.objects.create(version=version, section=section, position=0, question="BENCH?")
    return version, narrative


def _collect(name: str, version: SheetVersion, narrative: Narrative, period_code: str, number: int) -> float:
    period = periods.from_code(period_code)
    owner = Unit.objects.get(code=ROOT)
    began = time.perf_counter()
    asked = choosing.units_of(owner, period.last_day, choosing.Scope("all")).units.plain()
    collection = open_collection(
        actor=SYSTEM,
        sheet_version=version,
        period=period,
        owner=owner,
        units=asked,
        title=f"BENCH {period_code}",
        opens_at=clock.instant(period.start),
        due_at=clock.instant(period.end, 17),
        closes_at=clock.instant(date(period.end.year, 12, 31)),
    )
    opened = time.perf_counter() - began
    values = {
        "collection": collection.pk,
        "day": collection.tree_day,
        "seed": SEED,
        "salt": number,
        "settled": number == 0,
        "lines": LINES,
        "sent": clock.instant(period.end, 8),
        "now": clock.now(),
        "narrative": narrative.pk,
        "every": EVERY_WRITTEN,
    }
    with database.connect_as_superuser(name) as server:
        server.execute("SET session_replication_role = replica")
        server.execute("SET jit = off")
        for statement in (REPORT, SENT, WRITE, STAND):
            server.execute(statement.encode(), values)
    connection.close()
    return opened
