"""The screen of the room: the order, the line, what follows from it; the conclusion and its minutes."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.core.vi_numbers import NumberError, parse_count
from lantoa.organisation.access import acts, person, require
from lantoa.practices import permissions
from lantoa.practices.choices import SelectionException
from lantoa.practices.forms.calls import ConcludeForm
from lantoa.practices.models import Call
from lantoa.practices.pictures_of_selection import drawn
from lantoa.practices.printouts.calls import minutes, selection_workbook
from lantoa.practices.queries import calls
from lantoa.practices.queries.selection import meeting_of
from lantoa.practices.services import selection as services
from lantoa.printing.docx_rendering import to_docx
from lantoa.printing.pdf_rendering import to_pdf
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import file_answer
from lantoa.ui.steps import INVALID

RANKS_A_PAGE = 100
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _call_to_meet(user: User, code: str) -> Call:
    call = calls.get_call(user, code)
    require(
        permissions.can_read_selection(user, call),
        _("Điểm chấm chỉ mở cho cuộc họp của cấp ủy, sau khi bước chấm kết thúc."),
    )
    return call


@acts("selection.read", post="selection.run", takes=("viec", "vach", "mo_hinh", "ly_do", "row_version"))
def selection_view(request: HttpRequest, call: str) -> HttpResponse:
    """`viec`: vach (move the line), de-lai, lay-them, bo (take an exception back)."""
    user = person(request)
    found = _call_to_meet(user, call)
    wrong, typed = "", ""
    if request.method == "POST":
        require(permissions.can_run_selection(user, found))
        try:
            _change(request, user, found)
        except Refused as refused:
            wrong, typed = refused.sentence, request.POST.get("ly_do", "")
            found = _call_to_meet(user, call)
        else:
            return redirect(_back(request, call))
    meeting = meeting_of(found)
    # The page of the line, unless another is asked for.
    page = Paginator(meeting.rows, RANKS_A_PAGE).get_page(
        request.GET.get("page") or max(found.cut - 1, 0) // RANKS_A_PAGE + 1
    )
    context = {
        "call": found,
        "meeting": meeting,
        "page": page,
        "rows": drawn(found, meeting, page),
        "runs": permissions.can_run_selection(user, found),
        "wrong": wrong,
        "typed": typed,
        "typed_for": request.POST.get("mo_hinh", ""),
        "higher": found.cut + 1 if found.cut < len(meeting.rows) else None,
        "lower": found.cut - 1 if found.cut else None,
        "following": meeting.rows[found.cut] if found.cut < len(meeting.rows) else None,
        "trail": [
            (_("Đợt xét"), reverse("practices:calls")),
            (found.code, reverse("practices:call", args=[found.code])),
            (_("Họp tuyển chọn"), ""),
        ],
    }
    return render(request, "practices/selection.html", context, status=INVALID if wrong else 200)


def _back(request: HttpRequest, call: str) -> str:
    """A moved line is looked at where it lies now; what is said of a rank leaves one on its page."""
    said, page = request.POST.get("viec"), request.GET.get("page", "")
    query = f"?{urlencode({'page': page})}" if page and said != "vach" else ""
    return f"{reverse('practices:selection', args=[call])}{query}#vach"


EXCEPTIONS = {
    "de-lai": SelectionException.LEFT_OUT.value,
    "lay-them": SelectionException.TAKEN_IN.value,
    "bo": "",
}


def _change(request: HttpRequest, user: User, call: Call) -> None:
    sent = request.POST
    version = _count(sent.get("row_version", ""))
    if sent.get("viec") == "vach":
        services.move_line(actor=user, call=call, cut=_count(sent.get("vach", "")), row_version=version)
    elif sent.get("viec") in EXCEPTIONS:
        services.go_against(
            actor=user,
            call=call,
            practice=sent.get("mo_hinh", ""),
            exception=EXCEPTIONS[sent["viec"]],
            reason=sent.get("ly_do", "")[:2000].strip(),
            row_version=version,
        )
    else:
        raise NotFound()


def _count(typed: str) -> int:
    try:
        return parse_count(typed)
    except NumberError as error:
        raise Refused(_("Vạch là một hạng trong danh sách, ví dụ 22.")) from error


@acts("selection.run", post="selection.run")
def conclude_view(request: HttpRequest, call: str) -> HttpResponse:
    user = person(request)
    found = _call_to_meet(user, call)
    require(
        permissions.can_run_selection(user, found),
        _("Đợt này đã chốt, hoặc vai trò của anh/chị chỉ được xem."),
    )
    meeting = meeting_of(found)
    initial = {"met_on": clock.today(), "row_version": found.row_version}
    form = ConcludeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.conclude_selection(
                actor=user, call=found, told=form.told(), row_version=form.cleaned_data["row_version"]
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã chốt %(code)s. Biên bản in được ngay.") % {"code": found.code})
            return redirect("practices:selection", found.code)
    context = {
        "call": found,
        "meeting": meeting,
        "form": form,
        "trail": [
            (found.code, reverse("practices:call", args=[found.code])),
            (_("Họp tuyển chọn"), reverse("practices:selection", args=[found.code])),
            (_("Chốt"), ""),
        ],
    }
    return render(request, "practices/conclude.html", context, status=INVALID if form.errors else 200)


@acts("selection.read")
def export_view(request: HttpRequest, call: str) -> HttpResponse:
    found = _call_to_meet(person(request), call)
    return file_answer(selection_workbook(found, meeting_of(found)), f"tuyen-chon-{found.code}.xlsx")


@acts("selection.read")
def minutes_view(request: HttpRequest, call: str, kind: str) -> HttpResponse:
    """The minutes as DOCX or PDF; before the conclusion they are a draft, and say so."""
    found = _call_to_meet(person(request), call)
    if kind not in ("docx", "pdf"):
        raise NotFound()
    paper = minutes(found, meeting_of(found))
    name = f"bien-ban-tuyen-chon-{found.code}.{kind}"
    if kind == "docx":
        return file_answer(to_docx(paper), name, WORD)
    return file_answer(to_pdf(paper), name, "application/pdf", inline=True)
