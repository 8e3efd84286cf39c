"""The accepted figures of units under a node, one line at a time: all of them, or what they come to and a page of them.

Which reports count is told by `placing`, as for the totals, so that a total and its units add up.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.reporting.checks import Figure
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.queries import arrays, placing
from lantoa.reporting.queries.arrays import Aggregate
from lantoa.reporting.queries.sheets import Shape

FIGURE = "s.values[%(place)s]"
SHARE = "s.values[%(place)s] / nullif(s.values[%(over)s], 0)"
WORD = "coalesce(s.qualifiers ->> %(first)s, s.qualifiers ->> %(second)s, '')"
GREATEST = "{figure} DESC NULLS LAST, u.position, u.code"


@dataclass(frozen=True)
class UnitFigure:
    unit_id: uuid.UUID
    name: str
    path: Sequence[uuid.UUID]
    value: Figure
    qualifier: str


@dataclass(frozen=True)
class Gathered:
    """What the units' figures of one line come to. `accepted`: the line alone, at place 0. `given`: units whose figure is not 0;
    `inexact`: (unit, word) of those whose figure is not exact, the greatest first."""

    accepted: Aggregate
    given: int
    greatest: Figure
    inexact: list[tuple[str, str]]


def accepted_figures(
    collection: Collection, node: Unit, view: TreeView, position: int, over: int | None = None
) -> list[UnitFigure]:
    """Each unit's accepted figure at a position (or the share of two positions), with its name and path as it was accepted,
    in official order. One statement.
    """
    return _figures(collection, node, view, position, over, "ORDER BY u.position, u.code", {})


def gathered(collection: Collection, node: Unit, view: TreeView, shape: Shape, line: Line) -> Gathered:
    """In one row of one statement, however many units."""
    position, over = _places(shape, line)
    figure = FIGURE if over is None else SHARE
    named = f"array_agg(ARRAY[s.short_name_then, {WORD}] ORDER BY {GREATEST.format(figure=figure)})"
    [row] = _run(
        f"""
        SELECT count(*) FILTER (WHERE {figure} <> 0), max({figure}), {named} FILTER (WHERE {WORD} <> ''),
            count(*), {arrays.over_submissions(shape, lines=[line])}
        FROM reporting_submission s JOIN organisation_unit u ON u.id = s.unit_id
        WHERE s.collection_id = %(collection)s AND {placing.counted_under(view)}
        """,  # noqa: S608 - fixed expressions and conditions
        _values(collection, node, position, over),
    )
    return Gathered(arrays.read(row[3:]), row[0], row[1], [(name, word) for name, word in row[2] or ()])


class GreatestFirst:
    """The figures that are not 0 for a paginator, which asks for a part of them; how many there are is known. A part is one
    statement, of which the database sends that part alone."""

    ordered = True

    def __init__(
        self, collection: Collection, node: Unit, view: TreeView, shape: Shape, line: Line, given: int
    ) -> None:
        self.collection, self.node, self.view, self.given = collection, node, view, given
        self.position, self.over = _places(shape, line)

    def count(self) -> int:
        return self.given

    def __len__(self) -> int:
        return self.given

    def __getitem__(self, part: slice) -> list[UnitFigure]:
        figure = FIGURE if self.over is None else SHARE
        first = part.start or 0
        most = (self.given if part.stop is None else part.stop) - first
        wanted = f"AND {figure} <> 0 ORDER BY {GREATEST.format(figure=figure)} OFFSET %(skip)s LIMIT %(most)s"
        more = {"skip": first, "most": most}
        return _figures(self.collection, self.node, self.view, self.position, self.over, wanted, more)


def _places(shape: Shape, line: Line) -> tuple[int, int | None]:
    return shape.parts(line) if line.computed else (line.position, None)


def _figures(
    collection: Collection,
    node: Unit,
    view: TreeView,
    position: int,
    over: int | None,
    wanted: str,
    more: dict[str, int],
) -> list[UnitFigure]:
    """`wanted`: what follows the conditions, as SQL of this module."""
    rows = _run(
        f"""
        SELECT s.unit_id, s.short_name_then, s.tree_path, {FIGURE if over is None else SHARE}, {WORD}
        FROM reporting_submission s JOIN organisation_unit u ON u.id = s.unit_id
        WHERE s.collection_id = %(collection)s AND {placing.counted_under(view)} {wanted}
        """,  # noqa: S608 - fixed expressions and conditions
        _values(collection, node, position, over) | more,
    )
    return [UnitFigure(*row) for row in rows]


def _values(collection: Collection, node: Unit, position: int, over: int | None) -> dict[str, Any]:
    return {
        **placing.arguments(node, [collection]),
        "collection": collection.pk,
        "place": position + 1,
        "first": str(position),
        "second": str(position if over is None else over),
        "over": (over or 0) + 1,
    }


def _run(text: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
