"""Reports accepted by several clients at once in a country, and the root's total that must hold each of them on the next request.

Beside it the refresh of an analytics table, which is what a total waits for where totals are made by a job.
"""

import multiprocessing
import statistics
import time
from collections.abc import Sequence
from multiprocessing.sharedctypes import Synchronized
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from bench import national
from bench.analytics_table import keep_long, refresh
from bench.measuring import milliseconds, table
from lantoa.accounts.models import User
from lantoa.organisation.choices import TreeView
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Collection, Submission
from lantoa.reporting.queries.breakdowns import by_line
from lantoa.reporting.queries.rollups import check_rollups
from lantoa.reporting.services.rollups import roll_up
from lantoa.reporting.services.submissions import accept

CLIENTS = 8
EACH = 60
OFFICER = "chuyenvien"
LONGEST = 600.0  # seconds that anything may take


def measure(units: int = national.UNITS, *, keep: bool = False) -> str:
    with national.nation(units, keep=keep) as nation:
        collection = nation.collection
        each = min(EACH, _waiting(collection).count() // (CLIENTS + 1))
        alone = _run(nation, clients=1, each=each)
        together = _run(nation, clients=CLIENTS, each=each)
        began = time.perf_counter()
        while roll_up(collection=collection):
            pass
        drained = time.perf_counter() - began
        differing = len(list(check_rollups(collection)))
        if differing:
            raise RuntimeError(f"{differing} kept totals are wrong afterwards")
        keep_long(nation)
        waited = refresh(nation)
    rows = []
    for words, found in (("1 client", alone), (f"{CLIENTS} clients at once", together)):
        rows.append(
            [f"acceptance, {words}", *_percentiles(found.acceptances), f"{found.per_second:,.0f} a second"]
        )
        rows.append(
            [
                f"the root's total, {words}",
                *_percentiles(found.reads),
                f"{found.stale} of {len(found.reads)} stale",
            ]
        )
    rows.append(
        ["analytics table, until it has them", f"{waited.whole:,.0f} s", "", "", "every one stale till then"]
    )
    return (
        f"Acceptance in a country of {units:,} units, by the service, while a worker keeps totals;"
        f" the total of {national.LINES} lines by province read over and over\n"
        + table(["", "median", "95 %", "99 %", ""], rows)
        + f"\nThe worker was done {drained:,.1f} s after the last; check-rollups finds {differing} differences"
    )


class Found:
    def __init__(
        self, acceptances: Sequence[float], reads: Sequence[float], stale: int, seconds: float
    ) -> None:
        self.acceptances, self.reads, self.stale = acceptances, reads, stale
        self.per_second = len(acceptances) / seconds


def _percentiles(seconds: Sequence[float]) -> list[str]:
    if len(seconds) == 1:  # the clients were done before the total was read twice
        return [milliseconds(seconds[0])] * 3
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return [milliseconds(cuts[place - 1]) for place in (50, 95, 99)]


def _waiting(collection: Collection) -> QuerySet[Submission]:
    return Submission.objects.filter(collection=collection, is_latest=True, state=SubmissionState.SUBMITTED)


def _run(nation: national.Nation, *, clients: int, each: int) -> Found:
    """Each client is a process with its own connection; this one reads the total in between."""
    collection = nation.collection
    waiting = list(_waiting(collection).order_by("pk").values_list("pk", flat=True)[: clients * each])
    counted = Submission.objects.filter(
        collection=collection, state=SubmissionState.ACCEPTED, superseded_at=None
    ).count()
    connection.close()
    fork = multiprocessing.get_context("fork")
    done: Synchronized[int] = fork.Value("i", 0)
    over = fork.Event()
    times = fork.SimpleQueue()
    worker = fork.Process(target=_keep_totals, args=(collection, over))
    accepting = [
        fork.Process(target=_accept, args=(waiting[place::clients], done, times)) for place in range(clients)
    ]
    for process in (worker, *accepting):
        process.start()
    began = time.perf_counter()
    reads, stale = [], 0
    while done.value < len(waiting) and time.perf_counter() - began < LONGEST:
        acknowledged = done.value  # told to a client before the total is asked for
        asked = time.perf_counter()
        found = by_line(collection, collection.owner, TreeView.AS_REPORTED)
        reads.append(time.perf_counter() - asked)
        stale += found.whole.reports < counted + acknowledged
    seconds = time.perf_counter() - began
    acceptances = [one for _client in accepting for one in times.get()]
    over.set()
    for process in (*accepting, worker):
        process.join(LONGEST)
    last = by_line(collection, collection.owner, TreeView.AS_REPORTED).whole.reports
    if last != counted + len(waiting):
        raise RuntimeError(f"{last} reports in the total instead of {counted + len(waiting)}")
    return Found(acceptances, reads, stale, seconds)


def _accept(
    ids: Sequence[UUID], done: "Synchronized[int]", times: "multiprocessing.SimpleQueue[list[float]]"
) -> None:
    connection.close()
    taken = []
    for pk in ids:
        officer = User.objects.get(username=OFFICER)  # as each request does
        submission = Submission.objects.select_related("unit", "collection__owner").get(pk=pk)
        began = time.perf_counter()
        accept(actor=officer, submission=submission)
        taken.append(time.perf_counter() - began)
        with done.get_lock():
            done.value += 1
    times.put(taken)
    connection.close()


def _keep_totals(collection: Collection, over: "multiprocessing.synchronize.Event") -> None:
    """What the job does whenever something waits."""
    connection.close()
    while not over.is_set():
        if not roll_up(collection=collection):
            over.wait(0.1)
    connection.close()
