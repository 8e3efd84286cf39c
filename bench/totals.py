"""The five-year total of one figure over 98 units and 20 quarters, against a plain loop over the same reports."""

from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.measuring import median_of, milliseconds, table
from lantoa.core import periods
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Collection, Line, Submission
from lantoa.reporting.queries.over_time import period_total

INDICATOR = "P01"
YEARS = (2016, 2020)


def measure() -> str:
    node, span = Unit.objects.get(code="HG-DUK"), periods.span(*YEARS)

    def ours() -> Decimal | int | None:
        return period_total(INDICATOR, node, span).value

    if ours() != _loop():
        raise RuntimeError(f"the two sides disagree: {ours()} and {_loop()}")
    mine, theirs = median_of(ours, _loop, runs=9)
    rows = [
        [
            "Lan Tỏa (sums in the database)",
            milliseconds(mine.wall),
            milliseconds(mine.cpu),
            f"{_statements(ours)}",
            "1.0",
        ],
        [
            "loop over the reports in Python",
            milliseconds(theirs.wall),
            milliseconds(theirs.cpu),
            f"{_statements(_loop)}",
            f"{theirs.wall / mine.wall:.1f}",
        ],
    ]
    heading = (
        f"Total of {INDICATOR} over {YEARS[0]}-{YEARS[1]}, 98 units, 20 quarters; median of {mine.runs}\n"
    )
    return heading + table(["", "wall", "CPU here", "statements", "ratio"], rows)


def _loop() -> Decimal:
    """One statement for the reports of each collection, and a sum over objects."""
    total = Decimal(0)
    first, last = periods.year(YEARS[0]).start, periods.year(YEARS[1]).end
    for collection in Collection.objects.filter(period_start__gte=first, period_end__lte=last):
        line = Line.objects.filter(version=collection.sheet_version_id, indicator__code=INDICATOR).first()
        if line is None:
            continue
        reports = Submission.objects.filter(
            collection=collection, is_latest=True, state=SubmissionState.ACCEPTED
        )
        total += sum((report.values[line.position] or Decimal(0) for report in reports), Decimal(0))
    return total


def _statements(work: object) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()  # type: ignore[operator]
    return len(captured)
