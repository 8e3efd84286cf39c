"""What a tree of 300,000 units costs: the scope of a person's role against the plain join, and the page after sign-in.

The units hang below the bloc of the sample, in a throw-away copy, written by SQL; the officer of the bloc is the same person in
both trees, with the same work, so that only the size of the tree differs.
"""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import national
from bench.measuring import Timing, median_of, milliseconds, table
from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.organisation.access import units_in_scope
from lantoa.organisation.models import Unit
from tests import sample_database

# Units of each level below the bloc; with it, its 98 and the province 300,000.
LEVELS = (34, 3321, 30_000, 266_545)
OFFICER = "chuyenvien"
ACT = "submission.read"

PLAIN = """
SELECT count(*) FROM organisation_unit u JOIN organisation_ancestry a ON a.descendant_id = u.id
WHERE a.ancestor_id = %(node)s AND a.valid @> %(day)s::date
"""


def measure() -> str:
    small = _home()
    with (
        sample_database.copy_of(sample_database.made_sample_template(), "large") as name,
        sample_database.connected_to(name),
    ):
        national.grow(name, LEVELS)
        large, scope = _home(), _scope()
    (few, few_statements), (many, many_statements) = small, large
    units = f"{sum(LEVELS) + 100:,}"
    home = [
        ["100 units", milliseconds(few.wall), milliseconds(few.cpu), str(few_statements), "1.0"],
        [
            f"{units} units",
            milliseconds(many.wall),
            milliseconds(many.cpu),
            str(many_statements),
            f"{many.wall / few.wall:.2f}",
        ],
    ]
    return (
        f"The officer's page after sign-in; median of {few.runs}\n"
        + table(["", "wall", "CPU here", "statements", "ratio"], home)
        + f"\n\nCounting the scope of one role in {units} units; median of 5\n"
        + scope
    )


def _home() -> tuple[Timing, int]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=OFFICER))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/")
        statements = len(captured)  # read at once: the next request empties the list
    if answer.status_code != 200:
        raise RuntimeError(f"the home page answers {answer.status_code}")
    [timing] = median_of(lambda: client.get("/"), runs=9)
    return timing, statements


def _scope() -> str:
    node = Unit.objects.get(code="HG-DUK")

    def ours() -> int:
        user = User.objects.get(username=OFFICER)  # nothing kept from the last time
        return units_in_scope(user, ACT).count()

    def plain() -> int:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN, {"node": node.pk, "day": clock.today()})
            return int(cursor.fetchone()[0])

    if ours() != plain():
        raise RuntimeError(f"the two sides disagree: {ours()} and {plain()}")
    mine, theirs = median_of(ours, plain)
    rows = [
        ["units_in_scope, the person read anew", milliseconds(mine.wall), f"{mine.wall / theirs.wall:.2f}"],
        ["the plain join of the closure", milliseconds(theirs.wall), "1.0"],
    ]
    return table(["", "wall", "ratio"], rows)
