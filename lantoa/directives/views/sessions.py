"""Study sessions: the list and its workbook, one session, and what its unit does with it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.directives.choices import SessionKind, SessionState
from lantoa.directives.forms.study import (
    CancelForm,
    SessionForm,
    ToldForm,
    session_initial,
    told_initial,
)
from lantoa.directives.models import StudySession
from lantoa.directives.permissions import study as permissions
from lantoa.directives.printouts.study import sessions_workbook
from lantoa.directives.queries import deeds, quizzes, study
from lantoa.directives.queries.serving import directives_concerning
from lantoa.directives.services.sessions import (
    bring_back_session,
    cancel_session,
    change_session,
    plan_session,
    tell_session,
)
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere, require, units_in_scope
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import named_on
from lantoa.ui.forms import ViForm, now_seen, show_refusal
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer, narrowed_address, page_of
from lantoa.ui.steps import INVALID


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Học tập"), reverse("directives:sessions") if more else ""), *more]


def _wanted(request: HttpRequest) -> study.SessionFilter:
    """The filter in the address; what it cannot mean is left out rather than refused."""
    get = request.GET
    year, state, kind = get.get("nam", ""), get.get("trang-thai", ""), get.get("hinh-thuc", "")
    sort, followed = get.get("sort", ""), get.get("viec", "")
    return study.SessionFilter(
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
        topic=get.get("chuyen-de", "")[:20],
        kind=kind if kind in SessionKind.values else "",
        unit=get.get("don-vi", "")[:40],
        state=state if state in SessionState.values else "",
        directive=get.get("van-ban", "")[:20],
        deeds=followed if followed in ("co", "khong", "gan") else "",
        sort=sort if sort.removeprefix("-") in study.SORTS else "-day",
    )


def _strip(request: HttpRequest, user: User, wanted: study.SessionFilter) -> list[Counter]:
    """All, then each state; the numbers of the states make the first."""
    counts = study.state_counts(user, wanted)
    strip = [Counter(_("Tất cả"), counts[""], narrowed_address(request, "trang-thai", ""), not wanted.state)]
    for state in SessionState:
        if counts.get(state) or wanted.state == state:
            address, badge = narrowed_address(request, "trang-thai", state), state.badge
            strip.append(
                Counter(
                    str(state.label),
                    counts.get(state, 0),
                    address,
                    wanted.state == state,
                    badge.icon,
                    badge.tone,
                )
            )
    return strip


def _said(wanted: study.SessionFilter) -> list[str]:
    """The filters in force, in words."""
    said = [
        f"«{wanted.text}»" if wanted.text else "",
        _("năm %(year)d") % {"year": wanted.year} if wanted.year else "",
        _("chuyên đề %(code)s") % {"code": wanted.topic} if wanted.topic else "",
        str(SessionKind(wanted.kind).label) if wanted.kind else "",
        _("văn bản %(code)s") % {"code": wanted.directive} if wanted.directive else "",
        _("đơn vị %(code)s") % {"code": wanted.unit} if wanted.unit else "",
        str(SessionState(wanted.state).label) if wanted.state else "",
        {
            "co": _("có việc làm theo"),
            "khong": _("chưa có việc làm theo"),
            "gan": _("có việc đã gắn nhiệm vụ, mô hình"),
        }.get(wanted.deeds, ""),
    ]
    return [words for words in said if words]


@acts("session.read")
def session_list(request: SignedInRequest) -> HttpResponse:
    """/hoc-tap/: ?nam= ?chuyen-de= ?hinh-thuc= ?don-vi= ?trang-thai= ?viec=co|khong|gan ?q= words."""
    user, wanted = request.user, _wanted(request)
    shown = {
        "wanted": wanted,
        "page": page_of(study.listed(user, wanted), request),
        "counters": _strip(request, user, wanted),
        "sums": study.sums_of(user, wanted),
        "years": study.years_with_sessions(user),
        "topics": study.topics_listed(user),
        "units": study.units_with_sessions(user),
        "directives": study.directives_of_sessions(user),
        "kinds": SessionKind.choices,
        "is_narrowed": bool(_said(wanted)),
        "with_deeds_url": narrowed_address(request, "viec", "co"),
        "with_links_url": narrowed_address(request, "viec", "gan"),
        "may_plan": holds_somewhere(user, "session.record"),
        "export_url": f"{reverse('directives:sessions_export')}?{request.GET.urlencode()}",
    }
    return render(request, "directives/sessions.html", shown)


@acts("session.read")
def sessions_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    wanted = _wanted(request)
    content = sessions_workbook(study.listed(request.user, wanted), _said(wanted))
    return file_answer(content, f"hoc-tap-{clock.today():%Y-%m-%d}.xlsx")


@acts("session.read")
def session(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, study.get_session(request.user, code)
    shown = {**_shown(user, found), **_offers(user, found), "turns": quizzes.turns_of(found)}
    shown["has_questions"] = found.topic is not None and quizzes.has_questions(found.topic)
    return render(request, "directives/session.html", shown)


@acts("session.read")
def session_print(request: SignedInRequest, code: str) -> HttpResponse:
    found = study.get_session(request.user, code)
    back = reverse("directives:session", args=[code])
    return render(request, "directives/session_print.html", {**_shown(request.user, found), "back": back})


def _shown(user: User, found: StudySession) -> dict[str, Any]:
    facts = [
        (_("Đơn vị"), found.unit_name),  # type: ignore[attr-defined]
        (_("Hình thức"), str(SessionKind(found.kind).label)),
        (_("Chuyên đề"), found.topic.title if found.topic else _("Không theo chuyên đề")),
        (
            _("Theo văn bản"),
            "; ".join(
                f"{one.type_name} {one.reference}" for one in (found.directive, *found.other_directives.all())
            ),
        ),
        (_("Cách dự"), _("Trực tuyến") if found.online else _("Trực tiếp")),
        (_("Địa điểm"), found.place or "–"),
        (_("Báo cáo viên"), "; ".join(filter(None, (found.speaker, found.speaker_name))) or "–"),
    ]
    return {
        "session": found,
        "facts": facts,
        "badge": SessionState(found.state).badge,
        "deeds": deeds.carried_deeds(user, list(found.deeds.all())),
        "trail": trail((found.code, "")),
    }


def _offers(user: User, found: StudySession) -> dict[str, bool]:
    may_change = permissions.can_change_session(user, found)
    return {
        "may_change": may_change,
        "may_tell": may_change and found.held_on <= clock.today(),
        "may_call_over": may_change,
        "may_cancel": permissions.can_cancel(user, found),
        "may_bring_back": permissions.can_bring_back(user, found),
    }


@acts("session.record", post="session.record")
def session_new(request: SignedInRequest) -> HttpResponse:
    """/hoc-tap/moi/: plan a session of one's unit, or enter one that is over; ?don-vi= says which of several units."""
    user = request.user
    units = _own_units(user)
    unit = _chosen(units, request.GET.get("don-vi", ""))
    initial: dict[str, Any] = {"kind": SessionKind.THEMATIC, "topic": request.GET.get("chuyen-de", "")[:20]}
    form = _session_form(request, unit, None, initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_session(actor=user, unit=unit, plan=form.plan())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            if made.held_on <= clock.today():
                messages.success(
                    request, _("Đã ghi buổi học %(code)s. Ghi tiếp kết quả.") % {"code": made.code}
                )
                return redirect("directives:session_result", made.code)
            messages.success(request, _("Đã lập kế hoạch buổi học %(code)s.") % {"code": made.code})
            return redirect("directives:session", made.code)
    shown = {
        "form": form,
        "unit": unit,
        "units": list(units),
        "title": _("Ghi buổi học"),
        "cancel_url": reverse("directives:sessions"),
        "trail": trail((_("Ghi buổi học"), "")),
    }
    return _form_page(request, "directives/session_form.html", shown, form)


@acts("session.record", post="session.record")
def session_edit(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, study.get_session(request.user, code)
    _require_change(user, found)
    form = _session_form(request, found.unit, found, session_initial(found))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["row_version"] or 0
        try:
            change_session(actor=user, session=found, plan=form.plan(), row_version=version)
        except Conflict as conflict:
            return _form_page(
                request,
                "directives/session_form.html",
                _editing(found) | {"form": form, "conflict": conflict.sentence, **_stored(form, code, user)},
                form,
                conflict.status,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("directives:session", code)
    return _form_page(request, "directives/session_form.html", _editing(found) | {"form": form}, form)


@acts("session.record", post="session.record")
def session_result(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoc-tap/<mã>/ket-qua/: how it went; it then counts in reports."""
    user, found = request.user, study.get_session(request.user, code)
    _require_change(user, found)
    if found.held_on > clock.today():
        raise Refused(_("Buổi học chưa tới ngày. Học xong mới ghi kết quả được; đổi ngày thì bấm Sửa."))
    form = ToldForm(request.POST or None, initial=told_initial(found))
    shown = {
        "session": found,
        "form": form,
        "trail": trail((code, reverse("directives:session", args=[code])), (_("Kết quả"), "")),
    }
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["row_version"] or 0
        try:
            tell_session(actor=user, session=found, told=form.told(), row_version=version)
        except Conflict as conflict:
            shown |= {"conflict": conflict.sentence, **_stored(form, code, user)}
            return _form_page(request, "directives/session_result.html", shown, form, conflict.status)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi kết quả. Buổi học được tính vào báo cáo của kỳ."))
            return redirect("directives:session", code)
    return _form_page(request, "directives/session_result.html", shown, form)


@acts("session.record", post="session.record")
def session_cancel(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, study.get_session(request.user, code)
    require(permissions.can_record_for(user, found.unit_id))
    if not permissions.can_cancel(user, found):
        raise Refused(_("Buổi học này đã hủy."))
    form = CancelForm(request.POST or None, initial={"row_version": found.row_version})
    if request.method == "POST" and form.is_valid():
        try:
            cancel_session(
                actor=user,
                session=found,
                reason=form.cleaned_data["reason"],
                row_version=form.cleaned_data["row_version"] or 0,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã hủy buổi học; không tính vào báo cáo nữa. Có thể khôi phục."))
            return redirect("directives:session", code)
    shown = {
        "session": found,
        "form": form,
        "trail": trail((code, reverse("directives:session", args=[code])), (_("Hủy"), "")),
    }
    return _form_page(request, "directives/session_cancel.html", shown, form)


@acts(post="session.record", takes=())
def session_bring_back(request: SignedInRequest, code: str) -> HttpResponse:
    found = study.get_session(request.user, code)
    require(permissions.can_record_for(request.user, found.unit_id))
    back = bring_back_session(actor=request.user, session=found)
    if back.state == SessionState.HELD:
        messages.success(request, _("Đã khôi phục; buổi học lại được tính vào báo cáo của kỳ."))
    else:
        messages.success(request, _("Đã khôi phục kế hoạch buổi học."))
    return redirect("directives:session", code)


def _require_change(user: User, found: StudySession) -> None:
    require(permissions.can_record_for(user, found.unit_id))
    if not permissions.can_change_session(user, found):
        raise Refused(_("Buổi học đã hủy. Khôi phục trước, rồi mới sửa được."))


def _session_form(
    request: SignedInRequest, unit: Unit, found: StudySession | None, initial: dict[str, Any]
) -> SessionForm:
    topics = list(study.topics_for(request.user, unit))
    if topics:  # most sessions are held for the directive that the newest topic is for
        initial.setdefault("directive", topics[0].directive)
        if found is None:
            initial.setdefault("other_directives", list(topics[0].other_directives.all()))
    return SessionForm(
        request.POST or None,
        topics=topics,
        directives=list(directives_concerning(unit)),
        session=found,
        initial=initial,
    )


def _editing(found: StudySession) -> dict[str, Any]:
    address = reverse("directives:session", args=[found.code])
    return {
        "session": found,
        "unit": found.unit,
        "title": _("Sửa buổi học"),
        "cancel_url": address,
        "trail": trail((found.code, address), (_("Sửa"), "")),
    }


def _stored(form: ViForm, code: str, user: User) -> dict[str, Any]:
    """What is kept now, beside what was typed, which the form goes on with."""
    found = study.get_session(user, code)
    now_seen(form, found.row_version)
    rows = [*_shown(user, found)["facts"], (_("Nội dung"), found.title)]
    if found.told:
        rows += numbers_of(found)
    return {"stored": rows}


def numbers_of(found: StudySession) -> list[tuple[str, object]]:
    """How it went, line by line."""
    return [
        (_("Thời lượng (phút)"), found.minutes),
        (_("Đảng viên triệu tập"), found.members_called),
        (_("Đảng viên có mặt"), found.members_present),
        (_("Vắng có lý do"), found.members_excused),
        (_("Vắng không lý do"), found.unexcused),
        (_("Quần chúng, khách mời có mặt"), found.others_present),
    ]


def _own_units(user: User) -> QuerySet[Unit]:
    return named_on(units_in_scope(user, "session.record"))


def _chosen(units: QuerySet[Unit], code: str) -> Unit:
    chosen = units.filter(code=code).first() if code else units.order_by("position", "code").first()
    if chosen is None:
        raise NotFound()
    return chosen


def _form_page(
    request: HttpRequest, template: str, shown: dict[str, Any], form: ViForm, status: int = 0
) -> HttpResponse:
    return render(request, template, shown, status=status or (INVALID if form.errors else 200))


def list_address(**narrowed: object) -> str:
    """The list with these parameters of the address; empty ones are left out."""
    said = {name.replace("_", "-"): value for name, value in narrowed.items() if value}
    return reverse("directives:sessions") + (f"?{urlencode(said)}" if said else "")
