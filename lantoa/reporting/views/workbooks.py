"""The way through Excel: download reports as workbooks, send them back, see what would change, write it or leave it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.parcels import Unread
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation.access import acts, person
from lantoa.reporting.choices import IntakeState
from lantoa.reporting.forms.workbooks import APPLYING_BOXES, CLASH_BOX, WorkbooksForm
from lantoa.reporting.printouts.workbooks import workbook_name, workbooks_archive
from lantoa.reporting.queries import workbooks as queries
from lantoa.reporting.queries.collections import get_collection
from lantoa.reporting.queries.submissions import get_report
from lantoa.reporting.services import workbooks as services
from lantoa.reporting.workbook_files import report_workbook
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import file_answer, page_of
from lantoa.ui.steps import INVALID

ZIP = "application/zip"
SHOWN_FAULTS = 200


@acts("submission.read")
def workbook(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """/bao-cao/<đợt>/<đơn vị>/bang-tinh/: the report as a workbook, as this person may see it."""
    user = person(request)
    found = get_report(user, code, unit)
    [filling] = queries.fillings([queries.named(found)])
    return file_answer(report_workbook(filling, author=user.actor_label), workbook_name(filling))


@acts("submission.read")
def collection_workbooks(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/<đợt>/bang-tinh/: every report of the collection that this person may read, as workbooks in one archive."""
    user = person(request)
    collection = get_collection(user, code)
    fillings = queries.fillings(queries.readable_reports(user, collection))
    content = workbooks_archive(collection, fillings, author=user.actor_label)
    return file_answer(content, f"{collection.code}-bang-tinh.zip", ZIP)


@acts("workbook.send", post="workbook.send")
def send(request: HttpRequest) -> HttpResponse:
    """/bao-cao/bang-tinh/: bring workbooks back; they are read, very many by a job, and change nothing yet."""
    user = person(request)
    form = WorkbooksForm()
    if request.method == "POST":
        form = WorkbooksForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                sent = form.cleaned_data["workbooks"]
                if isinstance(sent, Unread):
                    intake = services.begin_workbooks(actor=user, begun=sent)
                else:
                    intake = services.take_workbooks(actor=user, parcel=sent)
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return redirect("reporting:workbook_intake", intake.code)
    shown = {
        "form": form,
        "collections": queries.collections_to_fill(user),
        "page": page_of(queries.intakes_of(user), request),
        "kept_for": services.KEPT_FOR.days,
        "trail": [(_("Báo cáo"), reverse("reporting:collections")), (_("Gửi lại bảng tính"), "")],
    }
    return render(request, "reporting/workbooks/send.html", shown, status=INVALID if form.errors else 200)


@acts("workbook.send")
def intake(request: HttpRequest, code: str) -> HttpResponse:
    """/bao-cao/bang-tinh/<mã>/: every fault, and every cell that would change."""
    return _intake_page(request, code)


def _intake_page(
    request: HttpRequest,
    code: str,
    sentence: str = "",
    status: int = 200,
    chosen: frozenset[str] = frozenset(),
) -> HttpResponse:
    user = person(request)
    found = queries.get_intake(user, code)
    applied = found.state == IntakeState.APPLIED
    shown = {
        "intake": found,
        "badge": IntakeState(found.state).badge,
        "applied": applied,
        "taken": queries.summaries(found) if applied else [],
        "reading": found.is_reading,
        "read": len(found.books),
        "failed": found.state == IntakeState.FAILED,
        "judgement": queries.judged(user, found) if found.state == IntakeState.OPEN else None,
        "chosen": chosen,
        "sentence": sentence,
        "shown_faults": SHOWN_FAULTS,
        "trail": [
            (_("Báo cáo"), reverse("reporting:collections")),
            (_("Gửi lại bảng tính"), reverse("reporting:workbooks")),
            (found.code, ""),
        ],
    }
    return render(request, "reporting/workbooks/intake.html", shown, status=status)


@acts(post="workbook.send", takes=APPLYING_BOXES)
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """Write all that has no fault, or nothing."""
    user = person(request)
    found = queries.get_intake(user, code)
    chosen = frozenset(name for name in request.POST if CLASH_BOX.fullmatch(name))
    try:
        done = services.apply_workbooks(
            actor=user, intake=found, mark=request.POST.get("mark", ""), chosen=chosen
        )
    except (Conflict, Refused) as error:
        return _intake_page(request, code, error.sentence, error.status, chosen)
    if len(done.books) == 1:
        messages.success(request, _("Đã ghi bảng tính vào báo cáo. Xem lại rồi chuyển hoặc gửi."))
        return redirect("reporting:report", done.books[0]["collection"], done.books[0]["unit"])
    messages.success(request, _("Đã ghi %(count)s bảng tính vào báo cáo.") % {"count": len(done.books)})
    return redirect("reporting:workbook_intake", code)


@acts(post="workbook.send", takes=APPLYING_BOXES)
def discard(request: HttpRequest, code: str) -> HttpResponse:
    services.discard_workbooks(actor=person(request), intake=queries.get_intake(person(request), code))
    messages.info(request, _("Đã bỏ các bảng tính này. Báo cáo không thay đổi."))
    return redirect("reporting:workbooks")
