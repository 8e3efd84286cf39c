"""The conclusion of a conference: its sentences, its adoption, its notice."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lantoa.audit.registry import act_label
from lantoa.conferences import permissions
from lantoa.conferences.choices import WORD, ConclusionState, PointKind
from lantoa.conferences.forms import AnnounceForm, ReopenForm, SentenceForm, SentencesForm, sentence_initial
from lantoa.conferences.issue_origins import KIND as ORIGIN
from lantoa.conferences.models import Conclusion, ConclusionPoint, Conference
from lantoa.conferences.printouts.conclusion import conclusion_notice
from lantoa.conferences.queries import conclusions as queries
from lantoa.conferences.queries.quarters import tasks_of
from lantoa.conferences.services import conclusions as services
from lantoa.conferences.views.frame import head_of, trail
from lantoa.conferences.views.planning import seen_version
from lantoa.core import clock
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.core.reference import Reference
from lantoa.issues.queries.told import tied_to
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.printing.docx_rendering import to_docx
from lantoa.tasks.queries import raised_tasks, to_chase
from lantoa.ui.forms import ViForm, show_refusal
from lantoa.ui.lists import file_answer, page_of
from lantoa.ui.steps import INVALID, take_step


@acts("conclusion.read")
def conclusion_page(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoi-nghi/<mã>/ket-luan/: the sentences, what came of each, and what is to be done next."""
    user, conference = request.user, queries.get_concluded(request.user, code)
    conclusion = queries.conclusion_of(conference)
    states = queries.states_of(queries.points_of(conclusion))
    state = conclusion.state if conclusion else ConclusionState.DRAFT
    adopted = state != ConclusionState.DRAFT
    may_write = permissions.can_write(user, conference) and not conference.is_cancelled
    may_adopt = permissions.can_adopt(user, conference) and not conference.is_cancelled
    sums = queries.sums_of(states)
    shown = {
        **head_of(user, conference, "conclusion"),
        "conclusion": conclusion,
        "state": state,
        "state_badge": state.badge,
        "states": states,
        "sums": sums,
        "tied": tied_to(user, Reference(ORIGIN, conclusion.pk)) if conclusion and adopted else None,
        "steps": _steps(conclusion),
        "may_change": permissions.can_change_points(user, conference, conclusion),
        "may_mark": may_write and adopted,
        "may_raise": may_write and adopted,
        "may_adopt": may_adopt and bool(states) and not adopted and conference.was_held,
        "too_early": may_adopt and bool(states) and not adopted and not conference.was_held,
        "may_reopen": may_adopt
        and state == ConclusionState.ADOPTED
        and not any(one.raised for one in states),
        "may_announce": may_write and state == ConclusionState.ADOPTED,
    }
    return render(request, "conferences/conclusion.html", shown)


def _steps(conclusion: Conclusion | None) -> list[tuple[str, str]]:
    """Where the conclusion stands, for the row of steps at the head."""
    order = list(ConclusionState)
    at = order.index(conclusion.state) if conclusion else 0
    done = conclusion is not None and conclusion.state == ConclusionState.ANNOUNCED
    return [
        (str(one.label), "done" if place < at or done else "now" if place == at else "later")
        for place, one in enumerate(order)
    ]


@acts("conclusion.write", post="conclusion.write")
def points_enter(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoi-nghi/<mã>/ket-luan/nhap/: type or paste sentences, which are added at the end."""
    user, conference = request.user, queries.get_concluded(request.user, code)
    require(permissions.can_write(user, conference))
    conclusion = queries.conclusion_of(conference)
    _require_changing(conference, conclusion)
    points = queries.points_of(conclusion)
    last = points[-1] if points else None
    first = {
        "kind": last.kind if last else PointKind.CONCLUSION,
        "said_by": last.said_by if last else "",
    }
    form = SentencesForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.enter_points(actor=user, conference=conference, points=form.points())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request,
                _("Đã thêm %(count)d câu. Đọc lại từng câu trước khi thông qua.") % {"count": len(made)},
            )
            return redirect("conferences:conclusion", code)
    address = reverse("conferences:conclusion", args=[code])
    shown = {
        "form": form,
        "conference": conference,
        "held": len(points),
        "cancel_url": address,
        "trail": trail((code, address), (_("Nhập kết luận"), "")),
    }
    return render(request, "conferences/points_enter.html", shown, status=INVALID if form.errors else 200)


def _require_changing(conference: Conference, conclusion: Conclusion | None) -> None:
    if conference.is_cancelled:
        raise Refused(_("Hội nghị đã hủy nên không ghi kết luận được. Khôi phục hội nghị trước."))
    if conclusion is not None and conclusion.adopted_at is not None:
        raise Refused(_("Kết luận đã thông qua nên không sửa câu nào được. Mở lại kết luận trước."))


@acts("conclusion.read")
def point_page(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """/hoi-nghi/<mã>/ket-luan/<số>/: one sentence, its tasks as far as the person may read them, and its earlier wordings."""
    user = request.user
    point = queries.get_point(user, code, number)
    conference, conclusion = point.conclusion.conference, point.conclusion
    raised = raised_tasks(user, queries.reference_of(point))
    may_write = permissions.can_write(user, conference) and not conference.is_cancelled
    adopted = conclusion.adopted_at is not None
    [state] = queries.states_of([point])
    address = reverse("conferences:conclusion", args=[code])
    page = page_of(raised, request)
    titles = {row.title for row in page.object_list}
    shown = {
        "point": point,
        "state": state,
        "kind": PointKind(point.kind).label,
        "conference": conference,
        "conclusion": conclusion,
        "page": page,
        "title": titles.pop() if len(titles) == 1 else "",
        "late": to_chase(user, raised) if state.raised and state.raised.late else None,
        "may_change": permissions.can_change_points(user, conference, conclusion),
        "may_raise": may_write and adopted and not point.for_study,
        "may_mark": may_write and adopted and (state.lacks_task or point.for_study),
        "history": _history(point) if may_write else [],
        "trail": trail((code, address), (_("Câu %(number)d") % {"number": number}, "")),
    }
    return render(request, "conferences/point.html", shown)


def _history(point: ConclusionPoint) -> list[dict[str, Any]]:
    """Each change with the wording before it."""
    return [
        {
            "at": one.at,
            "who": one.actor_label,
            "what": act_label(one.act),
            "reason": _("Trước đó: «%(text)s»") % {"text": one.before["text"]}
            if one.before.get("text")
            else "",
        }
        for one in queries.history_of_point(point)
    ]


@acts("conclusion.write", post="conclusion.write")
def point_edit(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """/hoi-nghi/<mã>/ket-luan/<số>/sua/: mend a sentence, or take it out, before adoption."""
    user = request.user
    point = queries.get_point(user, code, number)
    conference = point.conclusion.conference
    require(permissions.can_write(user, conference))
    _require_changing(conference, point.conclusion)
    address = reverse("conferences:conclusion", args=[code])
    if request.method == "POST" and request.POST.get("viec") == "bo":
        services.remove_point(actor=user, point=point, row_version=seen_version(request))
        messages.success(request, _("Đã bỏ câu %(number)d; nhật ký còn giữ nguyên văn.") % {"number": number})
        return redirect(address)
    form = SentenceForm(request.POST or None, initial=sentence_initial(point))
    status = 0
    if request.method == "POST" and form.is_valid():
        try:
            services.change_point(
                actor=user,
                point=point,
                new=form.point(),
                row_version=form.cleaned_data["row_version"] or 0,
            )
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
            status = conflict.status
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã sửa câu %(number)d.") % {"number": number})
            return redirect(address)
    shown = {
        "form": form,
        "point": point,
        "conference": conference,
        "cancel_url": address,
        "trail": trail((code, address), (_("Sửa câu %(number)d") % {"number": number}, "")),
    }
    return render(
        request, "conferences/point_edit.html", shown, status=status or (INVALID if form.errors else 200)
    )


@acts(post="conclusion.write", takes=("row_version", "viec"))
def point_mark(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """Say that the sentence is to be made known only, or take that back (`viec`: danh-dau, bo)."""
    user = request.user
    point = queries.get_point(user, code, number)
    require(permissions.can_write(user, point.conclusion.conference))
    for_study = request.POST.get("viec") != "bo"
    services.mark_for_study(actor=user, point=point, for_study=for_study, row_version=seen_version(request))
    messages.success(
        request,
        _("Đã ghi câu %(number)d «chỉ để quán triệt».") % {"number": number}
        if for_study
        else _("Câu %(number)d lại chờ giao nhiệm vụ.") % {"number": number},
    )
    return redirect("conferences:conclusion", code)


@acts(post="conclusion.adopt", takes=("row_version",))
def conclusion_adopt(request: SignedInRequest, code: str) -> HttpResponse:
    user, conference = request.user, queries.get_concluded(request.user, code)
    require(permissions.can_adopt(user, conference))
    services.adopt_conclusion(actor=user, conference=conference, row_version=seen_version(request))
    messages.success(
        request,
        _("Đã ghi kết luận được thông qua. Giờ giao từng câu thành nhiệm vụ, hoặc ghi «chỉ để quán triệt»."),
    )
    return redirect("conferences:conclusion", code)


@acts("conclusion.adopt", post="conclusion.adopt")
def conclusion_reopen(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoi-nghi/<mã>/ket-luan/mo-lai/: open the sentences to changes again, with a reason."""
    user, conference = request.user, queries.get_concluded(request.user, code)
    require(permissions.can_adopt(user, conference))
    conclusion = _held_conclusion(conference)
    if conclusion.state != ConclusionState.ADOPTED:
        raise Refused(_("Chỉ mở lại được kết luận đã thông qua mà chưa ra thông báo."))

    def step(data: dict[str, Any]) -> str:
        services.reopen_conclusion(
            actor=user, conference=conference, reason=data["reason"], row_version=data["row_version"] or 0
        )
        return _("Đã mở lại kết luận để sửa.")

    form = ReopenForm(request.POST or None, initial={"row_version": conclusion.row_version})
    return _step_page(request, conference, form, "conferences/reopen.html", _("Mở lại kết luận"), step)


@acts("conclusion.write", post="conclusion.write")
def conclusion_announce(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoi-nghi/<mã>/ket-luan/thong-bao/: take the number of the notice and tell the units."""
    user, conference = request.user, queries.get_concluded(request.user, code)
    require(permissions.can_write(user, conference))
    conclusion = _held_conclusion(conference)
    if conclusion.state != ConclusionState.ADOPTED:
        raise Refused(_("Chỉ ra thông báo cho kết luận đã thông qua, mỗi kết luận một lần."))
    sums = queries.sums_of(queries.states_of(queries.points_of(conclusion)))

    def step(data: dict[str, Any]) -> str:
        made = services.announce_conclusion(
            actor=user,
            conference=conference,
            issued_on=data["issued_on"],
            number=data["number"],
            row_version=data["row_version"] or 0,
        )
        if made.document is None:
            raise ValueError("announced without a number")
        return _("Đã lấy số %(number)s và báo cho các đơn vị. Tải Word để trình ký.") % {
            "number": made.document.number
        }

    first = {"issued_on": clock.today(), "row_version": conclusion.row_version}
    form = AnnounceForm(request.POST or None, initial=first)
    title = _("Ra thông báo kết luận")
    return _step_page(request, conference, form, "conferences/announce.html", title, step, sums=sums)


def _held_conclusion(conference: Conference) -> Conclusion:
    conclusion = queries.conclusion_of(conference)
    if conclusion is None:
        raise Refused(_("Kết luận chưa có câu nào."))
    return conclusion


def _step_page(
    request: SignedInRequest,
    conference: Conference,
    form: ViForm,
    template: str,
    title: str,
    step: Any,
    **more: object,
) -> HttpResponse:
    """A page with one form about a conclusion; `step` does it with what was typed and gives the sentence that says so."""
    done, status = take_step(request, form, step)
    if done:
        return redirect("conferences:conclusion", conference.code)
    address = reverse("conferences:conclusion", args=[conference.code])
    shown = {
        "form": form,
        "conference": conference,
        "title": title,
        "cancel_url": address,
        "trail": trail((conference.code, address), (title, "")),
        **more,
    }
    return render(request, template, shown, status=status)


@acts("conclusion.read")
def conclusion_word(request: SignedInRequest, code: str) -> HttpResponse:
    """«Thông báo kết luận» in Word, with a place for the number until it has one; once it is adopted."""
    conference = queries.get_concluded(request.user, code)
    conclusion = queries.conclusion_of(conference)
    if conclusion is None or conclusion.adopted_at is None:
        raise NotFound()
    points = queries.points_of(conclusion)
    rows = tasks_of(request.user, [point.pk for point in points])
    if conclusion.announced_at is not None:  # what was given since stands in no paper of that number
        rows = rows.filter(given_at__lte=conclusion.announced_at)
    tasks, count = list(rows), queries.given_by(points, conclusion.announced_at)
    with translation.override("vi"):
        content = to_docx(conclusion_notice(conference, conclusion, points, tasks, count=count))
    return file_answer(content, f"thong-bao-ket-luan-{conference.code}.docx", WORD)
