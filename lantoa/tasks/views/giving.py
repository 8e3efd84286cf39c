"""Give tasks: one to many units, parts of one, or the table of a conclusion."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.organisation.forms.choosing import offered_below, typed_before
from lantoa.organisation.models import Unit
from lantoa.tasks import permissions, queries, services
from lantoa.tasks.choices import OriginKind
from lantoa.tasks.forms import (
    GiveForm,
    TableForm,
)
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask
from lantoa.tasks.views.lists import trail
from lantoa.tasks.views.tables import LookedOver, look_over
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

SHOWN_UNITS = 200


@acts("task.ask", post="task.ask")
def task_give(request: SignedInRequest) -> HttpResponse:
    """/nhiem-vu/giao/: say what and whom, look it over, give it; ?don-vi= says in whose name."""
    user = request.user
    asker = queries.get_asker(user, request.GET.get("don-vi", ""))
    shown = {
        "asker": asker,
        "askers": list(queries.askers_of(user)),
        "trail": trail((_("Giao nhiệm vụ"), "")),
    }
    return _give(request, asker, None, shown, {"scope": "direct", "origin_kind": OriginKind.BY_HAND})


@acts("task.ask", post="task.ask")
def task_split(request: SignedInRequest, code: str) -> HttpResponse:
    """/nhiem-vu/<mã>/chia-nho/: give parts of it to units below, or to one's own."""
    user, parent = request.user, queries.get_task(request.user, code)
    require(permissions.can_ask_for(user, parent.unit_id))
    if parent.is_overdue:
        sentence = _(
            "Nhiệm vụ đã quá hạn %(day)s nên phần việc không còn ngày nào trong hạn. Xin gia hạn trước, rồi chia nhỏ."
        )
        raise Refused(sentence % {"day": format_day(parent.due_on)})
    if not permissions.can_split(user, parent):
        raise Refused(_("Nhiệm vụ này không còn đang làm nên không chia nhỏ được."))
    asker = queries.get_asker(user, parent.unit.code)
    shown = {
        "asker": asker,
        "parent": parent,
        "trail": trail((code, reverse("tasks:task", args=[code])), (_("Chia nhỏ"), "")),
    }
    initial = {
        "scope": "hand",
        "codes": asker.code,
        "due_on": parent.due_on,
        "origin_kind": parent.origin_kind,
        "origin_label": parent.origin_label,
        "sentence": parent.sentence,
    }
    return _give(request, asker, parent, shown, initial)


def _give(
    request: SignedInRequest, asker: Unit, parent: Task | None, shown: dict[str, Any], initial: dict[str, Any]
) -> HttpResponse:
    post = request.POST if request.method == "POST" else None
    form = GiveForm(post, initial=initial, **offered_below(asker))
    shown |= {
        "form": form,
        "cancel_url": reverse("tasks:task", args=[parent.code]) if parent else reverse("tasks:list"),
    }
    doing = request.POST.get("viec", "")
    if post is None or doing == "sua":
        return render(request, "tasks/give.html", shown)
    units = form.chosen_below(asker) if form.is_valid() else None
    if units is None:
        return render(request, "tasks/give.html", shown, status=INVALID)
    what, count = form.task(), len(units)
    mark = queries.mark_of_chosen(units)
    changed = doing == "giao" and request.POST.get("counted") != mark
    if doing == "giao" and not changed:
        try:
            made = services.give_tasks(
                actor=request.user, asker=asker, units=units.plain(), task=what, parent=parent
            )
        except Refused as refused:
            show_refusal(form, refused)
            return render(request, "tasks/give.html", shown, status=INVALID)
        messages.success(request, _("Đã giao cho %(count)s đơn vị.") % {"count": format_count(len(made))})
        if len(made) == 1 or parent is not None:
            return redirect("tasks:task", parent.code if parent else made[0].code)
        return redirect(f"{reverse('tasks:list')}?xem=toi-giao&cung-dot={made[0].code}")
    shown |= {
        "what": what,
        "origin_kind": what.origin_kind.label,
        "count": count,
        "mark": mark,
        "units": units.first(SHOWN_UNITS),
        "more": max(count - SHOWN_UNITS, 0),
        "kept": typed_before(request.POST),
        "changed": changed,
    }
    return render(request, "tasks/give_preview.html", shown)


@acts("task.ask", post="task.ask")
def task_table(request: SignedInRequest) -> HttpResponse:
    """/nhiem-vu/nhap-bang/: paste or send the table of a conclusion, see what is wrong line by line, give all of it."""
    user = request.user
    asker = queries.get_asker(user, request.GET.get("don-vi", ""))
    shown: dict[str, Any] = {"asker": asker, "trail": trail((_("Nhập từ bảng kết luận"), ""))}
    if request.method != "POST":
        empty = TableForm(initial={"origin_kind": OriginKind.CONCLUSION})
        return render(request, "tasks/table.html", shown | {"seen": LookedOver(empty), "form": empty})
    seen = look_over(request, TableForm(request.POST, request.FILES), asker)
    form, data = seen.form, seen.form.cleaned_data
    if seen.gives:
        rows = [
            (
                NewTask(
                    line.title,
                    line.due_on or clock.today(),
                    proof_wanted=line.proof_wanted,
                    proof_required=data["proof_required"] and bool(line.proof_wanted),
                    origin_kind=OriginKind(data["origin_kind"]),
                    origin_label=data["origin_label"],
                    sentence=line.title,
                ),
                seen.units_of(line),
            )
            for line in seen.lines
        ]
        try:
            services.give_each(actor=user, asker=asker, rows=rows)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            said = _("Đã giao %(count)s nhiệm vụ.") % {"count": format_count(seen.count)}
            messages.success(request, said)
            return redirect(f"{reverse('tasks:list')}?xem=toi-giao")
    return render(request, "tasks/table.html", shown | {"seen": seen, "form": form}, status=seen.status)
