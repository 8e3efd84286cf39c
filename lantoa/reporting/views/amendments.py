"""Further versions of an accepted report: begin one, give it up, read two side by side."""

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.organisation import access
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.queries.lineage import past_units_in_scope
from lantoa.reporting.forms.amendments import AmendForm
from lantoa.reporting.queries import amendments as queries
from lantoa.reporting.queries.submissions import Report, get_report
from lantoa.reporting.services.amendments import start_amendment, withdraw_amendment
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

ACT = "submission.amend"


@acts(ACT, post=ACT)
def amend(request: SignedInRequest, code: str, unit: str) -> HttpResponse:
    """/bao-cao/<đợt>/<đơn vị>/bo-sung/: say why, and the next version begins with the accepted figures."""
    found = get_report(request.user, code, unit)
    access.require(
        access.holds(request.user, ACT, found.unit), _("Chỉ người đứng đầu đơn vị lập bản bổ sung.")
    )
    posted = request.method == "POST"
    form = AmendForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            start_amendment(
                actor=request.user, submission=found.submission, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request,
                _(
                    "Đã lập bản bổ sung từ số đã duyệt. Sửa số rồi gửi; số đã duyệt vẫn được tính đến khi bản này được duyệt."
                ),
            )
            return redirect("reporting:report", code, unit)
    shown = {
        "report": found,
        "form": form,
        "may_amend": queries.can_amend(request.user, found),
        "trail": trail(request, found, _("Lập bản bổ sung")),
    }
    return render(request, "reporting/amendments/amend.html", shown, status=INVALID if posted else 200)


@acts(post=ACT, takes=())
def withdraw(request: SignedInRequest, code: str, unit: str) -> HttpResponse:
    found = get_report(request.user, code, unit)
    access.require(
        access.holds(request.user, ACT, found.unit), _("Chỉ người đứng đầu đơn vị rút bản bổ sung.")
    )
    withdraw_amendment(actor=request.user, submission=found.submission)
    messages.success(request, _("Đã rút bản bổ sung. Báo cáo đã duyệt giữ nguyên."))
    return redirect("reporting:report", code, unit)


@acts("submission.read")
def versions(request: SignedInRequest, code: str, unit: str) -> HttpResponse:
    """/bao-cao/<đợt>/<đơn vị>/cac-ban/?tu=1&den=2: who did what to each version, and two of them side by side."""
    found = get_report(request.user, code, unit)
    rows = queries.versions_of(found)
    since, to = (_number(request.GET.get(name, "")) for name in ("tu", "den"))
    shown = {
        "report": found,
        "rows": rows,
        "compared": queries.compare(rows, since, to) if len(rows) > 1 else None,
        "trail": trail(request, found, _("Các bản của báo cáo")),
    }
    return render(request, "reporting/amendments/versions.html", shown)


def _number(typed: str) -> int | None:
    return int(typed) if re.fullmatch(r"[0-9]{1,4}", typed) else None


def trail(request: SignedInRequest, found: Report, last: str) -> list[tuple[str, str]]:
    collection = found.collection
    reads = past_units_in_scope(request.user, "rollup.read", collection.tree_day)
    totals = [(collection.title, reverse("reporting:totals", args=[collection.code]))]
    return [
        (_("Báo cáo"), reverse("reporting:collections")),
        *(totals if reads.filter(pk=collection.owner_id).exists() else []),
        (found.unit_name, reverse("reporting:report", args=[collection.code, found.unit.code])),
        (last, ""),
    ]
