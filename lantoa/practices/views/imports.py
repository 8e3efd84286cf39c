"""An officer's old list: bring it, say how it is read, see what it would do, decide, enter it, take it out again."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core.errors import Refused
from lantoa.directives.queries.serving import concerning
from lantoa.organisation.access import acts, person
from lantoa.organisation.queries.units import get_unit
from lantoa.practices.choices import ImportState, RowDecision, RowVerdict, Subject
from lantoa.practices.forms.imports import ColumnsForm, ImportForm, proposed_columns
from lantoa.practices.models import PracticeImport, PracticeImportRow
from lantoa.practices.old_lists.rows import ENTERED_STATES
from lantoa.practices.old_lists.tables import ListSheet, best_sheet
from lantoa.practices.printouts.imports import import_workbook
from lantoa.practices.queries import import_units
from lantoa.practices.queries import imports as queries
from lantoa.practices.queries.practices import fields
from lantoa.practices.services.imports import entering, taking
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer, narrowed_address, page_of
from lantoa.ui.steps import INVALID

PREVIEW = 12  # rows of the sheet around its head
PREVIEW_COLUMNS = 12
MOST_UNITS = 400  # offered for a name that is not known; beyond, the nearest alone


@acts("practice.import")
def list_view(request: HttpRequest) -> HttpResponse:
    """/mo-hinh/danh-sach-cu/: every list that was brought, by state."""
    user, state = person(request), request.GET.get("trang-thai", "")
    counts = queries.counts_by_state(user)
    labels = {"": _("Tất cả")} | {one.value: str(one.label) for one in ImportState if counts.get(one.value)}
    counts[""] = sum(counts.values())
    strip = [
        Counter(label, counts[one], narrowed_address(request, "trang-thai", one), one == state)
        for one, label in labels.items()
    ]
    page = page_of(queries.imports_visible_to(user, state), request)
    names = queries.names_of(one.made_by for one in page)
    shown = {
        "page": page,
        "rows": [(one, names.get(one.made_by, "")) for one in page],
        "counters": strip,
    }
    return render(request, "practices/imports/list.html", shown)


@acts("practice.import", post="practice.import")
def new_view(request: HttpRequest) -> HttpResponse:
    """/mo-hinh/danh-sach-cu/nhap/: bring a file; nothing of it is read into the registry."""
    user = person(request)
    units = queries.units_with_lists(user)
    form = ImportForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            made = taking.take_list(
                actor=user,
                unit=get_unit(user, form.cleaned_data["unit"], "practice.import"),
                accepted=form.cleaned_data["file"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect("practices:import_columns", made.code)
    shown = {"form": form, "trail": _trail(_("Nhập danh sách"))}
    return render(request, "practices/imports/new.html", shown, status=INVALID if form.errors else 200)


@acts("practice.import", post="practice.import")
def columns_view(request: HttpRequest, code: str) -> HttpResponse:
    """…/cot/: which sheet, which row is the head, which column tells what."""
    user = person(request)
    found = queries.get_import(user, code, sheets=True)
    if found.state not in taking.OPEN and request.method == "GET":
        return redirect("practices:import", found.code)
    sheets = queries.sheets_of(found)
    given = request.POST if request.method == "POST" else request.GET
    at, head = _sheet_and_head(found, sheets, given)
    if not sheets:
        return redirect("practices:import", found.code)
    table = sheets[at]
    if request.method == "POST":
        form = ColumnsForm(request.POST, table=table, head=head, directives=concerning(found.unit_id))
        if form.is_valid():
            try:
                taking.choose_columns(
                    actor=user,
                    practice_import=found,
                    sheet=at,
                    columns=form.columns(),
                    row_version=form.cleaned_data["row_version"],
                )
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return redirect("practices:import", found.code)
    else:
        reading = found.reading if found.reading.get("sheet") == at else {}
        remembered = queries.remembered_columns(found.unit_id)
        initial = proposed_columns(table, head, remembered, reading)
        initial |= {"row_version": found.row_version, "sheet": at, "head": head}
        form = ColumnsForm(initial=initial, table=table, head=head, directives=concerning(found.unit_id))
    shown = {
        "form": form,
        "import": found,
        "sheets": sheets,
        "at": at,
        "head": head,
        "is_head_found": table.head is not None,
        "preview": _preview(table, head),
        "trail": _trail(found.code, _("Chọn cột")),
    }
    return render(request, "practices/imports/columns.html", shown, status=INVALID if form.errors else 200)


def _sheet_and_head(found: PracticeImport, sheets: list[ListSheet], given: Any) -> tuple[int, int]:
    """What the address or the form asks for, else what was chosen last, else what looks like a list."""
    if not sheets:
        return 0, 1
    at = _number(given.get("sheet", ""))
    if at is None or at >= len(sheets):
        at = found.reading.get("sheet", best_sheet(sheets))
    table = sheets[at]
    head = _number(given.get("head", ""))
    if head is None or table.line(head) is None:
        same = found.reading.get("sheet") == at
        head = found.reading["head"] if same else table.head or table.lines[0].number
    return at, head


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else None


def _preview(table: ListSheet, head: int) -> list[tuple[int, tuple[str, ...], bool]]:
    """Rows around the head: number, cells, whether it is the head."""
    place = next(at for at, one in enumerate(table.lines) if one.number == head)
    start = max(0, place - 6)
    return [
        (
            one.number,
            tuple(
                "" if place in one.filled else cell for place, cell in enumerate(one.cells[:PREVIEW_COLUMNS])
            ),
            one.number == head,
        )
        for one in table.lines[start : start + PREVIEW]
    ]


@acts("practice.import")
def detail_view(request: HttpRequest, code: str) -> HttpResponse:
    """/mo-hinh/danh-sach-cu/<mã>/: how far it is; what each row would do or did."""
    user = person(request)
    return _detail(request, queries.get_import(user, code))


def _detail(request: HttpRequest, found: PracticeImport, refusal: str = "") -> HttpResponse:
    if found.state == ImportState.COLUMNS:
        return redirect("practices:import_columns", found.code)
    asked = request.GET.get("loai", "")
    wanted, text = (
        asked if asked in RowVerdict.values else "",
        request.GET.get("q", "")[:LONGEST_SEARCH].strip(),
    )
    counts = queries.verdict_counts(found)
    labels = {"": _("Tất cả")} | {one.value: str(one.label) for one in RowVerdict if counts.get(one.value)}
    plan = queries.plan_of(found)
    page = page_of(queries.rows_of(found, wanted, text=text), request)
    is_open = found.state == ImportState.CHECKED
    names = queries.names_of(found.actor_ids)
    shown = {
        "import": found,
        "refusal": refusal or found.refusal,
        "counters": [
            Counter(label, counts[one], narrowed_address(request, "loai", one), one == wanted)
            for one, label in labels.items()
        ],
        "page": page,
        "rows": [(row, _decisions(row) if is_open else []) for row in page],
        "wanted": wanted,
        "text": text,
        "is_open": is_open,
        "plan": plan,
        "waiting": sum(1 for _row in found.rows.filter(verdict=RowVerdict.ALIKE, decision="").values("pk")),
        "faulty": counts.get(RowVerdict.FAULT, 0),
        "alike": counts.get(RowVerdict.ALIKE, 0),
        "kinds": _kinds(wanted) if is_open else [],
        "years": queries.counts_before_and_after(found, plan) if is_open else [],
        "words": _words(found) if is_open else [],
        "who": {
            "made": names.get(found.made_by, ""),
            "entered": names.get(found.entered_by, ""),
            "undone": names.get(found.undone_by, ""),
        },
        "trail": _trail(found.code),
    }
    return render(request, "practices/imports/detail.html", shown, status=INVALID if refusal else 200)


def _decisions(row: PracticeImportRow) -> list[tuple[str, str]]:
    """What may be decided on a row, with what it does without a decision first."""
    allowed = taking.DECIDABLE.get(row.verdict, frozenset())
    if not allowed:
        return []
    stays = _("Chưa quyết định") if row.verdict == RowVerdict.ALIKE else _("Nhập")
    return [("", stays)] + [
        (one.value, str(one.label))
        for one in RowDecision
        if one.value in allowed and (one != RowDecision.CONTINUE or row.may_continue)
    ]


def _kinds(wanted: str) -> list[tuple[str, str]]:
    """Decisions on all rows of the verdict to which the list is narrowed."""
    allowed = taking.DECIDABLE.get(wanted, frozenset())
    told = {
        "": _("Nhập tất cả") if wanted != RowVerdict.ALIKE else _("Bỏ các quyết định"),
        RowDecision.CONTINUE: _("Ghi tiếp, khi cùng đơn vị"),
        RowDecision.NEW: _("Lập mới tất cả"),
        RowDecision.LEARN: _("Lập mới, ghi là học từ đó"),
        RowDecision.SKIP: _("Để lại tất cả"),
    }
    return [(one, label) for one, label in told.items() if one in allowed]


WORD_KINDS = {
    "unit": gettext_lazy("Đơn vị"),
    "field": gettext_lazy("Lĩnh vực"),
    "subject": gettext_lazy("Tập thể/Cá nhân"),
    "state": gettext_lazy("Tình trạng"),
}


def _words(found: PracticeImport) -> list[dict[str, Any]]:
    """What is to be understood, each with what may be chosen for it."""
    if not found.words:
        return []
    kinds = {word["kind"] for word in found.words}
    choices: dict[str, list[tuple[str, str]]] = {
        "field": [(one.code, one.name) for one in fields()] if "field" in kinds else [],
        "subject": [(str(value), str(label)) for value, label in Subject.choices],
        "state": [(one.value, str(one.label)) for one in ENTERED_STATES],
    }
    units: dict[str, str] = {}
    if "unit" in kinds:
        units = dict(import_units.units_to_choose(import_units.unit_names(found.unit_id)))
    told = []
    for at, word in enumerate(found.words):
        near = [(code, units[code]) for code in word["near"] if code in units]
        some = choices.get(word["kind"], [])
        if word["kind"] == "unit":
            some = [one for one in units.items() if one not in near] if len(units) <= MOST_UNITS else []
        told.append(word | {"at": at, "label": str(WORD_KINDS[word["kind"]]), "near": near, "choices": some})
    return told


@acts(post="practice.import", takes=("row_version", re.compile("w-[0-9]+")))
def words_view(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_import(person(request), code)
    meanings = {
        int(name[2:]): str(value)
        for name, value in request.POST.items()
        if re.fullmatch("w-[0-9]{1,4}", name)
    }
    try:
        taking.understand_words(
            actor=person(request), practice_import=found, meanings=meanings, row_version=_version(request)
        )
    except Refused as refused:
        if refused.status != INVALID:
            raise
        return _detail(request, found, refused.sentence)
    messages.success(request, _("Đã nhớ cách hiểu và xem thử lại danh sách."))
    return redirect("practices:import", found.code)


@acts(post="practice.import", takes=("row_version", "loai", "page", re.compile("q-[0-9]+")))
def rows_view(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_import(person(request), code)
    decisions = {
        int(name[2:]): str(value)
        for name, value in request.POST.items()
        if re.fullmatch("q-[0-9]{1,6}", name)
    }
    changed = taking.decide_rows(
        actor=person(request), practice_import=found, decisions=decisions, row_version=_version(request)
    )
    messages.success(request, _("Đã lưu quyết định trên %(count)d dòng.") % {"count": changed})
    return redirect(_back(request, found))


@acts(post="practice.import", takes=("row_version", "loai", "decision"))
def kind_view(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_import(person(request), code)
    changed = taking.decide_kind(
        actor=person(request),
        practice_import=found,
        verdict=request.POST.get("loai", ""),
        decision=request.POST.get("decision", ""),
        row_version=_version(request),
    )
    messages.success(request, _("Đã quyết định %(count)d dòng.") % {"count": changed})
    return redirect(_back(request, found))


@acts(post="practice.import", takes=("row_version",))
def again_view(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_import(person(request), code)
    taking.check_again(actor=person(request), practice_import=found, row_version=_version(request))
    return redirect("practices:import", found.code)


@acts(post="practice.import", takes=("row_version",))
def enter_view(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_import(person(request), code)
    try:
        done = entering.ask_to_enter(
            actor=person(request), practice_import=found, row_version=_version(request)
        )
    except Refused as refused:
        if refused.status != INVALID:
            raise
        return _detail(request, found, refused.sentence)
    if done.state == ImportState.ENTERED:
        messages.success(request, _("Đã nhập danh sách vào sổ mô hình."))
    return redirect("practices:import", found.code)


@acts(post="practice.import", takes=("row_version",))
def undo_view(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_import(person(request), code)
    try:
        entering.undo_import(actor=person(request), practice_import=found, row_version=_version(request))
    except Refused as refused:
        if refused.status != INVALID:
            raise
        return _detail(request, found, refused.sentence)
    messages.success(request, _("Đã hoàn tác: mọi mô hình và năm của danh sách này đã rút khỏi sổ."))
    return redirect("practices:import", found.code)


@acts(post="practice.import", takes=())
def discard_view(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_import(person(request), code)
    taking.discard_import(actor=person(request), practice_import=found)
    messages.info(request, _("Đã bỏ danh sách này. Sổ mô hình không thay đổi."))
    return redirect("practices:imports")


@acts("practice.import")
def export_view(request: HttpRequest, code: str) -> HttpResponse:
    """…/xuat/: the list as it came, what became of each row beside it; `?loi=1` only what is to be mended."""
    found = queries.get_import(person(request), code, sheets=True)
    only_faults = request.GET.get("loi") == "1"
    name = f"{found.code}-can-sua.xlsx" if only_faults else f"{found.code}.xlsx"
    return file_answer(import_workbook(found, only_faults=only_faults), name)


def _version(request: HttpRequest) -> int:
    return _number(request.POST.get("row_version", "")) or 0


def _back(request: HttpRequest, found: PracticeImport) -> str:
    """The list of rows as it was narrowed."""
    kind, page = request.POST.get("loai", ""), _number(request.POST.get("page", ""))
    said = [f"loai={kind}" if kind in RowVerdict.values else "", f"page={page}" if page else ""]
    query = "&".join(filter(None, said))
    return reverse("practices:import", args=[found.code]) + (f"?{query}" if query else "")


def _trail(*last: str) -> list[tuple[str, str]]:
    trail = [(_("Mô hình"), reverse("practices:list")), (_("Danh sách cũ"), reverse("practices:imports"))]
    if len(last) > 1:
        trail.append((last[0], reverse("practices:import", args=[last[0]])))
    return [*trail, (last[-1], "")]
