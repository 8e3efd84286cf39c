"""One row of a draft: made, changed, moved, removed."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.reporting.forms.drafts import RowForm, form_class, is_part
from lantoa.reporting.queries.designs import comparison, registry, shapes
from lantoa.reporting.services.drafts.rows import FIELDS, ROWS, RowKind, move_row, remove_row, save_row
from lantoa.reporting.views.sheets import trail

ACT = "sheet.edit"
# The kinds of rows as addresses name them.
KINDS: dict[str, RowKind] = {
    "muc": "section",
    "dong": "line",
    "cau-hoi": "question",
    "quan-he": "relation",
}


def _kind(name: str) -> RowKind:
    if name not in KINDS:
        raise NotFound()
    return KINDS[name]


@acts(ACT, post=ACT)
def draft_row_new(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan/dong/moi/: one more row."""
    return _row_page(request, code, kind, None)


@acts(ACT, post=ACT)
def draft_row(request: SignedInRequest, code: str, kind: str, row: uuid.UUID) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan/dong/<row>/: one row, saved by itself."""
    return _row_page(request, code, kind, row)


def _row_page(request: SignedInRequest, code: str, name: str, pk: uuid.UUID | None) -> HttpResponse:
    found = registry.get_draft(request.user, code)
    kind = _kind(name)
    shape = shapes.shape_of_draft(found)
    row = registry.get_draft_row(found, ROWS[kind], pk) if pk else None
    if kind in ("line", "question") and not shape.parts:
        raise Refused(_("Biểu chưa có mục nào. Thêm mục trước rồi thêm dòng."))
    form = _form_of(request, kind, shape, row)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = save_row(
                    actor=request.user,
                    draft=found,
                    kind=kind,
                    values=form.values(),
                    row=row,
                    row_version=form.cleaned_data["row_version"],
                )
                return _after_saving(request, code, name, saved)
            except Refused as error:
                form.add_error(None, error.sentence)
                status = error.status
    words = _words(kind, new=row is None)
    shown = {
        "draft": found,
        "form": form,
        "row": row,
        "kind": name,
        "title": words,
        "said": shape.said.get(row.pk, []) if row else [],
        "stored": _stored(kind, row) if status == 409 else [],
        "trail": trail(
            (code, reverse("reporting:sheet", args=[code])),
            (_("Soạn"), reverse("reporting:draft", args=[code])),
            (words, ""),
        ),
    }
    return render(request, "reporting/sheets/row.html", shown, status=status)


def _form_of(request: SignedInRequest, kind: RowKind, shape: shapes.DraftShape, row: Any) -> RowForm:
    given: dict[str, Any] = {}
    if kind in ("line", "question"):
        given["sections"] = [part.section for part in shape.parts]
    if kind in ("line", "relation"):
        given["lines"] = [one for one in shape.lines if kind == "relation" or row is None or one.pk != row.pk]
    initial: dict[str, Any] = {
        "required": kind == "line",
        "hard": True,
        "section": request.GET.get("muc", ""),
    }
    if row is not None:
        initial = {field: getattr(row, field) for field in FIELDS[kind]}
        initial["row_version"] = row.row_version
        if "section" in initial:
            initial["section"] = str(row.section_id)
    if is_part(row):
        given = {}
    return form_class(kind, row)(request.POST or None, initial=initial, **given)


def _stored(kind: RowKind, row: Any) -> list[tuple[str, str]]:
    """What is kept now, beside what was typed."""
    form = form_class(kind, row)
    return [
        (str(form.base_fields[name].label), comparison.shown(name, getattr(row, name)))
        for name in FIELDS[kind]
        if name != "section" and name in form.base_fields
    ]


def _after_saving(request: SignedInRequest, code: str, name: str, saved: Any) -> HttpResponse:
    if request.POST.get("viec") == "them-nua":
        section = getattr(saved, "section_id", None)
        address = reverse("reporting:draft_row_new", args=[code, name])
        messages.success(request, _("Đã lưu. Nhập tiếp phần sau."))
        return redirect(f"{address}?muc={section}" if section else address)
    return redirect(f"{reverse('reporting:draft', args=[code])}#r-{saved.pk}")


def _words(kind: str, *, new: bool) -> str:
    return {
        ("section", True): _("Thêm mục"),
        ("section", False): _("Sửa mục"),
        ("line", True): _("Thêm dòng"),
        ("line", False): _("Sửa dòng"),
        ("question", True): _("Thêm câu hỏi"),
        ("question", False): _("Sửa câu hỏi"),
        ("relation", True): _("Thêm quan hệ"),
        ("relation", False): _("Sửa quan hệ"),
    }[kind, new]


@acts(post=ACT, takes=("huong",))
def draft_move(request: SignedInRequest, code: str, kind: str, row: uuid.UUID) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan/dong/<row>/chuyen/: one place up or down."""
    found = registry.get_draft(request.user, code)
    moved = registry.get_draft_row(found, ROWS[_kind(kind)], row)
    way = request.POST.get("huong", "")
    if way not in ("len", "xuong"):
        raise Refused(_("Chọn chuyển lên hoặc chuyển xuống."))
    move_row(actor=request.user, draft=found, kind=_kind(kind), row=moved, up=way == "len")
    return redirect(f"{reverse('reporting:draft', args=[code])}#r-{row}")


@acts(post=ACT, takes=())
def draft_remove(request: SignedInRequest, code: str, kind: str, row: uuid.UUID) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan/dong/<row>/xoa/"""
    found = registry.get_draft(request.user, code)
    gone = registry.get_draft_row(found, ROWS[_kind(kind)], row)
    remove_row(actor=request.user, draft=found, kind=_kind(kind), row=gone)
    messages.success(request, _("Đã xóa khỏi bản soạn."))
    return redirect("reporting:draft", code=code)
