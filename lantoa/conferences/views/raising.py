"""From a sentence to tasks of units: one task for many units, or a table, pasted or out of a file; looked over, then given."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.conferences import permissions
from lantoa.conferences.forms import PointTaskForm
from lantoa.conferences.models import ConclusionPoint
from lantoa.conferences.queries.conclusions import get_point, states_of
from lantoa.conferences.services.raising import Raise, raise_tasks
from lantoa.conferences.views.frame import trail
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.organisation.forms.choosing import offered_below, typed_before
from lantoa.tasks.forms import LinesForm
from lantoa.tasks.queries import mark_of_chosen
from lantoa.tasks.views.tables import LookedOver, look_over
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

SHOWN_UNITS = 200


def _point(request: SignedInRequest, code: str, number: int) -> ConclusionPoint:
    point = get_point(request.user, code, number)
    require(permissions.can_write(request.user, point.conclusion.conference))
    if point.conclusion.adopted_at is None:
        raise Refused(_("Kết luận chưa thông qua nên chưa giao nhiệm vụ được."))
    if point.for_study:
        raise Refused(_("Câu này ghi «chỉ để quán triệt». Bỏ ghi như vậy rồi mới giao nhiệm vụ."))
    return point


def _shown(point: ConclusionPoint) -> dict[str, Any]:
    conference = point.conclusion.conference
    address = reverse("conferences:point", args=[conference.code, point.number])
    [state] = states_of([point])
    return {
        "point": point,
        "state": state,
        "conference": conference,
        "asker_name": conference.unit_name,  # type: ignore[attr-defined]
        "cancel_url": reverse("conferences:conclusion", args=[conference.code]),
        "trail": trail(
            (conference.code, reverse("conferences:conclusion", args=[conference.code])),
            (_("Câu %(number)d") % {"number": point.number}, address),
            (_("Giao nhiệm vụ"), ""),
        ),
    }


@acts("conclusion.write", post="conclusion.write")
def point_give(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """/hoi-nghi/<mã>/ket-luan/<số>/giao/: one task for the units chosen."""
    point = _point(request, code, number)
    asker, shown = point.conclusion.conference.unit, _shown(point)
    post = request.POST if request.method == "POST" else None
    initial = {"title": _first_words(point.text), "scope": "direct"}
    form = PointTaskForm(post, initial=initial, **offered_below(asker))
    shown["form"] = form
    doing = request.POST.get("viec", "")
    if post is None or doing == "sua":
        return render(request, "conferences/point_give.html", shown)
    units = form.chosen_below(asker) if form.is_valid() else None
    if units is None:
        return render(request, "conferences/point_give.html", shown, status=INVALID)
    count = len(units)
    mark = mark_of_chosen(units)
    changed = doing == "giao" and request.POST.get("counted") != mark
    if doing == "giao" and not changed:
        try:
            given = raise_tasks(actor=request.user, point=point, rows=[form.wanted_task(units)])
        except Refused as refused:
            show_refusal(form, refused)
            return render(request, "conferences/point_give.html", shown, status=INVALID)
        return _given(request, point, given)
    shown |= {
        "count": count,
        "mark": mark,
        "units": units.first(SHOWN_UNITS),
        "more": max(count - SHOWN_UNITS, 0),
        "kept": typed_before(request.POST),
        "changed": changed,
        "what": form.cleaned_data,
    }
    return render(request, "conferences/point_give_preview.html", shown)


def _first_words(text: str) -> str:
    """The sentence itself where it is short enough for a title; else nothing, and somebody says it shorter."""
    plain = text.rstrip(" .;")
    return plain if len(plain) <= 160 else ""


@acts("conclusion.write", post="conclusion.write")
def point_table(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """/hoi-nghi/<mã>/ket-luan/<số>/giao-bang/: paste or send a table of tasks, see what is wrong line by line, give all of it."""
    point = _point(request, code, number)
    asker, shown = point.conclusion.conference.unit, _shown(point)
    if request.method != "POST":
        form = LinesForm()
        return render(
            request, "conferences/point_table.html", shown | {"seen": LookedOver(form), "form": form}
        )
    seen = look_over(request, LinesForm(request.POST, request.FILES), asker)
    form = seen.form
    if seen.gives:
        rows = [
            Raise(
                line.title,
                line.due_on or clock.today(),
                seen.units_of(line),
                line.proof_wanted,
                proof_required=form.cleaned_data["proof_required"] and bool(line.proof_wanted),
            )
            for line in seen.lines
        ]
        try:
            given = raise_tasks(actor=request.user, point=point, rows=rows)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return _given(request, point, given)
    return render(
        request, "conferences/point_table.html", shown | {"seen": seen, "form": form}, status=seen.status
    )


def _given(request: SignedInRequest, point: ConclusionPoint, count: int) -> HttpResponse:
    words = {"count": format_count(count), "number": point.number}
    messages.success(request, _("Đã giao %(count)s nhiệm vụ từ câu %(number)d.") % words)
    return redirect("conferences:point", point.conclusion.conference.code, point.number)
