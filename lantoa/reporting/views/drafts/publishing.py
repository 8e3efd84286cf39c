"""A draft as a unit will meet it, on the screen and on paper; then published, or dropped."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.organisation.access import SignedInRequest, acts
from lantoa.reporting.queries.designs import comparison, registry, shapes
from lantoa.reporting.services.drafts import headings, publishing
from lantoa.reporting.views.sheets import blank_of, grouped, preview_of, trail

ACT = "sheet.edit"


@acts(ACT)
def draft_preview(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan/xem-truoc/: as a unit will meet it, and what differs from the version in use."""
    found = registry.get_draft(request.user, code)
    spec = shapes.shape_of_draft(found).spec
    old = shapes.spec_of_version(found.based_on_id) if found.based_on_id else None
    shown = {
        **preview_of(spec),
        "draft": found,
        "code": code,
        "groups": grouped(comparison.compare(old, spec)) if old else [],
        "blank_url": reverse("reporting:draft_blank", args=[code]),
        "trail": trail(
            (code, reverse("reporting:sheet", args=[code])),
            (_("Soạn"), reverse("reporting:draft", args=[code])),
            (_("Xem trước"), ""),
        ),
    }
    return render(request, "reporting/sheets/preview.html", shown)


@acts(ACT)
def draft_blank(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan/in-mau/: the draft on paper."""
    found = registry.get_draft(request.user, code)
    back = reverse("reporting:draft_preview", args=[code])
    return blank_of(request, shapes.shape_of_draft(found).spec, back)


@acts(post=ACT, takes=())
def draft_publish(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan/ban-hanh/"""
    found = registry.get_draft(request.user, code)
    version = publishing.publish_draft(actor=request.user, draft=found)
    messages.success(
        request, _("Đã ban hành bản %(number)s. Bản này không đổi nữa.") % {"number": version.number}
    )
    return redirect("reporting:sheet", code=code)


@acts(post=ACT, takes=())
def draft_drop(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan/bo/"""
    found = registry.get_draft(request.user, code)
    headings.drop_draft(actor=request.user, draft=found)
    messages.success(request, _("Đã bỏ bản soạn %(code)s.") % {"code": code})
    return redirect("reporting:sheets")
