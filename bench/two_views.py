"""All totals of one quarter at a node, as reported and restated on today's tree: 98 units, and 3,321 of which some have ended."""

import random
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from bench.measuring import median_of, milliseconds, table
from lantoa.core import clock
from lantoa.organisation.choices import EventKind, EventSide, TreeView
from lantoa.organisation.models import Ancestry, Unit, UnitEvent, UnitEventPart, UnitKind, UnitVersion
from lantoa.organisation.services.statistics import refresh_statistics
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Collection, Line, Obligation, Submission
from lantoa.reporting.queries.totals import total

PROVINCES, COMMUNES, ENDED = 34, 3321, 330
SINCE, ENDED_ON = date(2015, 10, 1), date(2021, 2, 1)
SEED = 20250701


def measure() -> str:
    rows = []
    small = Collection.objects.get(code="BCQ-2020Q4")
    with transaction.atomic():
        large = _large(small)
        refresh_statistics()
        for words, collection, node in (
            ("98 units", small, small.owner),
            (f"{COMMUNES:,} units, {ENDED} of them merged since", large, large.owner),
        ):
            rows.append(_row(words, collection, node))
        transaction.set_rollback(True)
    heading = "All lines of one quarter at the root, as reported and restated; median of 9\n"
    columns = ["", "as reported", "restated", "ratio", "statements", "statements, restated"]
    return heading + table(columns, rows)


def _row(words: str, collection: Collection, node: Unit) -> list[str]:
    def seen(view: TreeView) -> list[Decimal | int | None]:
        return [one.accepted.value for one in total(collection, node, view=view).lines]

    counts = []
    for view in TreeView:
        with CaptureQueriesContext(connection) as captured:
            seen(view)
        counts.append(len(captured))
    if seen(TreeView.AS_REPORTED) != seen(TreeView.RESTATED):
        raise RuntimeError("the two views disagree at the root")
    one, other = median_of(lambda: seen(TreeView.AS_REPORTED), lambda: seen(TreeView.RESTATED), runs=9)
    ratio = f"{other.wall / one.wall:.2f}"
    return [words, milliseconds(one.wall), milliseconds(other.wall), ratio, str(counts[0]), str(counts[1])]


def _large(like: Collection) -> Collection:
    """A country of communes that have all reported the same sheet, and of which every tenth has gone into its neighbour."""
    chance = random.Random(SEED)
    kind = UnitKind.objects.get(code="grassroots_cell")
    root = Unit(code="B")
    provinces = [Unit(code=f"B-{n:02d}", position=n) for n in range(PROVINCES)]
    communes = [Unit(code=f"B-{n % PROVINCES:02d}-{n:04d}", position=n) for n in range(COMMUNES)]
    ended = {unit.pk for unit in chance.sample(communes[1:], ENDED)}
    parents = {root.pk: None} | {unit.pk: root for unit in provinces}
    parents |= {unit.pk: provinces[n % PROVINCES] for n, unit in enumerate(communes)}
    everyone = [root, *provinces, *communes]
    Unit.objects.bulk_create(everyone)
    valid = {unit.pk: DateRange(SINCE, ENDED_ON if unit.pk in ended else None) for unit in everyone}
    UnitVersion.objects.bulk_create(
        UnitVersion(
            unit=unit,
            valid=valid[unit.pk],
            name=unit.code,
            short_name=unit.code,
            kind=kind,
            parent=parents[unit.pk],
            search_key=unit.code,
        )
        for unit in everyone
    )
    paths = {unit.pk: _path(unit, parents) for unit in everyone}
    Ancestry.objects.bulk_create(
        Ancestry(ancestor=above, descendant=unit, depth=depth, valid=valid[unit.pk])
        for unit in everyone
        for depth, above in enumerate(reversed(paths[unit.pk]))
    )
    _merge(
        [unit for unit in communes if unit.pk in ended], [unit for unit in communes if unit.pk not in ended]
    )
    collection = Collection.objects.create(
        code="BENCH",
        sheet_version=like.sheet_version,
        owner=root,
        title="BENCH",
        period_code=like.period_code,
        period_start=like.period_start,
        period_end=like.period_end,
        opens_at=like.opens_at,
        due_at=like.due_at,
        closes_at=like.closes_at,
    )
    width = Line.objects.filter(version=like.sheet_version).count()
    Obligation.objects.bulk_create(Obligation(collection=collection, unit=unit) for unit in communes)
    Submission.objects.bulk_create(
        (
            Submission(
                collection=collection,
                unit=unit,
                state=SubmissionState.ACCEPTED,
                values=[Decimal(chance.randrange(200)) for _place in range(width)],
                source_values=[None] * width,
                placed_at=clock.now(),
                tree_path=[one.pk for one in paths[unit.pk]],
                name_then=unit.code,
                short_name_then=unit.code,
            )
            for unit in communes
        ),
        batch_size=1000,
    )
    return collection


def _path(unit: Unit, parents: dict[object, Unit | None]) -> list[Unit]:
    above = parents[unit.pk]
    return [unit] if above is None else [*_path(above, parents), unit]


def _merge(ended: list[Unit], standing: list[Unit]) -> None:
    last = UnitEvent.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    events = [
        UnitEvent(
            code=f"BENCH-{n}",
            sequence=last + n,
            kind=EventKind.ABSORB,
            decision_number=f"{n}",
            decided_on=ENDED_ON,
            effective_on=ENDED_ON,
            issuer="BENCH",
        )
        for n, _unit in enumerate(ended, start=1)
    ]
    UnitEvent.objects.bulk_create(events)
    UnitEventPart.objects.bulk_create(
        UnitEventPart(event=event, unit=unit, side=side)
        for n, (event, unit) in enumerate(zip(events, ended, strict=True))
        for unit, side in ((unit, EventSide.SOURCE), (standing[n], EventSide.TARGET))
    )
