"""Reorganising many units: the list, the draft, its steps, the check, and the acts that let it happen."""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lantoa.attachments.forms import CONFIRMATION
from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.core.vi_dates import format_moment
from lantoa.organisation.access import SignedInRequest, acts, second_person_needed
from lantoa.organisation.choices import EDITABLE, EventKind, ReorganisationState
from lantoa.organisation.forms.reorganisations import (
    DecisionFileForm,
    PaperForm,
    ReasonForm,
    RowVersionForm,
    StartForm,
    StepForm,
    paper_of,
    shown_unit,
)
from lantoa.organisation.models import Reorganisation, ReorganisationStep
from lantoa.organisation.permissions import may_approve
from lantoa.organisation.printouts.reorganisations import reorganisation_workbook
from lantoa.organisation.queries.hand_overs import hand_overs_under
from lantoa.organisation.queries.reorganisations import drafts, lists, previews
from lantoa.organisation.queries.reorganisations.faults import WITH_NEW_UNITS, WITH_NEW_WORDS, WITH_RECEIVER
from lantoa.organisation.queries.reorganisations.staged_trees import StagedTree, StagedUnit, branch_on
from lantoa.organisation.queries.units import get_unit, sector_names
from lantoa.organisation.services.reorganisations import acts as applying
from lantoa.organisation.services.reorganisations import drafts as drafting
from lantoa.organisation.services.reorganisations.drafts import Paper, StepContent
from lantoa.ui.lists import LONGEST_SEARCH, file_answer, page_of

ACT = "reorganisation.prepare"
FOUND_AT_ONCE = 150  # found units that a step's editor lists; all can be taken at one stroke
PARENTS_OFFERED = 300
# Kinds in the order in which an office thinks of them.
OFFERED = (
    EventKind.ESTABLISH,
    EventKind.SPLIT,
    EventKind.MERGE,
    EventKind.ABSORB,
    EventKind.MOVE,
    EventKind.TRANSFER,
    EventKind.DISSOLVE,
    EventKind.RENAME,
    EventKind.UPGRADE,
    EventKind.CODE_CHANGE,
)


@acts(ACT)
def reorganisation_list(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/sap-xep/: drafts and what was applied, counted by state."""
    wanted = _wanted(request)
    return render(
        request,
        "organisation/reorganisations/list.html",
        {
            "page": page_of(lists.listed(request.user, wanted), request),
            "counters": lists.counters(request.user, wanted),
            "years": lists.years(request.user),
            "wanted": wanted,
            "is_narrowed": bool(wanted.text or wanted.state or wanted.year),
            "trail": _trail(),
        },
    )


def _wanted(request: SignedInRequest) -> lists.Wanted:
    """The filter in the address; what it cannot mean is left out rather than refused."""
    get = request.GET
    year, state, sort = get.get("nam", ""), get.get("trangthai", ""), get.get("sort", "")
    return lists.Wanted(
        get.get("q", "")[:LONGEST_SEARCH].strip(),
        state if state in ReorganisationState.values else "",
        int(year) if len(year) == 4 and year.isascii() and year.isdigit() and year != "0000" else None,
        sort if sort.removeprefix("-") in lists.SORTS else "",
    )


@acts(ACT, post=ACT)
def create(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/sap-xep/lap/: choose the committee and a title."""
    committees = lists.committees(request.user)
    form = StartForm(request.POST or None, committees=committees)
    if request.method == "POST" and form.is_valid():
        unit = get_unit(request.user, form.cleaned_data["unit"], ACT)
        made = drafting.draft_reorganisation(
            actor=request.user, unit=unit, paper=Paper(form.cleaned_data["title"])
        )
        return redirect("organisation:reorganisation", code=made.code)
    status = 422 if request.method == "POST" else 200
    shown = {"form": form, "trail": _trail((_("Lập phương án"), ""))}
    return render(request, "organisation/reorganisations/create.html", shown, status=status)


@acts(ACT, post=ACT)
def reorganisation(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/sap-xep/TC-2025-001/: the draft and its steps; once applied, what came of it.

    Every button of the draft sends the whole form: what was typed is kept before the button does its work.
    """
    made = lists.get_reorganisation(request.user, code)
    if made.state not in EDITABLE:
        if request.method == "POST":
            raise Refused(_("Phương án này không còn là bản nháp nên không sửa được. Lập phương án mới."))
        return _applied_page(request, made)
    if request.method != "POST":
        return _draft_page(request, made, PaperForm(initial=paper_of(made)))
    act, _sep, subject = request.POST.get("viec", "luu").partition(":")
    form = PaperForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, made, form, 422)
    try:
        return _done(request, made, form, act, subject)
    except Refused as error:
        form.add_error(None, error.sentence)
        return _draft_page(request, made, form, error.status)


def _done(
    request: SignedInRequest, made: Reorganisation, form: PaperForm, act: str, subject: str
) -> HttpResponse:
    """Keep what was typed, then do what the button says."""
    version = form.cleaned_data["row_version"]
    made = drafting.edit_paper(
        actor=request.user, reorganisation=made, row_version=version, paper=form.paper()
    )
    if act == "kiem-tra":
        applying.check_reorganisation(actor=request.user, reorganisation=made, row_version=made.row_version)
        return redirect("organisation:reorganisation_check", code=made.code)
    if act == "them-buoc" and request.POST.get("loai") in EventKind.values:
        step = drafting.add_step(
            actor=request.user,
            reorganisation=made,
            row_version=made.row_version,
            kind=EventKind(request.POST["loai"]),
        )
        return redirect("organisation:reorganisation_step", code=made.code, step=step.pk)
    if act in {"len", "xuong", "chep", "bo"}:
        return _arranged(request, made, act, _step_of(made, subject))
    if request.htmx:
        return _saved(request, made.row_version)
    messages.success(request, _("Đã lưu phương án."))
    return redirect("organisation:reorganisation", code=made.code)


def _step_of(made: Reorganisation, subject: str) -> ReorganisationStep:
    try:
        return lists.get_step(made, uuid.UUID(subject))
    except ValueError as error:
        raise NotFound() from error


def _arranged(
    request: SignedInRequest, made: Reorganisation, act: str, step: ReorganisationStep
) -> HttpResponse:
    if act == "chep":
        copied = drafting.copy_step(actor=request.user, step=step, row_version=made.row_version)
        return redirect("organisation:reorganisation_step", code=made.code, step=copied.pk)
    if act == "bo":
        drafting.remove_step(actor=request.user, step=step, row_version=made.row_version)
    else:
        drafting.move_step(actor=request.user, step=step, row_version=made.row_version, up=act == "len")
    return redirect(reverse("organisation:reorganisation", args=[made.code]) + "#cac-buoc")


def _saved(request: SignedInRequest, row_version: int) -> HttpResponse:
    """The mark that a change was saved as one went on, with the version for the next one."""
    shown = {"at": clock.now(), "row_version": row_version}
    answer = render(request, "organisation/reorganisations/parts/saved.html", shown)
    answer["HX-Trigger"] = "lantoa:saved"
    return answer


def _draft_page(
    request: SignedInRequest,
    made: Reorganisation,
    form: PaperForm,
    status: int = 200,
    file_form: DecisionFileForm | None = None,
) -> HttpResponse:
    if request.htmx and status != 200:
        sentences = [str(one) for errors in form.errors.values() for one in errors]
        shown: dict[str, Any] = {"wrong": sentences, "row_version": form["row_version"].value()}
        return render(request, "organisation/reorganisations/parts/saved.html", shown, status=status)
    tree = branch_on(made.unit, drafts.effective_day(made))
    shown = _common(request, made) | {
        "form": form,
        "file_form": file_form or DecisionFileForm(),
        "steps": drafts.steps_shown(made, tree),
        "offered": [(kind.value, kind.label) for kind in OFFERED],
        "stale": made.preview is not None and previews.is_stale(made),
        "is_empty_tree": not tree.units,
    }
    return render(request, "organisation/reorganisations/draft.html", shown, status=status)


def _common(request: SignedInRequest, made: Reorganisation) -> dict[str, Any]:
    """What every page of a reorganisation shows at its head."""
    names = lists.names_of_users(
        [made.drafted_by_id, made.approved_by_id, made.applied_by_id, made.undone_by_id, *made.editors]
    )
    two = second_person_needed("unit.reorganise")
    return {
        "made": made,
        "people": {
            "drafted": names.get(made.drafted_by_id, ""),
            "approved": names.get(made.approved_by_id) if made.approved_by_id else "",
            "applied": names.get(made.applied_by_id) if made.applied_by_id else "",
            "undone": names.get(made.undone_by_id) if made.undone_by_id else "",
        },
        "second_person": two,
        "may_approve": may_approve(request.user, made),
        "path": _path(made, two),
        "trail": _trail((made.code, "")),
    }


def _path(made: Reorganisation, two: bool) -> list[tuple[str, str]]:
    order = [ReorganisationState.DRAFT, ReorganisationState.CHECKED]
    if two or made.approved_at:
        order.append(ReorganisationState.APPROVED)
    order.append(ReorganisationState.APPLIED)
    labels = {
        ReorganisationState.DRAFT: _("Soạn các bước"),
        ReorganisationState.CHECKED: _("Kiểm tra"),
        ReorganisationState.APPROVED: _("Phê duyệt"),
        ReorganisationState.APPLIED: pgettext("tree", "Áp dụng"),
    }
    state = ReorganisationState(made.state)
    at = {
        ReorganisationState.DRAFT: 0,
        ReorganisationState.CHECKED: 2,
        ReorganisationState.APPROVED: len(order) - 1,
        ReorganisationState.APPLYING: len(order) - 1,
    }.get(state, len(order))
    return [
        (labels[one], "done" if place < at else "now" if place == at else "later")
        for place, one in enumerate(order)
    ]


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Tổ chức"), reverse("organisation:tree")),
        (_("Sắp xếp đơn vị"), reverse("organisation:reorganisations")),
        *more,
    ]


# --- a step ---


@dataclass(frozen=True)
class Looked:
    """What the search of a step's editor asks for, as it stands in the address."""

    text: str = ""
    branch: str = ""
    sector: str = ""

    @classmethod
    def of(cls, told: QueryDict) -> "Looked":
        return cls(
            told.get("q", "")[:LONGEST_SEARCH].strip(), told.get("nhanh", "")[:40], told.get("khoi", "")[:60]
        )

    def query(self) -> str:
        told = {"q": self.text, "nhanh": self.branch, "khoi": self.sector}
        return urlencode({name: value for name, value in told.items() if value})


@acts(ACT, post=ACT)
def reorganisation_step(request: SignedInRequest, code: str, step: uuid.UUID) -> HttpResponse:
    """/to-chuc/sap-xep/TC-2025-001/buoc/…/: which units, what of them, and into which."""
    made = lists.get_reorganisation(request.user, code)
    found_step = lists.get_step(made, step)
    if made.state not in EDITABLE:
        raise Refused(_("Phương án này không còn là bản nháp nên không sửa được. Lập phương án mới."))
    tree = drafts.tree_before_step(made, found_step)
    looked = Looked.of(request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        form = _step_form(made, found_step, tree, more_rows=1 if request.GET.get("dong") else 0)
        return _step_page(request, made, found_step, tree, form, looked)
    act = request.POST.get("viec", "luu")
    form = _step_form(made, found_step, tree, request.POST)
    if not form.is_valid():
        return _step_page(request, made, found_step, tree, form, looked, 422)
    found = tree.found(looked.text, branch=looked.branch, sector=looked.sector)
    content, left = form.content(act, found)
    try:
        kept = drafting.edit_step(
            actor=request.user,
            step=found_step,
            row_version=form.cleaned_data["row_version"],
            content=content,
        )
    except Refused as error:
        form.add_error(None, error.sentence)
        return _step_page(request, made, found_step, tree, form, looked, error.status)
    if request.htmx:
        return _saved(request, kept.reorganisation.row_version)
    if left:
        return _step_page_after_paste(request, kept, tree, form, left, looked)
    if act == "luu":
        messages.success(request, _("Đã lưu bước."))
        return redirect(reverse("organisation:reorganisation", args=[made.code]) + "#cac-buoc")
    address = reverse("organisation:reorganisation_step", args=[made.code, found_step.pk])
    more = {"them-dong": "dong=1"}.get(act, "")
    query = "&".join(part for part in (looked.query(), more) if part)
    place = {"tim": "#tim", "them": "#tim", "them-het": "#da-chon", "dan": "#da-chon", "bo": "#da-chon"}
    anchors = place | {"gan": "#phan-chia", "them-dong": "#don-vi-moi"}
    return redirect(address + (f"?{query}" if query else "") + anchors.get(act, ""))


def _step_form(
    made: Reorganisation,
    step: ReorganisationStep,
    tree: StagedTree,
    sent: QueryDict | None = None,
    *,
    more_rows: int = 0,
) -> StepForm:
    receiver = tree.units.get(step.receiver)
    return StepForm(
        sent,
        kind=EventKind(step.kind),
        tree=tree,
        kinds={code: kind.name for code, kind in lists.kinds_by_code().items()},
        sectors=sector_names(),
        kept=StepContent(step.sources, step.receiver, step.rows, step.shares),
        more_rows=more_rows,
        initial={
            "receiver": shown_unit(receiver) if receiver else step.receiver,
            "row_version": made.row_version,
        },
    )


def _step_page_after_paste(
    request: SignedInRequest,
    step: ReorganisationStep,
    tree: StagedTree,
    sent: StepForm,
    left: str,
    looked: Looked,
) -> HttpResponse:
    """What was understood is chosen; the other lines stay in the field with what is wrong with them."""
    made = step.reorganisation
    form = _step_form(made, step, tree)
    form.initial["pasted"] = left
    form.pasted_wrong = [str(one) for one in sent.errors.get("pasted", [])]
    return _step_page(request, made, step, tree, form, looked, 422)


def _step_page(
    request: SignedInRequest,
    made: Reorganisation,
    step: ReorganisationStep,
    tree: StagedTree,
    form: StepForm,
    looked: Looked,
    status: int = 200,
) -> HttpResponse:
    if request.htmx and status != 200:
        wrong = [str(one) for part in [form, *form.rows] for errors in part.errors.values() for one in errors]
        shown: dict[str, Any] = {"wrong": wrong, "row_version": form["row_version"].value()}
        return render(request, "organisation/reorganisations/parts/saved.html", shown, status=status)
    kind = EventKind(step.kind)
    chosen = set(form.sources)
    found = [
        unit
        for unit in tree.found(looked.text, branch=looked.branch, sector=looked.sector)
        if unit.code not in chosen
    ]
    groups = _share_groups(tree, form) if kind == EventKind.SPLIT else []
    parts = {code for code, _name in form.parts}
    shown = {
        "made": made,
        "step": step,
        "kind": kind,
        "form": form,
        "chosen": [_chosen(tree, code) for code in form.sources],
        "found": found[:FOUND_AT_ONCE],
        "found_count": len(found),
        "looked": looked,
        "branches": [unit for unit in tree.parents() if tree.below(unit.code)][:PARENTS_OFFERED],
        "sectors": form.sectors,
        "parents": [shown_unit(unit) for unit in tree.parents()[:PARENTS_OFFERED]],
        "with_sources": kind != EventKind.ESTABLISH,
        "with_receiver": kind in WITH_RECEIVER,
        "with_new_units": kind in WITH_NEW_UNITS,
        "with_new_words": kind in WITH_NEW_WORDS,
        "with_new_code": kind == EventKind.CODE_CHANGE,
        "with_new_kind": kind == EventKind.UPGRADE,
        "with_parts": kind == EventKind.SPLIT,
        "one_row": kind == EventKind.MERGE,
        "groups": groups,
        "left": sum(part not in parts for group in groups for _unit, part in group.units),
        "saved_at": format_moment(made.changed_at),
        "trail": _trail(
            (made.code, reverse("organisation:reorganisation", args=[made.code])),
            (_("Bước %(number)s") % {"number": step.position}, ""),
        ),
    }
    return render(request, "organisation/reorganisations/step.html", shown, status=status)


def _chosen(tree: StagedTree, code: str) -> StagedUnit:
    """A chosen unit; one that an earlier step ends is shown by its code alone, and the check says why."""
    return tree.units.get(code) or StagedUnit(code, "", "", "", "", "")


@dataclass(frozen=True)
class ShareGroup:
    """Units of one sector below the unit that is split, each with the part that takes it."""

    name: str
    units: list[tuple[StagedUnit, str]]


def _share_groups(tree: StagedTree, form: StepForm) -> list[ShareGroup]:
    below = [unit for code in form.sources for unit in tree.below(code)]
    names = {**form.sectors, "": _("Chưa xếp khối ngành")}
    groups = [
        ShareGroup(
            name, [(unit, form.shares.get(unit.code, "")) for unit in below if unit.sector_code == code]
        )
        for code, name in names.items()
    ]
    return [group for group in groups if group.units]


# --- the check and what follows ---


@acts(ACT)
def reorganisation_check(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/sap-xep/TC-2025-001/xem-truoc/: what the last check found, both trees side by side."""
    made = lists.get_reorganisation(request.user, code)
    preview = previews.preview_of(made)
    if preview is None:
        return redirect("organisation:reorganisation", code=code)
    shown = _common(request, made) | {
        "preview": preview,
        "form": RowVersionForm(initial={"row_version": made.row_version}),
        "editable": made.state in EDITABLE,
        "may_apply": _may_apply(made, preview.is_stale),
        "trail": _trail(
            (made.code, reverse("organisation:reorganisation", args=[made.code])), (_("Xem trước"), "")
        ),
    }
    return render(request, "organisation/reorganisations/check.html", shown)


def _may_apply(made: Reorganisation, stale: bool) -> bool:
    ready = {ReorganisationState.APPROVED}
    if not second_person_needed("unit.reorganise"):
        ready.add(ReorganisationState.CHECKED)
    return made.state in ready and not stale


def _row_version(request: SignedInRequest) -> int:
    """Which version the person looked at; a button without it saw nothing."""
    form = RowVersionForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Trang này đã cũ. Mở lại phương án rồi làm tiếp."))
    version: int = form.cleaned_data["row_version"]
    return version


@acts(post=ACT)
def reorganisation_recheck(request: SignedInRequest, code: str) -> HttpResponse:
    """Check again, as the page of the check offers it."""
    made = lists.get_reorganisation(request.user, code)
    applying.check_reorganisation(actor=request.user, reorganisation=made, row_version=_row_version(request))
    return redirect("organisation:reorganisation_check", code=code)


@acts(post=ACT, takes=("viec", "file", CONFIRMATION))
def reorganisation_file(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/sap-xep/TC-2025-001/tep/: keep the scanned decision with the draft, or take it off («viec» = bo)."""
    made = lists.get_reorganisation(request.user, code)
    if request.POST.get("viec") == "bo":
        drafting.keep_paper(actor=request.user, reorganisation=made, file=None)
        messages.success(request, _("Đã bỏ tệp quyết định khỏi phương án."))
        return redirect(reverse("organisation:reorganisation", args=[code]) + "#tep")
    form = DecisionFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            drafting.keep_paper(
                actor=request.user,
                reorganisation=made,
                file=form.cleaned_data["file"],
            )
        except Refused as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(
                request, _("Đã lưu tệp quyết định. Các quyết định tạo ra khi áp dụng đều mang tệp này.")
            )
            return redirect(reverse("organisation:reorganisation", args=[code]) + "#tep")
    if made.state not in EDITABLE:
        raise Refused(_("Phương án này không còn là bản nháp nên không sửa được. Lập phương án mới."))
    return _draft_page(request, made, PaperForm(initial=paper_of(made)), 422, form)


@acts(post=ACT)
def reorganisation_approve(request: SignedInRequest, code: str) -> HttpResponse:
    """The second person agrees to what was checked."""
    made = lists.get_reorganisation(request.user, code)
    applying.approve_reorganisation(
        actor=request.user, reorganisation=made, row_version=_row_version(request)
    )
    messages.success(request, _("Đã phê duyệt phương án. Có thể áp dụng."))
    return redirect("organisation:reorganisation_check", code=code)


@acts(post=ACT)
def reorganisation_apply(request: SignedInRequest, code: str) -> HttpResponse:
    """Let it happen."""
    made = lists.get_reorganisation(request.user, code)
    done = applying.apply_reorganisation(
        actor=request.user, reorganisation=made, row_version=_row_version(request)
    )
    if done.state == ReorganisationState.APPLIED:
        messages.success(request, _("Đã áp dụng phương án."))
    return redirect("organisation:reorganisation", code=code)


def _applied_page(request: SignedInRequest, made: Reorganisation) -> HttpResponse:
    shown = _common(request, made) | {
        "preview": previews.preview_of(made),
        "events": lists.events_of_reorganisation(made),
        "hand_overs": hand_overs_under(request.user, made),
        "running": made.state == ReorganisationState.APPLYING,
    }
    return render(request, "organisation/reorganisations/applied.html", shown)


@acts(ACT, post=ACT)
def reorganisation_undo(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/sap-xep/TC-2025-001/hoan-tac/: take it back, with a reason."""
    made = lists.get_reorganisation(request.user, code)
    if made.state != ReorganisationState.APPLIED:
        raise Refused(_("Chỉ hoàn tác được phương án đã áp dụng."))
    form = ReasonForm(request.POST or None, initial={"row_version": made.row_version})
    if request.method == "POST" and form.is_valid():
        try:
            applying.undo_reorganisation(
                actor=request.user,
                reorganisation=made,
                row_version=form.cleaned_data["row_version"],
                reason=form.cleaned_data["reason"],
            )
        except Refused as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("Đã hoàn tác phương án. Cây tổ chức trở lại như trước."))
            return redirect("organisation:reorganisation", code=code)
    shown = {
        "made": made,
        "form": form,
        "events": lists.events_of_reorganisation(made),
        "trail": _trail(
            (made.code, reverse("organisation:reorganisation", args=[made.code])), (_("Hoàn tác"), "")
        ),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "organisation/reorganisations/undo.html", shown, status=status)


@acts(ACT, post=ACT)
def reorganisation_drop(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/sap-xep/TC-2025-001/bo/: throw the draft away, once it was asked."""
    made = lists.get_reorganisation(request.user, code)
    if made.state not in EDITABLE:
        raise Refused(_("Phương án này không còn là bản nháp nên không bỏ được."))
    if request.method == "POST":
        drafting.drop_reorganisation(
            actor=request.user, reorganisation=made, row_version=_row_version(request)
        )
        messages.success(request, _("Đã bỏ phương án %(code)s.") % {"code": made.code})
        return redirect("organisation:reorganisations")
    shown = {
        "made": made,
        "form": RowVersionForm(initial={"row_version": made.row_version}),
        "trail": _trail(
            (made.code, reverse("organisation:reorganisation", args=[made.code])), (_("Bỏ phương án"), "")
        ),
    }
    return render(request, "organisation/reorganisations/drop.html", shown)


@acts(ACT)
def reorganisation_export(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/sap-xep/TC-2025-001/doi-chieu/: old code, name and parent beside the new ones, as a workbook."""
    made = lists.get_reorganisation(request.user, code)
    preview = previews.preview_of(made)
    if preview is None:
        raise Refused(
            _("Phương án chưa qua kiểm tra nên chưa có bảng đối chiếu. Bấm «Kiểm tra và xem trước» trước.")
        )
    return file_answer(reorganisation_workbook(made, preview), f"doi-chieu-{made.code}.xlsx")
