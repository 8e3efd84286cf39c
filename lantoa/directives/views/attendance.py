"""The call-over of a session: the code on the wall, «Tôi có mặt», the typed sheet, its print, and the numbers carried over."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.core.vi_numbers import format_count
from lantoa.directives.forms.attendance import (
    MEMBER,
    ClosingForm,
    NamesForm,
    PresenceForm,
    closing_initial,
)
from lantoa.directives.models import Attendance, StudySession
from lantoa.directives.permissions import study as permissions
from lantoa.directives.queries import attendance as call_overs
from lantoa.directives.queries import study
from lantoa.directives.services.attendance import (
    close_attendance,
    confirm_presence,
    open_attendance,
    remove_name,
    write_names,
)
from lantoa.directives.views.sessions import trail
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.printing.qr import qr_for_page
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts("attendance.confirm", post="attendance.confirm")
def attend(request: SignedInRequest) -> HttpResponse:
    """/hoc-tap/co-mat/?ma=…: where the QR code leads; the code can be typed too. ?xong=1 after it is done."""
    if request.method == "GET" and request.GET.get("xong"):
        return render(request, "directives/attendance/done.html", {})
    typed = (request.POST if request.method == "POST" else request.GET).get("ma", "")[:60]
    found = call_overs.open_by_code(typed) if typed else None
    form = PresenceForm(request.POST or None, initial={"ma": typed})
    wrong = ""
    if request.method == "POST" and form.is_valid():
        try:
            session = confirm_presence(
                actor=request.user,
                typed=form.cleaned_data["ma"],
                is_member=form.cleaned_data["capacity"] == MEMBER,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Đã ghi anh/chị có mặt ở buổi «%(title)s».") % {"title": session.title}
            )
            return redirect(f"{reverse('directives:attend')}?xong=1")
    elif request.method == "GET" and typed and found is None:
        wrong = call_overs.wrong_code()
    shown = {"form": form, "found": found, "wrong": wrong}
    return render(
        request, "directives/attendance/attend.html", shown, status=INVALID if form.errors or wrong else 200
    )


@acts("session.record", post="session.record")
def attendance(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoc-tap/<mã>/diem-danh/: GET the page (its middle is asked for again every half minute); POST adds typed names."""
    found = _session(request, code)
    register = call_overs.attendance_of(found)
    form = NamesForm(request.POST or None)
    status = 0
    if request.method == "POST":
        if register is None:
            raise Refused(_("Chưa mở điểm danh. Bấm Mở điểm danh trước."))
        if form.is_valid():
            data = form.cleaned_data
            try:
                written = write_names(
                    actor=request.user,
                    attendance=register,
                    members=data["members"].splitlines(),
                    others=data["others"].splitlines(),
                )
            except Refused as refused:
                show_refusal(form, refused)
                status = refused.status
            else:
                messages.success(request, _written_words(written.added, written.present_already))
                return redirect("directives:attendance", code)
    return render(
        request,
        "directives/attendance/page.html",
        _shown(found, register, form),
        status=status or (INVALID if form.errors else 200),
    )


def _written_words(added: int, already: int) -> str:
    said = _("Đã ghi thêm %(added)s người.") % {"added": format_count(added)}
    if already:
        more = _("%(already)s tên đã có trong danh sách nên không ghi lại.")
        said = f"{said} {more % {'already': format_count(already)}}"
    return said


def _shown(found: StudySession, register: Attendance | None, form: NamesForm) -> dict[str, Any]:
    names = call_overs.names_of(register) if register else []
    is_open = register is not None and register.is_open
    shown: dict[str, Any] = {
        "session": found,
        "attendance": register,
        "is_open": is_open,
        "names": names,
        "came": call_overs.came_to(register) if register else None,
        "erased_on": call_overs.erased_on(register) if register else None,
        "days": call_overs.days_kept(clock.today()),
        "form": form,
        "can_open": found.held_on <= clock.today(),
        "trail": _trail(found, (_("Điểm danh"), "")),
    }
    if register is not None and is_open and found.held_on == clock.today():
        shown |= {
            "picture": mark_safe(qr_for_page(call_overs.address_of(register))),  # noqa: S308  drawn by us
            "letters": call_overs.code_of(register),
            "place": reverse("directives:attend"),
        }
    return shown


@acts(post="session.record", takes=())
def attendance_open(request: SignedInRequest, code: str) -> HttpResponse:
    found = _session(request, code)
    open_attendance(actor=request.user, session=found)
    messages.success(request, _("Đã mở điểm danh."))
    return redirect("directives:attendance", code)


@acts(post="session.record", takes=())
def attendance_remove(request: SignedInRequest, code: str, line: uuid.UUID) -> HttpResponse:
    register = _register(_session(request, code))
    remove_name(actor=request.user, attendance=register, line=line)
    messages.success(request, _("Đã bỏ một dòng khỏi danh sách."))
    return redirect("directives:attendance", code)


@acts("session.record", post="session.record")
def attendance_close(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoc-tap/<mã>/diem-danh/chot/: the numbers of the sheet into the session's record."""
    found = _session(request, code)
    register = _register(found)
    if not register.is_open:
        raise Refused(_("Điểm danh của buổi này đã chốt."))
    form = ClosingForm(request.POST or None, initial=closing_initial(found))
    status = 0
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            close_attendance(
                actor=request.user,
                attendance=register,
                minutes=data["minutes"],
                members_called=data["members_called"],
                members_excused=data["members_excused"] or 0,
                row_version=data["row_version"] or 0,
            )
        except Refused as refused:
            if "members_present" in refused.fields:  # counted here, not typed
                refused = Refused(refused.sentence, fields={"members_called": refused.sentence})
            show_refusal(form, refused)
            status = refused.status
        else:
            messages.success(request, _("Đã chốt điểm danh và ghi số vào kết quả; sửa được ở Sửa kết quả."))
            return redirect("directives:session", code)
    shown = {
        "session": found,
        "came": call_overs.came_to(register),
        "form": form,
        "erased_on": call_overs.erased_on(register),
        "trail": _trail(
            found, (_("Điểm danh"), reverse("directives:attendance", args=[code])), (_("Chốt"), "")
        ),
    }
    return render(
        request,
        "directives/attendance/close.html",
        shown,
        status=status or (INVALID if form.errors else 200),
    )


@acts("session.record")
def attendance_print(request: SignedInRequest, code: str) -> HttpResponse:
    """The sheet to be signed; blank lines where nobody is on it yet."""
    found = _session(request, code)
    register = call_overs.attendance_of(found)
    if register is not None and register.erased_at is not None:
        raise Refused(_("Danh sách tên của buổi này đã xóa; chỉ còn số người ở kết quả buổi học."))
    names = call_overs.names_of(register) if register else []
    shown = {
        "session": found,
        "names": names,
        "blank": range(len(names) + 1, len(names) + (6 if names else 31)),
        "came": call_overs.came_to(register) if register else None,
        "back": reverse("directives:attendance", args=[code]),
    }
    return render(request, "directives/attendance/print.html", shown)


def _session(request: SignedInRequest, code: str) -> StudySession:
    found = study.get_session(request.user, code)
    require(permissions.can_record_for(request.user, found.unit_id))
    if not permissions.can_change_session(request.user, found):
        raise Refused(_("Buổi học đã hủy. Khôi phục trước, rồi mới điểm danh được."))
    return found


def _register(found: StudySession) -> Attendance:
    register = call_overs.attendance_of(found)
    if register is None:
        raise NotFound()
    return register


def _trail(found: StudySession, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return trail((found.code, reverse("directives:session", args=[found.code])), *more)
