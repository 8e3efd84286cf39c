"""Totals of a collection at a node: from the reports themselves while the subtree is small or fresh, from
rollups beyond.

Each total has two views (`TreeView`). As reported, a report counts where the snapshot of its acceptance stands. Restated, it
counts where its unit's past counts on today's tree (`organisation.queries.lineage`). Both are equal at a node that is an ancestor
of all units concerned on both dates; elsewhere nothing is promised.

Nothing here writes. Missing, zero and not applicable stay apart; a ratio is always Σ numerators ÷ Σ
denominators.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection

from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.organisation.queries import lineage
from lantoa.reporting import sources
from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import Qualifier, TreeRule
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.queries import arrays, distinct, kept, placing
from lantoa.reporting.queries.arrays import Aggregate
from lantoa.reporting.queries.collections import obligations_under
from lantoa.reporting.queries.inexact import Inexact, inexact_under, named
from lantoa.reporting.queries.sheets import Shape, shape_of

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


def amount(line: Line, found: Aggregate) -> Amount:
    """What an aggregate says about one line under its tree rule."""
    place = line.position
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
    found = _by_state(collection, node, shape, view) if direct else _kept_by_state(collection, node, shape)
    accepted = found.get("accepted", arrays.empty(shape.width))
    pending = found.get("submitted", arrays.empty(shape.width))
    earlier = last_year_of(collection)
    same, before = _same_units(
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


def _by_state(collection: Collection, node: Unit, shape: Shape, view: TreeView) -> dict[str, Aggregate]:
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


def last_year_of(collection: Collection) -> Collection | None:
    """The collection of the same sheet, by the same unit, twelve months earlier."""
    return (
        Collection.objects.select_related("sheet_version__sheet", "owner")
        .filter(
            owner=collection.owner_id,
            sheet_version__sheet=collection.sheet_version.sheet_id,
            period_code=collection.period.same_last_year.code,
        )
        .first()
    )


def _same_units(
    collection: Collection,
    earlier: Collection | None,
    node: Unit,
    shape: Shape,
    view: TreeView,
    accepted: Aggregate | None,
) -> tuple[Aggregate, Aggregate]:
    """This year's and last year's figures of the units that count under the node this year and have an accepted report in
    both. Where `accepted`, this year's whole total, is known and great, from the totals of both years without the units that
    stand in one of them only. One statement or two.
    """
    if earlier is None:
        return arrays.empty(shape.width), arrays.empty(shape.width)
    old = shape if earlier.sheet_version_id == shape.version.pk else shape_of(earlier.sheet_version_id)
    if accepted is not None:
        now, before = _common_by_rest(collection, earlier, node, shape, old, accepted)
    else:
        now = _common(collection, earlier, node, shape, "s", view)
        before = _common(collection, earlier, node, old, "before", view)
    return now, before if old is shape else moved(before, old, shape)


# Of all units that count at the node in one of two years those that are not common: only this year, only then, or common but
# counted elsewhere then. The duties know it, which are narrow beside the reports.
REST = """
    , rest AS MATERIALIZED (
        SELECT unit_id,
            CASE WHEN before.unit_id IS NULL THEN 'now' WHEN now.unit_id IS NULL THEN 'then' ELSE 'elsewhere' END AS kind
        FROM (SELECT unit_id FROM reporting_obligation
            WHERE collection_id = %(now)s AND %(node)s::uuid = ANY(counted_path)) now
        FULL JOIN (SELECT unit_id, %(node)s::uuid = ANY(counted_path) AS here FROM reporting_obligation
            WHERE collection_id = %(collection)s AND counted_path IS NOT NULL) before USING (unit_id)
        WHERE before.unit_id IS NULL OR now.unit_id IS NULL AND before.here OR now.unit_id IS NOT NULL AND NOT before.here)
"""
COMMON = """
    SELECT unit_id FROM reporting_obligation WHERE collection_id = %(now)s AND %(node)s::uuid = ANY(counted_path)
    INTERSECT
    SELECT unit_id FROM reporting_obligation WHERE collection_id = %(collection)s AND counted_path IS NOT NULL
"""


def _common_by_rest(
    collection: Collection, earlier: Collection, node: Unit, shape: Shape, old: Shape, accepted: Aggregate
) -> tuple[Aggregate, Aggregate]:
    """The common units of two years: the whole totals of the node, without those who stand in one of the years only. A greatest
    figure cannot be had that way; it is read from the common reports. One statement.
    """
    rest = "SELECT unit_id FROM rest WHERE kind = '{}'"
    selects = [
        f"SELECT 'whole', coalesce(sum(p.reports), 0)::bigint, {arrays.over_aggregates(old, 'p')} FROM part p",  # noqa: S608
        _sums_of("now", shape, "now", rest.format("now")),
        _sums_of("then", old, "collection", rest.format("then")),
        _sums_of("elsewhere", old, "collection", rest.format("elsewhere")),
    ]
    for name, of, one in (("greatest now", "now", shape), ("greatest then", "collection", old)):
        if _greatest_lines(one):
            selects.append(_sums_of(name, one, of, COMMON, _greatest_lines(one)))
    values = {"now": collection.pk, "collection": earlier.pk, "node": node.pk}
    with connection.cursor() as cursor:
        cursor.execute(kept.parts(old) + REST + " UNION ALL ".join(selects), values)
        found = {
            row[0]: arrays.read(row[1:]) if row[1] else arrays.empty(max(shape.width, old.width))
            for row in cursor.fetchall()
        }
    now = arrays.without(accepted, found["now"])
    before = arrays.together(arrays.without(found["whole"], found["then"]), found["elsewhere"])
    return (
        _with_greatest(now, shape, found.get("greatest now")),
        _with_greatest(before, old, found.get("greatest then")),
    )


def _sums_of(name: str, shape: Shape, of: str, units: str, lines: Sequence[Line] | None = None) -> str:
    return f"""
        SELECT '{name}', count(*), {arrays.over_submissions(shape, lines=lines)} FROM reporting_submission s
        WHERE s.collection_id = %({of})s AND {placing.COUNTED} AND s.unit_id = ANY(ARRAY({units}))
    """  # noqa: S608 - positions and fixed conditions only


def _greatest_lines(shape: Shape) -> list[Line]:
    return [line for line in shape.lines if line.tree_rule == TreeRule.MAX]


def _with_greatest(found: Aggregate, shape: Shape, greatest: Aggregate | None) -> Aggregate:
    maxs: list[Decimal | None] = [None] * shape.width
    if greatest is not None:
        for place, line in enumerate(_greatest_lines(shape)):
            maxs[line.position] = greatest.maxs[place]
    return replace(found, maxs=maxs)


def _common(
    collection: Collection, earlier: Collection, node: Unit, shape: Shape, of: str, view: TreeView
) -> Aggregate:
    """Sums over the reports `s` of this year or those `before`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*), {arrays.over_submissions(shape, of)}
            FROM reporting_submission s
            JOIN reporting_submission before ON before.unit_id = s.unit_id AND before.collection_id = %(earlier)s
                AND before.state = 'accepted' AND before.superseded_at IS NULL
            WHERE s.collection_id = %(collection)s AND {placing.counted_under(view)}
            """,  # noqa: S608 - positions and fixed conditions only
            {
                **placing.arguments(node, [collection]),
                "collection": collection.pk,
                "earlier": earlier.pk,
            },
        )
        return arrays.read(cursor.fetchone())


def moved(found: Aggregate, old: Shape, new: Shape) -> Aggregate:
    """An aggregate of one sheet version laid out as another: the same indicator at its new place, unknown
    ones empty.
    """
    places = [
        old.by_code[line.indicator.code].position if line.indicator.code in old.by_code else None
        for line in new.lines
    ]

    def laid(values: Sequence[Any], nothing: Any) -> list[Any]:
        return [nothing if place is None else values[place] for place in places]

    return Aggregate(
        found.reports,
        *(laid(getattr(found, group), None) for group in arrays.GROUPS[:4]),
        *(laid(getattr(found, group), 0) for group in arrays.GROUPS[4:]),
    )


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
    units = [row.unit_id for row in _accepted_figures(collection, node, view, 0)]
    found: dict[str, int] = {}
    for code in codes:
        counts = sources.counts_for(code, units, collection.period)
        if counts:
            found[code] = distinct.distinct(counts.values())
    return found


@dataclass(frozen=True)
class _UnitFigure:
    unit_id: uuid.UUID
    name: str
    path: Sequence[uuid.UUID]
    value: Figure
    qualifier: str


def _accepted_figures(
    collection: Collection, node: Unit, view: TreeView, position: int, over: int | None = None
) -> list[_UnitFigure]:
    """Each unit's accepted figure at a position (or the share of two positions), with its name and path as it was accepted."""
    figure = "s.values[%(place)s]" if over is None else "s.values[%(place)s] / nullif(s.values[%(over)s], 0)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT s.unit_id, s.short_name_then, s.tree_path, {figure},
                coalesce(s.qualifiers ->> %(first)s, s.qualifiers ->> %(second)s, '')
            FROM reporting_submission s
            WHERE s.collection_id = %(collection)s AND {placing.counted_under(view)}
            """,  # noqa: S608 - fixed expressions and conditions
            {
                **placing.arguments(node, [collection]),
                "collection": collection.pk,
                "place": position + 1,
                "first": str(position),
                "second": str(position if over is None else over),
                "over": (over or 0) + 1,
            },
        )
        return [_UnitFigure(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class SourceRecord:
    """A record of a register behind a unit's figure; `doubled` when another unit claims it too."""

    code: str
    title: str
    url: str
    doubled: bool


@dataclass(frozen=True)
class UnitPart:
    """One unit's share of a total, under the name it had. `register` is what the register holds for it, None for an unsourced
    line. `now` says what has become of it, None where nothing has: it stands, under the parent of then.
    """

    unit: Unit
    name: str
    value: Figure
    register: int | Decimal | None
    records: list[SourceRecord]
    now: lineage.Now | None = None
    qualifier: str = ""

    @property
    def word(self) -> str:
        """«hơn», «ước», … before the figure; empty where it is exact, and for a ratio."""
        return Qualifier(self.qualifier).word if self.qualifier else ""

    @property
    def differs(self) -> bool:
        return self.register is not None and self.value is not None and self.value != self.register


@dataclass(frozen=True)
class Doubled:
    """A record that several units claim, with their names."""

    code: str
    names: list[str]
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class Makeup:
    """What a total is made of: units by figure, greatest first; records that several units claim."""

    line: Line
    accepted: Amount
    parts: list[UnitPart]
    register: int | None
    doubled: list[Doubled]
    greatest: Figure

    @property
    def repeated(self) -> int:
        """How often records are counted again by further units."""
        return sum(int(part.register or 0) for part in self.parts) - (self.register or 0)

    @property
    def apart(self) -> Decimal:
        """What units reported more (or less) than their registers hold, where every record counts once."""
        claimed = sum(int(part.register or 0) for part in self.parts)
        return (self.accepted.summed or Decimal(0)) - claimed

    @property
    def inexact(self) -> list[str]:
        """Which units gave a figure that is not exact, by its word."""
        return named((part.name, part.qualifier) for part in self.parts)

    @property
    def differs(self) -> Decimal | None:
        """Reported minus register; shown as a difference, never mended."""
        if self.register is None or self.accepted.value is None:
            return None
        return self.accepted.value - self.register or None


def what_makes(
    collection: Collection,
    line: Line,
    node: Unit,
    shape: Shape | None = None,
    view: TreeView = TreeView.AS_REPORTED,
) -> Makeup:
    """The units and, for a line of a register, the records behind a total. Raises nothing: an empty node
    has no parts.
    """
    shape = shape or shape_of(collection.sheet_version_id)
    first, over = shape.parts(line) if line.computed else (line.position, None)
    figures = {one.unit_id: one for one in _accepted_figures(collection, node, view, first, over)}
    units = list(figures)
    counts = sources.counts_for(line.source, units, collection.period) if line.source else {}
    claims: dict[str, list[uuid.UUID]] = {}
    for unit_id, count in counts.items():
        for code in count.codes:
            claims.setdefault(code, []).append(unit_id)
    since = lineage.whereabouts(units)
    parts = [
        UnitPart(
            unit,
            figures[unit.pk].name,
            figures[unit.pk].value,
            counts[unit.pk].value if unit.pk in counts else None,
            _records(line, counts.get(unit.pk), claims),
            _changed(figures[unit.pk].path, since[unit.pk]),
            figures[unit.pk].qualifier,
        )
        for unit in Unit.objects.filter(pk__in=units).order_by("position", "code")
    ]
    parts.sort(key=lambda part: (part.value is None, -(part.value or 0)))
    found = _by_state(collection, node, shape, view).get("accepted", arrays.empty(shape.width))
    doubled = [
        Doubled(
            code,
            [figures[one].name for one in owners],
            counts[owners[0]].titles.get(code, ""),
            sources.SOURCES[line.source].link(code),
        )
        for code, owners in sorted(claims.items())
        if len(owners) > 1
    ]
    greatest = max((part.value for part in parts if part.value is not None), default=None)
    register = distinct.distinct(counts.values()) if counts else None
    accepted = amount(line, found)
    if distinct.counts_once(line):
        accepted = counted_once(accepted, register or 0)
    return Makeup(line, accepted, parts, register, doubled, greatest)


def _changed(path: Sequence[uuid.UUID], now: lineage.Now) -> lineage.Now | None:
    """None where the unit still stands under the parent it was accepted under."""
    parent = path[-2] if len(path) > 1 else None
    same = now.placement.kind == lineage.PlacementKind.SAME and now.parent_id == parent
    return None if same else now


def _records(
    line: Line, count: sources.SourceCount | None, claims: dict[str, list[uuid.UUID]]
) -> list[SourceRecord]:
    if count is None:
        return []
    link = sources.SOURCES[line.source].link
    return [
        SourceRecord(code, count.titles.get(code, ""), link(code), len(claims[code]) > 1)
        for code in sorted(count.codes)
    ]
