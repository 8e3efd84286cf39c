"""One nomination: write it, send it, examine it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.audit.queries import history_of
from lantoa.commendation import permissions, queries, services
from lantoa.commendation.choices import NOMINATION_MOVES, NominationState, Subject
from lantoa.commendation.forms import NominationForm, VerdictForm, nomination_initial
from lantoa.commendation.models import Nomination, Round
from lantoa.commendation.services.nominations import EDITABLE, VERDICTS
from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.access import acts, person, require
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

LAST_ENTRIES = 20
VERBS = {
    NominationState.PROPOSED: gettext_lazy("Đề nghị khen"),
    NominationState.NOT_PROPOSED: gettext_lazy("Không đề nghị khen"),
    NominationState.RETURNED: gettext_lazy("Trả lại đơn vị"),
}


@dataclass(frozen=True)
class Told:
    """One entry of the history as the timeline shows it."""

    at: datetime
    who: str
    what: str
    reason: str


@acts("nomination.edit", post="nomination.edit")
def nominate_view(request: HttpRequest, code: str) -> HttpResponse:
    """Put somebody of one's own unit forward."""
    user = person(request)
    round_ = queries.get_round(user, code)
    units = list(queries.units_to_nominate_for(user))
    require(bool(units), _("Đơn vị cơ sở lập đề nghị khen thưởng; vai trò của anh/chị không lập."))
    form = NominationForm(request.POST if request.method == "POST" else None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.nominate(actor=user, round_=round_, nomination=form.told())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu bản nháp. Người đứng đầu đơn vị gửi thì cấp trên mới thấy."))
            return redirect("commendation:nomination", code, made.pk)
    return _form_page(request, round_, form)


@acts("nomination.edit", post="nomination.edit")
def edit_view(request: HttpRequest, code: str, nomination: uuid.UUID) -> HttpResponse:
    """Write a draft or returned nomination anew."""
    user = person(request)
    found = queries.get_nomination(user, code, nomination)
    require(permissions.can_edit(user, found))
    units = queries.units_named_by(found)
    initial = nomination_initial(found)
    form = NominationForm(request.POST if request.method == "POST" else None, initial=initial, units=units)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["row_version"] or 0
        try:
            services.edit_nomination(actor=user, nomination=found, text=form.told(), seen_version=seen)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu đề nghị khen thưởng."))
            return redirect("commendation:nomination", code, found.pk)
    return _form_page(request, found.round, form, found)


def _form_page(
    request: HttpRequest, round_: Round, form: NominationForm, nomination: Nomination | None = None
) -> HttpResponse:
    back = reverse("commendation:round", args=[round_.code])
    if nomination is not None:
        back = reverse("commendation:nomination", args=[round_.code, nomination.pk])
    context = {
        "form": form,
        "round": round_,
        "nomination": nomination,
        "back": back,
        "trail": [*_trail(round_), (_("Sửa") if nomination else _("Đề nghị mới"), "")],
    }
    return render(request, "commendation/nominate.html", context, status=INVALID if form.errors else 200)


@acts("nomination.read")
def nomination_view(request: HttpRequest, code: str, nomination: uuid.UUID) -> HttpResponse:
    user = person(request)
    found = queries.get_nomination(user, code, nomination)
    return render(request, "commendation/nomination.html", _context(user, found))


@acts(post="nomination.submit", takes=())
def submit_view(request: HttpRequest, code: str, nomination: uuid.UUID) -> HttpResponse:
    user = person(request)
    found = queries.get_nomination(user, code, nomination)
    require(permissions.can_submit(user, found), _("Người đứng đầu đơn vị là người gửi đề nghị khen thưởng."))
    services.submit_nomination(actor=user, nomination=found)
    messages.success(request, _("Đã gửi đề nghị khen %(name)s lên cấp trên.") % {"name": found.full_name})
    return redirect("commendation:nomination", code, found.pk)


@acts(post="nomination.examine")
def examine_view(request: HttpRequest, code: str, nomination: uuid.UUID) -> HttpResponse:
    """Return, propose or not propose; a refused verdict shows the page again with what was typed."""
    user = person(request)
    found = queries.get_nomination(user, code, nomination)
    require(not permissions.is_about(user, found), _("Anh/chị không xét đề nghị khen chính mình."))
    require(permissions.can_examine(user, found))
    if request.POST.get("verdict") not in VERDICTS:
        raise NotFound()
    verdict = NominationState(request.POST["verdict"])
    form = VerdictForm(request.POST)
    if form.is_valid():
        try:
            services.examine_nomination(
                actor=user, nomination=found, verdict=verdict, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            said = _("Đã ghi «%(verdict)s» cho %(name)s.")
            messages.success(request, said % {"verdict": verdict.label, "name": found.full_name})
            return redirect("commendation:nomination", code, found.pk)
    return render(request, "commendation/nomination.html", _context(user, found, form), status=INVALID)


@acts(post="nomination.consent", takes=("publish_name",))
def consent_view(request: HttpRequest, code: str, nomination: uuid.UUID) -> HttpResponse:
    """Record that the person agrees, or no longer agrees, to be named in public."""
    user = person(request)
    found = queries.get_nomination(user, code, nomination)
    require(permissions.can_consent(user, found))
    agrees = request.POST.get("publish_name") == "1"
    services.set_name_consent(actor=user, nomination=found, publish_name=agrees)
    said = _("Trang kiểm tra nêu tên người được khen.") if agrees else _("Trang kiểm tra chỉ ghi «Cá nhân».")
    messages.success(request, said)
    return redirect("commendation:nomination", code, found.pk)


def _context(user: User, nomination: Nomination, verdict_form: VerdictForm | None = None) -> dict[str, Any]:
    state = NominationState(nomination.state)
    may_examine = permissions.can_examine(user, nomination)
    moves = NOMINATION_MOVES.get(state, frozenset())
    own = nomination.holder_unit_id in set(queries.units_to_nominate_for(user).values_list("pk", flat=True))
    certificate = getattr(nomination, "certificate", None)
    reads_certificate = certificate is not None and permissions.can_read_certificate(user, certificate)
    return {
        "nomination": nomination,
        "round": nomination.round,
        "state": state,
        "facts": _facts(nomination),
        "is_person": nomination.subject == Subject.INDIVIDUAL,
        "may_edit": own and state in EDITABLE,
        "may_submit": state in EDITABLE and permissions.can_submit(user, nomination),
        "may_consent": permissions.can_consent(user, nomination) and nomination.subject == Subject.INDIVIDUAL,
        "verdicts": [(one.value, verb) for one, verb in VERBS.items() if one in moves] if may_examine else [],
        "form": verdict_form or VerdictForm(),
        "certificate": certificate if reads_certificate else None,
        "entries": _history(nomination),
        "trail": [*_trail(nomination.round), (nomination.full_name, "")],
    }


def _facts(nomination: Nomination) -> list[tuple[str, str]]:
    facts = [
        (_("Đơn vị"), getattr(nomination, "unit_name", None) or nomination.unit.code),
        (_("Loại"), nomination.get_subject_display()),
    ]
    if nomination.subject == Subject.INDIVIDUAL:
        facts += [
            (_("Chức vụ"), nomination.post or "–"),
            (_("Thành phần"), nomination.get_membership_display()),
            (_("Vị trí"), nomination.get_rank_display() or "–"),
            (_("Công khai tên"), _("Đồng ý") if nomination.publish_name else _("Chưa đồng ý")),
        ]
    return facts


def _history(nomination: Nomination) -> list[Told]:
    said = {
        "nomination.entered": _("Nhập đề nghị"),
        "nomination.drafted": _("Lập bản nháp"),
        "nomination.edited": _("Sửa đề nghị"),
        "nomination.submitted": _("Gửi cấp trên"),
        "nomination.returned": _("Trả lại đơn vị"),
        "nomination.proposed": _("Đề nghị khen"),
        "nomination.not_proposed": _("Không đề nghị khen"),
        "nomination.awarded": _("Đã khen"),
        "nomination.consent": _("Ghi ý kiến về công khai tên"),
    }
    entries = history_of("commendation.nomination", nomination.pk)[:LAST_ENTRIES]
    return [
        Told(one.at, one.actor_label, said.get(one.act, one.act), str(one.after.get("reason", "")))
        for one in entries
    ]


def _trail(round_: Round) -> list[tuple[str, str]]:
    return [
        (_("Khen thưởng"), reverse("commendation:rounds")),
        (round_.code, reverse("commendation:round", args=[round_.code])),
    ]
