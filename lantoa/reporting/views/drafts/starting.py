"""A draft of a sheet begins: empty, from a ready sheet, from a file, or as the last version stood."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.reporting.choices import PeriodLength
from lantoa.reporting.design import SheetSpec, design_faults
from lantoa.reporting.forms.drafts import NewSheetForm, SheetFileForm
from lantoa.reporting.queries.designs import comparison, registry, shapes
from lantoa.reporting.ready import ready_sheets
from lantoa.reporting.services.drafts import headings, publishing
from lantoa.reporting.sheet_files import FileFault, read_sheet
from lantoa.reporting.views.sheets import grouped, trail

ACT = "sheet.edit"


@acts(ACT, post=ACT)
def sheet_create(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/bieu-mau/moi/: an empty draft, or one from a ready sheet."""
    form = NewSheetForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            found = form.cleaned_data
            design = SheetSpec(found["code"], found["name"], PeriodLength(found["period_kind"]), [])
            try:
                draft = headings.start_draft(
                    actor=request.user, owner=registry.design_home(request.user), design=design
                )
                return redirect("reporting:draft", code=draft.code)
            except Refused as error:
                _tell(form, error)
    shown = {
        "form": form,
        "ready": [(one.design, one.note) for one in ready_sheets().values()],
        "trail": trail((_("Soạn biểu mới"), "")),
    }
    return render(request, "reporting/sheets/create.html", shown, status=status)


def _tell(form: Any, error: Refused) -> None:
    """A refusal at its fields, or above the form."""
    for name, sentence in error.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not error.fields:
        form.add_error(None, error.sentence)


@acts(post=ACT, takes=("ready",))
def sheet_take(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/bieu-mau/lay-bieu-co-san/: a ready sheet becomes a draft."""
    taken = ready_sheets().get(request.POST.get("ready", ""))
    if taken is None:
        raise Refused(_("Không có biểu sẵn này. Tải lại trang rồi chọn lại."))
    owner = registry.design_home(request.user)
    draft = headings.start_draft(actor=request.user, owner=owner, design=taken.design)
    messages.success(request, _("Đã lấy biểu có sẵn làm bản soạn. Sửa cho hợp với địa phương rồi ban hành."))
    return redirect("reporting:draft", code=draft.code)


@acts(ACT, post=ACT)
def sheet_load(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/bieu-mau/nap-tep/: a file is tried first, then taken as a draft."""
    form = SheetFileForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"trail": trail((_("Nạp tệp biểu mẫu"), ""))}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            read = read_sheet(form.cleaned_data["text"])
            form = SheetFileForm({"text": form.cleaned_data["text"]})
            if read.design is None:
                shown["faults"] = read.faults
            else:
                shown |= _tried(request, read.design)
                status = 200
                if request.POST.get("viec") == "nap":
                    try:
                        owner = registry.design_home(request.user)
                        draft = publishing.load_design(actor=request.user, owner=owner, design=read.design)
                        messages.success(request, _("Đã nạp tệp thành bản soạn."))
                        return redirect("reporting:draft", code=draft.code)
                    except Refused as error:
                        form.add_error(None, error.sentence)
                        status = error.status
    return render(request, "reporting/sheets/load.html", {**shown, "form": form}, status=status)


def _tried(request: SignedInRequest, design: SheetSpec) -> dict[str, Any]:
    """What taking the file would do: a new sheet, or the next version with its changes; and what must be mended before
    publishing."""
    found = registry.sheets_visible_to(request.user).filter(code=design.code).first()
    last = found.versions.first() if found else None
    return {
        "design": design,
        "last": last,
        "groups": grouped(comparison.compare(shapes.spec_of_version(last.pk), design)) if last else [],
        "design_faults": [FileFault(one.kind, one.sentence) for one in design_faults(design)],
    }


@acts(post=ACT, takes=())
def draft_start(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan-ban-moi/: the next version begins as the last one."""
    sheet = registry.get_sheet(request.user, code)
    owner = registry.design_home(request.user)
    draft = headings.start_next_version(actor=request.user, sheet=sheet, owner=owner)
    return redirect("reporting:draft", code=draft.code)
