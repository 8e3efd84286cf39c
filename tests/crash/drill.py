"""The drill: open collections, let the clients work while parts are killed, then hold the journal against the record."""

import multiprocessing
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import connection

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import month
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment, Unit
from lantoa.reporting.choices import PeriodLength
from lantoa.reporting.design import LineSpec, SectionSpec, SheetSpec
from lantoa.reporting.models import Submission
from lantoa.reporting.queries.collections import collection_by_code
from lantoa.reporting.queries.rollups import waiting_nodes
from lantoa.reporting.services.collections import open_collection
from lantoa.reporting.services.sheets import publish_sheet
from tests.crash import clients, oracle
from tests.crash.clients import LINES, PASSWORD, Team, Work
from tests.crash.journal import Act, Asked, Report, read_journals
from tests.crash.oracle import Recorded, Standing
from tests.crash.site import Part, Site, lantoa

OWNER = "HG-DUK"
YEARS = range(2016, 2021)
GAP = (0.3, 3.0)  # seconds between two faults
DRAINED_WITHIN = 180.0  # seconds for the worker's queue: a job of a killed worker is given back after a while
PROCESSES = 4  # of clients


@dataclass
class Outcome:
    """What one phase came to."""

    acknowledged: int = 0
    unanswered: int = 0
    refused: int = 0
    killed: Counter[Part] = field(default_factory=Counter)
    slowest: float = 0.0  # seconds until a page came again
    faults: list[str] = field(default_factory=list)


def prepare(count: int) -> tuple[list[Team], list[str]]:
    """Units with a reporter and a head, and the codes of monthly collections that ask them all."""
    teams = _teams(count)
    # Most people of the sample cannot sign in.
    User.objects.filter(username__in=[name for team in teams for name in (team.reporter, team.head)]).update(
        password=make_password(PASSWORD)
    )
    codes = [f"crash.{place}" for place in range(LINES)]
    lines = [LineSpec(code, f"Dòng {place}", "lượt") for place, code in enumerate(codes, 1)]
    version = publish_sheet(
        actor=SYSTEM,
        sheet=SheetSpec("CRASH", "Biểu thử sự cố", PeriodLength.MONTH, [SectionSpec("I", "Số liệu", lines)]),
    )
    owner = Unit.objects.get(code=OWNER)
    units = list(Unit.objects.filter(code__in=[team.unit for team in teams]))
    now = clock.now()
    opened = [
        open_collection(
            actor=SYSTEM,
            sheet_version=version,
            period=month(year, number),
            owner=owner,
            units=units,
            due_at=now + timedelta(days=20),
            closes_at=now + timedelta(days=30),
        )
        for year in YEARS
        for number in range(1, 13)
    ]
    return teams, [one.code for one in opened]


def _teams(count: int) -> list[Team]:
    held = RoleAssignment.objects.filter(
        role__in=(Role.REPORTER, Role.HEAD), valid__contains=clock.today(), person__user__is_active=True
    ).order_by("unit__code", "person__user__username")
    people: dict[str, dict[str, str]] = defaultdict(dict)
    for unit, role, name in held.values_list("unit__code", "role", "person__user__username"):
        people[unit].setdefault(role, name)
    whole = [Team(unit, one[Role.REPORTER], one[Role.HEAD]) for unit, one in people.items() if len(one) == 2]
    if len(whole) < count:
        raise RuntimeError(f"the sample has {len(whole)} units with a reporter and a head, not {count}")
    return whole[:count]


def run_phase(
    site: Site,
    teams: Sequence[Team],
    collections: Sequence[str],
    seconds: float,
    folder: Path,
    *,
    parts: Sequence[Part] = tuple(Part),
    seed: int = 1,
) -> Outcome:
    """Clients work for so long, each part may die at any moment; then everything comes to rest and is examined."""
    connection.close()  # no open connection is handed to the processes, and none survives the faults
    folder.mkdir()
    shares = [list(teams[place::PROCESSES]) for place in range(PROCESSES)]
    given = [
        Work(site.address, share, collections, folder / f"{place}.jsonl", seconds, seed * 100 + place)
        for place, share in enumerate(shares)
        if share
    ]
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=clients.work, args=(one,)) for one in given]
    for process in processes:
        process.start()
    outcome = Outcome()
    _strike(site, seconds, parts, random.Random(seed), outcome)
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        outcome.faults.append("a client ended by itself")
    _examine(site, [one.journal for one in given], collections, outcome)
    return outcome


def _strike(
    site: Site, seconds: float, parts: Sequence[Part], chance: random.Random, outcome: Outcome
) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(min(chance.uniform(*GAP), max(until - time.monotonic(), 0)))
        part = chance.choice(list(parts))
        site.kill(part)
        outcome.killed[part] += 1
        began = time.monotonic()
        site.start(part)
        site.wait_until_it_answers()
        outcome.slowest = max(outcome.slowest, time.monotonic() - began)


def _examine(site: Site, journals: Sequence[Path], collections: Sequence[str], outcome: Outcome) -> None:
    journal = read_journals(journals)
    _count(journal, outcome)
    outcome.faults += oracle.compare(journal, _recorded(collections), _standing(collections))
    outcome.faults += _not_drained(site, collections)
    for command in (("check-rollups", *collections), ("verify-audit",)):
        done = lantoa(*command)
        if done.returncode:
            outcome.faults.append(f"lantoa {command[0]}: {(done.stdout + done.stderr).strip()[-400:]}")


def _count(journal: dict[Report, list[Asked]], outcome: Outcome) -> None:
    for acts in journal.values():
        for act in acts:
            if act.must_stand:
                outcome.acknowledged += 1
            elif act.may_stand:
                outcome.unanswered += 1
            else:
                outcome.refused += 1


def _reports(collections: Sequence[str]) -> dict[object, Report]:
    rows = Submission.objects.filter(collection__code__in=collections)
    return {pk: (unit, code) for pk, unit, code in rows.values_list("pk", "unit__code", "collection__code")}


def _recorded(collections: Sequence[str]) -> dict[Report, list[Recorded]]:
    reports = _reports(collections)
    found: dict[Report, list[Recorded]] = defaultdict(list)
    entries = Entry.objects.filter(act__in=list(Act), subject_id__in=list(reports)).select_related("content")
    for entry in entries.order_by("chain", "sequence"):
        told = entry.after.get("crash.0")
        value = int(float(told)) if told is not None else None
        found[reports[entry.subject_id]].append(Recorded(Act(entry.act), value))
    return found


def _standing(collections: Sequence[str]) -> dict[Report, Standing]:
    rows = Submission.objects.filter(collection__code__in=collections)
    found = {}
    for unit, code, state, values in rows.values_list("unit__code", "collection__code", "state", "values"):
        same = set(values)  # all lines of a report are saved together
        value = int(next(iter(same))) if len(same) == 1 and None not in same else None
        found[unit, code] = Standing(state, value)
    return found


def _not_drained(site: Site, collections: Sequence[str]) -> list[str]:
    """Wait for the worker; name the collections whose totals it never came to."""
    until = time.monotonic() + DRAINED_WITHIN
    waiting = list(collections)
    while waiting and time.monotonic() < until:
        site.keep_alive()
        waiting = [code for code in waiting if waiting_nodes(collection_by_code(code))]
        if waiting:
            time.sleep(1)
    return [f"{code}: totals still wait for the worker" for code in waiting]
