"""Totals of a collection at a node: from the reports themselves while the subtree is small or fresh, from
rollups beyond.

Each total has two views (`TreeView`). As reported, a report counts where the snapshot of its acceptance stands. Restated, it
counts where its unit's past counts on today's tree (`organisation.queries.lineage`). Both are equal at a node that is an ancestor
of all units concerned on both dates; elsewhere nothing is promised.

Nothing here writes. Missing, zero and not applicable stay apart; a ratio is always Σ numerators ÷ Σ
denominators.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import connection

from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.reporting import sources
from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import TreeRule
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.queries import arrays, distinct, kept, placing
from lantoa.reporting.queries.arrays import Aggregate
from lantoa.reporting.queries.collections import obligations_under
from lantoa.reporting.queries.inexact import Inexact, inexact_under
from lantoa.reporting.queries.same_units import last_year_of, same_units
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.unit_figures import accepted_figures

LARGEST_DIRECT = 1000  # reporting units up to which the reports themselves are summed in the request


@dataclass(frozen=True)
class Amount:
    """A total under its tree rule. For a ratio `value` is numerator ÷ denominator (a share of one), None
    without a base.

    `reported` units gave a figure, `zeros` of them 0; `missing` sent a report without it; `not_asked` units
    are not asked.
    """

    value: Figure
    numerator: Figure
    denominator: Figure
    reported: int
    zeros: int
    missing: int
    not_asked: int
    summed: Figure = None  # where every record counts once: what the units' own figures add up to
    asked: bool = True  # False: the version of the sheet that was collected then did not have the line


@dataclass(frozen=True)
class LineTotal:
    """One line at a node. `last_year` and `same_units` are both over the units that have an accepted
    report in both years.
    """

    line: Line
    accepted: Amount
    pending: Amount
    same_units: Amount
    last_year: Amount
    register: int | Decimal | None  # distinct records of the register, None without one
    differs: Decimal | None  # reported minus register, where not 0
    inexact: Inexact | None = None  # accepted figures that carry «ước», «hơn», …

    @property
    def gap(self) -> Decimal | None:
        """The size of the difference from the register."""
        return abs(self.differs) if self.differs is not None else None

    @property
    def change(self) -> Figure:
        """This year minus last year on the same units; for a ratio a difference of shares."""
        if self.same_units.value is None or self.last_year.value is None:
            return None
        return self.same_units.value - self.last_year.value


@dataclass(frozen=True)
class NodeTotals:
    """`direct` tells that the reports themselves were summed, so the figures are of this moment.

    Units are those that reported, also in the restated view: two that have become one since still count as two.
    """

    collection: Collection
    node: Unit
    lines: list[LineTotal]
    accepted_reports: int
    pending_reports: int
    reporting_units: int
    last_year: Collection | None
    same_units: int
    direct: bool
    view: TreeView


def amount(line: Line, found: Aggregate, place: int | None = None) -> Amount:
    """What an aggregate says about one line under its tree rule; `place`: where the line stands in it, if not where it does in
    the sheet."""
    place = line.position if place is None else place
    counted, zeros, skipped = found.counts[place], found.zeros[place], found.not_asked[place]
    value: Figure = None
    numerator = denominator = None
    if line.tree_rule == TreeRule.RATIO:
        numerator, denominator = found.sums[place], found.bases[place]
        value = numerator / denominator if numerator is not None and denominator else None
    elif line.tree_rule == TreeRule.UNITS:
        value = Decimal(counted - zeros) if counted else None
    elif line.tree_rule == TreeRule.MAX:
        value = found.maxs[place]
    elif line.tree_rule != TreeRule.NONE:
        value = found.sums[place]
    return Amount(value, numerator, denominator, counted, zeros, found.reports - counted - skipped, skipped)


def total(
    collection: Collection,
    node: Unit,
    shape: Shape | None = None,
    view: TreeView = TreeView.AS_REPORTED,
) -> NodeTotals:
    """Totals of every line at a node, in a number of statements that does not depend on the number of
    units. Restated, `node` is one of today's tree.
    """
    shape = shape or shape_of(collection.sheet_version_id)
    reporting = _reporting(collection, node, view)
    direct = from_reports_themselves(collection, node, view, reporting)
    found = by_state(collection, node, shape, view) if direct else _kept_by_state(collection, node, shape)
    accepted = found.get("accepted", arrays.empty(shape.width))
    pending = found.get("submitted", arrays.empty(shape.width))
    earlier = last_year_of(collection)
    same, before = same_units(
        collection,
        earlier,
        node,
        shape,
        view,
        None if direct or 2 * accepted.reports < reporting else accepted,
    )
    registers = _registers(collection, node, shape, view)
    inexact = inexact_under(collection, node, shape, view)
    lines = [
        replace(
            _line_total(line, accepted, pending, same, before, registers.get(line.source)),
            inexact=inexact.get(line.position),
        )
        for line in shape.lines
    ]
    return NodeTotals(
        collection,
        node,
        _with_distinct(lines, collection, earlier, node, view),
        accepted.reports,
        pending.reports,
        reporting,
        earlier,
        same.reports,
        direct,
        view,
    )


def _reporting(collection: Collection, node: Unit, view: TreeView) -> int:
    return obligations_under(collection, node, view).exclude(state="exempt").count()


def from_reports_themselves(
    collection: Collection, node: Unit, view: TreeView, reporting: int | None = None
) -> bool:
    """Whether the totals of a node come from its reports themselves: they are few, or restated. Else from kept totals, and from
    the reports that came since these were kept.
    """
    if view == TreeView.RESTATED:
        return True
    if reporting is None:
        reporting = _reporting(collection, node, view)
    return reporting <= LARGEST_DIRECT


def _line_total(
    line: Line,
    accepted: Aggregate,
    pending: Aggregate,
    same: Aggregate,
    before: Aggregate,
    register: int | None,
) -> LineTotal:
    here = amount(line, accepted)
    differs = None
    if register is not None and here.value is not None and line.tree_rule in (TreeRule.SUM, TreeRule.OWN_SUM):
        differs = here.value - register or None
    return LineTotal(
        line, here, amount(line, pending), amount(line, same), amount(line, before), register, differs
    )


def by_state(collection: Collection, node: Unit, shape: Shape, view: TreeView) -> dict[str, Aggregate]:
    """Accepted reports and those that wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT s.state, count(*), {arrays.over_submissions(shape)}
            FROM reporting_submission s
            WHERE s.collection_id = %(collection)s AND {placing.sent_under(view)}
            GROUP BY s.state
            """,  # noqa: S608 - positions and fixed conditions only
            {**placing.arguments(node, [collection]), "collection": collection.pk},
        )
        return {row[0]: arrays.read(row[1:]) for row in cursor.fetchall()}


def _kept_by_state(collection: Collection, node: Unit, shape: Shape) -> dict[str, Aggregate]:
    """The same, as reported, with the accepted ones from what is kept. Two statements."""
    waiting = placing.waiting_under(whole=placing.is_whole(collection, node))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            {kept.parts(shape)}
            SELECT 'accepted', coalesce(sum(p.reports), 0), {arrays.over_aggregates(shape, "p")} FROM part p
            UNION ALL
            SELECT 'submitted', count(*), {arrays.over_submissions(shape)}
            FROM reporting_submission s WHERE s.collection_id = %(collection)s AND {waiting}
            """,  # noqa: S608 - positions and fixed conditions only
            {**placing.arguments(node, [collection]), "collection": collection.pk},
        )
        return {row[0]: arrays.read(row[1:]) for row in cursor.fetchall() if row[1]}


def from_rollup(collection: Collection, node: Unit, shape: Shape) -> Aggregate:
    """The kept totals of a unit, wherever the accepted reports place it, with what came since they were kept; empty when nothing
    was accepted below it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            {kept.parts(shape)}
            SELECT sum(p.reports), {arrays.over_aggregates(shape, "p")} FROM part p
            """,  # noqa: S608 - positions only
            {"collection": collection.pk, "node": node.pk},
        )
        row = cursor.fetchone()
    return arrays.read(row) if row[0] else arrays.empty(shape.width)


def counted_once(one: Amount, records: int) -> Amount:
    """The amount of a line that counts every record once: the register's number where somebody reported."""
    return replace(one, value=Decimal(records) if one.reported else None, summed=one.value)


def _with_distinct(
    lines: list[LineTotal], collection: Collection, earlier: Collection | None, node: Unit, view: TreeView
) -> list[LineTotal]:
    """Lines that count every record once with their figures from the registers. Two statements and two questions to each
    register; none where no line does.
    """
    asked = {one.line.source for one in lines if distinct.counts_once(one.line)}
    if not asked:
        return lines
    units = distinct.units_by_state(collection, node, view)
    units["both"] = distinct.units_in_both(collection, earlier, node, view) if earlier else []
    now = {code: distinct.counted(code, units, collection.period) for code in sorted(asked)}
    before = {
        code: distinct.counted(code, {"both": units["both"]}, earlier.period)["both"] if earlier else 0
        for code in sorted(asked)
    }
    return [_line_once(one, now, before) if distinct.counts_once(one.line) else one for one in lines]


def _line_once(one: LineTotal, now: dict[str, dict[str, int]], before: dict[str, int]) -> LineTotal:
    here = now[one.line.source]
    return replace(
        one,
        accepted=counted_once(one.accepted, here["accepted"]),
        pending=counted_once(one.pending, here["submitted"]),
        same_units=counted_once(one.same_units, here["both"]),
        last_year=counted_once(one.last_year, before[one.line.source]),
    )


def _registers(collection: Collection, node: Unit, shape: Shape, view: TreeView) -> dict[str, int]:
    """Source code → distinct records of the units whose accepted figures are in the total (or the sum of
    counts).
    """
    codes = sorted({line.source for line in shape.lines if line.source})
    if not codes:
        return {}
    units = [row.unit_id for row in accepted_figures(collection, node, view, 0)]
    found: dict[str, int] = {}
    for code in codes:
        counts = sources.counts_for(code, units, collection.period)
        if counts:
            found[code] = distinct.distinct(counts.values())
    return found
