"""What lines are divided by, and dividing a line of a draft."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.reporting.choices import Division
from lantoa.reporting.dimensions import DimensionSpec, written_options
from lantoa.reporting.divided_designs import undividable
from lantoa.reporting.forms.dimensions import DimensionForm, DivisionForm, NewDimensionForm
from lantoa.reporting.models import DraftLine
from lantoa.reporting.queries.designs import dimensions as queries
from lantoa.reporting.queries.designs import registry, shapes
from lantoa.reporting.services.dimensions import add_dimension, edit_dimension, remove_dimension
from lantoa.reporting.services.divisions import divide_line
from lantoa.reporting.views.sheets import trail

ACT = "sheet.edit"


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return trail((_("Cách chia"), reverse("reporting:dimensions") if more else ""), *more)


@acts(ACT)
def dimension_list(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/bieu-mau/cach-chia/: those of the house and those that officers named."""
    today = clock.today()
    rows = queries.dimension_rows(request.user)
    shown = {
        "rows": [(row, [(one, one.stands_on(today)) for one in row.spec.options]) for row in rows],
        "trail": _trail(),
    }
    return render(request, "reporting/sheets/dimensions.html", shown)


@acts(ACT, post=ACT)
def dimension_new(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/bieu-mau/cach-chia/moi/"""
    form = NewDimensionForm(request.POST or None, initial={"exhaustive": True})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = {name: value for name, value in form.cleaned_data.items() if name != "row_version"}
            try:
                made = add_dimension(actor=request.user, owner=registry.design_home(request.user), **given)
            except Refused as error:
                _tell(form, error)
            else:
                sentence = _("Đã lưu cách chia %(code)s. Mở bản soạn, bấm «Chia» ở một dòng để dùng.")
                messages.success(request, sentence % {"code": made.code})
                return redirect("reporting:dimensions")
    shown = {"form": form, "title": _("Thêm cách chia"), "trail": _trail((_("Thêm cách chia"), ""))}
    return render(request, "reporting/sheets/dimension.html", shown, status=status)


def _tell(form: Any, error: Refused) -> None:
    """A refusal at its fields, or above the form."""
    for name, sentence in error.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not error.fields:
        form.add_error(None, error.sentence)


@acts(ACT, post=ACT)
def dimension(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/cach-chia/NGANH/: one that officers named."""
    found = queries.get_dimension(request.user, code)
    spec = queries.spec_of(found)
    initial = {
        "name": spec.name,
        "options": written_options(spec.options),
        "exhaustive": spec.exhaustive,
        "basis": spec.basis,
        "row_version": found.row_version,
    }
    form = DimensionForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                edit_dimension(actor=request.user, dimension=found, **form.cleaned_data)
            except Refused as error:
                _tell(form, error)
                status = error.status
            else:
                messages.success(request, _("Đã lưu cách chia %(code)s.") % {"code": code})
                return redirect("reporting:dimensions")
    words = _("Sửa cách chia %(code)s") % {"code": code}
    shown = {
        "form": form,
        "title": words,
        "dimension": found,
        "stored": written_options(spec.options) if status == 409 else "",
        "trail": _trail((code, "")),
    }
    return render(request, "reporting/sheets/dimension.html", shown, status=status)


@acts(post=ACT, takes=())
def dimension_remove(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/cach-chia/NGANH/xoa/"""
    found = queries.get_dimension(request.user, code)
    remove_dimension(actor=request.user, dimension=found)
    messages.success(request, _("Đã xóa cách chia %(code)s.") % {"code": code})
    return redirect("reporting:dimensions")


@acts(ACT, post=ACT)
def draft_divide(request: SignedInRequest, code: str, row: uuid.UUID) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan/dong/<row>/chia/?cach=CAP: by what, into which parts, and how the total comes about."""
    draft = registry.get_draft(request.user, code)
    line = registry.get_draft_row(draft, DraftLine, row)
    reason = undividable(line)
    if reason:
        raise Refused(reason)
    specs = queries.specs_for(request.user)
    ordered = sorted(specs.values(), key=lambda one: (one.ready, one.code))
    standing = tuple(
        one.option
        for one in shapes.shape_of_draft(draft).lines
        if line.dimension and one.part_of == line.code
    )
    asked = request.POST if request.method == "POST" else request.GET
    spec = specs.get(asked.get("cach", "") or line.dimension, ordered[0])
    same = spec.code == line.dimension
    form = DivisionForm(
        request.POST or None,
        dimension=spec,
        standing=standing if same else (),
        initial=_begun(line, spec, standing if same else ()),
    )
    status = 200
    if request.method == "POST":
        status = 422
        whole = request.POST.get("viec") == "bo-chia"
        complete = form.is_valid()
        if whole or complete:
            try:
                divide_line(
                    actor=request.user,
                    draft=draft,
                    row=line,
                    dimension=None if whole else spec,
                    options=() if whole else form.cleaned_data["options"],
                    division=Division.SUM if whole else Division(form.cleaned_data["division"]),
                    row_version=None if whole else form.cleaned_data["row_version"],
                )
            except Refused as error:
                _tell(form, error)
                status = error.status
            else:
                messages.success(
                    request, _("Đã bỏ chia dòng này.") if whole else _("Đã chia dòng thành các phần.")
                )
                return redirect(f"{reverse('reporting:draft', args=[code])}#r-{row}")
    words = _("Chia dòng %(code)s") % {"code": line.code}
    shown = {
        "draft": draft,
        "line": line,
        "form": form,
        "spec": spec,
        "specs": ordered,
        "title": words,
        "trail": trail(
            (code, reverse("reporting:sheet", args=[code])),
            (_("Soạn"), reverse("reporting:draft", args=[code])),
            (words, ""),
        ),
    }
    return render(request, "reporting/sheets/divide.html", shown, status=status)


def _begun(line: DraftLine, spec: DimensionSpec, standing: tuple[str, ...]) -> dict[str, Any]:
    """As the line is divided, or with everything that stands today chosen."""
    adds_up = spec.exhaustive and not line.source
    return {
        "cach": spec.code,
        "options": list(standing) or [one.code for one in spec.options_on(clock.today())],
        "division": line.division if standing else (Division.SUM if adds_up else Division.WITHIN),
        "row_version": line.row_version,
    }
