"""Inspections, findings and remedies in lists, and one inspection with what each person may read of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.audit.registry import act_label
from lantoa.core import clock
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.oversight.choices import (
    FindingKind,
    InspectionKind,
    InspectionState,
    RemedyState,
)
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
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 and year > "1900" else 0,
        sort=sort if sort.removeprefix("-") in queries.SORTS else "-newest",
    )


def _said(request: HttpRequest) -> list[str]:
    """The filters in force, in words."""
    get = request.GET
    states = {**{slug: InspectionState(value).label for slug, value in STATES.items()}, LATE: _("Quá hạn")}
    kinds = {slug: InspectionKind(value).label for slug, value in KINDS.items()}
    said = [
        f"«{get['q']}»" if get.get("q", "").strip() else "",
        str(states.get(get.get("trang-thai", ""), "")),
        str(kinds.get(get.get("hinh-thuc", ""), "")),
        _("nội dung %(code)s") % {"code": get["noi-dung"]} if get.get("noi-dung") else "",
        _("đơn vị %(code)s") % {"code": get["don-vi"]} if get.get("don-vi") else "",
        _("năm %(year)s") % {"year": get["nam"]} if get.get("nam") else "",
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
    shown = {
        "page": page,
        "wanted": wanted,
        "counters": _strip(request, queries.counts_of(user, wanted), wanted.state),
        "said": _said(request),
        "themes": all_themes(),
        "units": queries.subjects_with_inspections(user),
        "announced": list(announced_for(user)) if holds_somewhere(user, "inspection.answer") else [],
        "may_open": holds_somewhere(user, "inspection.prepare"),
        "export_url": _export(request, "oversight:inspections_export"),
    }
    return render(request, "oversight/inspections.html", shown)


@acts("inspection.see")
def inspections_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    content = inspections_workbook(queries.listed(request.user, _wanted(request)), _said(request))
    return file_answer(content, f"kiem-tra-giam-sat-{clock.today():%Y-%m-%d}.xlsx")


@acts("inspection.see")
def inspection(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/"""
    user, found = request.user, queries.get_inspection(request.user, code)
    history = [
        {"at": one.at, "who": one.actor_label, "what": act_label(one.act)}
        for one in queries.history_of_inspection(found)
    ]
    shown = page_parts(user, found) | {"history": history, "trail": trail((code, ""))}
    return render(request, "oversight/inspection.html", shown)


def _finding_filter(request: HttpRequest) -> FindingFilter:
    get = request.GET
    return FindingFilter(
        kind=FOUND.get(get.get("loai", ""), ""),
        theme=get.get("noi-dung", "")[:40],
        unit=get.get("don-vi", "")[:40],
        state=REMEDIES.get(get.get("trang-thai", ""), ""),
        repeated=get.get("lap-lai") == "1",
        sort=get.get("sort", "")[:20],
    )


def _finding_said(request: HttpRequest) -> list[str]:
    get = request.GET
    kinds = {slug: FindingKind(value).label for slug, value in FOUND.items()}
    states = {slug: RemedyState(value).label for slug, value in REMEDIES.items()}
    said = [
        str(kinds.get(get.get("loai", ""), "")),
        str(states.get(get.get("trang-thai", ""), "")),
        _("nội dung %(code)s") % {"code": get["noi-dung"]} if get.get("noi-dung") else "",
        _("đơn vị %(code)s") % {"code": get["don-vi"]} if get.get("don-vi") else "",
        _("lặp lại") if get.get("lap-lai") == "1" else "",
    ]
    return [words for words in said if words]


@acts("inspection.see")
def findings(request: SignedInRequest) -> HttpResponse:
    """/kiem-tra-giam-sat/nhan-xet/: of concluded inspections. ?loai= ?noi-dung= ?don-vi= ?lap-lai=1 ?sort="""
    user, wanted = request.user, _finding_filter(request)
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
        "said": _finding_said(request),
        "themes": all_themes(),
        "units": queries.subjects_with_inspections(user),
        "export_url": _export(request, "oversight:findings_export"),
    }
    return render(request, "oversight/findings.html", shown)


@acts("inspection.see")
def findings_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    rows = found_queries.listed_findings(request.user, _finding_filter(request))
    return file_answer(
        findings_workbook(rows, _finding_said(request)), f"nhan-xet-{clock.today():%Y-%m-%d}.xlsx"
    )


@acts("inspection.see")
def remedies(request: SignedInRequest) -> HttpResponse:
    """/kiem-tra-giam-sat/khac-phuc/: ?trang-thai= ?noi-dung= ?don-vi= ?sort="""
    user, wanted = request.user, _finding_filter(request)
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
        "said": _finding_said(request),
        "themes": all_themes(),
        "units": queries.subjects_with_inspections(user),
        "export_url": _export(request, "oversight:remedies_export"),
    }
    return render(request, "oversight/remedies.html", shown)


@acts("inspection.see")
def remedies_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    rows = found_queries.listed_remedies(request.user, _finding_filter(request))
    return file_answer(
        remedies_workbook(rows, _finding_said(request)), f"khac-phuc-{clock.today():%Y-%m-%d}.xlsx"
    )
