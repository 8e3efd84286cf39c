"""Targets as they are read: the list, one target at a unit, all of one unit."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.organisation import access
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import get_unit, path_of
from lantoa.reporting.choices import TargetStanding
from lantoa.reporting.models import Target
from lantoa.reporting.permissions import can_change_target, can_divide_target
from lantoa.reporting.printouts.targets import target_workbook, targets_workbook
from lantoa.reporting.queries.over_time import Catalogue
from lantoa.reporting.queries.targets import below, divisions, figures, overview, progress
from lantoa.reporting.queries.targets.registry import (
    READ,
    decisions_on,
    get_place,
    get_target,
    tree_day,
    values_of,
)
from lantoa.reporting.views.drawing import target_chart
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE, Counter, file_answer

STATES = (*TargetStanding.values, overview.ENDED)


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("reporting:targets") if more else ""
    return [(_("Báo cáo"), reverse("reporting:collections")), (_("Chỉ tiêu"), here), *more]


def year_of(get: QueryDict, among: Any, otherwise: int) -> int:
    """The year the address asks for, if it is one of `among`."""
    text = get.get("nam", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else otherwise
    return year if year in among else otherwise


def _wanted(request: SignedInRequest, years: list[int]) -> overview.Wanted:
    get = request.GET
    state, sort = get.get("tinh-trang", ""), get.get("sort", "")
    return overview.Wanted(
        year_of(get, years, clock.today().year),
        get.get("tim", "")[:LONGEST_SEARCH],
        state if state in STATES else "",
        sort if sort.removeprefix("-") in overview.SORTS else "",
    )


@acts(READ)
def target_list(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/chi-tieu/: ?nam= the year, ?tinh-trang= how they stand, ?tim= words."""
    years = overview.years_of(request.user)
    wanted = _wanted(request, years)
    rows = overview.target_rows(request.user, wanted.year)
    found = overview.narrowed(rows, wanted)
    shown = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "years": years,
        "strip": _strip(request, rows, wanted),
        "is_narrowed": bool(wanted.text or wanted.state),
        "may_issue": access.holds_somewhere(request.user, "target.issue"),
        "own_units": overview.own_units(request.user),
        "trail": trail(),
    }
    return render(request, "reporting/targets/list.html", shown)


def _strip(request: HttpRequest, rows: list[overview.Row], wanted: overview.Wanted) -> list[Counter]:
    """All that are followed, then each standing that occurs."""
    followed = [row for row in rows if row.state != overview.ENDED]
    strip = [Counter(_("Tất cả chỉ tiêu"), len(followed), _address(request, ""), not wanted.state)]
    for standing in TargetStanding:
        count = sum(row.state == standing for row in rows)
        if count or wanted.state == standing:
            badge = standing.badge
            strip.append(
                Counter(
                    str(standing.label),
                    count,
                    _address(request, standing),
                    wanted.state == standing,
                    badge.icon,
                    badge.tone,
                )
            )
    ended = len(rows) - len(followed)
    if ended or wanted.state == overview.ENDED:
        current = wanted.state == overview.ENDED
        strip.append(
            Counter(_("Thôi theo dõi"), ended, _address(request, overview.ENDED), current, "close", "unsent")
        )
    return strip


def _address(request: HttpRequest, state: str) -> str:
    query: QueryDict = request.GET.copy()
    for name in ("page", "tinh-trang"):
        query.pop(name, None)
    if state:
        query["tinh-trang"] = state
    return f"?{query.urlencode()}" if query else "?"


@acts(READ)
def targets_export(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/chi-tieu/xuat/: the list as it is narrowed and sorted."""
    wanted = _wanted(request, overview.years_of(request.user))
    rows = overview.narrowed(overview.target_rows(request.user, wanted.year), wanted)
    content = targets_workbook(rows, wanted.year, author=request.user.actor_label)
    return file_answer(content, f"chi-tieu-{wanted.year}.xlsx")


@acts(READ)
def unit_targets(request: SignedInRequest, unit: str) -> HttpResponse:
    """/bao-cao/chi-tieu/don-vi/<đơn vị>/: all that a unit is to reach in a year (?nam=)."""
    this_year = clock.today().year
    years = overview.years_of(request.user)
    year = year_of(request.GET, years, this_year)
    found = get_unit(request.user, unit, READ, tree_day(year))
    rows = overview.rows_of_unit(found, year)
    name = getattr(found, "short_name", found.code)
    shown = {"unit": found, "rows": rows, "year": year, "years": years, "trail": trail((name, ""))}
    return render(request, "reporting/targets/unit.html", shown)


@dataclass(frozen=True)
class Page:
    """A target at a unit, as the page and its workbook show it."""

    target: Target
    node: Unit
    year: int
    rows: list[progress.Course]
    span: progress.Span
    units: list[below.UnitRow]

    @property
    def course(self) -> progress.Course:
        """Of the chosen year."""
        return next(row for row in self.rows if row.year == self.year)


def _page(request: SignedInRequest, code: str, catalogue: Catalogue) -> Page:
    target = get_target(request.user, code)
    year = year_of(
        request.GET, target.years, min(max(clock.today().year, target.first_year), target.last_year)
    )
    node = get_place(request.user, target, request.GET.get("don-vi", ""), year)
    values = values_of([target.pk], [node.pk])
    found = progress.courses([progress.Place(target, node.pk, list(target.years))], values, catalogue)
    rows = [found[target.pk, node.pk, one] for one in target.years]
    units = below.units_below(target, node, year, catalogue, request.GET.get("sort", ""))
    return Page(target, node, year, rows, progress.span_of(rows, catalogue), units)


@acts(READ)
def target(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/chi-tieu/<mã>/: ?don-vi= at which unit, ?nam= which year of the units below."""
    catalogue = Catalogue()
    page = _page(request, code, catalogue)
    found, node = page.target, page.node
    is_parted = divisions.is_parted(found, catalogue)
    course = page.course
    running = next((row for row in page.rows if row.forecast is not None), None)
    shown = {
        "page": page,
        "target": found,
        "node": node,
        "year": page.year,
        "course": course,
        "running": running,
        "chart": target_chart(page.target, page.rows),
        "is_parted": is_parted,
        "difference": below.difference(page.units, course.value) if is_parted else None,
        "others": sum(
            1
            for row in page.units
            if not is_parted and row.course.value is not None and row.course.value != course.value
        ),
        "missing": figures.missing_units(found.indicator.code, node.pk, page.year, catalogue),
        "decisions": decisions_on(found, node),
        "above": _above(request, page),
        "line": catalogue.newest_line(found.indicator.code),
        "may_change": can_change_target(request.user, found),
        "may_divide": can_divide_target(request.user, found, node)
        and any(row.is_below for row in page.units),
        "trail": trail((found.name, "")),
    }
    return render(request, "reporting/targets/target.html", shown)


def _above(request: SignedInRequest, page: Page) -> list[Unit]:
    """From the owner down to the unit, without it, as far as this person may read there."""
    if page.node.pk == page.target.owner_id:
        return []
    path = path_of(page.node.pk, tree_day(page.year))
    ids = [one.pk for one in path]
    start = ids.index(page.target.owner_id) if page.target.owner_id in ids else len(ids)
    between = path[start:-1]
    scope = access.units_in_scope(request.user, READ, tree_day=tree_day(page.year))
    readable = set(scope.filter(pk__in=[one.pk for one in between]).values_list("pk", flat=True))
    return [one for one in between if one.pk in readable]


@acts(READ)
def target_export(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/chi-tieu/<mã>/xuat/: the years and the units below, as the page shows them."""
    page = _page(request, code, Catalogue())
    content = target_workbook(
        page.target, page.node, page.year, page.rows, page.units, author=request.user.actor_label
    )
    return file_answer(content, f"{page.target.code}-{page.node.code}-{page.year}.xlsx")
