"""Designing a sheet: start, change row by row, look, publish."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.reporting import scoring
from lantoa.reporting.choices import LineKind, PeriodLength, SkipRule
from lantoa.reporting.design import SheetSpec, design_faults
from lantoa.reporting.divided_designs import undividable
from lantoa.reporting.forms.drafts import (
    HeadingForm,
    NewSheetForm,
    RowForm,
    SheetFileForm,
    form_class,
    is_part,
)
from lantoa.reporting.models import SheetDraft
from lantoa.reporting.queries.designs import comparison, registry, shapes
from lantoa.reporting.ready import ready_sheets
from lantoa.reporting.services.drafts import headings, publishing
from lantoa.reporting.services.drafts.rows import FIELDS, ROWS, RowKind, move_row, remove_row, save_row
from lantoa.reporting.sheet_files import FileFault, read_sheet
from lantoa.reporting.views.sheets import blank_of, grouped, preview_of, trail

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


@acts(ACT, post=ACT)
def draft(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/bieu-mau/BCQ/soan/: the whole draft with its faults; the heading is saved here."""
    found = registry.get_draft(request.user, code)
    form = HeadingForm(request.POST or None, initial={"name": found.name, "period_kind": found.period_kind})
    if request.method == "POST" and form.is_valid():
        headings.edit_heading(
            actor=request.user,
            draft=found,
            name=form.cleaned_data["name"],
            period_kind=PeriodLength(form.cleaned_data["period_kind"]),
        )
        messages.success(request, _("Đã lưu tên và kỳ của biểu."))
        return redirect("reporting:draft", code=code)
    return _editor(request, found, form, 422 if request.method == "POST" else 200)


def _editor(request: SignedInRequest, found: SheetDraft, form: HeadingForm, status: int) -> HttpResponse:
    shape = shapes.shape_of_draft(found)
    parts = [
        (
            part.section,
            shape.said.get(part.section.pk, []),
            [
                (line, shape.said.get(line.pk, []), _line_marks(line), not undividable(line))
                for line in part.lines
            ],
            [(one, shape.said.get(one.pk, [])) for one in part.questions],
        )
        for part in shape.parts
    ]
    relations = [
        (one, comparison.relation_words(one), comparison.hardness(one), shape.said.get(one.pk, []))
        for one in shape.relations
    ]
    shown = {
        "draft": found,
        "form": form,
        "shape": shape,
        "parts": parts,
        "relations": relations,
        "scale": shape.spec.scale,
        "criteria": shape.spec.criteria,
        "places": [(fault.sentence, _anchor(shape, fault.kind, fault.place)) for fault in shape.faults],
        "trail": trail((found.code, reverse("reporting:sheet", args=[found.code])), (_("Soạn"), "")),
    }
    return render(request, "reporting/sheets/draft.html", shown, status=status)


def _line_marks(line: Any) -> str:
    """Kind and the two axes in one line of words."""
    words = [line.get_kind_display(), line.get_tree_rule_display(), line.get_time_rule_display()]
    if line.numerator or line.denominator:
        words[0] += f" {line.numerator or '…'} / {line.denominator or '…'}"
    if line.source:
        words.append(_("lấy từ sổ"))
    if line.kind == LineKind.SCORE:
        words = [*score_marks(line)]
    if not line.required:
        words.append(_("không bắt buộc"))
    if line.part_of:
        return _("một phần của %(total)s") % {"total": line.part_of}
    if line.dimension:
        words.append(_("chia theo: %(name)s") % {"name": line.dimension_name})
        words.append(line.get_division_display())
    return " · ".join(str(word) for word in words)


def score_marks(line: Any) -> list[str]:
    """How a criterion is scored, in words."""
    if line.most is None:
        return [_("chưa có điểm tối đa")]
    words = [_("tối đa %(most)s điểm") % {"most": scoring.shown(line.most)}]
    if line.bonus:
        words = [_("điểm thưởng, %(most)s") % {"most": words[0]}]
    if line.options:
        words.append(_("%(count)d mức") % {"count": len(line.options)})
    if line.skip_rule:
        words.append(_("không áp dụng: %(rule)s") % {"rule": str(SkipRule(line.skip_rule).label).lower()})
    return words


def _anchor(shape: shapes.DraftShape, kind: str, place: int) -> str:
    rows: Mapping[str, list[Any]] = {
        "section": [part.section for part in shape.parts],
        "line": shape.lines,
        "question": [one for part in shape.parts for one in part.questions],
        "relation": shape.relations,
    }
    return f"r-{rows[kind][place].pk}" if kind in rows else "scale" if kind == "scale" else ""


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
