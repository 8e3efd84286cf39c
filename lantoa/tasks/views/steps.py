"""What is done with one task."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.tasks import guards, permissions, queries, services
from lantoa.tasks.forms import (
    AnswerTimeForm,
    CancelForm,
    MoreTimeForm,
    PostForm,
    ReportForm,
    SettleForm,
)
from lantoa.tasks.guards import Step
from lantoa.tasks.models import Task
from lantoa.tasks.views.lists import trail
from lantoa.ui.forms import ViForm, now_seen
from lantoa.ui.steps import take_step


def _go(request: SignedInRequest, code: str, step: Callable[[], object], said: str) -> HttpResponse:
    """Take one step that has no form of its own, and show the task."""
    step()
    messages.success(request, said)
    return redirect("tasks:task", code)


def _seen(request: HttpRequest) -> int:
    """The state of the task on the page from which a button was pressed; 0, which no task has, where it says none."""
    typed = request.POST.get("row_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


@acts(post="task.do", takes=("row_version",))
def task_begin(request: SignedInRequest, code: str) -> HttpResponse:
    found = queries.get_task(request.user, code)
    return _go(
        request,
        code,
        lambda: services.begin_task(actor=request.user, task=found, row_version=_seen(request)),
        _("Đã ghi là đang làm."),
    )


@acts(post="task.do", takes=("row_version",))
def task_take_back(request: SignedInRequest, code: str) -> HttpResponse:
    found = queries.get_task(request.user, code)
    return _go(
        request,
        code,
        lambda: services.take_back(actor=request.user, task=found, row_version=_seen(request)),
        _("Đã rút lại bước vừa rồi của đơn vị."),
    )


@acts(post="task.ask", takes=("row_version",))
def task_reopen(request: SignedInRequest, code: str) -> HttpResponse:
    found = queries.get_task(request.user, code)
    return _go(
        request,
        code,
        lambda: services.reopen_task(actor=request.user, task=found, row_version=_seen(request)),
        _("Đã mở lại nhiệm vụ."),
    )


def form_step(
    request: SignedInRequest,
    found: Task,
    form: ViForm,
    page: str,
    title: str,
    step: Callable[[dict[str, Any]], str],
    *,
    after: str = "",
    onward: str = "",
    **more: object,
) -> HttpResponse:
    """A page with one form about a task: `step` does it with what was typed and gives the sentence that says so; `after` is the
    place on the task's page where one then is, `onward` another page instead."""
    done, status = take_step(request, form, step)
    if done:
        return redirect(onward or f"{reverse('tasks:task', args=[found.code])}{after}")
    if status == Conflict.status and "row_version" in form.fields:
        # The page shows the task as it is now: what was typed can be sent from it.
        now_seen(form, found.row_version)
    address = reverse("tasks:task", args=[found.code])
    shown = {
        "task": found,
        "form": form,
        "title": title,
        "cancel_url": address,
        "trail": trail((found.code, address), (title, "")),
        **more,
    }
    return render(request, page, shown, status=status)


@acts("task.do", post="task.do")
def task_report(request: SignedInRequest, code: str) -> HttpResponse:
    """/nhiem-vu/<mã>/bao-xong/: tell the result; the asker then confirms."""
    user, found = request.user, queries.get_task(request.user, code)
    require_work(user, found)
    if queries.open_request_of(found) is not None:
        raise Refused(_("Đang xin gia hạn. Rút đề nghị gia hạn trước, rồi báo xong."))
    guards.require_leave(user, found, Step.REPORTED)
    standing = queries.proofs_of(found)
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        initial={"row_version": found.row_version, "result": found.result},
        needs_file=found.proof_required and not standing,
    )

    def step(data: dict[str, Any]) -> str:
        services.report_done(
            actor=user,
            task=found,
            result=data["result"],
            row_version=data["row_version"],
            proof=data["file"],
        )
        return _("Đã báo xong. Nơi giao xác nhận thì nhiệm vụ mới kết thúc.")

    title = _("Báo đã xong")
    return form_step(request, found, form, "tasks/report.html", title, step, proofs=standing)


@acts("task.do", post="task.do")
def task_more_time(request: SignedInRequest, code: str) -> HttpResponse:
    """/nhiem-vu/<mã>/gia-han/: ask the asker for a later day."""
    user, found = request.user, queries.get_task(request.user, code)
    require_work(user, found)
    if queries.open_request_of(found) is not None:
        raise Refused(_("Đã có một đề nghị gia hạn đang chờ trả lời."))
    guards.require_leave(user, found, Step.TIME_ASKED)
    form = MoreTimeForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        services.ask_more_time(
            actor=user,
            task=found,
            wanted_on=data["wanted_on"],
            reason=data["reason"],
            row_version=data["row_version"],
        )
        return _("Đã gửi đề nghị gia hạn. Hạn chỉ đổi khi nơi giao đồng ý.")

    return form_step(request, found, form, "tasks/more_time.html", _("Xin gia hạn"), step)


@acts("task.do", post="task.do")
def task_post(request: SignedInRequest, code: str) -> HttpResponse:
    """/nhiem-vu/<mã>/phan-cong/: which post of the unit sees to it."""
    user, found = request.user, queries.get_task(request.user, code)
    require_work(user, found)
    posts: QuerySet[Any] = queries.posts_to_choose(found)
    initial = {"row_version": found.row_version, "post": str(found.post_id or "")}
    form = PostForm(request.POST or None, posts=list(posts), initial=initial)

    def step(data: dict[str, Any]) -> str:
        services.assign_post(actor=user, task=found, post=form.chosen(), row_version=data["row_version"])
        return _("Đã ghi người lo việc này.")

    return form_step(request, found, form, "tasks/post.html", _("Phân công trong đơn vị"), step)


@acts("task.ask", post="task.ask")
def task_settle(request: SignedInRequest, code: str) -> HttpResponse:
    """/nhiem-vu/<mã>/xac-nhan/: confirm what was reported, or send it back with a reason; then the next of the same batch."""
    user, found = request.user, queries.get_task(request.user, code)
    require(permissions.can_ask_for(user, found.asker_id))
    if not permissions.can_settle(user, found):
        raise Refused(_("Nhiệm vụ này không chờ xác nhận."))
    guards.require_leave(user, found, Step.SENT_BACK)
    form = SettleForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        if request.POST.get("viec") == "tra-lai":
            services.send_back(actor=user, task=found, reason=data["reason"], row_version=data["row_version"])
            return _("Đã trả lại để đơn vị làm tiếp.")
        _require_button(request, "xac-nhan")
        if data["reason"]:
            sentence = _(
                "Anh/chị đã ghi còn phải làm gì. Bấm «Trả lại làm tiếp», hoặc xóa ô này rồi xác nhận xong."
            )
            raise Refused.at("reason", sentence)
        services.confirm_done(actor=user, task=found, row_version=data["row_version"])
        return _("Đã xác nhận xong.")

    own = permissions.is_own_report(user, found)
    refusal = guards.refusal(user, found, Step.CONFIRMED)
    waiting = queries.waiting_with(user, found)
    return form_step(
        request,
        found,
        form,
        "tasks/settle.html",
        _("Xác nhận kết quả"),
        step,
        own=own,
        refusal=refusal,
        waiting=waiting,
        onward=reverse("tasks:settle", args=[waiting.following]) if waiting.following else "",
        proofs=queries.proofs_of(found),
    )


@acts("task.ask", post="task.ask")
def task_answer_time(request: SignedInRequest, code: str) -> HttpResponse:
    """/nhiem-vu/<mã>/tra-loi-gia-han/: grant the later day, or refuse with a reason."""
    user, found = request.user, queries.get_task(request.user, code)
    require(permissions.can_ask_for(user, found.asker_id))
    if not permissions.can_answer_time(user, found):
        raise Refused(_("Không có đề nghị gia hạn nào đang chờ trả lời."))
    form = AnswerTimeForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        _require_button(request, "dong-y", "khong")
        granted = request.POST.get("viec") == "dong-y"
        services.answer_more_time(
            actor=user, task=found, granted=granted, answer=data["answer"], row_version=data["row_version"]
        )
        return _("Đã đồng ý gia hạn.") if granted else _("Đã trả lời: không đồng ý gia hạn.")

    asked = queries.open_request_of(found)
    return form_step(
        request, found, form, "tasks/answer_time.html", _("Trả lời xin gia hạn"), step, asked=asked
    )


@acts("task.ask", post="task.ask")
def task_cancel(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, queries.get_task(request.user, code)
    require(permissions.can_ask_for(user, found.asker_id))
    if not permissions.can_cancel(user, found):
        raise Refused(_("Nhiệm vụ đã xong hoặc đã hủy."))
    guards.require_leave(user, found, Step.CANCELLED)
    form = CancelForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        services.cancel_task(actor=user, task=found, reason=data["reason"], row_version=data["row_version"])
        return _("Đã hủy nhiệm vụ. Có thể khôi phục.")

    return form_step(request, found, form, "tasks/cancel.html", _("Hủy nhiệm vụ"), step)


def _require_button(request: HttpRequest, *known: str) -> None:
    """Nothing is settled by a form that does not say what was pressed."""
    if request.POST.get("viec", "") not in known:
        raise Refused(_("Chưa rõ anh/chị chọn gì nên chưa ghi. Bấm lại một trong các nút dưới đây."))


def require_work(user: User, found: Task) -> None:
    require(permissions.can_do_for(user, found.unit_id))
    if not permissions.can_work_on(user, found):
        raise Refused(_("Nhiệm vụ này không còn đang làm."))
