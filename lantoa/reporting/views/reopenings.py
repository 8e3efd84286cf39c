"""When a collection is late and closed: other times, closing early, reopening by two people."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation import access
from lantoa.organisation.access import SignedInRequest, acts, second_person_needed
from lantoa.reporting.forms.obligations import ReopenForm, ReopenNoteForm, TimesForm
from lantoa.reporting.models import Collection
from lantoa.reporting.queries import obligations as queries
from lantoa.reporting.queries import tallies
from lantoa.reporting.queries.reopenings import get_reopening
from lantoa.reporting.services import reopenings
from lantoa.reporting.services.collections import change_times, close_collection
from lantoa.reporting.views.obligations import board_page, trail
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

ACT = "collection.open"
USUAL_TIME = timedelta(days=7)


@acts(ACT, post=ACT)
def times(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/dieu-hanh/thoi-han/: more time for everybody, with a reason."""
    collection = queries.get_running(request.user, code)
    posted = request.method == "POST"
    form = TimesForm(request.POST) if posted else TimesForm(initial=_standing_times(collection))
    if posted and form.is_valid():
        due_at, closes_at = form.times()
        try:
            change_times(
                actor=request.user,
                collection=collection,
                due_at=due_at,
                closes_at=closes_at,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lùi thời hạn cho cả đợt."))
            return redirect("reporting:running", code)
    shown = {"collection": collection, "form": form, "trail": trail(collection, _("Lùi thời hạn"))}
    return render(request, "reporting/running/times.html", shown, status=INVALID if posted else 200)


def _standing_times(collection: Collection) -> dict[str, object]:
    due = collection.due_at.astimezone(clock.VIETNAM)
    midnight = due.hour == 0 and due.minute == 0
    hour = "24" if midnight else str(due.hour)
    return {
        "due_on": (due - timedelta(days=1)).date() if midnight else due.date(),
        "due_hour": hour if hour in {"8", "12", "17", "24"} else "17",
        "closes_on": collection.closes_at.astimezone(clock.VIETNAM).date(),
    }


@acts(ACT, post=ACT, takes=())
def close(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/dieu-hanh/khoa/: what closing means, and the button."""
    collection = queries.get_running(request.user, code)
    if request.method == "POST":
        close_collection(actor=request.user, collection=collection)
        messages.success(request, _("Đã khóa đợt báo cáo. Bản nháp của các đơn vị vẫn được giữ."))
        return redirect("reporting:running", code)
    shown = {
        "collection": collection,
        "tally": tallies.total_of(tallies.branches_of(collection)),
        "trail": trail(collection, _("Khóa đợt")),
    }
    return render(request, "reporting/running/close.html", shown)


@acts(ACT, post=ACT)
def reopen(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/dieu-hanh/mo-lai/: propose that the collection takes reports again."""
    collection = queries.get_running(request.user, code)
    posted = request.method == "POST"
    form = (
        ReopenForm(request.POST) if posted else ReopenForm(initial={"closes_on": clock.today() + USUAL_TIME})
    )
    if posted and form.is_valid():
        try:
            reopenings.propose_reopening(
                actor=request.user,
                collection=collection,
                closes_at=form.closes_at,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Đã gửi đề nghị mở lại. Lãnh đạo quyết định trên trang điều hành của đợt.")
            )
            return redirect("reporting:running", code)
    tally = tallies.total_of(tallies.branches_of(collection))
    shown = {
        "collection": collection,
        "form": form,
        "unsent": tally.not_begun + tally.draft + tally.returned,
        "second": second_person_needed("collection.reopen"),
        "trail": trail(collection, _("Đề nghị mở lại")),
    }
    return render(request, "reporting/running/reopen.html", shown, status=INVALID if posted else 200)


@acts(post="collection.reopen", takes=())
def reopen_confirm(request: SignedInRequest, code: str, proposal: uuid.UUID) -> HttpResponse:
    found = get_reopening(request.user, code, proposal)
    reopenings.confirm_reopening(actor=request.user, proposal=found)
    messages.success(request, _("Đã mở lại đợt báo cáo."))
    return redirect("reporting:running", code)


@acts(post=ACT)
def reopen_return(request: SignedInRequest, code: str, proposal: uuid.UUID) -> HttpResponse:
    """Who decides says no with a reason; who proposed takes it back."""
    found = get_reopening(request.user, code, proposal)
    form = ReopenNoteForm(request.POST)
    if form.is_valid():
        try:
            reopenings.return_reopening(actor=request.user, proposal=found, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            own = found.proposed_by_id == request.user.pk
            messages.success(
                request, _("Đã rút đề nghị mở lại.") if own else _("Đã trả lời không mở lại, kèm lý do.")
            )
            return redirect("reporting:running", code)
    access.require(
        found.proposed_by_id == request.user.pk
        or access.holds(request.user, "collection.reopen", found.collection.owner_id)
    )
    return board_page(request, found.collection, note_form=form, status=INVALID)
