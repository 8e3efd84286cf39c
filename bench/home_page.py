"""The page after sign-in at 98 units and at 300,000: statements, rows that the database reads, time, and the ratio of both.

The units hang below the 98 in a throw-away copy of the sample; each holds, of every table below, a row or two like those of the
unit of the 98 above it: what it owes in the same matters, what it has of its own, and a head. So the same matters are open, with
3,000 times as many duties. Rows are written with triggers asleep, then the kept numbers are counted anew. The persons and what
they owe themselves are the same in both trees. Before anything grows one of the 98 has not done its readings and forty lists
are to be handed over, so that the same matters are shown; only who heads one of the 98 has no units below before.

The figure is missed where a page asks other statements in the large tree, where one of them reads more rows than ALLOWED beyond
what it read at 98, or where a kept number differs. In a tree of fewer units than GATED rows are only told: as long as a table has
some thousand rows the planner goes through it whole, since that is cheaper than its index.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import national
from bench.measuring import Missed, Timing, median_of, milliseconds, table
from lantoa.accounts.models import User
from lantoa.config import database
from lantoa.duties.models import BelowCount, DutyCount
from lantoa.duties.queries import RECOUNTS, WAITING, differences
from lantoa.organisation.services.statistics import refresh_statistics
from tests import sample_database
from tests.rows_read import Read, rows_read

SMALL = 98
PEOPLE = {
    "leader": "lanhdao",
    "staff": "chuyenvien",
    "unit, reporter": "tonghop.benhvien",
    "unit, head": "bithu.benhvien",
    "inspector": "kiemtra",
}
PAGES = {"": "/", "whole unit": "/?phan=don-vi"}
RUNS = 5
# A page shows at most twenty lines of one sort and looks each up by its own few rows, ten at most.
ALLOWED = 20 * 10
GATED = 100_000

THE_98 = """
    SELECT a.descendant_id AS id, row_number() OVER (ORDER BY u.code) AS place
    FROM organisation_ancestry a JOIN organisation_unit u ON u.id = a.descendant_id
    WHERE a.ancestor_id = (SELECT id FROM organisation_unit WHERE code = 'HG-DUK') AND a.depth = 1 AND upper_inf(a.valid)
        AND left(u.code, 1) <> 'L'
"""
UNDER_THE_98 = f"(SELECT c.id FROM ({THE_98}) c WHERE c.place = 1 + n %% 98)"

# The units below, each with the one of the 98 above it.
BELOW = f"""
    CREATE TEMP TABLE below AS SELECT g.id, g.code, g.position, c.id AS above
    FROM organisation_unit g JOIN organisation_ancestry a ON a.descendant_id = g.id AND upper_inf(a.valid)
    JOIN ({THE_98}) c ON c.id = a.ancestor_id WHERE left(g.code, 1) = 'L'
"""
# Which of the rows that the unit of the 98 has are written for each unit below it: the n-th, by the number of the unit.
HAD_ABOVE = """
    CREATE TEMP TABLE had AS SELECT t.id, t.{unit} AS unit, count(*) OVER (PARTITION BY t.{unit}) AS whole,
        row_number() OVER (PARTITION BY t.{unit} ORDER BY t.id) - 1 AS place
    FROM {table} t JOIN ({the_98}) c ON c.id = t.{unit} WHERE {kept}
"""
COPY = """
    INSERT INTO {table} ({columns}) SELECT {values}
    FROM below k JOIN had h ON h.unit = k.above AND h.place = k.position % h.whole
    JOIN {table} t ON t.id = h.id WHERE k.position % {every} = 0
"""


@dataclass(frozen=True)
class Copied:
    """Rows of a table that the units below get too: one for `every` how many units. `new`: the columns that differ, as SQL."""

    table: str
    every: int = 1
    unit: str = "unit_id"
    kept: str = "true"
    new: dict[str, str] = field(default_factory=dict)


# One of three of the copied readings was never done, reminded twice and taken up higher.
UNREAD = "k.position % 3 = 0"
OWED = (
    Copied(
        "tasks_task",
        kept="t.asker_id <> t.unit_id",
        new={"parent_id": "NULL", "post_id": "NULL", "time_asked_at": "NULL"},
    ),
    Copied(
        "directives_receipt",
        new={
            "acknowledged_at": f"CASE WHEN {UNREAD} THEN NULL ELSE coalesce(t.acknowledged_at, t.asked_at) END",
            "post": f"CASE WHEN {UNREAD} THEN '' ELSE 'Bí thư' END",
            "way": f"CASE WHEN {UNREAD} THEN '' ELSE 'screen' END",
            "sheet_id": "NULL",
            "reminded_at": f"CASE WHEN {UNREAD} THEN t.asked_at END",
            "escalated_at": f"CASE WHEN {UNREAD} THEN t.asked_at END",
        },
    ),
    Copied(
        "reporting_obligation",
        kept="t.collection_id IN (SELECT id FROM reporting_collection WHERE closed_at IS NULL)",
    ),
    Copied("practices_replicationorderunit"),
)
HAD = (
    Copied("practices_practice", every=10, new={"merged_into_id": "NULL"}),
    Copied(
        "practices_adoption",
        new={
            "proved": "practices_is_proved(NULL, coalesce(t.learned_as_id, t.practice_id), t.result_value, t.evidence)"
        },
    ),
    Copied("issues_pressingissue", every=10),
    Copied("directives_studysession", every=10),
    Copied("directives_outreachactivity", every=10),
    Copied("commendation_nomination", every=20),
)

GROWN = "left(g.code, 1) = 'L'"
# What is not like a row of a unit above: a year of each practice, what was answered, heads, an entry in the record of today,
# lists to hand over.
MORE = (
    """
    INSERT INTO practices_practiceyear (id, practice_id, year, origin, state, registered_at, decided_at, reason, set_aside)
    SELECT gen_random_uuid(), p.id, y.year, y.origin, y.state, y.registered_at, y.decided_at, y.reason, false
    FROM practices_practice p JOIN organisation_unit g ON g.id = p.unit_id
    JOIN (SELECT *, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS whole FROM practices_practiceyear) y
        ON y.place = 1 + (g.position * 7) % y.whole
    WHERE {grown}
    """,
    """
    UPDATE practices_replicationorderunit r SET
        asked = (SELECT count(*) FROM practices_replicationorder_entries e WHERE e.replicationorder_id = r.order_id),
        answered = (SELECT count(*) FROM practices_adoption a
            WHERE a.unit_id = r.unit_id AND a.order_id = r.order_id AND NOT a.set_aside)
    FROM organisation_unit g WHERE g.id = r.unit_id AND {grown}
    """,
    """
    INSERT INTO organisation_person (id, full_name)
    SELECT md5('head' || g.id)::uuid, 'Dữ liệu minh họa ' || g.code
    FROM organisation_unit g WHERE {grown} AND g.position % 10 = 0
    """,
    """
    INSERT INTO organisation_roleassignment (id, person_id, role, unit_id, valid)
    SELECT gen_random_uuid(), md5('head' || g.id)::uuid, 'head', g.id, daterange('2015-10-01', NULL)
    FROM organisation_unit g WHERE {grown} AND g.position % 10 = 0
    """,
    """
    INSERT INTO audit_entry (chain, sequence, at, actor_id, act, subject_kind, subject_id, request_id, previous, digest, form,
        commitments)
    SELECT g.id::text, 1, e.at, gen_random_uuid(), 'task.reported', e.subject_kind, e.subject_id, '', e.previous, e.digest,
        e.form, e.commitments
    FROM organisation_unit g, (SELECT * FROM audit_entry ORDER BY at DESC, id LIMIT 1) e WHERE {grown}
    """,
    """
    INSERT INTO organisation_handover (id, code, effective_on, state, note, remarks, is_in_stead, reason, row_version, search_key,
        created_at, event_id, giver_id, receiver_id)
    SELECT gen_random_uuid(), 'L' || g.code, '2021-01-01', CASE g.position % 2 WHEN 0 THEN 'waiting' ELSE 'preparing' END, '', '',
        false, '', 1, '', now(), (SELECT min(id::text)::uuid FROM organisation_unitevent), g.id, v.parent_id
    FROM organisation_unit g JOIN organisation_unitversion v ON v.unit_id = g.id WHERE {grown} AND g.position % 1001 = 0
    """,
)


# Before anything grows.
EVEN = (
    f"""
    UPDATE directives_receipt SET acknowledged_at = NULL, post = '', way = '', sheet_id = NULL, reminded_at = asked_at,
        escalated_at = asked_at
    WHERE unit_id = (SELECT c.id FROM ({THE_98}) c WHERE c.place = 1)
    """,
    f"""
    INSERT INTO organisation_handover (id, code, effective_on, state, note, remarks, is_in_stead, reason, row_version, search_key,
        created_at, event_id, giver_id, receiver_id)
    SELECT gen_random_uuid(), 'L' || c.place, '2021-01-01', CASE c.place % 2 WHEN 0 THEN 'waiting' ELSE 'preparing' END, '', '',
        false, '', 1, '', now(), (SELECT min(id::text)::uuid FROM organisation_unitevent), c.id, v.parent_id
    FROM ({THE_98}) c JOIN organisation_unitversion v ON v.unit_id = c.id AND upper_inf(v.valid) WHERE c.place <= 40
    """,
)


@dataclass(frozen=True)
class Grown:
    """What was added, in rows; seconds of writing it and of counting the duties anew."""

    units: int
    duties: int
    others: int
    kept_before: int
    kept: int
    writing: float
    counting: float


def grow(name: str, units: int) -> Grown:
    """Hang so many units below the 98, let them owe and have what the 98 do, and count the duties anew."""
    before = _kept()
    duties, others, wrote = hang(name, units, OWED, HAD, MORE)
    began = time.perf_counter()
    with database.connect_as_superuser(name) as server:
        server.execute("SET session_replication_role = replica")
        server.execute("SET jit = off")
        server.execute("SET work_mem = '128MB'")
        for kind in sorted(RECOUNTS):
            server.execute("SELECT duties_recount(%s, NULL)", [kind])
        for kind in sorted(WAITING):
            server.execute("SELECT duties_recount_below(%s)", [kind])
        server.execute("VACUUM ANALYZE duties_dutycount, duties_belowcount")
    counted = time.perf_counter()
    refresh_statistics()
    return Grown(units, duties, others, before, _kept(), wrote, counted - began)


def hang(
    name: str, units: int, owed: Sequence[Copied], had: Sequence[Copied], more: Sequence[str] = ()
) -> tuple[int, int, float]:
    """Hang so many units below the 98 and give them rows of these tables: how many of `owed`, how many others, seconds."""
    began = time.perf_counter()
    national.grow(name, _levels(units - SMALL), UNDER_THE_98)
    with database.connect_as_superuser(name) as server:
        server.execute("SET session_replication_role = replica")
        server.execute("SET jit = off")
        server.execute("SET work_mem = '128MB'")
        server.execute("SET maintenance_work_mem = '512MB'")
        server.execute(BELOW.encode())
        server.execute("ANALYZE below")
        with national.indexes_last(server, [one.table for one in (*owed, *had)]):
            duties = sum(_copy(server, one) for one in owed)
            others = sum(_copy(server, one) for one in had)
        server.execute("ANALYZE")  # or what was answered is looked for through all answers, unit by unit
        others += sum(server.execute(one.format(grown=GROWN).encode()).rowcount for one in more)
        server.execute("VACUUM ANALYZE")
    return duties, others, time.perf_counter() - began


def _kept() -> int:
    return DutyCount.objects.count() + BelowCount.objects.count()


def _levels(more: int) -> tuple[int, ...]:
    """How many units stand on each level below the 98: as widths of a country go."""
    wide = [width for width in (more * 11 // 1000, more // 10) if width > SMALL]
    return (*wide, more - sum(wide))


def _copy(server: database.Connection, one: Copied) -> int:
    columns = server.execute(
        """SELECT column_name, is_identity FROM information_schema.columns
        WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position""",
        [one.table],
    ).fetchall()
    values = {}
    for column, identity in columns:
        if column == "id":
            if identity == "YES":
                continue
            values["id"] = "gen_random_uuid()"
        elif column == one.unit:
            values[str(column)] = "k.id"
        elif column == "code":
            values["code"] = "left(k.code || '-' || left(gen_random_uuid()::text, 8), 20)"
        else:
            values[str(column)] = one.new.get(str(column), f't."{column}"')
    words = {
        "table": one.table,
        "unit": one.unit,
        "kept": one.kept,
        "the_98": THE_98,
        "every": str(one.every),
        "columns": ", ".join(f'"{column}"' for column in values),
        "values": ", ".join(values.values()),
    }
    server.execute("DROP TABLE IF EXISTS had")
    server.execute(HAD_ABOVE.format(**words).encode())
    server.execute("ANALYZE had")
    return server.execute(COPY.format(**words).encode()).rowcount


Measured = tuple[Timing, int, Read]


def measure(units: int = national.UNITS, *, keep: bool = False) -> str:
    """`keep` is nothing here: no other figure has use for this tree."""
    with (
        sample_database.copy_of(sample_database.made_sample_template(), "home") as name,
        sample_database.connected_to(name),
    ):
        with database.connect_as_superuser(name) as server:
            for statement in EVEN:
                server.execute(statement.encode())
        refresh_statistics()
        small = pages()
        grown = grow(name, units)
        large = pages()
        began = time.perf_counter()
        differing = len(differences())
        checked = time.perf_counter() - began
    told = (
        f"{grown.duties:,} duties and {grown.others:,} other rows more, written in {grown.writing:.0f} s; "
        f"{grown.kept:,} rows of kept numbers ({grown.kept_before:,} before), counted anew in {grown.counting:.0f} s; "
        f"check-duties: {differing} differences in {checked:.0f} s.\n"
    )
    told = f"The page after sign-in; median of {RUNS}\n" + told + compared(small, large, units)
    faults = read_more(small, large, ALLOWED if units >= GATED else None)
    if differing:
        faults.append(f"{differing} kept numbers differ.")
    if faults:
        raise Missed("\n".join([told, "", "MISSED:", *faults]))
    if units < GATED:
        return f"{told}\nRows are weighed from {GATED:,} units on."
    return f"{told}\nNo statement reads more than {ALLOWED} rows beyond what it read at {SMALL}."


def compared(small: dict[str, Measured], large: dict[str, Measured], units: int) -> str:
    """The pages side by side, and of each the statements that read more in the large tree."""
    rows, more = [], []
    for what, (few, few_statements, few_read) in small.items():
        many, many_statements, many_read = large[what]
        rows.append(
            [
                what,
                f"{few_statements}, {many_statements}",
                f"{few_read.total:,}",
                f"{many_read.total:,}",
                milliseconds(few.wall),
                milliseconds(many.wall),
                f"{many.wall / few.wall:.1f}",
            ]
        )
        more += [f"\n{what}: {one}" for one in _more(few_read, many_read, 0)[:8]]
    heads = ["", "statements", "rows read, 98", "rows read, all", "98 units", f"{units:,}", "ratio"]
    return table(heads, rows) + "".join(more)


def read_more(small: dict[str, Measured], large: dict[str, Measured], allowed: int | None) -> list[str]:
    """A sentence for each page that asks other statements, and for each statement that reads more than is allowed."""
    found = []
    for what, (_few, _statements, few_read) in small.items():
        many_read = large[what][2]
        if [_asked(sql) for sql in few_read.statements] != [_asked(sql) for sql in many_read.statements]:
            counts = f"{len(few_read.statements)} at {SMALL} units, {len(many_read.statements)} then"
            found.append(f"{what} asks other statements: {counts}.")
        elif allowed is not None:
            found += [f"{what} reads more: {one}" for one in _more(few_read, many_read, allowed)]
    return found


def pages() -> dict[str, Measured]:
    return {
        f"{what}{', ' + page if page else ''}": _one(name, address)
        for what, name in PEOPLE.items()
        for page, address in PAGES.items()
        if not page or what.startswith("unit")
    }


def _one(username: str, address: str) -> Measured:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=username))
    client.get(address)  # what is read once a session
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        statements = len(captured)  # read at once: the next request empties the list
    if answer.status_code != 200:
        raise RuntimeError(f"the home page answers {answer.status_code}")
    with rows_read() as read:
        client.get(address)
    [timing] = median_of(lambda: client.get(address), runs=RUNS)
    return timing, statements, read


def _more(few: Read, many: Read, allowed: int) -> list[str]:
    """The statements that read so many rows more in the large tree, the most first."""
    pairs = zip(few.statements, few.rows, many.rows, strict=False)
    found = sorted(
        ((more - less, less, more, sql) for sql, less, more in pairs if more > less + allowed), reverse=True
    )
    return [f"{less:,} rows, then {more:,}: {_short(sql)}" for _by, less, more, sql in found]


def _asked(sql: str) -> str:
    """A statement whatever number of things it names."""
    return re.sub(r"\(%s(, %s)+\)", "(%s)", sql)


def _short(sql: str) -> str:
    """Where it begins to read."""
    start = sql.find(" FROM ")
    return " ".join(sql[start : start + 160].split())
