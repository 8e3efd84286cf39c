"""Topics of study: the list, one topic with how far the units have come, and the form of who sets it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.directives.choices import SessionState, TopicSpan
from lantoa.directives.forms.study import TopicForm, this_year, topic_initial
from lantoa.directives.models import StudyTopic, TopicMaterial
from lantoa.directives.permissions import study as permissions
from lantoa.directives.queries import materials, quizzes, study
from lantoa.directives.queries.serving import directives_concerning
from lantoa.directives.services.topics import change_topic, set_topic
from lantoa.directives.views.sessions import list_address, trail
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere, require, units_in_scope
from lantoa.organisation.queries.units import named_on
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import page_of
from lantoa.ui.steps import INVALID


def topic_trail(user: User, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Who reads no sessions begins at the topics."""
    here = (_("Chuyên đề"), reverse("directives:topics") if more else "")
    return trail(here, *more) if holds_somewhere(user, "session.read") else [here, *more]


@acts("topic.read")
def topic_list(request: SignedInRequest) -> HttpResponse:
    """/hoc-tap/chuyen-de/: ?van-ban= the code of a directive that they carry out."""
    code = request.GET.get("van-ban", "")[:20]
    shown = {
        "page": page_of(
            study.topics_listed(request.user, code).prefetch_related("other_directives"), request
        ),
        "code": code,
        "may_set": holds_somewhere(request.user, "topic.set"),
        "sees_sessions": holds_somewhere(request.user, "session.read"),
        "trail": topic_trail(request.user),
    }
    return render(request, "directives/topics.html", shown)


@acts("topic.read")
def topic(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, study.get_topic(request.user, code)
    progress = study.progress_of(user, found)
    wanted = request.GET.get("don-vi", "")
    rows = {
        "da-hoc": progress.done,
        "chua-hoc": progress.waiting,
        "chua-ke-hoach": progress.unplanned,
    }.get(wanted, progress.rows)
    shown = {
        "topic": found,
        "span": str(TopicSpan(found.span).label),
        "progress": progress,
        "rows": [(row, list_address(chuyen_de=code, don_vi=row.unit.code)) for row in rows],
        "wanted": wanted,
        "coming": study.coming_sessions(user, found),
        "coming_url": list_address(chuyen_de=code, trang_thai=SessionState.PLANNED, sort="day"),
        "materials": materials.materials_of(found),
        "taken_away": _taken_away(request, found),
        "has_questions": quizzes.has_questions(found),
        "sessions_url": list_address(chuyen_de=code),
        "sees_sessions": holds_somewhere(user, "session.read"),
        "may_change": permissions.can_change_topic(user, found),
        "may_plan": holds_somewhere(user, "session.record"),
        "trail": topic_trail(user, (code, "")),
    }
    return render(request, "directives/topic.html", shown)


def _taken_away(request: SignedInRequest, found: StudyTopic) -> TopicMaterial | None:
    """What was taken away just now, for who may put it back."""
    asked = request.GET.get("hoan-tac", "")
    if not asked or not permissions.can_change_topic(request.user, found):
        return None
    try:
        return materials.get_material(request.user, found.code, uuid.UUID(asked), removed=True)
    except (ValueError, NotFound):
        return None


@acts("topic.set", post="topic.set")
def topic_new(request: SignedInRequest) -> HttpResponse:
    """/hoc-tap/chuyen-de/moi/: for the committee one works for; ?don-vi= says which of several."""
    user = request.user
    units = named_on(units_in_scope(user, "topic.set")).order_by("position", "code")
    code = request.GET.get("don-vi", "")
    unit = units.filter(code=code).first() if code else units.first()
    if unit is None:
        raise NotFound()
    initial = {"span": TopicSpan.YEAR, "first_year": this_year()}
    form = TopicForm(request.POST or None, directives=list(directives_concerning(unit)), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = set_topic(actor=user, unit=unit, text=form.text())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Đã đặt chuyên đề %(code)s. Các đơn vị bên dưới thấy ngay.") % {"code": made.code}
            )
            return redirect("directives:topic", made.code)
    shown = {
        "form": form,
        "unit": unit,
        "title": _("Đặt chuyên đề"),
        "trail": topic_trail(user, (_("Đặt chuyên đề"), "")),
    }
    return _page(request, shown, form)


@acts("topic.set", post="topic.set")
def topic_edit(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, study.get_topic(request.user, code)
    require(permissions.can_change_topic(user, found))
    form = TopicForm(
        request.POST or None,
        directives=list(directives_concerning(found.unit)),
        topic=found,
        initial=topic_initial(found),
    )
    address = reverse("directives:topic", args=[code])
    shown = {
        "form": form,
        "topic": found,
        "title": _("Sửa chuyên đề"),
        "trail": topic_trail(user, (code, address), (_("Sửa"), "")),
    }
    status = 0
    if request.method == "POST" and form.is_valid():
        try:
            change_topic(
                actor=user, topic=found, text=form.text(), row_version=form.cleaned_data["row_version"] or 0
            )
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
            status = conflict.status
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("directives:topic", code)
    return _page(request, shown, form, status)


def _page(request: SignedInRequest, shown: dict[str, Any], form: TopicForm, status: int = 0) -> HttpResponse:
    return render(
        request, "directives/topic_form.html", shown, status=status or (INVALID if form.errors else 200)
    )
