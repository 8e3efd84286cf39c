"""What is done with one matter."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.issues import permissions, services
from lantoa.issues.forms import DoneForm, ReasonForm, ResultForm, SettleForm, TaskForm
from lantoa.issues.models import PressingIssue
from lantoa.issues.queries import issues as listing
from lantoa.issues.queries.rules import parent_of
from lantoa.issues.views.lists import history_of, trail
from lantoa.organisation.access import SignedInRequest, acts, holds, require
from lantoa.organisation.queries.units import version_on
from lantoa.ui.forms import ViForm, now_seen
from lantoa.ui.steps import take_step


def seen(request: HttpRequest) -> int:
    """The state of the matter on the page from which a button was pressed; 0, which none has, where it says none."""
    typed = request.POST.get("row_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def form_step(
    request: SignedInRequest,
    found: PressingIssue,
    form: ViForm,
    page: str,
    title: str,
    step: Callable[[dict[str, Any]], str],
    *,
    after: str = "",
    **more: object,
) -> HttpResponse:
    """A page with one form about a matter: `step` does it with what was typed and gives the sentence that says so. Where
    somebody was quicker, the page tells what was done since, and the same button goes on."""
    done, status = take_step(request, form, step)
    if done:
        return redirect(reverse("issues:issue", args=[found.code]) + after)
    address = reverse("issues:issue", args=[found.code])
    seen_before = form.cleaned_data.get("row_version") if status == Conflict.status else None
    if seen_before is not None:
        now_seen(form, found.row_version)
    shown = {
        "was_quicker": seen_before is not None,
        "since": [one for one in history_of(found) if one["number"] > seen_before] if seen_before else [],
        "issue": found,
        "form": form,
        "title": title,
        "cancel_url": address + after,
        "trail": trail((found.code, address), (title, "")),
        **more,
    }
    return render(request, page, shown, status=status)


def _handled(request: SignedInRequest, code: str) -> Any:
    """The matter, where the person solves it."""
    found = listing.get_issue(request.user, code)
    require(
        holds(request.user, "issue.handle", found.owner_id),
        _("Chỉ nơi đang phải giải quyết vấn đề, hoặc cấp trên của nơi đó, làm được việc này."),
    )
    return found


def _worked_on(request: SignedInRequest, code: str) -> Any:
    found = _handled(request, code)
    if not permissions.can_work_on(request.user, found):
        raise Refused(_("Vấn đề này không ở tình trạng «Đang giải quyết»."))
    return found


def _closer(request: SignedInRequest, code: str) -> Any:
    """The matter, where the person heads the unit that raised it."""
    found = listing.get_issue(request.user, code)
    require(
        holds(request.user, "issue.close", found.holder_unit_id),
        _("Chỉ người đứng đầu đơn vị đã nêu vấn đề làm được việc này."),
    )
    return found


@acts(post="issue.handle", takes=("row_version",))
def issue_take_up(request: SignedInRequest, code: str) -> HttpResponse:
    found = listing.get_issue(request.user, code)
    services.take_up(actor=request.user, issue=found, row_version=seen(request))
    messages.success(request, _("Đã tiếp nhận. Làm đến đâu ghi đến đó."))
    return redirect("issues:issue", code)


@acts(post="issue.handle", takes=("row_version",))
def issue_take_back(request: SignedInRequest, code: str) -> HttpResponse:
    found = listing.get_issue(request.user, code)
    services.take_back(actor=request.user, issue=found, row_version=seen(request))
    messages.success(request, _("Đã rút lại bước vừa rồi."))
    return redirect("issues:issue", code)


@acts("issue.handle", post="issue.handle")
def issue_tell(request: SignedInRequest, code: str) -> HttpResponse:
    """/buc-xuc/<mã>/viec-da-lam/: what was done so far."""
    found = _worked_on(request, code)
    form = DoneForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        services.tell_done(
            actor=request.user, issue=found, words=data["words"], row_version=data["row_version"]
        )
        return _("Đã ghi việc đã làm.")

    return form_step(request, found, form, "issues/tell.html", _("Ghi việc đã làm"), step)


@acts("issue.handle", post="issue.handle")
def issue_escalate(request: SignedInRequest, code: str) -> HttpResponse:
    """/buc-xuc/<mã>/chuyen-cap-tren/: to the unit directly above the one that has it."""
    found = _handled(request, code)
    if not found.is_with_owner:
        raise Refused(_("Chỉ chuyển lên cấp trên khi vấn đề chưa được báo là đã giải quyết."))
    form = ReasonForm(request.POST or None, initial={"row_version": found.row_version})
    today = clock.today()
    above = parent_of(found.owner_id, today)
    title = _("Chuyển lên cấp trên") if above else _("Báo cáo cấp trên ngoài hệ thống")
    explained = (
        _(
            "Cấp trên trực tiếp của nơi đang giữ sẽ giải quyết, hạn tính lại từ tuần sau. Không tự lấy lại được."
        )
        if above
        else _(
            "Trong hệ thống không còn cấp nào trên nơi đang giữ. Ghi đã báo cáo ai, đề nghị gì; vấn đề vẫn ở nơi đang giữ."
        )
    )

    def step(data: dict[str, Any]) -> str:
        services.escalate_issue(
            actor=request.user, issue=found, reason=data["reason"], row_version=data["row_version"]
        )
        if above is None:
            return _("Đã ghi việc báo cáo.")
        return _("Đã chuyển lên %(unit)s.") % {"unit": version_on(above.pk, today).short_name}

    return form_step(request, found, form, "issues/reason.html", title, step, act=title, explained=explained)


@acts("issue.handle", post="issue.handle")
def issue_task(request: SignedInRequest, code: str) -> HttpResponse:
    """/buc-xuc/<mã>/giao-nhiem-vu/: in the name of the unit that has to solve it."""
    found = _worked_on(request, code)
    require(
        permissions.can_give_task(request.user, found), _("Chỉ nơi đang phải giải quyết giao nhiệm vụ được.")
    )
    form = TaskForm(
        request.POST or None,
        units=list(listing.units_to_task(found)),
        initial={"row_version": found.row_version},
    )

    def step(data: dict[str, Any]) -> str:
        made = services.give_issue_task(
            actor=request.user,
            issue=found,
            unit=form.chosen(),
            title=data["title"],
            due_on=data["due_on"],
            proof_wanted=data["proof_wanted"],
            row_version=data["row_version"],
        )
        return _("Đã giao nhiệm vụ %(code)s.") % {"code": made.code}

    return form_step(request, found, form, "issues/task.html", _("Giao nhiệm vụ"), step)


@acts("issue.handle", post="issue.handle")
def issue_propose(request: SignedInRequest, code: str) -> HttpResponse:
    """/buc-xuc/<mã>/bao-da-giai-quyet/: who raised it then answers."""
    found = _worked_on(request, code)
    initial = {"row_version": found.row_version, "result": found.result}
    form = ResultForm(request.POST or None, initial=initial)

    def step(data: dict[str, Any]) -> str:
        services.propose_solved(
            actor=request.user, issue=found, result=data["result"], row_version=data["row_version"]
        )
        return _("Đã báo. Nơi nêu xác nhận thì vấn đề mới đóng.")

    return form_step(request, found, form, "issues/propose.html", _("Báo đã giải quyết"), step)


@acts("issue.close", post="issue.close")
def issue_settle(request: SignedInRequest, code: str) -> HttpResponse:
    """/buc-xuc/<mã>/tra-loi/: confirm that it is solved, or say what is missing."""
    found = _closer(request, code)
    if not permissions.can_settle(request.user, found):
        raise Refused(_("Nơi giải quyết chưa báo đã giải quyết nên chưa có gì để trả lời."))
    form = SettleForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        if request.POST.get("viec") == "xac-nhan":
            services.close_issue(actor=request.user, issue=found, row_version=data["row_version"])
            return _("Đã xác nhận. Vấn đề đã đóng; mở lại được nếu phát sinh lại.")
        services.send_back(
            actor=request.user, issue=found, reason=data["reason"], row_version=data["row_version"]
        )
        return _("Đã đề nghị làm tiếp.")

    return form_step(request, found, form, "issues/settle.html", _("Trả lời"), step)


@acts("issue.close", post="issue.close")
def issue_reopen(request: SignedInRequest, code: str) -> HttpResponse:
    """/buc-xuc/<mã>/mo-lai/: it came back, or was closed by a slip."""
    found = _closer(request, code)
    if not permissions.can_reopen(request.user, found):
        raise Refused(_("Chỉ mở lại vấn đề đã xác nhận là đã giải quyết."))
    form = ReasonForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        services.reopen_issue(
            actor=request.user, issue=found, reason=data["reason"], row_version=data["row_version"]
        )
        return _("Đã mở lại vấn đề.")

    return form_step(
        request, found, form, "issues/reason.html", _("Mở lại vấn đề"), step,
        act=_("Mở lại vấn đề"), explained=_("Nơi giải quyết làm tiếp, hạn tính lại từ tuần sau."),
    )  # fmt: skip


@acts("issue.close", post="issue.close")
def issue_ask_above(request: SignedInRequest, code: str) -> HttpResponse:
    """/buc-xuc/<mã>/de-nghi-cap-tren/: the clock of who has it has run out."""
    found = _closer(request, code)
    if not permissions.can_ask_above(request.user, found):
        raise Refused(
            _("Chỉ đề nghị cấp trên khi đã quá hạn của nơi đang giải quyết và chưa đề nghị lần nào.")
        )
    form = ReasonForm(request.POST or None, initial={"row_version": found.row_version})
    if parent_of(found.owner_id, clock.today()) is not None:
        explained = _("Cấp trên của nơi đang giữ được báo và quyết định có nhận hay không.")
    elif found.owner_id != found.holder_unit_id:
        explained = _(
            "Nơi đang giữ là cấp cao nhất trong hệ thống: nơi đó được báo và báo cáo cấp trên ngoài hệ thống."
        )
    else:
        explained = _(
            "Đơn vị vừa nêu vừa đang giữ vấn đề và là cấp cao nhất trong hệ thống: không báo cho nơi nào khác. Ghi đề nghị ở đây "
            "rồi báo cáo cấp trên ngoài hệ thống."
        )

    def step(data: dict[str, Any]) -> str:
        services.ask_above(
            actor=request.user, issue=found, reason=data["reason"], row_version=data["row_version"]
        )
        return _("Đã đề nghị cấp trên giải quyết.")

    return form_step(
        request, found, form, "issues/reason.html", _("Đề nghị cấp trên giải quyết"), step,
        act=_("Gửi đề nghị"), explained=explained,
    )  # fmt: skip
