"""The side of who decides: accept, return with a reason, go on to the next."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.organisation import access
from lantoa.organisation.access import acts, person, require
from lantoa.reporting.forms.entry import DECIDING_BOXES, read_line_reasons
from lantoa.reporting.queries.collections import get_collection
from lantoa.reporting.queries.submissions import get_report, next_waiting
from lantoa.reporting.services.submissions import accept, send_back
from lantoa.reporting.views.entry import read_page


@acts(post="submission.accept", takes=DECIDING_BOXES)
def accept_report(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    user = person(request)
    found = get_report(user, code, unit)
    require(
        access.holds(user, "submission.accept", found.unit), _("Anh/chị không duyệt báo cáo của đơn vị này.")
    )
    try:
        accept(actor=user, submission=found.submission)
    except Refused as error:
        return read_page(request, user, found, sentence=error.sentence, status=error.status)
    messages.success(request, _("Đã duyệt báo cáo của %(unit)s.") % {"unit": found.unit_name})
    following = next_waiting(user, found.collection, found.unit) if "next" in request.POST else None
    if following is not None:
        return redirect("reporting:report", code, following.unit.code)
    return redirect("reporting:totals", code)


@acts(post="submission.send_back", takes=DECIDING_BOXES)
def return_report(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    user = person(request)
    found = get_report(user, code, unit)
    require(
        access.holds(user, "submission.send_back", found.unit),
        _("Anh/chị không duyệt báo cáo của đơn vị này."),
    )
    reason, lines = request.POST.get("reason", ""), read_line_reasons(request.POST)
    try:
        send_back(actor=user, submission=found.submission, reason=reason, lines=lines)
    except Refused as error:
        typed = {"reason": reason, **{f"l-{place}": text for place, text in lines.items()}}
        return read_page(request, user, found, sentence=error.sentence, typed=typed, status=error.status)
    messages.success(request, _("Đã trả lại báo cáo kèm lý do."))
    return redirect("reporting:totals", code)


@acts("submission.accept")
def next_report(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/duyet-tiep/: to the first report that waits for this person."""
    user = person(request)
    collection = get_collection(user, code)
    require(
        access.holds_somewhere(user, "submission.accept"), _("Anh/chị không duyệt báo cáo của đơn vị nào.")
    )
    following = next_waiting(user, collection)
    if following is None:
        messages.info(request, _("Không còn báo cáo nào chờ anh/chị duyệt."))
        return redirect("reporting:totals", code)
    return redirect("reporting:report", code, following.unit.code)
