"""Requests for more time, answered several at once."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Conflict, Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.tasks import queries, services
from lantoa.tasks.forms import AnswerAllForm
from lantoa.tasks.views.lists import trail
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

MOST = 200  # on one page; the others come when these are answered
SEEN = re.compile(r"(NV-[0-9]{4}-[0-9]{5,8}):([0-9]{1,9})")
ANSWERS = {"dong-y": True, "khong-dong-y": False}


@acts("task.ask", post="task.ask")
def requests_page(request: SignedInRequest) -> HttpResponse:
    """/nhiem-vu/tra-loi-gia-han/: ?cung-dot=<mã>; choose, say yes or no, look it over, answer all that are chosen or none."""
    user, batch = request.user, request.GET.get("cung-dot", "")[:20]
    found = queries.requests_to_answer(user, batch)
    rows: list[Any] = list(found[:MOST])
    chosen = _chosen(request)
    form = AnswerAllForm(request.POST or None)
    doing = request.POST.get("viec", "")
    shown = {
        "rows": [(row, f"{row.task.code}:{row.task.row_version}", row.task.code in chosen) for row in rows],
        "more": max(found.count() - MOST, 0) if len(rows) == MOST else 0,
        "form": form,
        "batch": batch,
        "trail": trail((_("Trả lời xin gia hạn"), "")),
    }
    if request.method != "POST" or doing == "sua":
        return render(request, "tasks/requests.html", shown)
    status = INVALID
    if form.is_valid():
        picked = [(row.task, chosen[row.task.code]) for row in rows if row.task.code in chosen]
        granted = ANSWERS.get(doing.removeprefix("xem-"))
        try:
            if granted is None:
                raise Refused(
                    _("Chưa rõ anh/chị chọn gì nên chưa trả lời. Bấm lại một trong các nút dưới đây.")
                )
            if len(picked) < len(chosen):
                raise Conflict(_("Có đề nghị vừa được trả lời hoặc rút lại. Xem lại danh sách rồi trả lời."))
            if doing.startswith("xem-"):
                services.require_answer(rows=picked, granted=granted, answer=form.cleaned_data["answer"])
                shown |= {"asked": granted, "count": len(picked), "doing": doing.removeprefix("xem-")}
                return render(request, "tasks/requests.html", shown)
            count = services.answer_all(
                actor=user, rows=picked, granted=granted, answer=form.cleaned_data["answer"]
            )
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
            status = conflict.status
        except Refused as refused:
            show_refusal(form, refused)
        else:
            said = (
                _("Đã đồng ý gia hạn cho %(count)s đề nghị.")
                if granted
                else _("Đã trả lời không đồng ý cho %(count)s đề nghị.")
            )
            messages.success(request, said % {"count": format_count(count)})
            return redirect(f"{reverse('tasks:list')}?xem=toi-giao")
    return render(request, "tasks/requests.html", shown, status=status)


def _chosen(request: SignedInRequest) -> dict[str, int]:
    """Code → the state of the task that was seen, of what is ticked; what is no such thing is left out."""
    typed = (SEEN.fullmatch(one) for one in request.POST.getlist("chon")[: MOST + 1])
    return {one.group(1): int(one.group(2)) for one in typed if one is not None}
