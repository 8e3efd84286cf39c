"""Calls for practices: the list, one call, making it, moving it on, its panel and who appraises what."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.access import acts, holds_somewhere, person, require, units_in_scope
from lantoa.organisation.queries.units import named_on
from lantoa.practices import permissions
from lantoa.practices.choices import CallState
from lantoa.practices.forms.calls import CallForm
from lantoa.practices.models import Call, Practice, PracticeYear
from lantoa.practices.printouts.calls import calls_workbook
from lantoa.practices.printouts.panels import progress_workbook
from lantoa.practices.queries import appraisals as panels
from lantoa.practices.queries import calls as queries
from lantoa.practices.queries import practices
from lantoa.practices.queries.calls import CallFilter
from lantoa.practices.services import appraisals as panel_services
from lantoa.practices.services import calls as services
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import Counter, file_answer, narrowed_address, page_of
from lantoa.ui.steps import INVALID

RUNNING = {CallState.DRAFT, CallState.OPEN, CallState.APPRAISING}
# What the next move is called, and where it leads.
NEXT: dict[str, tuple[CallState, str]] = {
    CallState.DRAFT: (CallState.OPEN, "open"),
    CallState.OPEN: (CallState.APPRAISING, "appraise"),
    CallState.APPRAISING: (CallState.SELECTING, "select"),
}


def wanted_by(request: HttpRequest) -> CallFilter:
    year, state = request.GET.get("nam", ""), request.GET.get("tinh-trang", "")
    return CallFilter(
        year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
        state=state if state in CallState.values else "",
    )


@acts("call.read")
def list_view(request: HttpRequest) -> HttpResponse:
    user, wanted = person(request), wanted_by(request)
    counts = queries.state_counts(user, wanted.year)
    strip = [
        Counter(
            _("Tất cả"), sum(counts.values()), narrowed_address(request, "tinh-trang", ""), not wanted.state
        )
    ] + [
        Counter(
            str(state.label),
            counts.get(state, 0),
            narrowed_address(request, "tinh-trang", state),
            wanted.state == state,
            state.badge.icon,
            state.badge.tone,
        )
        for state in CallState
        if counts.get(state) or wanted.state == state
    ]
    context = {
        "page": page_of(queries.listed(user, wanted), request),
        "counters": strip,
        "years": queries.years_with_calls(user),
        "wanted": wanted,
        "can_create": holds_somewhere(user, "call.run"),
        "appraises": holds_somewhere(user, "appraisal.give"),
        "export_url": f"{reverse('practices:calls_export')}?{request.GET.urlencode()}",
        "trail": [(_("Mô hình"), reverse("practices:list")), (_("Đợt xét"), "")],
    }
    return render(request, "practices/calls.html", context)


@acts("call.read")
def export_view(request: HttpRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    content = calls_workbook(queries.listed(person(request), wanted_by(request)))
    return file_answer(content, f"dot-xet-mo-hinh-{clock.today():%Y-%m-%d}.xlsx")


@acts("call.run", post="call.run")
def create_view(request: HttpRequest) -> HttpResponse:
    """A call of one of one's own committees; with several, `?don-vi=` says of which."""
    user = person(request)
    units = list(named_on(units_in_scope(user, "call.run")))
    asked = request.GET.get("don-vi", "")
    unit = next((one for one in units if one.code == asked), None) if asked else next(iter(units), None)
    if unit is None:
        raise NotFound()
    standard = queries.standard_on(clock.today())
    criteria = [(one.name, one.most) for one in standard.criteria.all()] if standard else []
    initial = {"year": clock.today().year, "opens_on": clock.today(), "per_entry": 3}
    posted = request.POST if request.method == "POST" else None
    form = CallForm(posted, unit=unit, criteria=criteria, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            call = services.draft_call(actor=user, unit=unit, text=form.told())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu bản nháp %(code)s.") % {"code": call.code})
            return redirect("practices:call", call.code)
    context = {"form": form, "unit": unit, "units": units, "trail": _trail(None, _("Lập đợt xét"))}
    return render(request, "practices/call_edit.html", context, status=INVALID if form.errors else 200)


@acts("call.read")
def call_view(request: HttpRequest, call: str) -> HttpResponse:
    user = person(request)
    found = queries.get_call(user, call)
    runs = permissions.can_run_call(user, found)
    move = NEXT.get(found.state)
    panel = list(panels.panel_of(found)) if runs else []
    context = {
        "call": found,
        "trail": _trail(found),
        "runs": runs,
        "steps": _steps(found),
        "move": move if runs else None,
        "entries": list(queries.entries_to_read(user, found)),
        "candidates": queries.candidates_of(user, found) if found.state != CallState.DRAFT else [],
        "panel": panel,
        "may_remind": found.state == CallState.APPRAISING and any(one.handed < one.given for one in panel),
        "meets": permissions.can_read_selection(user, found),
        "may_change_panel": runs and found.state in RUNNING,
    }
    return render(request, "practices/call.html", context)


@acts("call.run", post="call.run")
def edit_view(request: HttpRequest, call: str) -> HttpResponse:
    user = person(request)
    found = queries.get_call(user, call)
    require(permissions.can_run_call(user, found))
    if found.state != CallState.DRAFT:
        raise Refused(_("Đợt xét đã mở, không sửa được nữa: các đơn vị đang làm theo nội dung đã công bố."))
    criteria = [(one.name, one.most) for one in found.criteria.all()]
    posted = request.POST if request.method == "POST" else None
    form = CallForm(posted, unit=found.unit, criteria=criteria, call=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_call(
                actor=user,
                call=found,
                text=form.told(),
                row_version=form.cleaned_data["row_version"] or 0,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu %(code)s.") % {"code": found.code})
            return redirect("practices:call", found.code)
    context = {"form": form, "call": found, "trail": _trail(found, _("Sửa"))}
    return render(request, "practices/call_edit.html", context, status=INVALID if form.errors else 200)


@acts(post="call.run", takes=("toi",))
def move_view(request: HttpRequest, call: str) -> HttpResponse:
    user = person(request)
    found = queries.get_call(user, call)
    require(permissions.can_run_call(user, found))
    wanted = request.POST.get("toi", "")
    if wanted not in CallState.values:
        raise NotFound()
    try:
        moved = services.move_call(actor=user, call=found, to=CallState(wanted))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        said = _("%(code)s: %(state)s.") % {"code": moved.code, "state": CallState(moved.state).label}
        messages.success(request, said)
    return redirect("practices:call", found.code)


@acts(post="call.run", takes=())
def remind_view(request: HttpRequest, call: str) -> HttpResponse:
    user = person(request)
    found = queries.get_call(user, call)
    require(permissions.can_run_call(user, found))
    try:
        count = panel_services.remind_appraisers(actor=user, call=found)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        words = ngettext(
            "Đã nhắc %(count)s người chưa nộp đủ.", "Đã nhắc %(count)s người chưa nộp đủ.", count
        )
        messages.success(request, words % {"count": count})
    return redirect("practices:call", found.code)


@acts("call.run")
def progress_export_view(request: HttpRequest, call: str) -> HttpResponse:
    """/mo-hinh/dot-xet/<mã>/tien-do/xuat/: who has handed in how much, who has not finished first."""
    user = person(request)
    found = queries.get_call(user, call)
    require(permissions.can_run_call(user, found))
    content = progress_workbook(found, panels.panel_of(found))
    return file_answer(content, f"tien-do-cham-{found.code}.xlsx")


@acts(post="call.submit", takes=())
def enter_view(request: HttpRequest, call: str, code: str) -> HttpResponse:
    user = person(request)
    found, practice = queries.get_call(user, call), practices.get_practice(user, code)
    require(permissions.can_submit(user, practice), _(services.SENTENCE_HEAD_SUBMITS))
    try:
        services.enter_in_call(actor=user, call=found, row=_year(practice, found))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        said = _("Đã trình %(practice)s vào %(call)s.") % {"practice": practice.code, "call": found.code}
        messages.success(request, said)
    return redirect("practices:call", found.code)


@acts(post="call.submit", takes=())
def withdraw_view(request: HttpRequest, call: str, code: str) -> HttpResponse:
    user = person(request)
    found, practice = queries.get_call(user, call), practices.get_practice(user, code)
    require(permissions.can_submit(user, practice), _(services.SENTENCE_HEAD_SUBMITS))
    try:
        services.withdraw_from_call(actor=user, call=found, row=_year(practice, found))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        said = _("Đã rút %(practice)s khỏi %(call)s.") % {"practice": practice.code, "call": found.code}
        messages.success(request, said)
    return redirect("practices:call", found.code)


@acts("call.run", post="call.run", takes=("nguoi", "bo"))
def panel_view(request: HttpRequest, call: str) -> HttpResponse:
    """Put people on the panel (`nguoi`, several) or take one off (`bo`)."""
    user = person(request)
    found = queries.get_call(user, call)
    require(permissions.can_run_call(user, found))
    wrong = ""
    if request.method == "POST":
        try:
            _change_panel(request, user, found)
        except Refused as refused:
            wrong = refused.sentence
        else:
            messages.success(request, _("Đã cập nhật tổ thẩm định."))
            return redirect("practices:panel", found.code)
    context = {
        "call": found,
        "panel": list(panels.panel_of(found)),
        "people": list(panels.people_to_appoint(found)),
        "wrong": wrong,
        "may_change": found.state in RUNNING,
        "trail": _trail(found, _("Tổ thẩm định")),
    }
    return render(request, "practices/call_panel.html", context, status=INVALID if wrong else 200)


def _change_panel(request: HttpRequest, user: User, call: Call) -> None:
    gone = request.POST.get("bo", "")
    if gone:
        member = next((one for one in panels.panel_of(call) if str(one.pk) == gone), None)
        if member is None:
            raise NotFound()
        panel_services.dismiss(actor=user, call=call, member=member)
        return
    wanted = set(request.POST.getlist("nguoi"))
    chosen = [one for one in panels.people_to_appoint(call) if str(one.pk) in wanted]
    panel_services.appoint(actor=user, call=call, persons=chosen)


@acts("call.run", post="call.run", takes=("mark",))
def assignment_view(request: HttpRequest, call: str) -> HttpResponse:
    """What giving the entries out would change; confirmed, it is done."""
    user = person(request)
    found = queries.get_call(user, call)
    require(permissions.can_run_call(user, found))
    if found.state != CallState.APPRAISING:
        raise Refused(_("Chỉ phân công khi đợt đang ở bước chấm."))
    wrong = ""
    if request.method == "POST":
        try:
            panel_services.assign_appraisals(actor=user, call=found, seen=request.POST.get("mark", ""))
        except Refused as refused:
            wrong = refused.sentence
        else:
            messages.success(request, _("Đã phân công."))
            return redirect("practices:call", found.code)
    context = {
        "call": found,
        "shared": panels.share_out(found),
        "wrong": wrong,
        "trail": _trail(found, _("Phân công")),
    }
    return render(request, "practices/call_assignment.html", context, status=INVALID if wrong else 200)


def _year(practice: Practice, call: Call) -> PracticeYear:
    row = next((one for one in practice.years.all() if one.year == call.year), None)
    if row is None:
        raise Refused(_("Mô hình không có bản ghi năm %(year)s.") % {"year": call.year})
    return row


def _steps(call: Call) -> list[tuple[str, str]]:
    states = list(CallState)
    now = states.index(CallState(call.state))
    return [
        (
            str(state.label),
            "done"
            if place < now or call.state == CallState.CONCLUDED
            else "now"
            if place == now
            else "later",
        )
        for place, state in enumerate(states)
    ]


def _trail(call: Call | None, here: str = "") -> list[tuple[str, str]]:
    trail: list[tuple[str, Any]] = [
        (_("Mô hình"), reverse("practices:list")),
        (_("Đợt xét"), reverse("practices:calls")),
    ]
    if call is not None:
        trail.append((call.code, reverse("practices:call", args=[call.code])))
    if here:
        trail.append((here, ""))
    return trail
