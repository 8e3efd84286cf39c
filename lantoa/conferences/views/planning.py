"""Plan a conference, change it, call it off, bring it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.conferences.choices import ConferenceKind
from lantoa.conferences.forms import CancelConferenceForm, ConferenceForm, conference_initial
from lantoa.conferences.permissions import can_plan
from lantoa.conferences.queries.reviews import get_conference
from lantoa.conferences.services.planning import (
    cancel_conference,
    change_conference,
    plan_conference,
    restore_conference,
)
from lantoa.conferences.views.frame import is_concluded, trail
from lantoa.core import clock, periods
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.directives.queries.serving import directives_concerning
from lantoa.organisation.access import SignedInRequest, acts, require, units_in_scope
from lantoa.organisation.queries.units import named_on
from lantoa.ui.forms import ViForm, now_seen, show_refusal
from lantoa.ui.steps import INVALID


@acts("conference.plan", post="conference.plan")
def conference_new(request: SignedInRequest) -> HttpResponse:
    """/hoi-nghi/moi/: plan a conference of one's unit; ?don-vi= says which of several."""
    user, code = request.user, request.GET.get("don-vi", "")
    units = list(named_on(units_in_scope(user, "conference.plan")).order_by("position", "code"))
    unit: Any = next((one for one in units if not code or one.code == code), None)
    if unit is None:
        raise NotFound()
    form = ConferenceForm(
        request.POST or None, directives=directives_concerning(unit), initial=_first_values()
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_conference(actor=user, unit=unit, plan=form.plan())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lên lịch hội nghị %(code)s.") % {"code": made.code})
            return redirect("conferences:detail", made.code)
    shown = {
        "form": form,
        "unit": unit,
        "units": units,
        "unit_name": unit.name,
        "title": _("Lên lịch hội nghị"),
        "cancel_url": reverse("conferences:list"),
        "trail": trail((_("Lên lịch hội nghị"), "")),
    }
    return _page(request, "conferences/form.html", shown, form)


def _first_values() -> dict[str, Any]:
    """The quarter that has just ended and the one that runs: what most conferences of a quarter are about."""
    today = clock.today()
    running = periods.quarter(today.year, (today.month + 2) // 3)
    return {
        "kind": ConferenceKind.QUARTERLY,
        "reviews": running.previous.code,
        "launches": running.code,
    }


@acts("conference.plan", post="conference.plan")
def conference_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoi-nghi/<mã>/sua/: change what was planned; once it was held, tell how many came."""
    user, conference = request.user, get_conference(request.user, code)
    require(can_plan(user, conference.unit_id))
    if conference.is_cancelled:
        raise Refused(_("Hội nghị đã hủy. Khôi phục rồi mới sửa được."))
    form = ConferenceForm(
        request.POST or None,
        directives=directives_concerning(conference.unit),
        conference=conference,
        initial=conference_initial(conference),
    )
    conflict, status = "", 0
    if request.method == "POST" and form.is_valid():
        try:
            change_conference(
                actor=user,
                conference=conference,
                plan=form.plan(),
                row_version=form.cleaned_data["row_version"] or 0,
            )
        except Conflict as found:
            conflict, status = found.sentence, found.status
            now_seen(form, conference.row_version)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu hội nghị."))
            return redirect("conferences:detail", code)
    address = reverse("conferences:detail", args=[code])
    shown = {
        "form": form,
        "conference": conference,
        "unit": conference.unit,
        "unit_name": conference.unit_name,  # type: ignore[attr-defined]
        "title": _("Sửa hội nghị"),
        "conflict": conflict,
        "cancel_url": address,
        "trail": trail((code, address), (_("Sửa"), "")),
    }
    return _page(request, "conferences/form.html", shown, form, status)


@acts("conference.plan", post="conference.plan")
def conference_cancel(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoi-nghi/<mã>/huy/: call it off with a reason; it can be brought back."""
    user, conference = request.user, get_conference(request.user, code)
    require(can_plan(user, conference.unit_id))
    if conference.is_cancelled:
        raise Refused(_("Hội nghị này đã hủy rồi."))
    if is_concluded(conference):
        raise Refused(_("Kết luận đã thông qua nên không hủy hội nghị được. Mở lại kết luận trước."))
    form, status = (
        CancelConferenceForm(request.POST or None, initial={"row_version": conference.row_version}),
        0,
    )
    if request.method == "POST" and form.is_valid():
        try:
            cancel_conference(
                actor=user,
                conference=conference,
                reason=form.cleaned_data["reason"],
                row_version=form.cleaned_data["row_version"] or 0,
            )
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
            now_seen(form, conference.row_version)
            status = conflict.status
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã hủy hội nghị. Có thể khôi phục."))
            return redirect("conferences:detail", code)
    address = reverse("conferences:detail", args=[code])
    shown = {
        "form": form,
        "conference": conference,
        "trail": trail((code, address), (_("Hủy"), "")),
    }
    return _page(request, "conferences/cancel.html", shown, form, status)


@acts(post="conference.plan", takes=("row_version",))
def conference_restore(request: SignedInRequest, code: str) -> HttpResponse:
    user, conference = request.user, get_conference(request.user, code)
    require(can_plan(user, conference.unit_id))
    restore_conference(actor=user, conference=conference, row_version=seen_version(request))
    messages.success(request, _("Đã khôi phục hội nghị."))
    return redirect("conferences:detail", code)


def seen_version(request: SignedInRequest) -> int:
    """Which state of the thing the page showed; 0, which none has, where it says none."""
    typed = request.POST.get("row_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _page(
    request: SignedInRequest, template: str, shown: dict[str, Any], form: ViForm, status: int = 0
) -> HttpResponse:
    return render(request, template, shown, status=status or (INVALID if form.errors else 200))
