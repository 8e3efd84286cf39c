"""Files and photographs that prove a practice."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.answers import download
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.practices import permissions
from lantoa.practices.forms.evidence import CaptionForm, EvidenceForm, caption_initial
from lantoa.practices.models import Practice
from lantoa.practices.queries import evidence as proofs
from lantoa.practices.queries import practices
from lantoa.practices.services.evidence import (
    add_evidence,
    change_evidence,
    move_evidence,
    remove_evidence,
    restore_evidence,
)
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


def _trail(practice: Practice, here: str) -> list[tuple[str, str]]:
    return [
        (_("Mô hình"), reverse("practices:list")),
        (practice.code, reverse("practices:detail", args=[practice.code])),
        (here, ""),
    ]


def _back(code: str) -> HttpResponse:
    return redirect(f"{reverse('practices:detail', args=[code])}#minh-chung")


@acts("practice.edit", post="practice.edit")
def evidence_add_view(request: SignedInRequest, code: str, year: int) -> HttpResponse:
    """/mo-hinh/<mã>/nam-<năm>/minh-chung/: one more file of a year."""
    user = request.user
    practice = practices.get_practice(user, code)
    found = proofs.get_year(practice, year)
    _require(user, practice, found)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_evidence(
                actor=user,
                year=found,
                accepted=data["file"],
                caption=data["caption"],
                shows_people=data["shows_people"],
                consent=data["consent"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã thêm minh chứng."))
            return _back(code)
    shown = {
        "practice": practice,
        "year": year,
        "form": form,
        "title": _("Thêm minh chứng"),
        "verb": _("Thêm minh chứng"),
        "trail": _trail(practice, _("Thêm minh chứng")),
    }
    status = INVALID if form.errors else 200
    return render(request, "practices/evidence_form.html", shown, status=status)


@acts("practice.edit", post="practice.edit")
def evidence_edit_view(request: SignedInRequest, code: str, evidence: uuid.UUID) -> HttpResponse:
    """/mo-hinh/<mã>/minh-chung/<id>/sua/: what it shows."""
    user = request.user
    found = proofs.get_evidence(user, code, evidence)
    practice = found.year.practice
    _require(user, practice, found.year)
    form = CaptionForm(request.POST or None, initial=caption_initial(found))
    status = 0
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_evidence(
                actor=user,
                evidence=found,
                caption=data["caption"],
                shows_people=data["shows_people"],
                consent=data["consent"],
                row_version=data["row_version"] or 0,
            )
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
            status = conflict.status
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu."))
            return _back(code)
    shown = {
        "practice": practice,
        "year": found.year.year,
        "form": form,
        "evidence": found,
        "title": _("Sửa minh chứng"),
        "verb": _("Lưu"),
        "trail": _trail(practice, _("Sửa minh chứng")),
    }
    status = status or (INVALID if form.errors else 200)
    return render(request, "practices/evidence_form.html", shown, status=status)


@acts("practice.learn")
def evidence_file_view(request: SignedInRequest, code: str, evidence: uuid.UUID) -> HttpResponse:
    """/mo-hinh/<mã>/minh-chung/<id>/tep/: the file itself."""
    found = proofs.get_evidence(request.user, code, evidence)
    return download(found.file, found.name)


@acts(post="practice.edit", takes=("huong",))
def evidence_move_view(request: SignedInRequest, code: str, evidence: uuid.UUID) -> HttpResponse:
    """huong=len one place up, else down."""
    found = proofs.get_evidence(request.user, code, evidence)
    _require(request.user, found.year.practice, found.year)
    move_evidence(actor=request.user, evidence=found, up=request.POST.get("huong") == "len")
    return _back(code)


@acts(post="practice.edit", takes=())
def evidence_remove_view(request: SignedInRequest, code: str, evidence: uuid.UUID) -> HttpResponse:
    found = proofs.get_evidence(request.user, code, evidence)
    _require(request.user, found.year.practice, found.year)
    remove_evidence(actor=request.user, evidence=found)
    # The page offers to put it back, and says what it was.
    return redirect(f"{reverse('practices:detail', args=[code])}?hoan-tac={found.pk}#minh-chung")


@acts(post="practice.edit", takes=())
def evidence_restore_view(request: SignedInRequest, code: str, evidence: uuid.UUID) -> HttpResponse:
    """Put back what was taken away."""
    found = proofs.get_evidence(request.user, code, evidence, removed=True)
    _require(request.user, found.year.practice, found.year)
    restore_evidence(actor=request.user, evidence=found)
    messages.success(request, _("Đã khôi phục minh chứng."))
    return _back(code)


def _require(user: object, practice: Practice, year: object) -> None:
    require(permissions.can_register_for(user, practice.holder_unit_id))  # type: ignore[arg-type]
    require(
        permissions.can_prove(user, year),  # type: ignore[arg-type]
        _("Năm này đã được quyết định nên minh chứng không sửa được nữa."),
    )
