"""Total by province of 50 lines in a country: the product's own function beside DHIS2's method, a recursive CTE and numpy."""

import time
from uuid import UUID

from bench import national
from bench.analytics_table import Pivots, Sums, keep_long, refresh
from bench.measuring import median_of, milliseconds, table
from lantoa.config import database
from lantoa.organisation.choices import TreeView
from lantoa.reporting.queries.breakdowns import by_line
from lantoa.reporting.queries.rollups import check_rollups, check_standings

RUNS = 5


def measure(units: int = national.UNITS, *, keep: bool = False) -> str:
    with national.nation(units, keep=keep) as nation:
        collection = nation.collection

        def ours() -> Sums:
            found = by_line(collection, collection.owner, TreeView.AS_REPORTED)
            return {
                (row.unit.pk, place): int(cell.value)
                for row in found.rows
                if row.unit is not None
                for place, cell in enumerate(row.cells)
                if cell.value is not None
            }

        long = keep_long(nation)
        waited = refresh(nation)
        pivots = Pivots(nation)
        works = {
            "Lan Tỏa: by_line, kept totals, names and all": ours,
            "analytics table (DHIS2's method)": pivots.analytics,
            "recursive CTE over the parent column, values long": pivots.recursive,
        }
        in_memory = _numpy(nation)
        if in_memory is not None:
            works["numpy, the same figures already in memory"] = in_memory
        for name, work in works.items():
            if work() != ours():
                raise RuntimeError(f"{name} gives other totals")
        timings = median_of(*works.values(), runs=RUNS)
        size = pivots.size()
        pivots.close()
        began = time.perf_counter()
        differing = len(list(check_rollups(collection))) + len(list(check_standings(collection)))
        checked = time.perf_counter() - began
    rows = [
        [name, milliseconds(one.wall), f"{one.wall / timings[0].wall:.1f}"]
        for name, one in zip(works, timings, strict=True)
    ]
    lacking = "" if in_memory else "\nnumpy is not installed: not measured"
    return (
        f"Total by province, {units:,} units x {national.LINES} lines, equal results; median of {RUNS}\n"
        + table(["", "wall", "ratio"], rows)
        + lacking
        + f"\n\nUntil a new report is in it: Lan Tỏa the next request; the analytics table {waited.whole:,.0f} s of refresh"
        + f" for one period ({waited.fill:,.0f} s filling, {waited.index:,.0f} s indexes; {size})"
        + f"\nBefore either: the tree {nation.tree:,.0f} s, opening the collection by the service {nation.opening:,.0f} s,"
        + f" the reports of a period {nation.reports:,.0f} s, their long rows"
        + f" {long:,.0f} s, all kept totals from nothing {nation.totals:,.0f} s"
        + f"\ncheck-rollups: {checked:,.0f} s, {differing} places differ"
    )


def _numpy(nation: national.Nation):  # type: ignore[no-untyped-def]  # numpy may be absent, and so its types
    """Sums of a float array by province, its rows sorted by province before the clock runs; None without numpy."""
    try:
        import numpy
    except ImportError:
        return None
    collection = nation.collection
    with database.connect_as_superuser(nation.database) as server, server.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.tree_path[array_position(s.tree_path, %(root)s) + 1], array_to_string(s.values, ',')
            FROM reporting_submission s
            WHERE s.collection_id = %(collection)s AND s.state = 'accepted' AND s.superseded_at IS NULL
                AND s.values[1] IS NOT NULL
            ORDER BY 1
            """,
            {"root": collection.owner_id, "collection": collection.pk},
        )
        tops: list[UUID] = []
        starts: list[int] = []
        parts = []
        count = 0
        while rows := cursor.fetchmany(20_000):
            for top, _values in rows:
                if not tops or tops[-1] != top:
                    tops.append(top)  # type: ignore[arg-type]
                    starts.append(count)
                count += 1
            joined = ",".join(str(values) for _top, values in rows)
            parts.append(numpy.array(joined.split(","), dtype=numpy.float64).reshape(-1, national.LINES))
    figures = numpy.concatenate(parts)
    first = numpy.array(starts)

    def in_memory() -> Sums:
        sums = numpy.add.reduceat(figures, first, axis=0)
        return {
            (top, place): int(value)
            for top, row in zip(tops, sums, strict=True)
            for place, value in enumerate(row)
        }

    return in_memory
