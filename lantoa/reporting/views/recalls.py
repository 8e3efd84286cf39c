"""Take back what was sent and nobody has decided on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.organisation import access
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.reporting.forms.recalls import RecallForm
from lantoa.reporting.permissions import can_recall
from lantoa.reporting.queries.submissions import get_report, takes
from lantoa.reporting.services.recalls import recall as recall_report
from lantoa.reporting.views.amendments import trail
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

ACT = "submission.recall"


@acts(ACT, post=ACT)
def recall(request: SignedInRequest, code: str, unit: str) -> HttpResponse:
    """/bao-cao/<đợt>/<đơn vị>/thu-hoi/: say why, and the report is a draft of the unit again."""
    found = get_report(request.user, code, unit)
    access.require(
        access.holds(request.user, ACT, found.unit), _("Chỉ người đứng đầu đơn vị thu hồi báo cáo đã gửi.")
    )
    posted = request.method == "POST"
    form = RecallForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            recall_report(actor=request.user, submission=found.submission, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Đã thu hồi báo cáo. Sửa xong thì gửi lại; cấp trên đã thấy lý do thu hồi.")
            )
            return redirect("reporting:report", code, unit)
    shown = {
        "report": found,
        "form": form,
        "may_recall": can_recall(request.user, found.submission) and takes(found.submission),
        "trail": trail(request, found, _("Thu hồi báo cáo")),
    }
    return render(request, "reporting/recalls/recall.html", shown, status=INVALID if posted else 200)
