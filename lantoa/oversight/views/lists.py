"""Inspections, findings and remedies in lists, and one inspection with what each person may read of it."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.registry import act_label
from lantoa.core import clock
from lantoa.core.periods import quarter
from lantoa.organisation.access import SignedInRequest, acts, holds, holds_somewhere
from lantoa.oversight.choices import (
    FindingKind,
    InspectionKind,
    InspectionState,
    RemedyState,
)
from lantoa.oversight.models import InspectionTheme
from lantoa.oversight.printouts import findings_workbook, inspections_workbook, remedies_workbook
from lantoa.oversight.queries import findings as found_queries
from lantoa.oversight.queries import inspections as queries
from lantoa.oversight.queries.findings import FindingFilter
from lantoa.oversight.queries.programmes import announced_for
from lantoa.oversight.queries.rules import all_themes
from lantoa.oversight.views.page import page_parts
from lantoa.oversight.views.steps import trail
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer, narrowed_address, page_of

LATE = "qua-han"
_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
STATES = {
    "chuan-bi": "preparing",
    "tien-hanh": "begun",
    "cho-y-kien": "presented",
    "ket-luan": "concluded",
    "huy": "cancelled",
}
KINDS = {"kiem-tra": "inspection", "giam-sat": "supervision"}
FOUND = {"uu-diem": "strength", "han-che": "shortcoming", "vi-pham": "breach"}
REMEDIES = {"dang-lam": "open", LATE: "late", "cho-kiem-tra": "reported", "xong": "checked"}


def _wanted(request: HttpRequest) -> queries.InspectionFilter:
    """The filter in the address; what it cannot mean is left out."""
    get = request.GET
    state, sort, year = get.get("trang-thai", ""), get.get("sort", ""), get.get("nam", "")
    return queries.InspectionFilter(
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        state=queries.OVERDUE if state == LATE else STATES.get(state, ""),
        kind=KINDS.get(get.get("hinh-thuc", ""), ""),
        theme=get.get("noi-dung", "")[:40],
        unit=get.get("don-vi", "")[:40],
        year=int(year) if _YEAR.fullmatch(year) else 0,
        sort=sort if sort.removeprefix("-") in queries.SORTS else "-newest",
    )


@dataclass(frozen=True)
class _Offered:
    """The themes and units by which a list may be narrowed."""

    themes: list[InspectionTheme]
    units: list[Any]

    def said(self, theme: str, unit: str) -> list[str]:
        """What a list is narrowed to of them, by name; a code that names nothing as it was typed."""
        themes = {one.code: one.name for one in self.themes}
        units = {one.code: one.name for one in self.units}
        return [
            _("nội dung «%(name)s»") % {"name": themes.get(theme, theme)} if theme else "",
            _("đơn vị %(name)s") % {"name": units.get(unit, unit)} if unit else "",
        ]


def _offered(user: User) -> _Offered:
    return _Offered(list(all_themes()), list(queries.subjects_with_inspections(user)))


def _said(wanted: queries.InspectionFilter, offered: _Offered) -> list[str]:
    """The filters in force, in words."""
    states = {value: str(InspectionState(value).label) for value in STATES.values()}
    said = [
        f"«{wanted.text}»" if wanted.text else "",
        (states | {queries.OVERDUE: _("Quá hạn")}).get(wanted.state, ""),
        str(InspectionKind(wanted.kind).label) if wanted.kind else "",
        *offered.said(wanted.theme, wanted.unit),
        _("năm %(year)s") % {"year": wanted.year} if wanted.year else "",
    ]
    return [words for words in said if words]


def _strip(request: HttpRequest, counts: dict[str, int], current: str) -> list[Counter]:
    name = "trang-thai"
    strip = [Counter(_("Tất cả"), counts[""], narrowed_address(request, name, ""), not current)]
    if counts[queries.OVERDUE] or current == queries.OVERDUE:
        late = narrowed_address(request, name, LATE)
        strip.append(
            Counter(
                _("Quá hạn"), counts[queries.OVERDUE], late, current == queries.OVERDUE, "clock", "returned"
            )
        )
    for slug, value in STATES.items():
        if counts[value] or current == value:
            badge = InspectionState(value).badge
            address = narrowed_address(request, name, slug)
            strip.append(
                Counter(str(badge.label), counts[value], address, current == value, badge.icon, badge.tone)
            )
    return strip


def _export(request: HttpRequest, route: str) -> str:
    return f"{reverse(route)}?{request.GET.urlencode()}"


@acts("inspection.see")
def inspections(request: SignedInRequest) -> HttpResponse:
    """/kiem-tra-giam-sat/: ?trang-thai= ?hinh-thuc= ?noi-dung= ?don-vi= ?nam= ?q= words ?sort="""
    user, wanted = request.user, _wanted(request)
    page = page_of(queries.listed(user, wanted), request)
    for row in page:
        row.kind_words = InspectionKind(row.kind).label
    announced = list(announced_for(user)) if holds_somewhere(user, "inspection.answer") else []
    for line in announced:
        line.quarter_words = quarter(line.programme.year, line.quarter).label_title
    offered = _offered(user)
    shown = {
        "page": page,
        "wanted": wanted,
        "counters": _strip(request, queries.counts_of(user, wanted), wanted.state),
        "said": _said(wanted, offered),
        "themes": offered.themes,
        "units": offered.units,
        "announced": announced,
        "may_open": holds_somewhere(user, "inspection.prepare"),
        "export_url": _export(request, "oversight:inspections_export"),
    }
    return render(request, "oversight/inspections.html", shown)


@acts("inspection.see")
def inspections_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    user, wanted = request.user, _wanted(request)
    content = inspections_workbook(queries.listed(user, wanted), _said(wanted, _offered(user)))
    return file_answer(content, f"kiem-tra-giam-sat-{clock.today():%Y-%m-%d}.xlsx")


@acts("inspection.see")
def inspection(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/"""
    user, found = request.user, queries.get_inspection(request.user, code)
    shown = page_parts(user, found)
    inner = shown["reads"] and (shown["inside"] or shown["concluded"])
    inner = inner and holds(user, "inspection.read", found.unit_id)
    shown["history"] = [
        {"at": one.at, "who": one.actor_label, "what": act_label(one.act)}
        for one in queries.history_of_inspection(found, inner=inner)
    ]
    shown["trail"] = trail((code, ""))
    return render(request, "oversight/inspection.html", shown)


def _finding_filter(request: HttpRequest, *, of_remedies: bool = False) -> FindingFilter:
    """The filter in the address; what does not narrow this list is left out."""
    get = request.GET
    return FindingFilter(
        kind="" if of_remedies else FOUND.get(get.get("loai", ""), ""),
        theme=get.get("noi-dung", "")[:40],
        unit=get.get("don-vi", "")[:40],
        state=REMEDIES.get(get.get("trang-thai", ""), "") if of_remedies else "",
        repeated=not of_remedies and get.get("lap-lai") == "1",
        sort=get.get("sort", "")[:20],
    )


def _finding_said(wanted: FindingFilter, offered: _Offered) -> list[str]:
    said = [
        str(FindingKind(wanted.kind).label) if wanted.kind else "",
        str(RemedyState(wanted.state).label) if wanted.state else "",
        *offered.said(wanted.theme, wanted.unit),
        _("lặp lại") if wanted.repeated else "",
    ]
    return [words for words in said if words]


@acts("inspection.see")
def findings(request: SignedInRequest) -> HttpResponse:
    """/kiem-tra-giam-sat/nhan-xet/: of concluded inspections. ?loai= ?noi-dung= ?don-vi= ?lap-lai=1 ?sort="""
    user, wanted = request.user, _finding_filter(request)
    offered = _offered(user)
    counts = found_queries.finding_counts(user, wanted)
    counters = [Counter(_("Tất cả"), counts[""], narrowed_address(request, "loai", ""), not wanted.kind)]
    for slug, value in FOUND.items():
        if counts[value] or wanted.kind == value:
            badge, address = FindingKind(value).badge, narrowed_address(request, "loai", slug)
            counters.append(
                Counter(
                    str(badge.label), counts[value], address, wanted.kind == value, badge.icon, badge.tone
                )
            )
    page = page_of(found_queries.listed_findings(user, wanted), request)
    for row in page:
        row.badge = FindingKind(row.kind).badge
    shown = {
        "page": page,
        "wanted": wanted,
        "counters": counters,
        "said": _finding_said(wanted, offered),
        "themes": offered.themes,
        "units": offered.units,
        "export_url": _export(request, "oversight:findings_export"),
    }
    return render(request, "oversight/findings.html", shown)


@acts("inspection.see")
def findings_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    user, wanted = request.user, _finding_filter(request)
    said = _finding_said(wanted, _offered(user))
    return file_answer(
        findings_workbook(found_queries.listed_findings(user, wanted), said),
        f"nhan-xet-{clock.today():%Y-%m-%d}.xlsx",
    )


@acts("inspection.see")
def remedies(request: SignedInRequest) -> HttpResponse:
    """/kiem-tra-giam-sat/khac-phuc/: ?trang-thai= ?noi-dung= ?don-vi= ?sort="""
    user, wanted = request.user, _finding_filter(request, of_remedies=True)
    offered = _offered(user)
    counts = found_queries.remedy_counts(user, wanted)
    name = "trang-thai"
    counters = [Counter(_("Tất cả"), counts[""], narrowed_address(request, name, ""), not wanted.state)]
    for slug, value in REMEDIES.items():
        if counts[value] or wanted.state == value:
            badge, address = RemedyState(value).badge, narrowed_address(request, name, slug)
            counters.append(
                Counter(
                    str(badge.label), counts[value], address, wanted.state == value, badge.icon, badge.tone
                )
            )
    page = page_of(found_queries.listed_remedies(user, wanted), request)
    for row in page:
        row.badge = RemedyState(row.state).badge
    shown = {
        "page": page,
        "wanted": wanted,
        "counters": counters,
        "said": _finding_said(wanted, offered),
        "themes": offered.themes,
        "units": offered.units,
        "export_url": _export(request, "oversight:remedies_export"),
    }
    return render(request, "oversight/remedies.html", shown)


@acts("inspection.see")
def remedies_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    user, wanted = request.user, _finding_filter(request, of_remedies=True)
    said = _finding_said(wanted, _offered(user))
    return file_answer(
        remedies_workbook(found_queries.listed_remedies(user, wanted), said),
        f"khac-phuc-{clock.today():%Y-%m-%d}.xlsx",
    )
