"""A directive issued to every unit of a country with a duty: set-based steps of the job, against a loop that saves row by row.

The two are held against each other at the same number of units, in turn, each rolled back. Then the whole country goes down by
real workers; the first is killed with SIGKILL in the middle, a second one takes the job up, and what is there is counted: one
receipt and one task of each duty for every unit, or the figure fails.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Count

from bench import national
from bench.measuring import Timing, median_of, table
from lantoa.config import env, supervisor
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.queue import defer
from lantoa.core.text import folding_key
from lantoa.directives.choices import IssuingState
from lantoa.directives.duty_texts import DutyText
from lantoa.directives.models import Directive, DirectiveVersion, Duty, Issuing, Receipt
from lantoa.directives.queries.issuings import recipients_of
from lantoa.directives.services.directives import NewDirective, enter_directives
from lantoa.directives.services.duties import put_duty
from lantoa.directives.services.going_down import carry_on
from lantoa.directives.services.issuings import IssuingText, draft_issuing, issue
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.choosing import Scope
from lantoa.tasks.models import Task
from tests import sample_database

SIDE_BY_SIDE = 2_000  # units at which the two ways are compared
LONGEST = 1_800.0  # seconds that anything may take


@dataclass(frozen=True)
class Told:
    """Seconds: issuing itself (the request of a person); from the start of the first worker's process to the end, the kill and
    the start of the second within; of it from the kill to the next step that was done.
    """

    request: float
    going_down: float
    without: float
    done_at_kill: int


def measure(units: int = national.UNITS, *, keep: bool = False) -> str:
    with (
        sample_database.copy_of(sample_database.made_sample_template(), f"issuing{units}") as name,
        sample_database.connected_to(name),
    ):
        national.grow(name, national.levels_of(units))
        made = _drafted()
        count = len(recipients_of(made).units)
        compared = min(SIDE_BY_SIDE, count)
        ours, loop = _side_by_side(made, compared)
        told = _whole(name, made, count)
        _require_once(made, count)
    rows = [
        [f"{compared:,} units, set-based", *_row(ours, compared), "1.0"],
        [f"{compared:,} units, a loop of saves", *_row(loop, compared), f"{loop.wall / ours.wall:.1f}"],
        [
            f"{count:,} units, set-based, by the workers",
            f"{told.going_down:,.1f} s",
            "",
            f"{told.going_down / count * 1000:,.3f} ms",
            "",
        ],
    ]
    return (
        f"A version issued with one duty: a receipt and a task of each unit; median of {ours.runs} where both sides are named\n"
        + table(["", "wall", "CPU here", "wall, each unit", "ratio"], rows)
        + f"\nThe person who issued it waited {told.request:,.2f} s. The worker was killed with SIGKILL after"
        f" {told.done_at_kill:,} units; a second one had done its first step {told.without:,.1f} s later"
        " (within the time above).\n"
        f"Afterwards: {count:,} units, each with one receipt and one task; {made.done:,} of {made.total:,} done."
    )


def _row(timing: Timing, count: int) -> list[str]:
    return [f"{timing.wall:,.2f} s", f"{timing.cpu:,.2f} s", f"{timing.wall / count * 1000:,.3f} ms"]


def _drafted() -> Issuing:
    owner = Unit.objects.get(code=national.ROOT)
    new = NewDirective("1-BENCH", "Chỉ thị", "BENCH", date(2021, 3, 1), "BENCH", "BENCH", "BENCH")
    [directive] = enter_directives(actor=SYSTEM, unit=owner, directives=[new])
    DirectiveVersion.objects.update_or_create(
        directive=directive,
        number=1,
        defaults={"adopted_on": directive.issued_on, "published_at": clock.now()},
    )
    due = clock.today() + timedelta(days=30)
    made = draft_issuing(
        actor=SYSTEM, directive=Directive.objects.get(pk=directive.pk), text=IssuingText(Scope("all"), due)
    )
    put_duty(actor=SYSTEM, issuing=made, text=DutyText("BENCH", due, "BENCH"), row_version=made.row_version)
    made.refresh_from_db()
    return made


class _Undo(Exception):
    """Ends a transaction that was only measured."""


def _side_by_side(made: Issuing, count: int) -> tuple[Timing, Timing]:
    def undone(work: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            try:
                with transaction.atomic():
                    Issuing.objects.filter(pk=made.pk).update(
                        state=IssuingState.RUNNING,
                        issued_at=clock.now(),
                        chosen_on=clock.today(),
                        total=count,
                    )
                    work()
                    if Receipt.objects.filter(issuing=made).count() != count:
                        raise RuntimeError("a side did not reach every unit")
                    raise _Undo
            except _Undo:
                return

        return run

    ours, loop = median_of(
        undone(lambda: carry_on(issuing=made, step=count)),
        undone(lambda: _loop(made, count)),
        runs=3,
    )
    return ours, loop


def _loop(made: Issuing, count: int) -> None:
    """As one writes it without thinking of many: unit by unit, a receipt and a task, each saved by itself. In one transaction and
    with codes counted up in memory, which is in its favour."""
    duty = Duty.objects.get(issuing=made)
    owner = made.unit
    year, now = clock.today().year, clock.now()
    units = recipients_of(made).units.identities().order_by("pk")[:count]
    for number, unit in enumerate([row["pk"] for row in units], 1):
        Receipt.objects.create(
            version_id=made.version_id, issuing=made, unit_id=unit, asked_at=now, due_on=made.due_on
        )
        code = f"NV-{year}-B{number:05d}"
        Task.objects.create(
            code=code,
            unit_id=unit,
            asker=owner,
            batch=duty.pk,
            title=duty.title,
            proof_wanted=duty.proof_wanted,
            due_on=duty.due_on,
            first_due_on=duty.due_on,
            origin_kind="directive",
            origin_label="BENCH",
            origin_subject_kind="directives.duty",
            origin_subject_id=duty.pk,
            given_at=now,
            search_key=" ".join(folding_key(words) for words in (code, duty.title)),
        )


def _whole(name: str, made: Issuing, count: int) -> Told:
    began = time.perf_counter()
    issue(actor=SYSTEM, issuing=made, row_version=made.row_version, counted=count)
    request = time.perf_counter() - began
    began = time.perf_counter()
    with _worker(name) as first:
        _until(lambda: _done(made) >= count / 3, first)
        first.kill()
        first.wait()
    killed, done = time.perf_counter(), _done(made)
    if _state(made) == IssuingState.ISSUED:
        raise RuntimeError(f"{count:,} units are too few: the worker was done before it was killed")
    # What the next worker notices by itself after some minutes, told at once.
    defer("directives.issue_down", issuing_id=str(made.pk))
    with _worker(name) as second:
        _until(lambda: _done(made) > done, second)
        again = time.perf_counter()
        _until(lambda: _state(made) == IssuingState.ISSUED, second)
    ended = time.perf_counter()
    made.refresh_from_db()
    return Told(request, ended - began, again - killed, done)


def _done(made: Issuing) -> int:
    return Issuing.objects.values_list("done", flat=True).get(pk=made.pk)


def _state(made: Issuing) -> str:
    return Issuing.objects.values_list("state", flat=True).get(pk=made.pk)


def _until(so: Callable[[], bool], worker: "subprocess.Popen[bytes]") -> None:
    began = time.perf_counter()
    while not so():
        if worker.poll() is not None:
            raise RuntimeError(f"the worker ended with {worker.returncode}")
        if time.perf_counter() - began > LONGEST:
            raise RuntimeError("the job took too long")
        time.sleep(0.1)


@contextmanager
def _worker(name: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The product's own worker on this database, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen(
            supervisor.worker_command(),
            cwd=env.PROJECT,
            env=os.environ | {"LANTOA_DB_NAME": name},
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _require_once(made: Issuing, count: int) -> None:
    duty = Duty.objects.get(issuing=made)
    tasks = Task.objects.filter(batch=duty.pk)
    found = {
        "receipts": Receipt.objects.filter(issuing=made).count(),
        "units with a receipt": Receipt.objects.filter(issuing=made).aggregate(
            n=Count("unit", distinct=True)
        )["n"],
        "tasks": tasks.count(),
        "units with a task": tasks.aggregate(n=Count("unit", distinct=True))["n"],
        "done": made.done,
        "total": made.total,
    }
    wrong = {what: number for what, number in found.items() if number != count}
    if wrong or made.state != IssuingState.ISSUED:
        raise RuntimeError(f"of {count} units: {wrong}")
