"""The register of a decision, its certificates on paper, and taking one back."""

import io
import uuid
import zipfile
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.commendation import permissions, printouts, queries, services
from lantoa.commendation.choices import Subject
from lantoa.commendation.forms import NoteForm, ReasonForm
from lantoa.commendation.models import Certificate, Decision
from lantoa.commendation.views.common import address_with, text_of
from lantoa.core.errors import Refused
from lantoa.organisation.access import acts, holds_somewhere, person, require, second_person_needed
from lantoa.printing.certificates import (
    SHEETS_IN_ONE_FILE,
    certificate_files,
    certificates_pdf,
    certificates_png,
)
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import file_answer, page_of
from lantoa.ui.steps import INVALID

PDF = "application/pdf"
PREVIEW_PPI = 110
STANDINGS = ("in_force", "revoked")


@acts("certificate.read")
def register_view(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Sổ khen: the lines within one's scope, with codes."""
    user = person(request)
    decision = _register_of(user, code, number)
    found = _register_filters(request)
    rows = queries.register_rows(user, decision, **found)
    context = {
        "decision": decision,
        "round": decision.round,
        "giver": queries.giver_of(decision).name,
        "filters": found,
        "subjects": Subject,
        "page": page_of(rows, request),
        "counters": _standings(request, user, decision, found),
        "may_print": permissions.can_print(user, decision.round),
        "export_url": f"{reverse('commendation:register_export', args=[code, number])}?{request.GET.urlencode()}",
        "trail": _trail(code, (_("Sổ khen"), "")),
    }
    template = "commendation/parts/register_body.html" if request.htmx else "commendation/register.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _register_of(user: User, code: str, number: int) -> Decision:
    """The decision whose register is read: for who reads certificates of any unit; the lines are narrowed to those."""
    decision = queries.get_decision(user, code, number)
    require(holds_somewhere(user, "certificate.read"), _("Vai trò của anh/chị không xem sổ khen."))
    return decision


def _register_filters(request: HttpRequest) -> dict[str, str]:
    only, subject = request.GET.get("trang-thai", ""), request.GET.get("loai", "")
    return {
        "text": text_of(request),
        "subject": subject if subject in Subject.values else "",
        "only": only if only in STANDINGS else "",
    }


def _standings(
    request: HttpRequest, user: User, decision: Decision, found: dict[str, str]
) -> list[dict[str, Any]]:
    everything = queries.register_rows(user, decision, **(found | {"only": ""}))
    revoked = everything.filter(revoked_on__isnull=False).count()
    total = everything.count()
    strip = (
        ("", _("Tất cả"), total),
        ("in_force", _("Còn giá trị"), total - revoked),
        ("revoked", _("Đã thu hồi"), revoked),
    )
    return [
        {
            "label": label,
            "value": value,
            "url": address_with(request, "trang-thai", only),
            "current": only == found["only"],
        }
        for only, label, value in strip
    ]


@acts("certificate.read")
def register_export_view(request: HttpRequest, code: str, number: int) -> HttpResponse:
    user = person(request)
    decision = _register_of(user, code, number)
    rows = queries.register_rows(user, decision, **_register_filters(request))
    return file_answer(printouts.register_workbook(decision.round, rows), f"so-khen-{code}-{number}.xlsx")


@acts("certificate.issue")
def certificates_pdf_view(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """All certificates of a decision that are in force: one PDF, or a ZIP of several where one would be too large."""
    user = person(request)
    decision = queries.get_decision(user, code, number)
    require(permissions.can_print(user, decision.round))
    sheets = printouts.certificate_sheets(queries.certificates_of(decision).filter(revoked_on=None))
    if not sheets:
        raise Refused(_("Quyết định này không còn giấy khen nào có giá trị để in."))
    name = f"giay-khen-{code}-{number}"
    if len(sheets) <= SHEETS_IN_ONE_FILE:
        return file_answer(certificates_pdf(sheets), f"{name}.pdf", PDF)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for part, content in enumerate(certificate_files(sheets), start=1):
            archive.writestr(zipfile.ZipInfo(f"{name}-{part}.pdf"), content)
    return file_answer(packed.getvalue(), f"{name}.zip", "application/zip")


@acts("certificate.read")
def certificate_view(request: HttpRequest, certificate: str) -> HttpResponse:
    """One certificate: what it says, how it looks, and whether it holds."""
    user = person(request)
    found = queries.get_certificate(user, certificate)
    return render(request, "commendation/certificate.html", _context(user, found))


@acts("certificate.issue")
def certificate_pdf_view(request: HttpRequest, certificate: str) -> HttpResponse:
    user = person(request)
    found = queries.get_certificate(user, certificate)
    require(permissions.can_print(user, found.decision.round))
    if found.revoked_on is not None:
        raise Refused(_("Giấy khen này đã thu hồi nên không in lại."))
    content = certificates_pdf(printouts.certificate_sheets([found]))
    return file_answer(content, f"giay-khen-{found.printed_register}.pdf", PDF)


@acts("certificate.read")
def certificate_preview_view(request: HttpRequest, certificate: str) -> HttpResponse:
    """A picture of the sheet, for the page of the certificate."""
    found = queries.get_certificate(person(request), certificate)
    picture = certificates_png(printouts.certificate_sheets([found]), ppi=PREVIEW_PPI)[0]
    return file_answer(picture, f"giay-khen-{found.printed_register}.png", "image/png", inline=True)


@acts("certificate.propose_revocation", post="certificate.propose_revocation")
def revoke_view(request: HttpRequest, certificate: str) -> HttpResponse:
    """Ask for a certificate to be taken back; somebody else signs."""
    user = person(request)
    found = queries.get_certificate(user, certificate)
    require(permissions.can_propose_revocation(user, found))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_revocation(actor=user, certificate=found, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Đã đề nghị thu hồi. Giấy khen vẫn có giá trị đến khi người ký quyết định.")
            )
            return redirect("commendation:certificate", found.code)
    context = {"form": form, "certificate": found, "trail": _certificate_trail(found, (_("Thu hồi"), ""))}
    return render(request, "commendation/revoke.html", context, status=INVALID if form.errors else 200)


@acts(post="certificate.revoke", takes=())
def revocation_confirm_view(request: HttpRequest, certificate: str, proposal: uuid.UUID) -> HttpResponse:
    user = person(request)
    found = queries.get_revocation(user, certificate, proposal)
    require(permissions.can_revoke(user, found.certificate))
    revoked = services.confirm_revocation(actor=user, proposal=found)
    messages.success(request, _("Đã thu hồi. Trang kiểm tra báo ngay từ lượt xem tới."))
    return redirect("commendation:certificate", revoked.code)


@acts(post="certificate.propose_revocation")
def revocation_return_view(request: HttpRequest, certificate: str, proposal: uuid.UUID) -> HttpResponse:
    """The signer refuses to take it back, or who asked for it drops it."""
    user = person(request)
    found = queries.get_revocation(user, certificate, proposal)
    require(found.proposed_by_id == user.pk or permissions.can_revoke(user, found.certificate))
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            services.return_revocation(actor=user, proposal=found, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã trả lại đề nghị thu hồi. Giấy khen vẫn có giá trị."))
            return redirect("commendation:certificate", found.certificate.code)
    context = _context(user, queries.get_certificate(user, certificate), form)
    return render(request, "commendation/certificate.html", context, status=INVALID)


def _context(user: User, certificate: Certificate, note_form: NoteForm | None = None) -> dict[str, Any]:
    in_force = certificate.revoked_on is None
    proposes = permissions.can_propose_revocation(user, certificate)
    waiting = queries.waiting_revocation(certificate) if in_force else None
    is_own = waiting is not None and waiting.proposed_by_id == user.pk
    second = second_person_needed("certificate.revoke")
    signs = waiting is not None and permissions.can_revoke(user, certificate) and not (is_own and second)
    return {
        "certificate": certificate,
        "round": certificate.decision.round,
        "giver": queries.giver_of(certificate.decision).name,
        "check_address": printouts.address_of(certificate),
        "may_print": in_force and permissions.can_print(user, certificate.decision.round),
        "may_propose": in_force and proposes and waiting is None,
        "waiting": waiting if proposes else None,
        "is_own_proposal": is_own,
        "may_sign": signs,
        "note_form": note_form or NoteForm(),
        "trail": _certificate_trail(certificate),
    }


def _certificate_trail(certificate: Certificate, *more: tuple[str, str]) -> list[tuple[str, str]]:
    decision = certificate.decision
    register = reverse("commendation:register", args=[decision.round.code, decision.document.number])
    own = _("Số %(number)s") % {"number": certificate.printed_register}
    address = reverse("commendation:certificate", args=[certificate.code])
    return _trail(decision.round.code, (_("Sổ khen"), register), (own, address), *more)


def _trail(code: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Khen thưởng"), reverse("commendation:rounds")),
        (code, reverse("commendation:round", args=[code])),
        *more,
    ]
