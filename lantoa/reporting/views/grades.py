"""Grades of a scored collection under a node: how many of each, where points are lost, and the reports behind a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.access import acts, person
from lantoa.organisation.queries.lineage import past_units_in_scope
from lantoa.reporting.models import Line, Scoring
from lantoa.reporting.printouts.grades import graded_workbook, grades_workbook
from lantoa.reporting.queries import collections as queries
from lantoa.reporting.queries.grades import (
    UNGRADED,
    GradeRow,
    Grades,
    PeriodGrades,
    graded_reports,
    grades_over_time,
    grades_under,
    losses_under,
)
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.unusual import is_too_wide
from lantoa.reporting.scoring import Scale
from lantoa.reporting.views.totals import head_of
from lantoa.reporting.views.tree_views import Seen, seen_by
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE, file_answer

NO_GRADE = "chua"  # ?muc=chua: accepted, yet without a grade


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the summary, or the reports of one grade, or those that lost points of one criterion."""

    seen: Seen
    shape: Shape
    scale: Scale
    band: int | None
    line: Line | None
    search: str

    @property
    def is_list(self) -> bool:
        return self.band is not None or self.line is not None

    @property
    def title(self) -> str:
        if self.line is not None:
            return _("Mất điểm ở: %(line)s") % {"line": self.line.label}
        if self.band == UNGRADED:
            return _("Chưa xếp loại")
        return _("Xếp loại %(grade)s") % {"grade": self.scale.bands[self.band or 0].label}


def _asked(request: HttpRequest, user: User, code: str) -> Asked:
    """NotFound for a sheet that scores nothing, and for a grade or criterion that it does not have."""
    collection = queries.get_collection(user, code)
    shape = shape_of(collection.sheet_version_id)
    if shape.scale is None:
        raise NotFound()
    band = _band(request.GET.get("muc", ""), shape.scale)
    wanted = request.GET.get("tieu-chi", "")
    line = shape.by_code.get(wanted)
    if wanted and (line is None or not line.scored):
        raise NotFound()
    search = request.GET.get("tim", "")[:LONGEST_SEARCH]
    return Asked(seen_by(request, user, collection), shape, shape.scale, band, line, search)


def _band(typed: str, scale: Scale) -> int | None:
    """?muc=1 is the best grade."""
    if typed in ("", NO_GRADE):
        return UNGRADED if typed else None
    if not (typed.isdecimal() and len(typed) < 3 and 1 <= int(typed) <= len(scale.bands)):
        raise NotFound()
    return int(typed) - 1


@dataclass(frozen=True)
class ShownRow:
    """`cells`: grade, count, and the address of its reports, empty for none; `down`: the same page one level below."""

    row: GradeRow
    cells: Sequence[tuple[str, int, str]]
    down: str


def _shown(seen: Seen, row: GradeRow, found: Grades) -> ShownRow:
    # Of what counts at the node itself there is no node of its own to open.
    node = {"don-vi": row.unit.code} if row.unit else None
    marks = [(one.label, str(number)) for number, one in enumerate(found.bands, start=1)]
    cells = [
        (label, count, seen.query(**node, muc=mark) if node and count else "")
        for count, (label, mark) in zip(row.counts, [*marks, (_("Chưa xếp loại"), NO_GRADE)], strict=True)
    ]
    shown = cells if found.has_ungraded else cells[:-1]
    return ShownRow(row, shown, seen.query(**node) if node and row.opens else "")


@acts("rollup.read")
def grades(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/xep-loai/: counts of each grade; ?muc=1 (grade) or ?tieu-chi=SH11 (criterion): the reports behind them."""
    user = person(request)
    asked = _asked(request, user, code)
    seen = asked.seen
    shown: dict[str, Any] = {
        "collection": seen.collection,
        "node": seen.node,
        "seen": seen,
        **head_of(user, seen),
        "graded": True,
        "scale": asked.scale,
    }
    if asked.is_list:
        return _list_page(request, user, asked, shown)
    found = grades_under(seen.collection, seen.node, asked.shape, seen.view)
    if found is None:
        raise NotFound()
    shown |= {
        "found": found,
        "rows": [_shown(seen, row, found) for row in found.rows],
        "whole": _shown(seen, found.whole, found),
        "losses": [
            (one, seen.query(**{"tieu-chi": one.line.indicator.code}))
            for one in losses_under(seen.collection, seen.node, asked.shape, seen.view)
        ]
        if found.whole.total
        else [],
        "periods": _periods(asked),
        "above": seen.node.pk != seen.collection.owner_id,
    }
    return render(request, "reporting/grades/grades.html", shown)


def _periods(asked: Asked) -> list[tuple[PeriodGrades, Sequence[tuple[str, int]]]]:
    """The last periods with their counts by grade; nothing where there is one period only."""
    seen = asked.seen
    found = grades_over_time(seen.collection, seen.node, asked.scale, seen.view)
    labels = [one.label for one in asked.scale.bands]
    rows: list[tuple[PeriodGrades, Sequence[tuple[str, int]]]] = [
        (one, list(zip(labels, one.counts or (), strict=False))) for one in found
    ]
    return rows if len(rows) > 1 else []


def _reports(asked: Asked) -> list[Scoring]:
    seen = asked.seen
    return graded_reports(
        seen.collection, seen.node, seen.view, band=asked.band, losing=asked.line, search=asked.search
    )


def _list_page(request: HttpRequest, user: User, asked: Asked, shown: dict[str, Any]) -> HttpResponse:
    collection = asked.seen.collection
    too_wide = is_too_wide(collection, asked.seen.node)
    page = Paginator([] if too_wide else _reports(asked), PER_PAGE).get_page(request.GET.get("page"))
    units = [one.submission.unit_id for one in page.object_list]
    readable = past_units_in_scope(user, "submission.read", collection.tree_day).filter(pk__in=units)
    shown |= {
        "page": page,
        "too_wide": too_wide,
        "title": asked.title,
        "line": asked.line,
        "search": asked.search,
        "kept": [
            (name, request.GET[name]) for name in ("don-vi", "cay", "muc", "tieu-chi") if name in request.GET
        ],
        "readable": set(readable.values_list("pk", flat=True)),
        "rows": [
            (one, _label(asked.scale, one.own_band), _label(asked.scale, one.band))
            for one in page.object_list
        ],
        "back": reverse("reporting:grades", args=[collection.code]) + asked.seen.query(),
    }
    return render(request, "reporting/grades/reports.html", shown)


def _label(scale: Scale, band: int | None) -> str:
    return "" if band is None else scale.bands[band].label


@acts("rollup.read")
def grades_export(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/xep-loai/xuat/: the page as a workbook."""
    user = person(request)
    asked = _asked(request, user, code)
    seen = asked.seen
    if asked.is_list:
        if is_too_wide(seen.collection, seen.node):
            raise Refused(_("Phạm vi này có hơn 5.000 đơn vị báo cáo. Chọn một đơn vị cấp dưới rồi xem lại."))
        content = graded_workbook(
            seen.collection, asked.title, asked.scale, _reports(asked), asked.line, author=user.actor_label
        )
        return file_answer(content, f"{seen.collection.code}-xep-loai-don-vi.xlsx")
    found = grades_under(seen.collection, seen.node, asked.shape, seen.view)
    if found is None:
        raise NotFound()
    losses = losses_under(seen.collection, seen.node, asked.shape, seen.view)
    content = grades_workbook(seen.collection, found, losses, author=user.actor_label)
    return file_answer(content, f"{seen.collection.code}-xep-loai.xlsx")
