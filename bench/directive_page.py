"""The page of a directive and the leader's picture of it at 98 units and at 300,000: statements, time, and the ratio of both.

The units hang below the bloc of the sample, in a throw-away copy, written by SQL; each of them was asked to read the directive,
has held a session and told how many pledged, some have read and some have not. The leader is the same person in both trees.
"""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import national
from bench.large_tree import LEVELS
from bench.measuring import Timing, median_of, milliseconds, table
from lantoa.accounts.models import User
from lantoa.directives.models import Directive
from tests import sample_database

LEADER = "lanhdao"
REFERENCE = "05-CT/TW"
RUNS = 3

# What the 98 have, the others have too; every third has not read it, every fourth held no session, every fifth told no pledges.
FILL = (
    """
    INSERT INTO directives_receipt (id, version_id, issuing_id, unit_id, kept, asked_at, due_on, acknowledged_at, post, way)
    SELECT gen_random_uuid(), r.version_id, r.issuing_id, u.id, false, r.asked_at, r.due_on,
        CASE WHEN u.position %% 3 > 0 THEN r.asked_at END,
        CASE WHEN u.position %% 3 > 0 THEN 'Bí thư' ELSE '' END, CASE WHEN u.position %% 3 > 0 THEN 'screen' ELSE '' END
    FROM organisation_unit u, LATERAL (
        SELECT r.* FROM directives_receipt r JOIN directives_directiveversion v ON v.id = r.version_id
        WHERE v.directive_id = %(directive)s ORDER BY v.number DESC LIMIT 1) r
    WHERE u.code LIKE 'L%%-%%'
    """,
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


def measure() -> str:
    directive = Directive.objects.get(reference=REFERENCE)
    small = _all(directive)
    with (
        sample_database.copy_of(sample_database.made_sample_template(), "directive") as name,
        sample_database.connected_to(name),
    ):
        national.grow(name, LEVELS)
        with connection.cursor() as cursor:
            for statement in FILL:
                cursor.execute(statement, {"directive": directive.pk})
            cursor.execute("ANALYZE")
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
    units = f"{sum(LEVELS) + 98:,} units"
    heading = f"A directive as its leader opens it; median of {RUNS}\n"
    return heading + table(["", "98 units", units, "ratio", "statements", "statements"], rows)


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
