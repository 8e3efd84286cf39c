"""The page of a directive and the leader's picture of it at 98 units and at 300,000: statements, time, and the ratio of both.

The units hang below the 98 of the sample, in a throw-away copy, written by SQL; each of them owes and has what the unit of the 98
above it does (receipts, tasks, reports, answers on practices), most have held a session and told how many pledged. The leader is
the same person in both trees.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import home_page, national
from bench.measuring import Timing, median_of, milliseconds, table
from lantoa.accounts.models import User
from lantoa.config import database
from lantoa.core import clock
from lantoa.directives.models import Directive, Duty, Issuing
from tests import sample_database

LEADER = "lanhdao"
REFERENCE = "05-CT/TW"
RUNS = 3

# Of what the 98 have, that which the page of a directive counts.
HAD = [one for one in home_page.HAD if one.table not in ("practices_adoption", "commendation_nomination")]

# A task of each unit that came down with the directive: of eight one is late, three are open, four done.
TASKS = """
    INSERT INTO tasks_task (id, code, unit_id, asker_id, batch, title, detail, proof_wanted, proof_required, due_on, first_due_on,
        origin_kind, origin_label, origin_subject_kind, origin_subject_id, sentence, state, given_at, result, reported_at,
        confirmed_at, reason, search_key, row_version)
    SELECT gen_random_uuid(), 'BENCH-' || n, unit, asker, %(duty)s, 'BENCH', '', '', false, due_on, due_on, 'directive', 'BENCH',
        'directives.duty', %(duty)s, '', state, %(now)s, '', CASE WHEN state = 'done' THEN %(now)s::timestamptz END,
        CASE WHEN state = 'done' THEN %(now)s::timestamptz END, '', '', 1
    FROM (
        SELECT a.descendant_id AS unit, a.ancestor_id AS asker, n,
            %(today)s::date + CASE WHEN n %% 8 = 0 THEN -9 ELSE 30 END AS due_on,
            CASE WHEN n %% 8 < 4 THEN 'doing' ELSE 'done' END AS state
        FROM (SELECT *, row_number() OVER (ORDER BY descendant_id) AS n FROM organisation_ancestry
            WHERE ancestor_id = (SELECT id FROM organisation_unit WHERE code = 'HG-DUK') AND depth > 0 AND upper_inf(valid)) a
    ) told
"""
# Beside what every unit has like the one above it: every fourth held no session, every fifth told no pledges.
FILL = (
    """
    INSERT INTO directives_studysession (id, code, unit_id, directive_id, kind, title, held_on, online, place, speaker, minutes,
        members_called, members_present, members_excused, others_present, state, reason, search_key, row_version, created_at)
    SELECT gen_random_uuid(), u.code, u.id, %(directive)s, 'thematic', u.code, '2021-02-15', false, '', '', 60, 20, 18, 2, 0,
        'held', '', lower(u.code), 1, now()
    FROM organisation_unit u WHERE u.code LIKE 'L%%-%%' AND u.position %% 4 > 0
    """,
    """
    INSERT INTO commitments_pledgecount (id, unit_id, year, members_due, members_signed, leaders_signed, others_signed,
        stated_at, row_version)
    SELECT gen_random_uuid(), u.id, 2021, 20, 20, 2, 0, now(), 1
    FROM organisation_unit u WHERE u.code LIKE 'L%%-%%' AND u.position %% 5 > 0
    """,
)


def measure(units: int = national.UNITS, *, keep: bool = False) -> str:
    """`keep` is nothing here: no other figure has use for this tree."""
    with _copy("few") as name:
        small = _all(_given_down(name))
    with _copy("many") as name:
        duties, others, seconds = home_page.hang(name, units, home_page.OWED, HAD)
        directive = _given_down(name)
        with database.connect_as_superuser(name) as server:
            with national.indexes_last(server, ["directives_studysession", "commitments_pledgecount"]):
                for statement in FILL:
                    server.execute(statement.encode(), {"directive": directive.pk})
            server.execute("VACUUM ANALYZE directives_studysession, commitments_pledgecount, tasks_task")
        large = _all(directive)
    rows = []
    for what, (few, few_statements) in small.items():
        many, many_statements = large[what]
        if few_statements != many_statements:
            raise RuntimeError(f"{what}: {few_statements} statements, then {many_statements}")
        rows.append(
            [
                what,
                milliseconds(few.wall),
                milliseconds(many.wall),
                f"{many.wall / few.wall:.1f}",
                str(few_statements),
                str(many_statements),
            ]
        )
    grown = f"{duties:,} duties and {others:,} other rows more, written in {seconds:.0f} s"
    heading = f"A directive as its leader opens it; {grown}; median of {RUNS}\n"
    return heading + table(["", "98 units", f"{units:,} units", "ratio", "statements", "statements"], rows)


@contextmanager
def _copy(name: str) -> Iterator[str]:
    with (
        sample_database.copy_of(sample_database.made_sample_template(), f"directive_{name}") as copy,
        sample_database.connected_to(copy),
    ):
        yield copy


def _given_down(name: str) -> Directive:
    """The directive, with one more duty of every unit below, as a task."""
    directive = Directive.objects.get(reference=REFERENCE)
    issuing = Issuing.objects.filter(version__directive=directive, issued_at__isnull=False).order_by(
        "issued_at"
    )[0]
    duty = Duty.objects.create(issuing=issuing, position=99, title="BENCH", due_on=clock.today())
    with database.connect_as_superuser(name) as server:
        server.execute(
            "SET session_replication_role = replica"
        )  # the kept numbers are no part of these pages
        with national.indexes_last(server, ["tasks_task"]):
            server.execute(TASKS.encode(), {"duty": duty.pk, "now": clock.now(), "today": clock.today()})
        server.execute("ANALYZE tasks_task")
    return directive


def _all(directive: Directive) -> dict[str, tuple[Timing, int]]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=LEADER))
    page = f"/van-ban/{directive.code}/"
    addresses = {
        "the page of the directive": page,
        "the leader's picture": f"{page}theo-doi/",
        "the units, page by page": f"{page}theo-doi/don-vi/",
        "the units that lack a session": f"{page}theo-doi/don-vi/?thieu=study&sort=-missing",
        "whom a chase would reach": f"{page}theo-doi/nhac/",
    }
    return {what: _one(client, address) for what, address in addresses.items()}


def _one(client: Client, address: str) -> tuple[Timing, int]:
    client.get(address)  # what is read once a session
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        statements = len(captured)  # read at once: the next request empties the list
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    [timing] = median_of(lambda: client.get(address), runs=RUNS, warm_up=0)
    return timing, statements
