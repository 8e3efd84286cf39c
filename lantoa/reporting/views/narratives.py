"""Narratives together: read what units wrote, mark it, write the points, take the draft away."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.core.text import slug
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.queries.units import version_on
from lantoa.printing.docx_rendering import to_docx
from lantoa.printing.pdf_rendering import to_pdf
from lantoa.reporting.choices import PointKind
from lantoa.reporting.forms.narratives import MarkForm, NewPointForm, PointForm
from lantoa.reporting.models import Collection, Narrative, SubmissionText
from lantoa.reporting.narrative_papers import consolidated_report, reading_list
from lantoa.reporting.printouts.narratives import reading_workbook
from lantoa.reporting.queries.narratives import drafts, points, questions, readings
from lantoa.reporting.sentences import spans_of
from lantoa.reporting.services import narratives as compiling
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer

ACT = questions.ACT
PER_PAGE = 100
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILTERS = ("danh-dau", "nhanh", "tim", "page")


def _trail(collection: Collection, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Báo cáo"), reverse("reporting:collections")),
        (collection.title, reverse("reporting:totals", args=[collection.code])),
        (_("Lời văn"), reverse("reporting:narratives", args=[collection.code])),
        *more,
    ]


@acts(ACT)
def question_list(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/loi-van/: every question and how far its texts are."""
    collection = questions.get_compiled(request.user, code)
    rows = questions.questions_of(request.user, collection)
    shown = {
        "collection": collection,
        "rows": rows,
        "owing": questions.owing_units(collection),
        "points": sum(row.points for row in rows),
        "trail": [*_trail(collection)[:-1], (_("Lời văn"), "")],
    }
    return render(request, "reporting/narratives/list.html", shown)


def _counters(request: HttpRequest, counts: Mapping[str, int], mark: str) -> list[Counter]:
    labels = [
        ("", _("Đã viết")),
        ("chua-xem", _("Chưa xem xét")),
        ("trich", _("Trích nguyên văn")),
        ("gop", _("Gộp ý")),
        ("khong-dung", _("Không dùng")),
        ("cho-duyet", _("Chờ duyệt")),
    ]
    return [
        Counter(label, counts[name], _kept(request, **{"danh-dau": name, "page": ""}) or "?", name == mark)
        for name, label in labels
    ]


def _wanted(request: HttpRequest) -> readings.TextFilter:
    mark = request.GET.get("danh-dau", "")
    return readings.TextFilter(
        mark if mark in readings.MARKS else "",
        request.GET.get("nhanh", ""),
        request.GET.get("tim", "")[:LONGEST_SEARCH],
    )


@acts(ACT)
def reading(request: SignedInRequest, code: str, question: int) -> HttpResponse:
    """/bao-cao/<đợt>/loi-van/0/: all texts under one question beside the points that come out of them.

    ?danh-dau= mark, ?nhanh= sector or branch, ?tim= words.
    """
    collection = questions.get_compiled(request.user, code)
    narrative = questions.get_question(collection, question)
    return _reading(request, collection, narrative)


def _reading(
    request: SignedInRequest,
    collection: Collection,
    narrative: Narrative,
    *,
    refused: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`refused`: what was typed and why it was not taken: the form with the unit or the point that it was for."""
    wanted = _wanted(request)
    found = readings.read_question(request.user, collection, narrative, wanted)
    query = _kept(request)
    word = {name: value for name, value in request.GET.items() if name in FILTERS} | {"dang": "docx"}
    shown = {
        "collection": collection,
        "narrative": narrative,
        "found": found,
        "page": Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page")),
        "strip": _counters(request, found.counts, wanted.mark),
        "wanted": wanted,
        "is_narrowed": bool(wanted.mark or wanted.branch or wanted.search),
        "query": query,
        "query_word": f"?{urlencode(word)}",
        "worded": [one for one in found.points if not one.is_quoted],
        "following": questions.next_question(narrative),
        "new_point": NewPointForm(),
        "trail": _trail(collection, (narrative.question, "")),
        **(refused or {}),
    }
    return render(request, "reporting/narratives/reading.html", shown, status=status)


def _narrowed(wanted: readings.TextFilter, found: readings.Reading) -> str:
    """The filters that stand, in words."""
    marks = {
        "chua-xem": _("chưa xem xét"),
        "trich": _("trích nguyên văn"),
        "gop": _("gộp ý"),
        "khong-dung": _("không dùng"),
        "cho-duyet": _("chờ duyệt"),
    }
    branch = next((one.label for one in found.branches if one.key == wanted.branch), "")
    said = [
        _("đánh dấu: %(mark)s") % {"mark": marks[wanted.mark]} if wanted.mark else "",
        _("khối, nhánh: %(branch)s") % {"branch": branch} if branch else "",
        _("có chữ «%(words)s»") % {"words": wanted.search} if wanted.search else "",
    ]
    told = "; ".join(one for one in said if one)
    return _("Chỉ gồm: %(told)s.") % {"told": told} if told else ""


@acts(ACT)
def reading_file(request: SignedInRequest, code: str, question: int) -> HttpResponse:
    """/bao-cao/<đợt>/loi-van/0/tep/: the texts as they are narrowed, all pages of them: a workbook, or Word with ?dang=docx."""
    collection = questions.get_compiled(request.user, code)
    narrative = questions.get_question(collection, question)
    wanted = _wanted(request)
    found = readings.read_question(request.user, collection, narrative, wanted)
    name = f"loi-van-{slug(collection.code)}-{narrative.position + 1}"
    narrowed = _narrowed(wanted, found)
    if request.GET.get("dang") == "docx":
        issuer = version_on(collection.owner_id, collection.tree_day)
        return file_answer(
            to_docx(reading_list(collection, issuer, found, narrowed=narrowed)), f"{name}.docx", DOCX
        )
    author = request.user.actor_label
    return file_answer(reading_workbook(collection, found, narrowed=narrowed, author=author), f"{name}.xlsx")


def _kept(request: HttpRequest, **changes: str) -> str:
    """The filters of the address with changes, so that the page after a mark shows what it showed before."""
    kept = {name: request.GET.get(name, "")[:LONGEST_SEARCH] for name in FILTERS} | changes
    kept = {name: value for name, value in kept.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _back(request: HttpRequest, collection: Collection, narrative: Narrative, anchor: str) -> HttpResponse:
    address = reverse("reporting:narrative", args=[collection.code, narrative.position])
    return redirect(f"{address}{_kept(request)}#{anchor}")


@acts(post=ACT)
def mark(request: SignedInRequest, code: str, question: int, unit: str) -> HttpResponse:
    """/bao-cao/<đợt>/loi-van/0/<đơn vị>/: one mark on one text; «viec» names it."""
    collection = questions.get_compiled(request.user, code)
    narrative = questions.get_question(collection, question)
    text = questions.get_text(request.user, collection, narrative, unit)
    here = points.points_of(collection, narrative)[narrative.pk]
    form = MarkForm(
        request.POST,
        points=[one.point.pk for one in here],
        sentences=len(spans_of(text.text)),
    )
    status = 422
    if form.is_valid():
        try:
            _do_mark(request, form.cleaned_data, text, collection, narrative)
            return _back(request, collection, narrative, f"dv-{unit}")
        except Refused as error:
            show_refusal(form, error)
            status = error.status
    refused = {"refused_unit": unit, "refused_form": form}
    return _reading(request, collection, narrative, refused=refused, status=status)


def _do_mark(
    request: SignedInRequest,
    given: Mapping[str, Any],
    text: SubmissionText,
    collection: Collection,
    narrative: Narrative,
) -> None:
    common: dict[str, Any] = {
        "actor": request.user,
        "text": text,
        "row_version": given["row_version"] or 0,
    }
    read = {"seen": given["da_doc"]}
    match given["viec"]:
        case "trich":
            compiling.quote(sentences=given["cau"], **read, **common)
        case "gop":
            point = questions.get_point(collection, narrative, uuid.UUID(given["y"])) if given["y"] else None
            compiling.merge(point=point, wording=given["loi"], **read, **common)
        case "khong-dung":
            compiling.leave_out(reason=given["ly_do"], **read, **common)
        case _:
            compiling.unmark(**common)


@acts(post=ACT)
def point_new(request: SignedInRequest, code: str, question: int) -> HttpResponse:
    """/bao-cao/<đợt>/loi-van/0/y-moi/: a point of the compiler's own."""
    collection = questions.get_compiled(request.user, code)
    narrative = questions.get_question(collection, question)
    form = NewPointForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            made = compiling.write_point(
                actor=request.user,
                collection=collection,
                narrative=narrative,
                wording=form.cleaned_data["loi"],
            )
            return _back(request, collection, narrative, f"y-{made.pk}")
        except Refused as error:
            show_refusal(form, error)
            status = error.status
    return _reading(request, collection, narrative, refused={"new_point": form}, status=status)


@acts(post=ACT)
def point(request: SignedInRequest, code: str, question: int, point: uuid.UUID) -> HttpResponse:
    """/bao-cao/<đợt>/loi-van/0/y/<ý>/: change one point of the draft; «viec» says how."""
    collection = questions.get_compiled(request.user, code)
    narrative = questions.get_question(collection, question)
    found = questions.get_point(collection, narrative, point)
    form = PointForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            anchor = _do_point(request, form.cleaned_data, found)
            return _back(request, collection, narrative, anchor)
        except Refused as error:
            show_refusal(form, error)
            status = error.status
    refused = {"refused_point": found.pk, "refused_form": form}
    return _reading(request, collection, narrative, refused=refused, status=status)


def _do_point(request: SignedInRequest, given: Mapping[str, Any], found: Any) -> str:
    """What was asked; the anchor to go back to."""
    actor, version = request.user, given["row_version"]
    if given["bo_nguon"]:
        compiling.drop_source(actor=actor, point=found, source_id=given["bo_nguon"])
    elif given["doi_nguon"]:
        compiling.renew_source(actor=actor, point=found, source_id=given["doi_nguon"])
    match given["viec"]:
        case "":
            pass
        case "luu":
            compiling.edit_point(actor=actor, point=found, wording=given["loi"], row_version=version)
        case "len" | "xuong":
            compiling.move_point(actor=actor, point=found, up=given["viec"] == "len")
        case "viet-lai":
            compiling.reword_quote(actor=actor, point=found, row_version=version)
        case _:
            compiling.remove_point(actor=actor, point=found, row_version=version)
            words = (
                _("Đã bỏ đoạn trích. Lời văn nguồn trở lại «Chưa xem xét».")
                if found.kind == PointKind.QUOTED
                else _("Đã bỏ ý. Lời văn nguồn không còn ý nào thì trở lại «Chưa xem xét».")
            )
            messages.success(request, words)
            return "cac-y"
    return f"y-{found.pk}"


@acts(ACT)
def draft(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/loi-van/du-thao/: the draft as it stands; ?nguon=khong without its sources."""
    collection = questions.get_compiled(request.user, code)
    found = drafts.draft_of(collection)
    with_sources = request.GET.get("nguon") != "khong"
    shown = {
        "collection": collection,
        "draft": found,
        "with_sources": with_sources,
        "trail": _trail(collection, (_("Dự thảo"), "")),
    }
    return render(request, "reporting/narratives/draft.html", shown)


@acts(ACT)
def draft_file(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/loi-van/du-thao/tep/: Word, or PDF with ?dang=pdf; ?nguon=khong leaves the sources out."""
    collection = questions.get_compiled(request.user, code)
    paper = consolidated_report(drafts.draft_of(collection), with_sources=request.GET.get("nguon") != "khong")
    name = f"du-thao-{slug(collection.code)}"
    if request.GET.get("dang") == "pdf":
        return file_answer(to_pdf(paper), f"{name}.pdf", "application/pdf")
    return file_answer(to_docx(paper), f"{name}.docx", DOCX)
