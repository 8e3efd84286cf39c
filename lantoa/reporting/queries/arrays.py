"""SQL over the arrays of figures, written out per line: a generated sum(values[i]) beats any unnesting.

The figures of one aggregate row, in this order: reports, then per line sums, bases, mins, maxs, counts,
zeros, not_asked.
Positions are integers that come from the sheet; nothing a person types enters the text of a statement.
"""

from collections.abc import Callable, Sequence
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


def without(whole: Aggregate, part: Aggregate) -> Aggregate:
    """The reports of `whole` that are not in `part` of it. Least and greatest figures are lost: they cannot be taken apart."""
    none: list[Decimal | None] = [None] * len(whole.sums)
    counts = [one - other for one, other in zip(whole.counts, part.counts, strict=True)]

    def rest(left: Sequence[Decimal | None], right: Sequence[Decimal | None]) -> list[Decimal | None]:
        return [
            (one or Decimal(0)) - (other or Decimal(0)) if count and one is not None else None
            for one, other, count in zip(left, right, counts, strict=True)
        ]

    return Aggregate(
        whole.reports - part.reports,
        rest(whole.sums, part.sums),
        rest(whole.bases, part.bases),
        none,
        none,
        counts,
        [one - other for one, other in zip(whole.zeros, part.zeros, strict=True)],
        [one - other for one, other in zip(whole.not_asked, part.not_asked, strict=True)],
    )


def together(*parts: Aggregate) -> Aggregate:
    """Aggregates of disjoint reports as one; of at least one."""
    whole = parts[0]
    for part in parts[1:]:
        whole = Aggregate(
            whole.reports + part.reports,
            _each(_sum, whole.sums, part.sums),
            _each(_sum, whole.bases, part.bases),
            _each(min, whole.mins, part.mins),
            _each(max, whole.maxs, part.maxs),
            [one + other for one, other in zip(whole.counts, part.counts, strict=True)],
            [one + other for one, other in zip(whole.zeros, part.zeros, strict=True)],
            [one + other for one, other in zip(whole.not_asked, part.not_asked, strict=True)],
        )
    return whole


def _each(
    of: Callable[[Decimal, Decimal], Decimal],
    left: Sequence[Decimal | None],
    right: Sequence[Decimal | None],
) -> list[Decimal | None]:
    return [
        other if one is None else one if other is None else of(one, other)
        for one, other in zip(left, right, strict=True)
    ]


def _sum(one: Decimal, other: Decimal) -> Decimal:
    return one + other


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
