"""Totals side by side: units × lines, units × periods, lines × periods."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lantoa.organisation.access import acts, person
from lantoa.organisation.queries.lineage import past_units_in_scope
from lantoa.reporting.models import Line
from lantoa.reporting.printouts.breakdowns import breakdown_workbook
from lantoa.reporting.queries import breakdowns
from lantoa.reporting.queries import collections as queries
from lantoa.reporting.queries.breakdowns import Breakdown, Row
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.totals import Amount
from lantoa.reporting.views.totals import head_of
from lantoa.reporting.views.tree_views import Seen, seen_by
from lantoa.ui.lists import file_answer

BY_LINE, BY_PERIOD, OVER_PERIODS = "chi-tieu", "ky", "nhieu-ky"
COUNTS = (4, 8, 12, 20)
FIRST_COUNT = 8


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it cannot mean is left out."""

    table: str
    line: Line
    section: str
    count: int
    sort: str

    @property
    def kept(self) -> dict[str, str]:
        """What stays in the address as one goes down the tree."""
        told = {BY_LINE: {"phan": self.section}, BY_PERIOD: {"chi-tieu": self.line.indicator.code}}
        periods = {} if self.table == BY_LINE else {"so-ky": str(self.count)}
        return {"bang": self.table, **told.get(self.table, {}), **periods}

    @classmethod
    def of(cls, request: HttpRequest, shape: Shape) -> "Asked":
        get = request.GET
        table, count, sort = get.get("bang", ""), get.get("so-ky", ""), get.get("sort", "")
        return cls(
            table if table in (BY_PERIOD, OVER_PERIODS) else BY_LINE,
            shape.by_code.get(get.get("chi-tieu", "")) or shape.lines[0],
            get.get("phan", "") if get.get("phan", "") in _sections(shape) else "",
            int(count) if count.isdecimal() and int(count) in COUNTS else FIRST_COUNT,
            sort if sort.removeprefix("-").isdecimal() else "",
        )


@dataclass(frozen=True)
class Column:
    """`place` is its number in the table, by which the address sorts; `line` where columns are lines."""

    place: int
    label: str
    second: str = ""
    line: Line | None = None

    @property
    def key(self) -> str:
        return str(self.place)


def _sections(shape: Shape) -> dict[str, str]:
    """Number of the section → its title, of those with lines."""
    used = {line.section_id for line in shape.lines}
    return {str(one.position): f"{one.label} {one.title}".strip() for one in shape.sections if one.pk in used}


@acts("rollup.read")
def breakdown(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/bang/: ?bang=chi-tieu | ky | nhieu-ky; ?don-vi= goes down the tree; ?cay=hien-nay restates."""
    user = person(request)
    collection = queries.get_collection(user, code)
    seen = seen_by(request, user, collection)
    shape = shape_of(collection.sheet_version_id)
    asked = Asked.of(request, shape)
    found = _table(seen, shape, asked)
    columns = _columns(found, shape, asked)
    rows = _shown(found, columns, asked, seen)
    readable = past_units_in_scope(user, "submission.read", collection.tree_day)
    given = [one.row.unit.pk for one in rows if one.row.unit]
    shown = {
        "collection": collection,
        "node": seen.node,
        "seen": seen,
        **head_of(user, seen),
        "asked": asked,
        "tables": [
            (BY_LINE, _("Đơn vị, chỉ tiêu")),
            (BY_PERIOD, _("Đơn vị, kỳ")),
            (OVER_PERIODS, _("Chỉ tiêu, kỳ")),
        ],
        "sections": _sections(shape),
        "lines": shape.lines,
        "counts": COUNTS,
        "columns": columns,
        "rows": rows,
        "whole": _whole(found, columns, asked),
        "whole_reports": found.whole.reports,
        "readable": set(readable.filter(pk__in=given).values_list("pk", flat=True)),
        "above": seen.query(**{"don-vi": collection.owner.code, **asked.kept})
        if seen.node.pk != collection.owner_id
        else "",
    }
    return render(request, "reporting/breakdown.html", shown)


def _table(seen: Seen, shape: Shape, asked: Asked) -> Breakdown:
    if asked.table == BY_LINE:
        return breakdowns.by_line(seen.collection, seen.node, seen.view, shape)
    periods = breakdowns.collections_until(seen.collection, asked.count)
    if asked.table == BY_PERIOD:
        return breakdowns.by_period(periods, seen.node, asked.line, seen.view)
    return breakdowns.over_periods(periods, seen.node, shape, seen.view)


def _columns(found: Breakdown, shape: Shape, asked: Asked) -> list[Column]:
    if asked.table == BY_LINE:
        section = {str(one.position): one.pk for one in shape.sections}.get(asked.section)
        return [
            Column(place, line.full_label, "" if line.computed else line.unit_of_measure, line)
            for place, line in enumerate(found.columns)
            if section is None or line.section_id == section
        ]
    return [Column(place, one.period.label_title) for place, one in enumerate(found.columns)]


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    """By a column's figures; units without one, and the node's own, stay at the end."""
    if not sort:
        return rows
    place, down = int(sort.removeprefix("-")), sort.startswith("-")

    def figure(row: Row) -> Any:
        return row.cells[place].value if place < len(row.cells) else None

    known = [row for row in rows if row.unit and figure(row) is not None]
    others = [row for row in rows if not (row.unit and figure(row) is not None)]
    return sorted(known, key=figure, reverse=down) + others


@dataclass(frozen=True)
class Shown:
    """A row as the page and the workbook write it: each cell with its line. `down` opens the unit's own table."""

    row: Row
    line: Line | None
    cells: list[tuple[Amount, Line]]
    query: str = ""
    down: str = ""

    @property
    def name(self) -> str:
        if self.line is not None:
            return self.line.label
        if self.row.unit is None:
            return _("Số của chính đơn vị")
        return getattr(self.row.unit, "short_name", "") or self.row.unit.code


def _shown(found: Breakdown, columns: list[Column], asked: Asked, seen: Seen) -> list[Shown]:
    lines = dict(zip(map(id, found.rows), found.lines, strict=False))
    shown = []
    for row in _sorted(found.rows, asked.sort):
        line = lines.get(id(row))
        cells = [(row.cells[one.place], line or one.line or asked.line) for one in columns]
        code = row.unit.code if row.unit else seen.node.code
        down = seen.query(**{"don-vi": code, **asked.kept}) if row.opens else ""
        shown.append(Shown(row, line, cells, seen.query(**{"don-vi": code}), down))
    return shown


def _whole(found: Breakdown, columns: list[Column], asked: Asked) -> list[tuple[Amount, Line]]:
    """The row of sums; none where rows are lines."""
    return [(found.whole.cells[one.place], one.line or asked.line) for one in columns if found.whole.cells]


@acts("rollup.read")
def breakdown_export(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/bang/xuat/: the table as the page shows it, as a workbook."""
    user = person(request)
    collection = queries.get_collection(user, code)
    seen = seen_by(request, user, collection)
    shape = shape_of(collection.sheet_version_id)
    asked = Asked.of(request, shape)
    found = _table(seen, shape, asked)
    columns = _columns(found, shape, asked)
    content = breakdown_workbook(
        collection,
        seen.node,
        heads=[f"{one.label}, {one.second}" if one.second else one.label for one in columns],
        rows=[(one.name, one.row.reports, one.cells) for one in _shown(found, columns, asked, seen)],
        whole=_whole(found, columns, asked),
        view=seen.view,
        author=user.actor_label,
    )
    restated = "-cay-hien-nay" if seen.restated else ""
    return file_answer(content, f"{collection.code}-bang-{asked.table}{restated}.xlsx")
