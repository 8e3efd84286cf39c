"""The page on which units are chosen for a yearly programme of inspections, at 98 and at 1,000 units: statements, time, bytes.

The 1,000 hang below the 98 of the sample, in a throw-away copy; each of them has tasks, reports and the rest like the unit of
the 98 above it. Beside the page stands the asking for its facts alone, set by set, and unit by unit as one writes it without
thinking of many; both must tell each kind of fact of as many units.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import home_page
from bench.measuring import Timing, median_of, milliseconds, table
from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.oversight.choices import FindingKind, InspectionState
from lantoa.oversight.models import Finding, Inspection, Programme, Remedy
from lantoa.oversight.queries import hints
from lantoa.oversight.queries.programmes import subjects_of
from lantoa.reporting.choices import ObligationState
from lantoa.reporting.models import Obligation
from lantoa.tasks.models import Task
from lantoa.tasks.queries import is_overdue
from tests import sample_database

UNITS = 1_000
INSPECTOR = "kiemtra"
MARKED = 50
RUNS = 5


@dataclass(frozen=True)
class Measured:
    timing: Timing
    statements: int
    size: int  # bytes of the answer


def measure() -> str:
    small, beside_small = _all()
    with (
        sample_database.copy_of(sample_database.made_sample_template(), "choosing") as name,
        sample_database.connected_to(name),
    ):
        home_page.grow(name, UNITS)
        large, beside = _all()
    rows = []
    for what, few in small.items():
        many = large[what]
        if few.statements != many.statements:
            raise RuntimeError(f"{what}: {few.statements} statements, then {many.statements}")
        rows.append(
            [
                what,
                f"{few.statements}, {many.statements}",
                milliseconds(few.timing.wall),
                milliseconds(many.timing.wall),
                f"{many.timing.wall / few.timing.wall:.1f}",
                f"{few.timing.cpu * 1000:,.0f}, {many.timing.cpu * 1000:,.0f}",
                f"{few.size / 1024:,.0f}, {many.size / 1024:,.0f}",
            ]
        )
    heads = ["", "statements", "98 units", f"{UNITS:,} units", "ratio", "CPU here, ms", "kB"]
    return (
        f"Choosing units for a programme of inspections; median of {RUNS}\n"
        + table(heads, rows)
        + "\n\nThe facts of all units, set by set and unit by unit\n"
        + table(
            ["", "98 units", "statements", f"{UNITS:,} units", "statements"],
            [
                [
                    what,
                    milliseconds(few.timing.wall),
                    f"{few.statements:,}",
                    milliseconds(many.timing.wall),
                    f"{many.statements:,}",
                ]
                for (what, few), many in zip(beside_small.items(), beside.values(), strict=True)
            ],
        )
    )


def _all() -> tuple[dict[str, Measured], dict[str, Measured]]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=INSPECTOR))
    programme = Programme.objects.order_by("-year", "code")[0]
    page = f"/kiem-tra-giam-sat/chuong-trinh/{programme.code}/chon/"
    some = [one.code for one in subjects_of(programme.unit)[:MARKED]]
    marks = "&".join(f"chon={code}" for code in some)
    add = page.replace("/chon/", "/them/")
    addresses = {
        "first page": page,
        "those with late tasks": f"{page}?goi-y=nhiem-vu-tre",
        "words": f"{page}?q=chi bo",
        f"second page, {MARKED} marked": f"{page}?page=2&{marks}",
        f"taking {MARKED} in, the form": f"{add}?{marks}",
    }
    pages = {what: _one(lambda address=address: _get(client, address)) for what, address in addresses.items()}  # type: ignore[misc]
    late, each = _late(hints.candidates(programme)), _each(programme)
    if late != each:
        raise RuntimeError(f"the sides tell other units: {late} and {each}")
    beside = {
        "set by set": _one(lambda: _late(hints.candidates(programme))),
        "unit by unit": _one(lambda: _each(programme)),
    }
    return pages, beside


def _get(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return len(answer.content)


def _one(work: Callable[[], object]) -> Measured:
    work()  # what is read once a session
    with CaptureQueriesContext(connection) as captured:
        found = work()
        statements = len(captured)  # read at once: the next work empties the list
    [timing] = median_of(work, runs=RUNS, warm_up=0)
    return Measured(timing, statements, found if isinstance(found, int) else 0)


def _late(everybody: list[hints.Candidate]) -> dict[str, int]:
    """Kind of fact → of how many units it is told."""
    return {
        kind: sum(any(hint.kind == kind for hint in one.hints) for one in everybody) for kind in hints.KINDS
    }


def _each(programme: Programme) -> dict[str, int]:
    """The same, as one writes it without thinking of many."""
    today, told = clock.today(), dict.fromkeys(hints.KINDS, 0)
    concluded = Inspection.objects.filter(unit=programme.unit, state=InspectionState.CONCLUDED)
    late = Q(first_sent_at__gt=F("due")) | Q(first_sent_at=None, due__lt=clock.now())
    owed = Obligation.objects.annotate(due=Coalesce(F("agreed_until"), F("collection__due_at"))).filter(
        late, due__gte=clock.instant(today.replace(year=today.year - 1))
    )
    for unit in subjects_of(programme.unit):
        told["never"] += not concluded.filter(subject=unit).exists()
        told["late"] += owed.filter(unit=unit).exclude(state=ObligationState.EXEMPT).exists()
        told["repeated"] += _repeats(programme, unit.pk)
        remedies = Remedy.objects.filter(
            finding__inspection__unit=programme.unit, finding__inspection__subject=unit
        ).select_related("task")
        told["remedies"] += any(one.task.is_overdue for one in remedies)
        given = Task.objects.filter(is_overdue(today), asker=programme.unit, unit=unit)
        told["tasks"] += given.exclude(pk__in=Remedy.objects.values("task")).exists()
    return told


def _repeats(programme: Programme, unit: uuid.UUID) -> bool:
    visits: dict[object, set[object]] = {}
    rows = Finding.objects.filter(
        inspection__unit=programme.unit,
        inspection__subject=unit,
        inspection__state=InspectionState.CONCLUDED,
        withdrawn_at=None,
    ).exclude(kind=FindingKind.STRENGTH)
    for theme, inspection in rows.values_list("theme", "inspection"):
        visits.setdefault(theme, set()).add(inspection)
    return any(len(some) > 1 for some in visits.values())
