"""Public pages: is this certificate genuine? Nothing is listed, nothing is found by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lantoa.commendation.choices import Subject
from lantoa.commendation.codes import normalised
from lantoa.commendation.models import Certificate
from lantoa.commendation.queries import find_certificate, giver_of
from lantoa.core import clock
from lantoa.organisation.access import acts
from lantoa.portal.forms import CodeForm
from lantoa.portal.throttle import WINDOW, is_too_often

NOT_INDEXED = "noindex, nofollow, noarchive"
INVALID, UNKNOWN, TOO_OFTEN = 422, 404, 429


@dataclass(frozen=True)
class Checked:
    """What the page says of a certificate: what is on the paper, and of a person the name only with consent."""

    kind: str
    receiver: str
    detail: str
    is_named: bool
    citation: str
    giver: str
    committee: str
    decision: str
    decided_on: date
    register_number: str
    code: str
    is_sample: bool
    revoked_on: date | None
    revoked_by: str

    @property
    def is_valid(self) -> bool:
        return self.revoked_on is None


@acts("certificate.verify")
def check_view(request: HttpRequest) -> HttpResponse:
    """The form for a code typed by hand."""
    if "ma" not in request.GET:
        return _answer(request, "portal/check.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _answer(request, "portal/check.html", {"form": form}, INVALID)
    code = normalised(form.cleaned_data["ma"])
    if code is None:
        return _verdict(request, form.cleaned_data["ma"])
    return _marked(redirect("portal:certificate", code))


@acts("certificate.verify")
def certificate_view(request: HttpRequest, code: str) -> HttpResponse:
    """The page that the QR code opens."""
    return _verdict(request, code)


def _verdict(request: HttpRequest, typed: str) -> HttpResponse:
    """Valid, revoked or unknown. What is malformed and what does not exist get the same page."""
    if is_too_often(request):
        response = _answer(request, "portal/too_often.html", {}, TOO_OFTEN)
        response["Retry-After"] = str(WINDOW)
        return response
    found = find_certificate(typed)
    context = {"checked": _checked(found) if found else None, "checked_at": clock.now()}
    return _answer(request, "portal/certificate.html", context, 200 if found else UNKNOWN)


def _checked(certificate: Certificate) -> Checked:
    decision, nomination = certificate.decision, certificate.nomination
    named = nomination.subject == Subject.COLLECTIVE or nomination.publish_name
    name, *detail = certificate.receiver_lines if named else [certificate.public_receiver]
    revoking, giver = certificate.revoking_document, giver_of(decision)
    return Checked(
        kind=decision.round.award_kind.name,
        receiver=name,
        detail=", ".join(detail),
        is_named=named,
        citation=certificate.citation,
        giver=giver.name,
        committee=giver.committee,
        decision=decision.document.reference,
        decided_on=decision.document.issued_on,
        register_number=certificate.printed_register,
        code=certificate.printed_code,
        is_sample=decision.round.unit.is_sample,
        revoked_on=certificate.revoked_on,
        revoked_by=revoking.reference if revoking else "",
    )


def _answer(
    request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    return _marked(render(request, template, dict(context), status=status))


def _marked(response: HttpResponse) -> HttpResponse:
    """No search engine keeps the page; the middleware adds that no browser does."""
    response["X-Robots-Tag"] = NOT_INDEXED
    return response
