"""Draft a round's decision, sign it, send it back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.commendation import permissions, queries, services
from lantoa.commendation.forms import DecisionForm, NoteForm
from lantoa.commendation.views.rounds import round_context
from lantoa.core.errors import Refused
from lantoa.organisation.access import acts, person, require
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts("decision.propose", post="decision.propose")
def propose_view(request: HttpRequest, code: str) -> HttpResponse:
    """The draft is put up for signing with the list as it stands."""
    user = person(request)
    round_ = queries.get_round(user, code)
    require(permissions.can_propose_decision(user, round_))
    form = (
        DecisionForm(request.POST) if request.method == "POST" else DecisionForm(initial=DecisionForm.today())
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_decision(actor=user, round_=round_, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã trình quyết định. Người ký xem danh sách rồi ký hoặc trả lại."))
            return redirect("commendation:round", code)
    context = {
        "form": form,
        "round": round_,
        "balance": queries.balance_of(round_),
        "trail": [
            (_("Khen thưởng"), reverse("commendation:rounds")),
            (code, reverse("commendation:round", args=[code])),
            (_("Trình quyết định"), ""),
        ],
    }
    return render(request, "commendation/propose.html", context, status=INVALID if form.errors else 200)


@acts(post="decision.issue", takes=())
def issue_view(request: HttpRequest, code: str, proposal: uuid.UUID) -> HttpResponse:
    user = person(request)
    found = queries.get_proposal(user, code, proposal)
    require(permissions.can_decide(user, found.round))
    decision = services.issue_decision(actor=user, proposal=found)
    said = _("Đã ký Quyết định số %(number)s. Giấy khen đã vào sổ, sẵn sàng in.")
    messages.success(request, said % {"number": decision.document.reference})
    return redirect("commendation:round", code)


@acts(post="decision.propose")
def return_view(request: HttpRequest, code: str, proposal: uuid.UUID) -> HttpResponse:
    """The signer sends the draft back, or who drafted it takes it back."""
    user = person(request)
    found = queries.get_proposal(user, code, proposal)
    require(found.proposed_by_id == user.pk or permissions.can_decide(user, found.round))
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            services.return_decision(actor=user, proposal=found, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã trả lại. Danh sách của đợt khen sửa được tiếp."))
            return redirect("commendation:round", code)
    context = round_context(request, user, queries.get_round(user, code), form)
    return render(request, "commendation/round.html", context, status=INVALID)
