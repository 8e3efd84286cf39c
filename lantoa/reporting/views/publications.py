"""Published figures: the list, what does not add up, one publication, entering a file."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation import access
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.models import Unit
from lantoa.reporting.forms.publications import ReviewFileForm
from lantoa.reporting.models import Publication
from lantoa.reporting.printouts.publications import differences_workbook, publications_workbook
from lantoa.reporting.published.checks import checks_of
from lantoa.reporting.published.comparisons import Check, CheckKind, Outcome
from lantoa.reporting.published.figures import Figure, Review
from lantoa.reporting.published.files.reading import read_reviews
from lantoa.reporting.published.files.writing import written_reviews
from lantoa.reporting.published.words import (
    BADGES,
    KINDS,
    against_words,
    found_words,
    gap_words,
    sentence_of,
)
from lantoa.reporting.queries import publications as queries
from lantoa.reporting.queries.designs.registry import design_home
from lantoa.reporting.services.publications import enter_reviews, withdraw_publication
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE, Counter, counters_over, file_answer

ACT = "publication.enter"
# A file that can be tried as it stands; docs/how-to/published-figures.md says what each key means.
EXAMPLE = """{
  "id": "VI-DU-2020",
  "url": "https://example.invalid/bai-bao",
  "org": "Đảng ủy Khối tỉnh Thử Nghiệm",
  "date": "2021-04-07",
  "period": "2016-2020",
  "facts": [
    {"vi": "tổ chức cơ sở đảng", "metric": "units_total", "value": 98, "unit": "tổ chức"},
    {"vi": "cá nhân được khen", "metric": "awards_individuals", "value": 84, "unit": "cá nhân"},
    {"vi": "trong đó đảng viên", "metric": "awards_individuals[membership=member]", "value": 72, "unit": "đảng viên"},
    {"vi": "trong đó quần chúng", "metric": "awards_individuals[membership=non_member]", "value": 12, "unit": "người"},
    {"vi": "đảng viên ký cam kết", "metric": "commitment_rate", "value": "gần 97", "unit": "%"}
  ]
}"""


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Báo cáo"), reverse("reporting:collections")),
        (_("Số liệu đã công bố"), reverse("reporting:publications")),
        *more,
    ]


def _wanted(request: SignedInRequest) -> queries.PublicationFilter:
    """What the address asks for; what it cannot mean is left out rather than refused."""
    get = request.GET
    state, kind, sort = get.get("trangthai", ""), get.get("loai", ""), get.get("sort", "")
    return queries.PublicationFilter(
        get.get("q", "")[:LONGEST_SEARCH].strip(),
        state if state in queries.STATES else "",
        kind if kind in list(CheckKind) else "",
        sort if sort.removeprefix("-") in queries.SORTS else "",
    )


def _head(request: SignedInRequest, rows: list[queries.PublicationRow]) -> dict[str, Any]:
    """What both lists show above their table."""
    wanted = _wanted(request)
    return {
        "wanted": wanted,
        "kinds": [(one.value, label) for one, label in KINDS.items()],
        "is_narrowed": bool(wanted.text or wanted.state or wanted.kind),
        "may_enter": access.holds_somewhere(request.user, ACT),
        "count": len(rows),
        "differing": sum(len(row.differences) for row in rows),
        "trail": [*_trail()[:1], (_("Số liệu đã công bố"), "")],
    }


@acts("publication.read")
def publication_list(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/so-da-cong-bo/: every publication, counted by whether its figures add up."""
    rows = queries.publication_rows(request.user)
    wanted = _wanted(request)
    of_strip = queries.narrowed(rows, queries.PublicationFilter(wanted.text))
    shown = {
        **_head(request, rows),
        "page": Paginator(queries.narrowed(rows, wanted), PER_PAGE).get_page(request.GET.get("page")),
        "strip": _strip(request, of_strip, wanted),
    }
    return render(request, "reporting/publications/list.html", shown)


def _strip(
    request: SignedInRequest, rows: list[queries.PublicationRow], wanted: queries.PublicationFilter
) -> list[Counter]:
    labels = {
        "": _("Tất cả bài"),
        "co-lech": _("Có chỗ lệch"),
        "khop": _("Khớp"),
        "khong-doi-chieu": _("Không có gì để đối chiếu"),
    }
    return counters_over(request, rows, labels, queries.STATES, wanted.state)


@acts("publication.read")
def publications_export(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/so-da-cong-bo/xuat/: the list as it is filtered."""
    rows = queries.narrowed(queries.publication_rows(request.user), _wanted(request))
    return file_answer(
        publications_workbook(rows, author=request.user.actor_label), "so-lieu-da-cong-bo.xlsx"
    )


def _differing(
    rows: list[queries.PublicationRow], wanted: queries.PublicationFilter
) -> list[tuple[queries.PublicationRow, Check]]:
    return [
        (row, check)
        for row in queries.narrowed(rows, wanted)
        for check in row.differences
        if not wanted.kind or check.kind == wanted.kind
    ]


@acts("publication.read")
def difference_list(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/so-da-cong-bo/cho-lech/: each place where published figures do not add up."""
    rows = queries.publication_rows(request.user)
    found = _differing(rows, _wanted(request))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        **_head(request, rows),
        "page": page,
        "shown": [(row, _told(check)) for row, check in page.object_list],
    }
    return render(request, "reporting/publications/differences.html", shown)


def _told(check: Check) -> dict[str, Any]:
    return {
        "check": check,
        "kind": KINDS[check.kind],
        "badge": BADGES[check.outcome],
        "against": against_words(check),
        "found": found_words(check),
        "gap": gap_words(check),
        "sign": "+" if check.difference > 0 else "−",
        "sentence": sentence_of(check),
    }


@acts("publication.read")
def differences_export(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/so-da-cong-bo/cho-lech/xuat/: the differences as they are filtered."""
    found = _differing(queries.publication_rows(request.user), _wanted(request))
    return file_answer(
        differences_workbook(found, author=request.user.actor_label), "so-lieu-da-cong-bo-cho-lech.xlsx"
    )


@acts("publication.read")
def publication(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/so-da-cong-bo/CASE-09/: the figures as printed, and every comparison that was made."""
    found = queries.get_publication(request.user, code)
    row = queries.row_of(found)
    entries = queries.versions_of(found)
    shown = {
        "publication": found,
        "row": row,
        "figures": [(one, _beside(row.review, one)) for one in row.review.figures],
        "differences": [_told(one) for one in row.differences],
        "others": [_told(one) for one in row.checks if one.outcome != Outcome.DIFFERS],
        "entries": entries if len(entries) > 1 else [],
        "may_withdraw": found.replaced_at is None and access.holds(request.user, ACT, found.owner),
        "trail": _trail((found.code, "")),
    }
    return render(request, "reporting/publications/publication.html", shown)


def _beside(review: Review, one: Figure) -> str:
    """What the review prints beside a figure: its numerator, its denominator, what it is a part of."""
    said = []
    for label, metric, value in (
        (_("tử số"), one.numerator, one.numerator_value),
        (_("mẫu số"), one.denominator, one.denominator_value),
        (_("phần của"), one.part_of, None),
    ):
        other = review.by_metric.get(metric)
        if value is not None:
            said.append(f"{label} {format_count(int(value)) if value == int(value) else value}")
        elif other is not None:
            said.append(f"{label} {other.said_with_unit} ({other.words})")
    return "; ".join(said)


@acts("publication.read")
def publication_file(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/so-da-cong-bo/CASE-09/tep/: the publication as a file that can be entered again."""
    found = queries.get_publication(request.user, code)
    text = written_reviews([queries.row_of(found).review])
    return file_answer(text.encode(), f"so-lieu-da-cong-bo-{found.code}.json", "application/json")


@acts(ACT, post=ACT)
def publications_enter(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/so-da-cong-bo/nap/: a file is tried first, then entered; all faults at once."""
    form = ReviewFileForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"example": EXAMPLE, "trail": _trail((_("Nạp tệp"), ""))}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            text = form.cleaned_data["text"]
            read = read_reviews(text)
            form = ReviewFileForm({"text": text})
            owner = design_home(request.user)
            faults = read.faults or queries.review_faults(owner, read.reviews)
            shown |= {"faults": faults, "notices": read.notices}
            if not faults:
                shown["planned"] = _planned(owner, read.reviews)
                status = 200
                if request.POST.get("viec") == "nap":
                    try:
                        entered = enter_reviews(actor=request.user, owner=owner, reviews=read.reviews)
                        messages.success(request, _entered_words(entered))
                        return redirect("reporting:differences")
                    except Refused as error:
                        form.add_error(None, error.sentence)
                        status = error.status
    return render(request, "reporting/publications/enter.html", {**shown, "form": form}, status=status)


def _planned(owner: Unit, reviews: list[Review]) -> list[dict[str, Any]]:
    """What entering would do with each review, and what does not add up in it."""
    standing = queries.standing_of(owner, reviews)
    return [
        {
            "review": review,
            "standing": standing[review.source],
            "differences": [_told(one) for one in checks_of(review) if one.outcome == Outcome.DIFFERS],
        }
        for review in reviews
    ]


def _entered_words(entered: list[Any]) -> str:
    made = sum(not one.standing.is_same for one in entered)
    if not made:
        return _("Các bài trong tệp đã có sẵn và không khác gì, nên không nạp lại.")
    sentence = ngettext(
        "Đã nạp %(count)s bài. Số liệu giữ đúng như bài đã in.",
        "Đã nạp %(count)s bài. Số liệu giữ đúng như bài đã in.",
        made,
    )
    return sentence % {"count": format_count(made)}


@acts(post=ACT, takes=())
def publication_withdraw(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/so-da-cong-bo/CASE-09/bo/: take an entry back."""
    found: Publication = queries.get_publication(request.user, code)
    withdraw_publication(actor=request.user, publication=found)
    messages.success(request, _("Đã bỏ bài này khỏi danh sách. Nạp lại tệp của bài nếu cần."))
    return redirect("reporting:publications")
