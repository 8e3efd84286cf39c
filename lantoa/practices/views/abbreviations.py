"""«Chữ viết tắt»: what the office shortens, for everybody's search."""

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.practices.forms.searching import AbbreviationForm
from lantoa.practices.models import Abbreviation
from lantoa.practices.printouts.abbreviations import abbreviations_workbook
from lantoa.practices.queries import abbreviations as queries
from lantoa.practices.services.abbreviations import add_abbreviation, end_abbreviation, resume_abbreviation
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import LONGEST_SEARCH, file_answer, narrowed_address, page_of
from lantoa.ui.steps import INVALID

READ = "practice.learn"
EDIT = "abbreviation.edit"
ENDED = "thoi-dung"
UNDO = "hoan-tac"


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Mô hình"), reverse("practices:list")),
        (_("Tìm mô hình"), reverse("practices:search")),
        (_("Chữ viết tắt"), reverse("practices:abbreviations") if more else ""),
        *more,
    ]


def _asked(request: SignedInRequest) -> tuple[str, bool]:
    """Words, and whether those out of use are asked for."""
    return request.GET.get("q", "")[:LONGEST_SEARCH].strip(), request.GET.get("trang-thai") == ENDED


@acts(READ)
def abbreviations_view(request: SignedInRequest) -> HttpResponse:
    """/mo-hinh/tim/viet-tat/"""
    text, ended = _asked(request)
    rows: Page[Abbreviation] = page_of(queries.listed(text, ended=ended), request)
    counters = [
        (
            _("Đang dùng"),
            queries.listed(text).count(),
            narrowed_address(request, "trang-thai", ""),
            not ended,
        ),
        (
            _("Thôi dùng"),
            queries.listed(text, ended=True).count(),
            narrowed_address(request, "trang-thai", ENDED),
            ended,
        ),
    ]
    shown = {
        "page": rows,
        "text": text,
        "ended": ended,
        "counters": counters,
        "gone": _gone(request),
        "may_edit": holds_somewhere(request.user, EDIT),
        "export_url": f"{reverse('practices:abbreviations_export')}?{request.GET.urlencode()}",
        "trail": _trail(),
    }
    return render(request, "practices/abbreviations.html", shown)


def _gone(request: SignedInRequest) -> Abbreviation | None:
    """What was just ended, by what the address says."""
    try:
        found = queries.get_abbreviation(request.GET.get(UNDO, ""))
    except NotFound:
        return None
    return found if found.in_force.upper else None


@acts(READ)
def abbreviations_export_view(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, as a workbook."""
    text, ended = _asked(request)
    said = _("Thôi dùng") if ended else _("Đang dùng")
    content = abbreviations_workbook(queries.listed(text, ended=ended), f"{said}; «{text}»" if text else said)
    return file_answer(content, f"chu-viet-tat-{clock.today():%Y-%m-%d}.xlsx")


@acts(EDIT, post=EDIT)
def abbreviation_add_view(request: SignedInRequest) -> HttpResponse:
    """/mo-hinh/tim/viet-tat/them/"""
    form = (
        AbbreviationForm(request.POST)
        if request.method == "POST"
        else AbbreviationForm(initial={"since": clock.today()})
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = add_abbreviation(actor=request.user, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            sentence = _("Đã thêm «%(short)s». Tìm kiếm dùng ngay từ ngày đã ghi.")
            messages.success(request, sentence % {"short": made.short})
            return redirect("practices:abbreviations")
    shown = {"form": form, "trail": _trail((_("Thêm chữ viết tắt"), ""))}
    return render(request, "practices/abbreviation_add.html", shown, status=INVALID if form.errors else 200)


@acts(post=EDIT, takes=("abbreviation",))
def abbreviation_end_view(request: SignedInRequest) -> HttpResponse:
    """No more of it from today on; the page offers to undo that."""
    found = queries.get_abbreviation(request.POST.get("abbreviation", ""))
    address = reverse("practices:abbreviations")
    if end_abbreviation(actor=request.user, abbreviation=found):
        return redirect(f"{address}?{UNDO}={found.pk}")
    messages.success(request, _("Đã bỏ «%(short)s», thêm hôm nay và chưa dùng.") % {"short": found.short})
    return redirect(address)


@acts(post=EDIT, takes=("abbreviation",))
def abbreviation_resume_view(request: SignedInRequest) -> HttpResponse:
    found = queries.get_abbreviation(request.POST.get("abbreviation", ""))
    resume_abbreviation(actor=request.user, abbreviation=found)
    messages.success(request, _("«%(short)s» lại được dùng khi tìm kiếm.") % {"short": found.short})
    return redirect("practices:abbreviations")
