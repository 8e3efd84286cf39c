"""Remind who is late with what was given together: whom it would reach, and the reminder."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.tasks import permissions, queries
from lantoa.tasks.services.chasing import chase_late
from lantoa.tasks.views.lists import trail

SHOWN = 50


@acts("task.ask", post="task.ask", takes=())
def task_chase(request: SignedInRequest, code: str) -> HttpResponse:
    """/nhiem-vu/<code>/don-doc/: who is late with this task and those given together with it; POST reminds them."""
    named = queries.get_task(request.user, code)
    task = queries.chased_with(request.user, named)
    require(
        permissions.can_ask_for(request.user, task.asker_id),
        _("Chỉ nơi giao nhiệm vụ mới làm được việc này."),
    )
    back = f"{reverse('tasks:list')}?xem=toi-giao&trang-thai=qua-han&cung-dot={task.code}"
    if request.method == "POST":
        count = chase_late(actor=request.user, task=task)
        words = ngettext(
            "Đã đôn đốc %(count)s đơn vị. Lời nhắc hiện ở thông báo của đơn vị.",
            "Đã đôn đốc %(count)s đơn vị. Lời nhắc hiện ở thông báo của đơn vị.",
            count,
        )
        messages.success(request, words % {"count": format_count(count)})
        return redirect(back)
    late = queries.late_with(task)
    count = late.count()
    shown = {
        "task": task,
        "rows": queries.with_names(late).order_by("due_on", "code")[:SHOWN],
        "count": count,
        "more": max(count - SHOWN, 0),
        "chased": queries.chased_today(queries.first_of(task)),
        "back": back,
        "trail": trail((task.code, reverse("tasks:task", args=[task.code])), (_("Đôn đốc"), "")),
    }
    return render(request, "tasks/chase.html", shown)
