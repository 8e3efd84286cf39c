"""What a total is made of: units, the registers behind their figures, and records that several units claim.

Nothing here writes. A total and what makes it are read by the same conditions (`placing`), so that they add up.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator

from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.organisation.queries import lineage
from lantoa.reporting import sources
from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import Qualifier
from lantoa.reporting.models import Collection, Line
from lantoa.reporting.queries import distinct
from lantoa.reporting.queries.inexact import named
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.totals import Amount, amount, counted_once
from lantoa.reporting.queries.unit_figures import GreatestFirst, UnitFigure, accepted_figures, gathered


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
    """What a total is made of: units by figure, greatest first; records that several units claim.

    `parts` are the units of the page that was asked for, `page` says which of the units with a figure other than 0 they are; both
    hold every unit where no page was asked for. `claimed`: what the registers hold for all units; `inexact`: which units gave a
    figure that is not exact, by its word.
    """

    line: Line
    accepted: Amount
    parts: list[UnitPart]
    register: int | None
    doubled: list[Doubled]
    greatest: Figure
    claimed: int
    inexact: list[str]
    page: Page[UnitFigure]

    @property
    def repeated(self) -> int:
        """How often records are counted again by further units."""
        return self.claimed - (self.register or 0)

    @property
    def apart(self) -> Decimal:
        """What units reported more (or less) than their registers hold, where every record counts once."""
        return (self.accepted.summed or Decimal(0)) - self.claimed

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
    *,
    number: str | int | None = 1,
    per_page: int | None = None,
) -> Makeup:
    """The units and, for a line of a register, the records behind a total: all of them, or page `number` of `per_page` units
    whose figure is not 0; a number that is none or too great gives the nearest page. As many statements for any number of units.
    Of a line without a register a page reads its own units alone, and one row of what all come to.

    Raises nothing: an empty node has no parts.
    """
    shape = shape or shape_of(collection.sheet_version_id)
    told = gathered(collection, node, view, shape, line)
    accepted = amount(line, told.accepted, place=0)
    named_units = named(told.inexact)
    if per_page and not line.source:
        some: Any = GreatestFirst(collection, node, view, shape, line, told.given)
        page: Page[UnitFigure] = Paginator(some, per_page).get_page(number)
        parts = _parts(line, list(page.object_list), {}, {})
        return Makeup(line, accepted, parts, None, [], told.greatest, 0, named_units, page)
    # A register is asked for every unit: which records several of them claim shows only between all.
    first, over = shape.parts(line) if line.computed else (line.position, None)
    figures = {one.unit_id: one for one in accepted_figures(collection, node, view, first, over)}
    counts = sources.counts_for(line.source, list(figures), collection.period) if line.source else {}
    claims: dict[str, list[uuid.UUID]] = {}
    for unit_id, count in counts.items():
        for code in count.codes:
            claims.setdefault(code, []).append(unit_id)
    ordered = sorted(figures.values(), key=lambda one: (one.value is None, -(one.value or 0)))
    paged = ordered if per_page is None else [one for one in ordered if one.value]
    page = Paginator(paged, per_page or max(len(paged), 1)).get_page(number)
    parts = _parts(line, list(page.object_list), counts, claims)
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
    claimed = sum(int(one.value or 0) for one in counts.values())
    register = distinct.distinct(counts.values()) if counts else None
    if distinct.counts_once(line):
        accepted = counted_once(accepted, register or 0)
    return Makeup(line, accepted, parts, register, doubled, told.greatest, claimed, named_units, page)


def _parts(
    line: Line,
    shown: Sequence[UnitFigure],
    counts: Mapping[uuid.UUID, sources.SourceCount],
    claims: dict[str, list[uuid.UUID]],
) -> list[UnitPart]:
    """Three statements for any number of units."""
    ids = [one.unit_id for one in shown]
    since = lineage.whereabouts(ids)
    known = Unit.objects.in_bulk(ids)
    return [
        UnitPart(
            known[one.unit_id],
            one.name,
            one.value,
            counts[one.unit_id].value if one.unit_id in counts else None,
            _records(line, counts.get(one.unit_id), claims),
            _changed(one.path, since[one.unit_id]),
            one.qualifier,
        )
        for one in shown
    ]


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
