"""Figures of many indicators at many units over many years, in a number of statements that depends on none of the three.

They are those of `over_time.period_total` for a year, as reported, at each unit; a test holds the two together.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lantoa.core import periods
from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import PeriodLength, TimeRule, TreeRule
from lantoa.reporting.models import Line
from lantoa.reporting.queries import placing
from lantoa.reporting.queries.over_time import PATH, Asked, Catalogue, asked_in, run
from lantoa.reporting.targets.forecasting import PeriodFigure, Trend

IN_YEAR = {PeriodLength.MONTH: 12, PeriodLength.QUARTER: 4, PeriodLength.HALF_YEAR: 2}
At = tuple[str, uuid.UUID]  # the code of an indicator, a unit


@dataclass(frozen=True)
class Reached:
    """A total as of now. Of a ratio `value` is numerator ÷ denominator. `units` gave a figure."""

    value: Figure
    numerator: Figure
    denominator: Figure
    units: int


NOTHING = Reached(None, None, None, 0)


@dataclass(frozen=True)
class Measure:
    """How an indicator is counted, by the newest line that asks for it."""

    line: Line

    @property
    def code(self) -> str:
        return self.line.indicator.code

    @property
    def is_share(self) -> bool:
        return self.line.computed

    @property
    def time_rule(self) -> TimeRule:
        return TimeRule(self.line.time_rule)

    @property
    def tree_rule(self) -> TreeRule:
        return TreeRule(self.line.tree_rule)

    @property
    def adds_over_time(self) -> bool:
        return not self.is_share and self.time_rule == TimeRule.ADD

    @property
    def is_stock(self) -> bool:
        return not self.is_share and self.time_rule == TimeRule.LAST

    @property
    def adds_over_tree(self) -> bool:
        return not self.is_share and self.tree_rule in (TreeRule.SUM, TreeRule.OWN_SUM)

    @property
    def only_grows(self) -> bool:
        """What is accepted later in a year can only add to the figure."""
        return not self.is_share and self.time_rule in (TimeRule.ADD, TimeRule.MAX)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(indicator, rule over time) of the figure itself, or of numerator and denominator."""
        top, base = self.line.numerator, self.line.denominator
        if top is None or base is None:
            return [(self.code, self.line.time_rule)]
        own = None if self.time_rule == TimeRule.RATIO else self.line.time_rule
        return [(one.indicator.code, own or one.time_rule) for one in (top, base)]


def reached(
    wanted: Iterable[At], years: Iterable[int], catalogue: Catalogue
) -> dict[tuple[str, uuid.UUID, int], Reached]:
    """(indicator, unit, year) → its total; combinations for which nobody reported are left out. One statement."""
    nodes: dict[str, set[uuid.UUID]] = defaultdict(set)
    for code, unit in wanted:
        nodes[code].add(unit)
    measures = [measure_of(code, catalogue) for code in sorted(nodes)]
    series: dict[tuple[str, str], int] = {}
    of_series: dict[int, set[uuid.UUID]] = defaultdict(set)
    keys: list[tuple[int, int, int | None]] = []
    for number, measure in enumerate(measures):
        at = [series.setdefault(part, len(series)) for part in measure.parts]
        for one in at:
            of_series[one] |= nodes[measure.code]
        keys.append((number, at[0], at[1] if len(at) > 1 else None))
    places = [
        (at, year, asked.collection.pk, asked.position + 1, asked.collection.tree_day, rule)
        for (code, rule), at in series.items()
        for year in sorted(set(years))
        for asked in asked_in(code, periods.year(year), catalogue)
    ]
    rows = run(
        REACHED,
        _columns("place", places, 6)
        | _columns("key", keys, 3)
        | _columns("node", [(at, unit) for at, units in of_series.items() for unit in units], 2),
    )
    return {
        (measures[key].code, node, year): _read(measures[key], figures) for key, year, node, *figures in rows
    }


def measure_of(indicator_code: str, catalogue: Catalogue) -> Measure:
    """Raises NotFound for an indicator no sheet asks for."""
    return Measure(catalogue.newest_line(indicator_code))


def _columns(name: str, rows: Sequence[Sequence[Any]], width: int) -> dict[str, Any]:
    return {f"{name}{at}": [row[at] for row in rows] for at in range(width)}


def _read(measure: Measure, figures: Sequence[Any]) -> Reached:
    total, base, greatest, positive, units = figures
    if measure.is_share:
        return Reached(total / base if base else None, total, base, units)
    by_rule: Mapping[TreeRule, Figure] = {
        TreeRule.MAX: greatest,
        TreeRule.UNITS: Decimal(positive),
        TreeRule.NONE: None,
    }
    return Reached(by_rule.get(measure.tree_rule, total), None, None, units)


# Where a unit stands at the end of the year by its last report (as in over_time.STANDS_AT_END).
THEN, AT_END = PATH.format(day="latest.day"), PATH.format(day="latest.ending")
REACHED = f"""
    WITH place AS (SELECT * FROM unnest(%(place0)s::int[], %(place1)s::int[], %(place2)s::uuid[], %(place3)s::int[],
            %(place4)s::date[], %(place5)s::text[]) AS p(series, year, collection, place, day, rule)),
        node AS (SELECT * FROM unnest(%(node0)s::int[], %(node1)s::uuid[]) AS n(series, id)),
        latest AS (
            SELECT DISTINCT ON (p.series, p.year, s.unit_id) p.series, p.year, s.unit_id, s.values[p.place] AS figure, p.day,
                s.tree_path, make_date(p.year, 12, 31) AS ending
            FROM place p JOIN reporting_submission s ON s.collection_id = p.collection
            WHERE p.rule = 'last' AND {placing.COUNTED} AND s.values[p.place] IS NOT NULL
            ORDER BY p.series, p.year, s.unit_id, p.day DESC),
        ended AS (
            SELECT latest.series, latest.year, latest.unit_id, latest.figure,
                CASE WHEN latest.day >= latest.ending OR {THEN} IS NOT DISTINCT FROM {AT_END} THEN latest.tree_path
                    ELSE {AT_END} END AS path
            FROM latest),
        figure AS (
            SELECT p.series, p.year, n.id AS node, s.unit_id,
                CASE p.rule WHEN 'max' THEN max(s.values[p.place]) ELSE sum(s.values[p.place]) END AS figure
            FROM place p JOIN reporting_submission s ON s.collection_id = p.collection
            JOIN node n ON n.series = p.series AND n.id = ANY(s.tree_path)
            WHERE p.rule <> 'last' AND {placing.COUNTED} AND s.values[p.place] IS NOT NULL
            GROUP BY p.series, p.year, p.rule, n.id, s.unit_id
            UNION ALL
            SELECT ended.series, ended.year, n.id, ended.unit_id, ended.figure
            FROM ended JOIN node n ON n.series = ended.series AND n.id = ANY(ended.path))
    SELECT k.key, f.year, f.node, sum(f.figure), sum(b.figure), max(f.figure), count(*) FILTER (WHERE f.figure > 0), count(*)
    FROM unnest(%(key0)s::int[], %(key1)s::int[], %(key2)s::int[]) AS k(key, top, base)
    JOIN figure f ON f.series = k.top
    LEFT JOIN figure b ON b.series = k.base AND b.year = f.year AND b.node = f.node AND b.unit_id = f.unit_id
    WHERE k.base IS NULL OR b.unit_id IS NOT NULL
    GROUP BY k.key, f.year, f.node
"""  # noqa: S608 - fixed conditions


def by_period(
    wanted: Iterable[At], years: Iterable[int], catalogue: Catalogue
) -> dict[tuple[str, uuid.UUID, int], list[PeriodFigure]]:
    """(indicator, unit, year) → the collections of that year that ask for it of somebody under the unit, oldest first.

    `value` is the sum over the units under it (of a ratio the numerators), None where nobody has an accepted figure. Asked are
    those who owe a report and to whom the line applies. One statement.
    """
    nodes: dict[str, set[uuid.UUID]] = defaultdict(set)
    for code, unit in wanted:
        nodes[code].add(unit)
    codes = sorted(nodes)
    places = []
    asked_at: list[tuple[int, Asked]] = []
    for key, code in enumerate(codes):
        measure = measure_of(code, catalogue)
        top, *base = [part for part, _rule in measure.parts]
        own = measure.line.numerator or measure.line
        for year in sorted(set(years)):
            based = {
                one.collection.pk: one.position + 1
                for other in base
                for one in asked_in(other, periods.year(year), catalogue)
            }
            for one in asked_in(top, periods.year(year), catalogue):
                if base and one.collection.pk not in based:
                    continue
                places.append(
                    (
                        len(asked_at),
                        key,
                        one.collection.pk,
                        one.position + 1,
                        based.get(one.collection.pk, one.position + 1),
                        one.collection.tree_day,
                        own.tree_rule == TreeRule.OWN_SUM,
                    )
                )
                asked_at.append((key, one))
    rows = run(
        BY_PERIOD,
        _columns("place", places, 7)
        | _columns("node", [(key, unit) for key, code in enumerate(codes) for unit in nodes[code]], 2),
    )
    found: dict[tuple[str, uuid.UUID, int], list[PeriodFigure]] = defaultdict(list)
    for number, node, owed, reported, value in rows:
        key, one = asked_at[number]
        period = one.collection.period
        found[codes[key], node, period.start.year].append(PeriodFigure(period, value, owed, reported))
    return {at: _merged(sorted(rows, key=lambda one: one.period)) for at, rows in found.items()}


def _merged(rows: list[PeriodFigure]) -> list[PeriodFigure]:
    """One for each period: two committees may ask for the same figure in it."""
    found: dict[periods.Period, PeriodFigure] = {}
    for one in rows:
        before = found.get(one.period)
        if before is not None:
            values = [value for value in (before.value, one.value) if value is not None]
            one = PeriodFigure(
                one.period,
                sum(values, Decimal(0)) if values else None,
                before.owed + one.owed,
                before.reported + one.reported,
            )
        found[one.period] = one
    return list(found.values())


BY_PERIOD = f"""
    WITH place AS (SELECT * FROM unnest(%(place0)s::int[], %(place1)s::int[], %(place2)s::uuid[], %(place3)s::int[],
            %(place4)s::int[], %(place5)s::date[], %(place6)s::boolean[]) AS p(number, key, collection, place, base, day, own)),
        node AS (SELECT * FROM unnest(%(node0)s::int[], %(node1)s::uuid[]) AS n(key, id))
    SELECT p.number, n.id, count(*), count(s.values[p.place] + s.values[p.base]),
        sum(s.values[p.place]) FILTER (WHERE s.values[p.base] IS NOT NULL)
    FROM place p
    JOIN reporting_obligation o ON o.collection_id = p.collection AND o.state <> 'exempt' AND (p.own OR NOT o.collects)
    LEFT JOIN reporting_submission s ON s.collection_id = o.collection_id AND s.unit_id = o.unit_id AND {placing.COUNTED}
    JOIN node n ON n.key = p.key AND CASE WHEN s.id IS NOT NULL THEN n.id = ANY(s.tree_path)
        ELSE EXISTS (SELECT 1 FROM organisation_ancestry a WHERE a.descendant_id = o.unit_id AND a.ancestor_id = n.id
            AND a.valid @> p.day) END
    WHERE s.id IS NULL OR NOT (p.place - 1 = ANY(s.not_applicable))
    GROUP BY p.number, n.id
    ORDER BY p.number
"""  # noqa: S608 - fixed conditions


def trends(wanted: Mapping[At, Sequence[periods.Period]], catalogue: Catalogue) -> dict[At, Trend]:
    """(indicator, unit) → first and last of these periods over the units that have a figure in each of them. One statement."""
    at = list(wanted)
    asked = [
        (number, node, one.collection.pk, one.position + 1, one.collection.tree_day, len(wanted[code, node]))
        for number, (code, node) in enumerate(at)
        for period in wanted[code, node]
        for one in asked_in(code, periods.year(period.start.year), catalogue)
        if one.collection.period == period
    ]
    found = {row[0]: row[1:] for row in run(TRENDS, _columns("place", asked, 6))}
    return {one: Trend(wanted[one], *(found.get(number) or (0, None, None))) for number, one in enumerate(at)}


TRENDS = f"""
    SELECT one.number, count(*), sum(one.figures[1]), sum(one.figures[one.wanted])
    FROM (
        SELECT p.number, p.wanted, s.unit_id, array_agg(s.values[p.place] ORDER BY p.day) AS figures
        FROM unnest(%(place0)s::int[], %(place1)s::uuid[], %(place2)s::uuid[], %(place3)s::int[], %(place4)s::date[],
            %(place5)s::int[]) AS p(number, node, collection, place, day, wanted)
        JOIN reporting_submission s ON s.collection_id = p.collection AND p.node = ANY(s.tree_path)
        WHERE {placing.COUNTED} AND s.values[p.place] IS NOT NULL
        GROUP BY p.number, p.wanted, s.unit_id HAVING count(*) = p.wanted
    ) one GROUP BY one.number
"""  # noqa: S608 - fixed conditions


@dataclass(frozen=True)
class Missing:
    """A period, and who of those asked in it has no accepted figure: some of their names, in official order."""

    period: periods.Period
    names: list[str]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.names)


NAMED = 40


def missing_units(indicator_code: str, node: uuid.UUID, year: int, catalogue: Catalogue) -> list[Missing]:
    """Who is behind the difference of `owed` and `reported` of `by_period`, period by period. One statement."""
    measure = measure_of(indicator_code, catalogue)
    top, *base = [part for part, _rule in measure.parts]
    own = (measure.line.numerator or measure.line).tree_rule == TreeRule.OWN_SUM
    based = {
        one.collection.pk: one.position + 1
        for other in base
        for one in asked_in(other, periods.year(year), catalogue)
    }
    asked = [
        one for one in asked_in(top, periods.year(year), catalogue) if not base or one.collection.pk in based
    ]
    places = [
        (
            at,
            one.collection.pk,
            one.position + 1,
            based.get(one.collection.pk, one.position + 1),
            one.collection.tree_day,
        )
        for at, one in enumerate(asked)
    ]
    rows = run(MISSING, _columns("place", places, 5) | {"node": node, "own": own, "named": NAMED})
    names: dict[int, list[str]] = defaultdict(list)
    counts: dict[int, int] = {}
    for at, name, count in rows:
        names[at].append(name)
        counts[at] = count
    return [Missing(asked[at].collection.period, names[at], counts[at]) for at in sorted(counts)]


MISSING = f"""
    SELECT one.number, one.name, one.count FROM (
        SELECT p.number, coalesce(v.short_name, u.code) AS name, count(*) OVER (PARTITION BY p.number) AS count,
            row_number() OVER (PARTITION BY p.number ORDER BY u.position, u.code) AS place
        FROM unnest(%(place0)s::int[], %(place1)s::uuid[], %(place2)s::int[], %(place3)s::int[], %(place4)s::date[])
            AS p(number, collection, place, base, day)
        JOIN reporting_obligation o ON o.collection_id = p.collection AND o.state <> 'exempt' AND (%(own)s OR NOT o.collects)
        JOIN organisation_unit u ON u.id = o.unit_id
        LEFT JOIN organisation_unitversion v ON v.unit_id = u.id AND v.valid @> p.day
        LEFT JOIN reporting_submission s ON s.collection_id = o.collection_id AND s.unit_id = o.unit_id AND {placing.COUNTED}
        WHERE (s.id IS NULL OR NOT (p.place - 1 = ANY(s.not_applicable)) AND s.values[p.place] + s.values[p.base] IS NULL)
            AND CASE WHEN s.id IS NOT NULL THEN %(node)s::uuid = ANY(s.tree_path)
                ELSE EXISTS (SELECT 1 FROM organisation_ancestry a WHERE a.descendant_id = o.unit_id
                    AND a.ancestor_id = %(node)s AND a.valid @> p.day) END
    ) one WHERE one.place <= %(named)s ORDER BY one.number, one.place
"""  # noqa: S608 - fixed conditions
