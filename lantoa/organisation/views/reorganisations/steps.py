"""A step of a reorganisation: which units, what of them, and into which."""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_moment
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.choices import EDITABLE, EventKind
from lantoa.organisation.forms.reorganisations.steps import StepForm, shown_unit
from lantoa.organisation.models import Reorganisation, ReorganisationStep
from lantoa.organisation.queries.reorganisations import drafts, lists
from lantoa.organisation.queries.reorganisations.faults import WITH_NEW_UNITS, WITH_NEW_WORDS, WITH_RECEIVER
from lantoa.organisation.queries.reorganisations.staged_trees import StagedTree, StagedUnit
from lantoa.organisation.queries.units import sector_names
from lantoa.organisation.services.reorganisations import drafts as drafting
from lantoa.organisation.services.reorganisations.drafts import StepContent
from lantoa.organisation.views.reorganisations.framing import ACT, saved, trail
from lantoa.ui.lists import LONGEST_SEARCH

FOUND_AT_ONCE = 150  # found units that a step's editor lists; all can be taken at one stroke
PARENTS_OFFERED = 300


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
        return saved(request, kept.reorganisation.row_version)
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
        "trail": trail(
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
