"""Files and photographs that prove the result of an adoption."""

import uuid
from typing import Any

from django import forms
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
from lantoa.practices.models import Adoption, AdoptionEvidence
from lantoa.practices.queries import adoption_evidence as proofs
from lantoa.practices.queries.adoptions import get_adoption
from lantoa.practices.services.adoption_evidence import (
    SENTENCE_NOT_NOW,
    add_adoption_evidence,
    change_adoption_evidence,
    move_adoption_evidence,
    remove_adoption_evidence,
    restore_adoption_evidence,
)
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


def _address(adoption: Adoption) -> str:
    return reverse("practices:adoption", args=[adoption.practice.code, adoption.unit.code])


def _mine(request: SignedInRequest, code: str, unit: str) -> Adoption:
    """The adoption, where the person may add to what proves it."""
    adoption = get_adoption(request.user, code, unit)
    require(permissions.can_answer_order(request.user, adoption.holder_unit_id))
    require(permissions.can_prove_adoption(request.user, adoption), _(SENTENCE_NOT_NOW))
    return adoption


def _form_page(
    request: SignedInRequest,
    adoption: Adoption,
    form: forms.Form,
    title: str,
    verb: str,
    evidence: AdoptionEvidence | None = None,
    status: int = 0,
) -> HttpResponse:
    practice = adoption.practice
    back = _address(adoption)
    shown: dict[str, Any] = {
        "practice": practice,
        "adoption": adoption,
        "evidence": evidence,
        "form": form,
        "title": title,
        "verb": verb,
        "back": f"{back}#minh-chung",
        "trail": [
            (_("Mô hình"), reverse("practices:list")),
            (practice.code, reverse("practices:detail", args=[practice.code])),
            (getattr(adoption, "unit_name", None) or adoption.unit.code, back),
            (title, ""),
        ],
    }
    status = status or (INVALID if form.errors else 200)
    return render(request, "practices/adoption_evidence_form.html", shown, status=status)


@acts("adoption.answer", post="adoption.answer")
def add_view(request: SignedInRequest, code: str, unit: str) -> HttpResponse:
    """/mo-hinh/<mã>/don-vi/<đơn vị>/minh-chung/: one more file of the result."""
    adoption = _mine(request, code, unit)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_adoption_evidence(
                actor=request.user,
                adoption=adoption,
                accepted=data["file"],
                caption=data["caption"],
                shows_people=data["shows_people"],
                consent=data["consent"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã thêm minh chứng."))
            return redirect(f"{_address(adoption)}#minh-chung")
    return _form_page(request, adoption, form, _("Thêm minh chứng"), _("Thêm minh chứng"))


@acts("adoption.answer", post="adoption.answer")
def edit_view(request: SignedInRequest, code: str, unit: str, evidence: uuid.UUID) -> HttpResponse:
    """/mo-hinh/<mã>/don-vi/<đơn vị>/minh-chung/<id>/sua/: what it shows."""
    adoption = get_adoption(request.user, code, unit)
    found = proofs.adoption_evidence(adoption, evidence)
    _mine(request, code, unit)
    form = CaptionForm(request.POST or None, initial=caption_initial(found))
    status = 0
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_adoption_evidence(
                actor=request.user,
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
            return redirect(f"{_address(adoption)}#minh-chung")
    return _form_page(request, adoption, form, _("Sửa minh chứng"), _("Lưu"), found, status)


@acts("adoption.weigh")
def file_view(request: SignedInRequest, code: str, unit: str, evidence: uuid.UUID) -> HttpResponse:
    """/mo-hinh/<mã>/don-vi/<đơn vị>/minh-chung/<id>/tep/: the file itself."""
    found = proofs.adoption_evidence(get_adoption(request.user, code, unit), evidence)
    return download(found.file, found.name)


@acts(post="adoption.answer", takes=("huong",))
def move_view(request: SignedInRequest, code: str, unit: str, evidence: uuid.UUID) -> HttpResponse:
    """huong=len one place up, else down."""
    adoption = get_adoption(request.user, code, unit)
    found = proofs.adoption_evidence(adoption, evidence)
    _mine(request, code, unit)
    move_adoption_evidence(actor=request.user, evidence=found, up=request.POST.get("huong") == "len")
    return redirect(f"{_address(adoption)}#minh-chung")


@acts(post="adoption.answer", takes=())
def remove_view(request: SignedInRequest, code: str, unit: str, evidence: uuid.UUID) -> HttpResponse:
    adoption = get_adoption(request.user, code, unit)
    found = proofs.adoption_evidence(adoption, evidence)
    _mine(request, code, unit)
    remove_adoption_evidence(actor=request.user, evidence=found)
    # The page offers to put it back, and says what it was.
    return redirect(f"{_address(adoption)}?hoan-tac={found.pk}#minh-chung")


@acts(post="adoption.answer", takes=())
def restore_view(request: SignedInRequest, code: str, unit: str, evidence: uuid.UUID) -> HttpResponse:
    """Put back what was taken away."""
    adoption = get_adoption(request.user, code, unit)
    found = proofs.adoption_evidence(adoption, evidence, removed=True)
    _mine(request, code, unit)
    restore_adoption_evidence(actor=request.user, evidence=found)
    messages.success(request, _("Đã khôi phục minh chứng."))
    return redirect(f"{_address(adoption)}#minh-chung")
