"""Answer an order to replicate, report what was applied, verify it."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.access import acts, holds, person, require
from lantoa.organisation.models import Unit
from lantoa.practices import permissions, pictures
from lantoa.practices.choices import STANDINGS, AdoptionState, Answer
from lantoa.practices.forms.adoptions import (
    AnswerForm,
    AppliedForm,
    VerifyForm,
    answer_initial,
    applied_initial,
)
from lantoa.practices.forms.practices import ReasonForm
from lantoa.practices.models import Adoption, AdoptionCheck, ReplicationOrder
from lantoa.practices.queries import adoptions, checks, verification
from lantoa.practices.queries.adoption_evidence import evidence_of_adoption, taken_away_of_adoption
from lantoa.practices.services import adoptions as services
from lantoa.practices.services.verification import SENTENCE_NOT_ONES_OWN, send_back_adoption, verify_adoption
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts("practice.read")
def answers_view(request: HttpRequest, order: str) -> HttpResponse:
    """The practices of an order as one unit has them before it; `?don-vi=` says which unit, one's own if nothing is said."""
    user = person(request)
    found = adoptions.get_order(user, order)
    units = list(adoptions.recipients_readable_by(user, found))
    left = adoptions.unanswered_by_unit(found)
    for one in units:
        one.left = left.get(one.pk, 0)  # type: ignore[attr-defined]
    unit = _chosen(request, found, units)
    questions = adoptions.questions_for(found, unit)
    may_answer = permissions.can_answer_order(user, _who_answers(unit))
    waiting = [one for one in questions if one.adoption is None and not one.is_own]
    counts = {standing: sum(one.standing == standing for one in questions) for standing in STANDINGS}
    context = {
        "order": found,
        "unit": unit,
        "units": units if len(units) > 1 else [],
        "questions": questions,
        "may_answer": may_answer,
        "next_question": waiting[0] if may_answer and waiting else None,
        "waiting": len(waiting),
        "is_late": bool(waiting) and clock.today() > found.answer_by,
        "counts": [(badge, counts[standing]) for standing, badge in STANDINGS.items() if counts[standing]],
        "trail": [(_("Mô hình"), reverse("practices:list")), (found.code, "")],
    }
    return render(request, "practices/answers.html", context)


def _who_answers(unit: Unit) -> uuid.UUID:
    """The unit asked, or the one into whose hands its answers have gone."""
    return getattr(unit, "answers_by", None) or unit.pk


def _chosen(request: HttpRequest, order: ReplicationOrder, units: list[Unit]) -> Unit:
    """The unit that the address names, else a unit of the person's own, else the first readable one."""
    code = request.GET.get("don-vi", "")
    own = [unit for unit in units if holds(person(request), "adoption.answer", _who_answers(unit))]
    found = (
        next((unit for unit in units if unit.code == code), None) if code else next(iter(own or units), None)
    )
    if found is None:
        raise NotFound()
    return found


@acts("adoption.answer", post="adoption.answer")
def answer_view(request: HttpRequest, order: str, unit: str, practice: str) -> HttpResponse:
    """One practice, four answers; after saving, the next practice without an answer."""
    user = person(request)
    found = adoptions.get_order(user, order)
    units = {one.code: one for one in adoptions.recipients_readable_by(user, found)}
    if unit not in units:
        raise NotFound()
    require(permissions.can_answer_order(user, _who_answers(units[unit])))
    questions = adoptions.questions_for(found, units[unit])
    question = next((one for one in questions if one.practice.code == practice), None)
    if question is None:
        raise NotFound()
    back = f"{reverse('practices:answers', args=[order])}?don-vi={unit}"
    initial = answer_initial(question.adoption)
    form = (
        AnswerForm(request.POST, initial=initial) if request.method == "POST" else AnswerForm(initial=initial)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.answer_order(
                actor=user,
                order=found,
                practice=question.practice,
                unit=units[unit],
                answer=Answer(data["answer"]),
                reason=data["reason"],
                planned_for=data["planned_for"],
                have_since=data["have_since"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu trả lời về %(code)s.") % {"code": practice})
            return redirect(_following(questions, question, order, unit) or back)
    context = {
        "form": form,
        "order": found,
        "unit": units[unit],
        "question": question,
        "place": questions.index(question) + 1,
        "total": len(questions),
        "back": back,
        "trail": [(_("Mô hình"), reverse("practices:list")), (order, back), (practice, "")],
    }
    return render(request, "practices/answer.html", context, status=INVALID if form.errors else 200)


def _following(
    questions: list[adoptions.Question], answered: adoptions.Question, order: str, unit: str
) -> str | None:
    """The address of the next practice that has no answer, going round from the one just answered."""
    at = questions.index(answered) + 1
    for one in questions[at:] + questions[:at]:
        if one.adoption is None and not one.is_own and one is not answered:
            return reverse("practices:answer", args=[order, unit, one.practice.code])
    return None


@acts("practice.read")
def adoption_view(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """What one unit answered on a practice and what came of it."""
    user = person(request)
    adoption = adoptions.get_adoption(user, code, unit)
    context = _about(adoption) | {
        "may_report": permissions.can_report_adoption(user, adoption),
        "may_verify": permissions.can_verify_adoption(user, adoption),
        "capacity": permissions.capacity_of(user, adoption),
        "is_proved": verification.is_proved(adoption),
        "may_prove": permissions.can_prove_adoption(user, adoption),
        "proofs": evidence_of_adoption(adoption),
        "taken_away": taken_away_of_adoption(adoption, request.GET.get("hoan-tac", "")),
        "may_drop": permissions.can_drop_adoption(user, adoption),
        "checks": _with_leave(user, adoption),
        "visits": list(adoptions.visits_of(adoption)),
        "may_note_visit": permissions.can_note_visit(user, adoption),
        "origin": adoptions.origin_of(adoption),
    }
    return render(request, "practices/adoption.html", context)


@acts("adoption.answer", post="adoption.answer")
def report_view(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    user = person(request)
    adoption = adoptions.get_adoption(user, code, unit)
    require(permissions.can_answer_order(user, adoption.holder_unit_id))
    initial = applied_initial(adoption)
    form = (
        AppliedForm(request.POST, initial=initial)
        if request.method == "POST"
        else AppliedForm(initial=initial)
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.report_applied(actor=user, adoption=adoption, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã báo áp dụng %(code)s.") % {"code": code})
            return redirect("practices:adoption", code, unit)
    return small_form(request, form, adoption, _("Báo đã áp dụng"), _("Lưu và báo"))


@acts("adoption.weigh", post="adoption.weigh")
def verify_view(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """/mo-hinh/<mã>/don-vi/<đơn vị>/kiem-chung/: say that one has seen the result and its evidence."""
    user = person(request)
    adoption = adoptions.get_adoption(user, code, unit)
    require(permissions.capacity_of(user, adoption) is not None, _(SENTENCE_NOT_ONES_OWN))
    form = VerifyForm(request.POST) if request.method == "POST" else VerifyForm(initial=VerifyForm.today())
    if request.method == "POST" and form.is_valid():
        try:
            verify_adoption(actor=user, adoption=adoption, verified_on=form.cleaned_data["verified_on"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã kiểm chứng kết quả áp dụng %(code)s.") % {"code": code})
            return redirect("desk:to_verify")
    return small_form(
        request, form, adoption, _("Kiểm chứng kết quả"), _("Xác nhận đã kiểm chứng"), shows_result=True
    )


@acts("adoption.weigh", post="adoption.weigh")
def return_view(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """/mo-hinh/<mã>/don-vi/<đơn vị>/tra-lai/: the unit is to complete its result, and reads what is missing."""
    user = person(request)
    adoption = adoptions.get_adoption(user, code, unit)
    require(permissions.capacity_of(user, adoption) is not None, _(SENTENCE_NOT_ONES_OWN))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            send_back_adoption(actor=user, adoption=adoption, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã trả lại để đơn vị bổ sung kết quả %(code)s.") % {"code": code})
            return redirect("desk:to_verify")
    return small_form(
        request, form, adoption, _("Trả lại để bổ sung"), _("Trả lại kết quả"), shows_result=True
    )


@acts("adoption.answer", post="adoption.answer")
def drop_view(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    user = person(request)
    adoption = adoptions.get_adoption(user, code, unit)
    require(permissions.can_answer_order(user, adoption.holder_unit_id))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.drop_adoption(actor=user, adoption=adoption, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi thôi áp dụng %(code)s.") % {"code": code})
            return redirect("practices:adoption", code, unit)
    return small_form(request, form, adoption, _("Thôi áp dụng"), _("Ghi thôi áp dụng"))


def _with_leave(user: User, adoption: Adoption) -> list[AdoptionCheck]:
    """The questions asked again, each with `may_answer`."""
    rows = checks.checks_of(adoption)
    for row in rows:
        row.may_answer = permissions.can_answer_check(user, row)  # type: ignore[attr-defined]
        row.is_owed = not row.found and row.adoption.state == AdoptionState.VERIFIED  # type: ignore[attr-defined]
    return rows


def _about(adoption: Adoption) -> dict[str, Any]:
    practice = adoption.practice
    return {
        "adoption": adoption,
        "practice": practice,
        "standing": adoptions.standing_of(adoption.answer, adoption.state),
        "baseline": None if adoption.baseline is None else pictures.plain(adoption.baseline),
        "result_value": None if adoption.result_value is None else pictures.plain(adoption.result_value),
        "trail": [
            (_("Mô hình"), reverse("practices:list")),
            (practice.code, reverse("practices:detail", args=[practice.code])),
            (_("Đơn vị trả lời"), reverse("practices:units", args=[practice.code])),
            (getattr(adoption, "unit_name", None) or adoption.unit.code, ""),
        ],
    }


def small_form(
    request: HttpRequest,
    form: forms.Form,
    adoption: Adoption,
    title: str,
    verb: str,
    shows_result: bool = False,
) -> HttpResponse:
    back = reverse("practices:adoption", args=[adoption.practice.code, adoption.unit.code])
    context = _about(adoption) | {
        "form": form,
        "title": title,
        "verb": verb,
        "back": back,
        "shows_result": shows_result,
        "proofs": evidence_of_adoption(adoption) if shows_result else [],
    }
    return render(request, "practices/small_form.html", context, status=INVALID if form.errors else 200)
