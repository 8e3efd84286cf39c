"""Sheets that are published: the list, one sheet with its versions, a version as units see it, comparison, file."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.reporting.choices import LineKind, PeriodLength
from lantoa.reporting.design import SheetSpec
from lantoa.reporting.models import Sheet
from lantoa.reporting.printouts.sheets import sheets_workbook
from lantoa.reporting.queries.designs import comparison, registry, shapes
from lantoa.reporting.queries.situations.rules import carrying_row
from lantoa.reporting.scoring import Scale
from lantoa.reporting.sheet_files import written_sheet
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE, Counter, counters_over, file_answer


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Báo cáo"), reverse("reporting:collections")),
        (_("Biểu mẫu"), reverse("reporting:sheets")),
        *more,
    ]


@acts("sheet.read")
def sheet_list(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/bieu-mau/: sheets in use and drafts, counted by state."""
    wanted = _wanted(request)
    rows = registry.sheet_rows(request.user)
    of_strip = registry.narrowed(rows, registry.SheetFilter(wanted.text, "", wanted.period_kind))
    shown = {
        "page": Paginator(registry.narrowed(rows, wanted), PER_PAGE).get_page(request.GET.get("page")),
        "strip": _strip(request, of_strip, wanted),
        "wanted": wanted,
        "periods": PeriodLength.choices,
        "is_narrowed": bool(wanted.text or wanted.state or wanted.period_kind),
        "may_design": access.holds_somewhere(request.user, "sheet.edit"),
        "trail": [*trail()[:1], (_("Biểu mẫu"), "")],
    }
    return render(request, "reporting/sheets/list.html", shown)


def _wanted(request: SignedInRequest) -> registry.SheetFilter:
    """What the address asks for; what it cannot mean is left out rather than refused."""
    get = request.GET
    state, kind, sort = get.get("trangthai", ""), get.get("ky", ""), get.get("sort", "")
    return registry.SheetFilter(
        get.get("q", "")[:LONGEST_SEARCH].strip(),
        state if state in registry.STATES else "",
        kind if kind in PeriodLength.values else "",
        sort if sort.removeprefix("-") in registry.SORTS else "",
    )


def _strip(
    request: SignedInRequest, rows: list[registry.SheetRow], wanted: registry.SheetFilter
) -> list[Counter]:
    labels = {
        "": _("Tất cả biểu"),
        "da-ban-hanh": _("Đã ban hành"),
        "dang-thu": _("Đang thu số liệu"),
        "dang-soan": _("Bản đang soạn"),
    }
    if not access.holds_somewhere(request.user, "sheet.edit"):
        del labels["dang-soan"]
    return counters_over(request, rows, labels, registry.STATES, wanted.state)


@acts("sheet.read")
def sheets_export(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/bieu-mau/xuat/: the list as it is filtered."""
    rows = registry.narrowed(registry.sheet_rows(request.user), _wanted(request))
    return file_answer(sheets_workbook(rows), "bieu-mau.xlsx")


@acts("sheet.read")
def sheet(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/: versions, what each changed, and the draft."""
    found = registry.sheets_visible_to(request.user).filter(code=code).first()
    draft = registry.drafts_visible_to(request.user).filter(code=code).first()
    if found is None and draft is None:
        raise NotFound()
    named: Any = found or draft
    shown = {
        "named": named,
        "sheet": found,
        "draft": draft,
        "versions": registry.versions_of(found) if found else [],
        "may_redesign": found is not None and draft is None and registry.may_redesign(request.user, found),
        **_situation(request, found),
        "trail": trail((named.code, "")),
    }
    return render(request, "reporting/sheets/sheet.html", shown)


def _situation(request: SignedInRequest, found: Sheet | None) -> dict[str, Any]:
    """Whether the reports of a quarterly sheet carry the situation along, and whether this person may say so."""
    version = found.versions.first() if found else None
    if found is None or version is None or version.period_kind != PeriodLength.QUARTER:
        return {"is_quarterly": False}
    return {
        "is_quarterly": True,
        "carries_situation": carrying_row(found) is not None,
        "may_carry": registry.may_redesign(request.user, found),
    }


@acts("sheet.read")
def sheet_version(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/ban/2/: one version as a unit meets it."""
    version = registry.get_version(request.user, code, number)
    spec = shapes.spec_of_version(version.pk)
    words = _("Bản %(number)s") % {"number": number}
    shown = {
        **preview_of(spec),
        "version": version,
        "code": code,
        "blank_url": reverse("reporting:sheet_blank", args=[code, number]),
        "trail": trail((code, reverse("reporting:sheet", args=[code])), (words, "")),
    }
    return render(request, "reporting/sheets/preview.html", shown)


def preview_of(spec: SheetSpec) -> dict[str, Any]:
    """What the template of the preview shows: the design, and for each line what is asked of it."""
    asked: dict[str, list[str]] = {}
    for one in spec.relations:
        asked.setdefault(one.left, []).append(
            f"{comparison.relation_words(one)} ({comparison.hardness(one)})"
        )
    parts = [
        (section, [(line, asked.get(line.code, [])) for line in section.lines]) for section in spec.sections
    ]
    typed = sum(line.kind != "ratio" and line.division != "sum" and not line.source for line in spec.lines)
    return {
        "spec": spec,
        "parts": parts,
        "typed": typed,
        "from_register": sum(bool(line.source) for line in spec.lines),
    }


def blank_of(request: SignedInRequest, spec: SheetSpec, back: str) -> HttpResponse:
    sections = [(one, one.lines, one.questions) for one in spec.sections]
    shown = {"collection": {"title": spec.name}, "back": back, **blank_parts(sections, spec.scale)}
    return render(request, "reporting/blank.html", shown)


def blank_parts(sections: Sequence[tuple[Any, Sequence[Any], Any]], scale: Scale | None) -> dict[str, Any]:
    """What the empty form shows: criteria in a table with a column for either scorer, and the other lines and questions."""
    plain = [
        (one, [line for line in lines if line.kind != LineKind.SCORE], asked)
        for one, lines, asked in sections
    ]
    groups = [
        (one, [line for line in lines if line.kind == LineKind.SCORE]) for one, lines, _asked in sections
    ]
    return {
        "sections": plain,
        "has_lines": any(lines for _one, lines, _asked in plain),
        "figures": any(lines or asked for _one, lines, asked in plain),
        "groups": [(one, lines) for one, lines in groups if lines],
        "scale": scale,
    }


@acts("sheet.read")
def sheet_blank(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/ban/2/in-mau/: the empty version on paper."""
    version = registry.get_version(request.user, code, number)
    back = reverse("reporting:sheet_version", args=[code, number])
    return blank_of(request, shapes.spec_of_version(version.pk), back)


@acts("sheet.read")
def sheet_file(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/ban/2/tep/: the version as a file."""
    version = registry.get_version(request.user, code, number)
    text = written_sheet(shapes.spec_of_version(version.pk))
    return file_answer(text.encode(), f"bieu-mau-{code}-ban-{number}.json", "application/json")


@acts("sheet.read")
def sheet_compare(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/so-sanh/?tu=1&den=2: two versions, by default the last two."""
    found = registry.get_sheet(request.user, code)
    versions = {one.number: one for one in registry.versions_of(found)}
    numbers = sorted(versions)
    to = _number(request.GET.get("den", ""), versions) or (numbers[-1] if numbers else 0)
    earlier = [number for number in numbers if number < to]
    since = _number(request.GET.get("tu", ""), versions) or (earlier[-1] if earlier else to)
    if not numbers:
        raise NotFound()
    changes = comparison.compare(
        shapes.spec_of_version(versions[since].pk), shapes.spec_of_version(versions[to].pk)
    )
    shown = {
        "sheet": found,
        "versions": [versions[number] for number in numbers],
        "since": since,
        "to": to,
        "groups": grouped(changes),
        "trail": trail((code, reverse("reporting:sheet", args=[code])), (_("So sánh hai bản"), "")),
    }
    return render(request, "reporting/sheets/compare.html", shown)


def _number(typed: str, versions: dict[int, Any]) -> int | None:
    return int(typed) if re.fullmatch(r"[0-9]{1,4}", typed) and int(typed) in versions else None


def grouped(changes: list[comparison.Change]) -> list[tuple[str, list[comparison.Change]]]:
    """Added, removed, changed, moved, each with its changes; groups without any are left out."""
    words = {
        "added": _("Thêm"),
        "removed": _("Bỏ"),
        "changed": _("Sửa"),
        "moved": _("Chuyển chỗ"),
    }
    found = [(label, [one for one in changes if one.kind == kind]) for kind, label in words.items()]
    return [(label, ones) for label, ones in found if ones]
