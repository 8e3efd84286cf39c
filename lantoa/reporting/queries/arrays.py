"""SQL over the arrays of figures, written out per line: a generated sum(values[i]) beats any unnesting.

The figures of one aggregate row, in this order: reports, then per line sums, bases, mins, maxs, counts,
zeros, not_asked.
Positions are integers that come from the sheet; nothing a person types enters the text of a statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lantoa.reporting.models import Line
from lantoa.reporting.queries.sheets import Shape

GROUPS = ("sums", "bases", "mins", "maxs", "counts", "zeros", "not_asked")


@dataclass(frozen=True)
class Aggregate:
    """Figures over a set of reports; arrays follow `Line.position`. For a ratio: `sums` numerators,
    `bases` denominators.
    """

    reports: int
    sums: Sequence[Decimal | None]
    bases: Sequence[Decimal | None]
    mins: Sequence[Decimal | None]
    maxs: Sequence[Decimal | None]
    counts: Sequence[int]
    zeros: Sequence[int]
    not_asked: Sequence[int]


def empty(width: int) -> Aggregate:
    none: list[Decimal | None] = [None] * width
    nought = [0] * width
    return Aggregate(0, none, none, none, none, nought, nought, nought)


def over_submissions(shape: Shape, alias: str = "s", lines: Sequence[Line] | None = None) -> str:
    """Aggregates over rows of reporting_submission, as seven arrays: of all lines, or of some in the order given."""
    parts: dict[str, list[str]] = {group: [] for group in GROUPS}
    for line in shape.lines if lines is None else lines:
        here = f"{alias}.values[{line.position + 1}]"
        if line.computed:
            top, base = (f"{alias}.values[{place + 1}]" for place in shape.parts(line))
            both = f"FILTER (WHERE {top} IS NOT NULL AND {base} IS NOT NULL)"
            parts["sums"].append(f"sum({top}) {both}")
            parts["bases"].append(f"sum({base}) {both}")
            parts["mins"].append("NULL::numeric")
            parts["maxs"].append("NULL::numeric")
            parts["counts"].append(f"(count(*) {both})::int")
            parts["zeros"].append(f"(count(*) FILTER (WHERE {top} = 0 AND {base} IS NOT NULL))::int")
        else:
            parts["sums"].append(f"sum({here})")
            parts["bases"].append("NULL::numeric")
            parts["mins"].append(f"min({here})")
            parts["maxs"].append(f"max({here})")
            parts["counts"].append(f"count({here})::int")
            parts["zeros"].append(f"(count(*) FILTER (WHERE {here} = 0))::int")
        parts["not_asked"].append(
            f"(count(*) FILTER (WHERE {line.position} = ANY({alias}.not_applicable)))::int"
        )
    return _arrays(parts)


def over_aggregates(shape: Shape, alias: str) -> str:
    """Aggregates over rows that are aggregates themselves."""
    functions = {"mins": "min", "maxs": "max"}
    parts: dict[str, list[str]] = {}
    for group in GROUPS:
        cast = "::int" if group in ("counts", "zeros", "not_asked") else ""
        function = functions.get(group, "sum")
        parts[group] = [f"{function}({alias}.{group}[{place + 1}]){cast}" for place in range(shape.width)]
    return _arrays(parts)


def _arrays(parts: dict[str, list[str]]) -> str:
    return ", ".join(f"ARRAY[{', '.join(parts[group])}] AS {group}" for group in GROUPS)


def read(row: Sequence[Any]) -> Aggregate:
    """One row: the number of reports, then the seven arrays."""
    return Aggregate(int(row[0]), *row[1:8])
