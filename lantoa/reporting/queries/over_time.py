"""Figures over several periods. The order of the two axes is fixed: first over time within a unit, then
over the tree.

Within a unit means: within the unit that reported. Where A and B have become C, each of the three has its own figure over time,
and only then the figures are added up where the units stand (as reported) or where their past counts today (restated). So the
highest quarter of A and of B are two figures, as they were, and both views give one sum above all of them.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from lantoa.core.errors import NotFound
from lantoa.core.periods import Period, year
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import PeriodLength, TimeRule, TreeRule
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.queries import distinct, placing

# An indicator that is asked quarterly and yearly is taken from the shortest period: adding both would count
# twice.
SHORTEST_FIRST = [
    PeriodLength.MONTH,
    PeriodLength.QUARTER,
    PeriodLength.HALF_YEAR,
    PeriodLength.NINE_MONTHS,
    PeriodLength.YEAR,
    PeriodLength.SPAN,
]


@dataclass(frozen=True)
class PeriodTotal:
    """An indicator at a node over a longer period.

    `value` is a share of one for a ratio (with its `numerator` and `denominator`), None when nobody reported.
    `collections` are
    those used, oldest first; `units` gave at least one figure; `stale` units' last figure is not of the last
    collection
    (unit → period code), which only matters for «last»; `how` is (time rule, tree rule).
    """

    value: Figure
    numerator: Figure
    denominator: Figure
    collections: list[Collection]
    units: int
    stale: dict[uuid.UUID, str]
    how: tuple[TimeRule, TreeRule]


@dataclass(frozen=True)
class SeriesPoint:
    collection: Collection
    value: Figure
    numerator: Figure
    denominator: Figure
    units: int


@dataclass(frozen=True)
class Asked:
    """An indicator in one collection: where its figure stands."""

    collection: Collection
    position: int


class Catalogue:
    """Lines and collections read once, for whoever asks for the totals of many indicators in one go."""

    def __init__(self) -> None:
        self._lines: dict[str, list[Line]] | None = None
        self._collections: dict[Period, list[Collection]] = {}

    def codes(self) -> list[str]:
        """Every indicator that some sheet asks for."""
        self.lines_of("")
        return sorted(self._lines or {})

    def lines_of(self, indicator_code: str) -> list[Line]:
        """Newest published version first; empty for an indicator no sheet asks for."""
        if self._lines is None:
            self._lines = {}
            found = Line.objects.select_related(
                "version", "indicator", "numerator__indicator", "denominator__indicator"
            ).order_by("-version__published_at", "-version__number")
            for line in found:
                self._lines.setdefault(line.indicator.code, []).append(line)
        return self._lines.get(indicator_code, [])

    def newest_line(self, indicator_code: str) -> Line:
        """Raises NotFound for an indicator no sheet asks for."""
        lines = self.lines_of(indicator_code)
        if not lines:
            raise NotFound()
        return lines[0]

    def read_years(self, years: Iterable[int]) -> None:
        """Read the collections of all these years in one statement; `collections_in` then finds those of each."""
        wanted = sorted(one for one in set(years) if year(one) not in self._collections)
        if not wanted:
            return
        found = list(
            Collection.objects.select_related("sheet_version__sheet", "owner")
            .filter(period_start__gte=year(wanted[0]).start, period_end__lte=year(wanted[-1]).end)
            .order_by("period_end", "code")
        )
        for one in wanted:
            period = year(one)
            self._collections[period] = [row for row in found if period.covers(row.period)]

    def collections_in(self, period: Period) -> list[Collection]:
        """Those that lie in `period`, oldest first."""
        if period not in self._collections:
            self._collections[period] = list(
                Collection.objects.select_related("sheet_version__sheet", "owner")
                .filter(period_start__gte=period.start, period_end__lte=period.end)
                .order_by("period_end", "code")
            )
        return self._collections[period]


def period_total(
    indicator_code: str,
    node: Unit,
    period: Period,
    catalogue: Catalogue | None = None,
    view: TreeView = TreeView.AS_REPORTED,
) -> PeriodTotal:
    """The total of an indicator over all collections that lie in `period`, at a node.

    As reported, «add» and «max» take a unit's reports that were accepted under the node. «last» is a state at the end: it takes
    the units that stand on the last day of `period`, each with its last accepted figure; what has ended by then has passed its
    members on, and its receiver's own figure counts. The snapshot says where such a unit stands, unless the tree has moved
    it between that report's day and the last day. Restated, the same figures of the same units are added up where the units' past
    counts on today's tree. A ratio is made of the totals of its two lines, over the units that have both.
    Raises NotFound for an indicator no sheet asks for.
    """
    catalogue = catalogue or Catalogue()
    line = catalogue.newest_line(indicator_code)
    how = (TimeRule(line.time_rule), TreeRule(line.tree_rule))
    if line.computed:
        return _ratio_total(line, node, period, how, catalogue, view)
    asked = asked_in(indicator_code, period, catalogue)
    if distinct.counts_once(line):
        return _distinct_total(line, asked, node, period, how, view)
    figures, stale = _per_unit(asked, node, period, how[0], view)
    value = _over_tree(list(figures.values()), how[1])
    return PeriodTotal(value, None, None, [one.collection for one in asked], len(figures), stale, how)


def _distinct_total(
    line: Line,
    asked: Sequence[Asked],
    node: Unit,
    period: Period,
    how: tuple[TimeRule, TreeRule],
    view: TreeView,
) -> PeriodTotal:
    """Different records of the units that reported under the node: within the whole period, or within the last of its parts."""
    collections = [one.collection for one in asked]
    if how[0] == TimeRule.LAST:
        collections, period = collections[-1:], collections[-1].period if collections else period
    reported = distinct.units_by_collection(collections, node, view) if collections else {}
    units = {unit for group in reported.values() for unit in group}
    count = distinct.counted(line.source, {"all": sorted(units, key=str)}, period)["all"]
    value = Decimal(count) if units else None
    return PeriodTotal(value, None, None, collections, len(units), {}, how)


def _ratio_total(
    line: Line,
    node: Unit,
    period: Period,
    how: tuple[TimeRule, TreeRule],
    catalogue: Catalogue,
    view: TreeView,
) -> PeriodTotal:
    top_line, base_line = line.numerator, line.denominator
    if top_line is None or base_line is None:
        raise NotFound()
    # The parts go over time by the ratio's own rule where it names one, else by theirs.
    rule = None if how[0] == TimeRule.RATIO else how[0]
    asked = asked_in(top_line.indicator.code, period, catalogue)
    based = asked_in(base_line.indicator.code, period, catalogue)
    top, stale = _per_unit(asked, node, period, rule or TimeRule(top_line.time_rule), view)
    base, _stale = _per_unit(based, node, period, rule or TimeRule(base_line.time_rule), view)
    both = sorted(set(top) & set(base), key=str)
    if not both:
        return PeriodTotal(None, None, None, [one.collection for one in asked], 0, {}, how)
    numerator = sum((top[unit] for unit in both), Decimal(0))
    denominator = sum((base[unit] for unit in both), Decimal(0))
    value = numerator / denominator if denominator else None
    kept = {unit: code for unit, code in stale.items() if unit in set(both)}
    return PeriodTotal(value, numerator, denominator, [one.collection for one in asked], len(both), kept, how)


def asked_in(indicator_code: str, period: Period, catalogue: Catalogue) -> list[Asked]:
    """The collections inside the period that ask for the indicator, of the shortest period length there
    is, oldest first.
    """
    places = {line.version_id: line.position for line in catalogue.lines_of(indicator_code)}
    found = [one for one in catalogue.collections_in(period) if one.sheet_version_id in places]
    kinds = {one.sheet_version.period_kind for one in found}
    kind = next((one for one in SHORTEST_FIRST if one in kinds), None)
    return [
        Asked(one, places[one.sheet_version_id]) for one in found if one.sheet_version.period_kind == kind
    ]


def _per_unit(
    asked: Sequence[Asked], node: Unit, period: Period, rule: TimeRule, view: TreeView
) -> tuple[dict[uuid.UUID, Decimal], dict[uuid.UUID, str]]:
    """Each unit's figure over time, for the units that have one; and for «last» which figures are older
    than the last period.
    """
    if not asked:
        return {}, {}
    if rule == TimeRule.LAST:
        return _last(asked, node, period, view)
    function = "max" if rule == TimeRule.MAX else "sum"
    rows = run(
        f"""
        SELECT s.unit_id, {function}(s.values[c.place])
        FROM unnest(%(collections)s::uuid[], %(places)s::int[]) AS c(id, place)
        JOIN reporting_submission s ON s.collection_id = c.id
        WHERE {placing.counted_under(view)} AND s.values[c.place] IS NOT NULL
        GROUP BY s.unit_id
        """,  # noqa: S608 - one of two function names, fixed conditions
        _arguments(asked, node),
    )
    return dict(rows), {}


# Where a unit stands at the end of a longer period, judged by its last report: the snapshot, unless the tree has moved it since
# the day of that report. NULL where it has ended in between.
PATH = """(SELECT array_agg(a.ancestor_id ORDER BY a.depth DESC) FROM organisation_ancestry a
    WHERE a.descendant_id = latest.unit_id AND a.valid @> {day})"""
THEN, AT_END = PATH.format(day="latest.day"), PATH.format(day="%(on)s::date")
STANDS_AT_END = f"""
    CASE WHEN latest.day >= %(on)s::date OR {THEN} IS NOT DISTINCT FROM {AT_END} THEN latest.tree_path ELSE {AT_END} END"""
# Who may be concerned at all: a filter before the work, never the answer.
CONCERNED = """
    s.unit_id IN (
        SELECT once.unit_id FROM reporting_submission once
        WHERE once.collection_id = ANY(%(collections)s::uuid[]) AND %(node)s::uuid = ANY(once.tree_path)
        UNION
        SELECT below.descendant_id FROM organisation_ancestry below
        WHERE below.ancestor_id = %(node)s AND below.valid @> %(on)s::date)
"""


def _last(
    asked: Sequence[Asked], node: Unit, period: Period, view: TreeView
) -> tuple[dict[uuid.UUID, Decimal], dict[uuid.UUID, str]]:
    restated = view == TreeView.RESTATED
    rows = run(
        f"""
        WITH latest AS (
            SELECT DISTINCT ON (s.unit_id) s.unit_id, s.values[c.place] AS figure, c.day, s.tree_path
            FROM unnest(%(collections)s::uuid[], %(places)s::int[], %(days)s::date[]) AS c(id, place, day)
            JOIN reporting_submission s ON s.collection_id = c.id
            WHERE {placing.COUNTED} AND s.values[c.place] IS NOT NULL
                AND {placing.RESTATED if restated else CONCERNED}
            ORDER BY s.unit_id, c.day DESC),
        ending AS (SELECT latest.unit_id, latest.figure, latest.day, {STANDS_AT_END} AS path FROM latest)
        SELECT unit_id, figure, day FROM ending
        WHERE {"path IS NOT NULL" if restated else "%(node)s::uuid = ANY(path)"}
        """,  # noqa: S608 - fixed conditions
        {**_arguments(asked, node), "on": period.last_day},
    )
    newest = asked[-1].collection.tree_day
    codes = {one.collection.tree_day: one.collection.period_code for one in asked}
    figures = {unit: value for unit, value, _day in rows}
    return figures, {unit: codes[day] for unit, _value, day in rows if day != newest}


def _arguments(asked: Sequence[Asked], node: Unit) -> dict[str, Any]:
    return {
        **placing.arguments(node, [one.collection for one in asked]),
        "places": [one.position + 1 for one in asked],
        "days": [one.collection.tree_day for one in asked],
    }


def run(statement: str, arguments: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return list(cursor.fetchall())


def _over_tree(figures: Sequence[Decimal], rule: TreeRule) -> Figure:
    if not figures or rule == TreeRule.NONE:
        return None
    if rule == TreeRule.MAX:
        return max(figures)
    if rule == TreeRule.UNITS:
        return Decimal(sum(1 for figure in figures if figure > 0))
    return sum(figures, Decimal(0))


def series(
    indicator_code: str,
    node: Unit,
    period: Period,
    catalogue: Catalogue | None = None,
    view: TreeView = TreeView.AS_REPORTED,
) -> list[SeriesPoint]:
    """The indicator's total at a node in each collection inside `period`, oldest first; one statement for
    all collections; of a line that counts every record once, one more and a question to its register for each.
    """
    catalogue = catalogue or Catalogue()
    line = catalogue.newest_line(indicator_code)
    top_code = line.numerator.indicator.code if line.numerator else indicator_code
    asked = asked_in(top_code, period, catalogue)
    base = asked_in(line.denominator.indicator.code, period, catalogue) if line.denominator else asked
    bases = {one.collection.pk: one.position + 1 for one in base}
    asked = [one for one in asked if one.collection.pk in bases]
    rows = run(
        f"""
        SELECT c.id, sum(s.values[c.place]), sum(s.values[c.base]), max(s.values[c.place]),
            count(*) FILTER (WHERE s.values[c.place] > 0), count(*)
        FROM unnest(%(collections)s::uuid[], %(places)s::int[], %(bases)s::int[]) AS c(id, place, base)
        JOIN reporting_submission s ON s.collection_id = c.id
        WHERE {placing.counted_under(view)} AND s.values[c.place] IS NOT NULL AND s.values[c.base] IS NOT NULL
        GROUP BY c.id
        """,  # noqa: S608 - fixed conditions
        {**_arguments(asked, node), "bases": [bases[one.collection.pk] for one in asked]},
    )
    found = {row[0]: row[1:] for row in rows}
    if distinct.counts_once(line) and asked:
        return _distinct_points(line, asked, node, view)
    return [_point(line, one.collection, found.get(one.collection.pk)) for one in asked]


def _distinct_points(line: Line, asked: Sequence[Asked], node: Unit, view: TreeView) -> list[SeriesPoint]:
    reported = distinct.units_by_collection([one.collection for one in asked], node, view)
    points = []
    for one in asked:
        units = reported.get(one.collection.pk, [])
        count = distinct.counted(line.source, {"all": units}, one.collection.period)["all"] if units else 0
        value = Decimal(count) if units else None
        points.append(SeriesPoint(one.collection, value, None, None, len(units)))
    return points


def _point(line: Line, collection: Collection, row: Sequence[Any] | None) -> SeriesPoint:
    if row is None:
        return SeriesPoint(collection, None, None, None, 0)
    sums, bases, most, positive, units = row
    if line.computed:
        return SeriesPoint(collection, sums / bases if bases else None, sums, bases, units)
    by_rule = {TreeRule.MAX: most, TreeRule.UNITS: Decimal(positive), TreeRule.NONE: None}
    value = by_rule.get(TreeRule(line.tree_rule), sums)
    return SeriesPoint(collection, value, None, None, units)
