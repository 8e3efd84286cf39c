"""The scale of a sheet that is being designed: the most points and the grades."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.organisation.access import SignedInRequest, acts
from lantoa.reporting.forms.scales import ScaleForm
from lantoa.reporting.queries.designs import registry, shapes
from lantoa.reporting.services.drafts.headings import set_scale
from lantoa.reporting.views.sheets import trail

ACT = "sheet.edit"


@acts(ACT, post=ACT)
def scale(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/CLSH/soan/thang-diem/"""
    draft = registry.get_draft(request.user, code)
    shape = shapes.shape_of_draft(draft)
    if request.method == "POST" and request.POST.get("viec") == "bo":
        set_scale(actor=request.user, draft=draft, scale=None)
        messages.success(request, _("Đã bỏ thang điểm."))
        return redirect("reporting:draft", code=code)
    form = ScaleForm(request.POST or None, initial=ScaleForm.initial_of(shape.spec.scale))
    if request.method == "POST" and form.is_valid():
        set_scale(actor=request.user, draft=draft, scale=form.scale())
        messages.success(request, _("Đã lưu thang điểm."))
        return redirect(f"{reverse('reporting:draft', args=[code])}#scale")
    criteria = shape.spec.criteria
    shown = {
        "draft": draft,
        "form": form,
        "scale": shape.spec.scale,
        "count": len(criteria),
        "added": sum((one.most or Decimal(0) for one in criteria if not one.bonus), Decimal(0)),
        "said": [one.sentence for one in shape.faults if one.kind == "scale" and shape.spec.scale],
        "trail": trail(
            (code, reverse("reporting:sheet", args=[code])),
            (_("Soạn"), reverse("reporting:draft", args=[code])),
            (_("Thang điểm"), ""),
        ),
    }
    return render(
        request, "reporting/sheets/scale.html", shown, status=422 if request.method == "POST" else 200
    )
