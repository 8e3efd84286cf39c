"""What a total is made of: units, the registers behind their figures, and records that several units claim.

Nothing here writes. A total and what makes it are read by the same conditions (`placing`), so that they add up.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.organisation.queries import lineage
from lantoa.reporting import sources
from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import Qualifier
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.queries import arrays, distinct
from lantoa.reporting.queries.inexact import named
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.totals import Amount, accepted_figures, amount, by_state, counted_once


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
    figures = {one.unit_id: one for one in accepted_figures(collection, node, view, first, over)}
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
    found = by_state(collection, node, shape, view).get("accepted", arrays.empty(shape.width))
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
