"""The list of appraised practices, five appraisals each: our screen of the selection meeting beside pretalx's review list.

Both hold the same rows (titles, units, fields, points by criterion) in one throw-away PostgreSQL server, both are asked in turn
through Django's own test client, and both show as many of them on a page. pretalx is installed by `make peers` into an
environment of its own, because its libraries are of other versions than ours.
"""

import itertools
import json
import os
import random
import statistics
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.measuring import median_of, milliseconds, table
from lantoa.accounts.models import User
from lantoa.config import database, env
from lantoa.config.postgres import PORT, SUPERUSER, socket_directory
from lantoa.organisation.models import Person
from lantoa.practices.choices import CallState
from lantoa.practices.models import (
    Appraisal,
    Assignment,
    Call,
    CallCriterion,
    CallEntry,
    PanelMember,
    Practice,
    PracticeYear,
)
from lantoa.practices.views.selection import RANKS_A_PAGE

SIZES: Final = (387, 3870)
APPRAISERS: Final = 5
CALL: Final = "DX-BENCH"
ADDRESS: Final = f"/mo-hinh/dot-xet/{CALL}/tuyen-chon/"
PEER_DATABASE: Final = "lantoa_bench_pretalx"
PEER_PYTHON: Final = env.PROJECT / ".venv" / "peers" / "bin" / "python"
RUNS: Final = 3
SEED: Final = 11

Rows = list[dict[str, Any]]


def measure() -> str:
    lines = []
    for size in SIZES:
        with transaction.atomic():
            rows = _put_in(size)
            lines.append(_beside(size, rows))
            transaction.set_rollback(True)
    return "Selection meeting, five appraisals a practice; medians of " + str(RUNS) + "\n" + "\n".join(lines)


def _beside(size: int, rows: Rows) -> str:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="chuyenvien"))
    with CaptureQueriesContext(connection) as captured:
        page = client.get(ADDRESS)
    statements = len(captured)
    if page.status_code != 200:
        raise RuntimeError(f"{ADDRESS} answers {page.status_code}")
    shown = page.content.count(b"<tr") - 1
    if not PEER_PYTHON.exists():
        [ours] = median_of(lambda: client.get(ADDRESS), runs=RUNS)
        cells = [
            [
                "Lan Tỏa",
                str(shown),
                str(statements),
                milliseconds(ours.wall),
                milliseconds(ours.cpu),
                "1.0",
            ],
        ]
        missing = "pretalx is not there: `make peers` installs it."
    else:
        with _peer(rows) as ask:
            theirs: list[dict[str, Any]] = []
            [ours, _] = median_of(
                lambda: client.get(ADDRESS),
                lambda: theirs.append(ask(f"?page_size={RANKS_A_PAGE}")),
                runs=RUNS,
            )
        theirs = theirs[1:]
        wall, cpu = (statistics.median(one[name] for one in theirs) for name in ("wall", "cpu"))
        last = theirs[-1]
        cells = [
            [
                "Lan Tỏa",
                str(shown),
                str(statements),
                milliseconds(ours.wall),
                milliseconds(ours.cpu),
                "1.0",
            ],
            [
                "pretalx 2025.2.2",
                str(last["rows"]),
                str(last["statements"]),
                milliseconds(wall),
                milliseconds(cpu),
                f"{cpu / ours.cpu:.1f}",
            ],
        ]
        missing = ""
    heading = [f"{size:,} practices", "rows shown", "statements", "wall", "CPU", "CPU ratio"]
    return "\n".join(filter(None, [table(heading, cells), missing]))


def _put_in(size: int) -> Rows:
    """A call at its selection with that many entries, each handed in by five. The same rows for the peer."""
    chance = random.Random(SEED)
    model = Call.objects.filter(code="DX-2020-01").prefetch_related("criteria").get()
    criteria = list(model.criteria.all())
    call = Call.objects.get(pk=model.pk)
    call.pk, call.code = None, CALL
    call.state, call.concluded_at, call.met_on, call.present, call.summoned = (
        CallState.SELECTING,
        None,
        None,
        None,
        None,
    )
    call.per_entry, call.cut = APPRAISERS, size // 4
    call._state.adding = True
    call.save()
    for one in criteria:
        one.pk, one.call = None, call
        one._state.adding = True
    CallCriterion.objects.bulk_create(criteria)
    people = list(Person.objects.order_by("pk")[:APPRAISERS])
    panel = PanelMember.objects.bulk_create([PanelMember(call=call, person=one) for one in people])
    years = _years(size)
    entries = CallEntry.objects.bulk_create([CallEntry(call=call, practice_year=year) for year in years])
    assignments = Assignment.objects.bulk_create(
        [
            Assignment(entry=entry, member=member, candidates=APPRAISERS, load=size)
            for entry, member in itertools.product(entries, panel)
        ],
        batch_size=2000,
    )
    now = timezone.now()
    points = [[chance.randint(one.most // 2, one.most) for one in criteria] for _ in assignments]
    Appraisal.objects.bulk_create(
        [
            Appraisal(assignment=one, points=given, handed_at=now)
            for one, given in zip(assignments, points, strict=True)
        ],
        batch_size=2000,
    )
    return [
        {
            "title": year.practice.title,
            "field": year.practice.field.name,
            "unit": str(year.practice.unit_id),
            "points": given,
        }
        for year, given in zip(years, _by(points, APPRAISERS), strict=True)
    ]


def _by(rows: list[list[int]], each: int) -> list[list[list[int]]]:
    return [rows[start : start + each] for start in range(0, len(rows), each)]


def _years(size: int) -> list[PracticeYear]:
    """The latest record of each practice, with its practice; beyond the sample's number, copies of both."""
    chance = random.Random(SEED)
    latest: dict[uuid.UUID, PracticeYear] = {}
    for year in PracticeYear.objects.select_related("practice__field").order_by("practice__code", "year"):
        latest[year.practice_id] = year
    found = list(latest.values())[:size]
    practices, years = [], []
    for number in range(size - len(found)):
        year = found[number % len(latest)]
        practice = Practice.objects.model(
            **{
                field.attname: getattr(year.practice, field.attname)
                for field in Practice._meta.concrete_fields
                if field.name not in ("id", "code", "words")
            }
        )
        practice.pk, practice.code = uuid.UUID(int=chance.getrandbits(128)), f"LON-{number}"
        practice.field = year.practice.field
        practices.append(practice)
        copy = PracticeYear(
            **{
                field.attname: getattr(year, field.attname)
                for field in PracticeYear._meta.concrete_fields
                if field.name not in ("id", "practice")
            }
        )
        copy.practice = practice
        years.append(copy)
    Practice.objects.bulk_create(practices, batch_size=1000)
    PracticeYear.objects.bulk_create(years, batch_size=1000)
    return [*found, *years]


@contextmanager
def _peer(rows: Rows) -> Iterator[Callable[[str], dict[str, Any]]]:
    """pretalx in a process of its own, holding the rows: gives what asks its review list."""
    database.drop_database(PEER_DATABASE)
    with database.connect_as_superuser() as server:
        server.execute(f"CREATE DATABASE {PEER_DATABASE}")
    with tempfile.TemporaryDirectory(prefix="lantoa-bench-") as folder:
        file = Path(folder) / "rows.json"
        file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        settings = {
            "DJANGO_SETTINGS_MODULE": "pretalx.settings",
            "PRETALX_DB_TYPE": "postgresql",
            "PRETALX_DB_NAME": PEER_DATABASE,
            "PRETALX_DB_USER": SUPERUSER,
            "PRETALX_DB_HOST": str(socket_directory()),
            "PRETALX_DB_PORT": str(PORT),
            "PRETALX_DATA_DIR": folder,
            "PRETALX_FILESYSTEM_STATIC": f"{folder}/static",
            "PRETALX_DEBUG": "False",
        }
        process = subprocess.Popen(
            [PEER_PYTHON, Path(__file__).with_name("pretalx_peer.py"), file],
            env=os.environ | settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the peer has no pipes")
        answers = (line for line in process.stdout if line.startswith(("ready", "{")))  # it greets first
        try:
            if next(answers, "") != "ready\n":
                raise RuntimeError("pretalx did not take the rows")

            def ask(query: str) -> dict[str, Any]:
                process.stdin.write(query + "\n")  # type: ignore[union-attr]
                process.stdin.flush()  # type: ignore[union-attr]
                found: dict[str, Any] = json.loads(next(answers))
                if found["status"] != 200:
                    raise RuntimeError(f"pretalx answers {found['status']}")
                return found

            yield ask
        finally:
            process.stdin.close()
            process.wait(timeout=60)
    database.drop_database(PEER_DATABASE)
