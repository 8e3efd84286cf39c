"""The draft of a reorganisation: its paper, the order of its steps, its file, throwing it away."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.forms import CONFIRMATION
from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.choices import EDITABLE, EventKind, ReorganisationState
from lantoa.organisation.forms.reorganisations.drafts import (
    DecisionFileForm,
    PaperForm,
    RowVersionForm,
    paper_of,
)
from lantoa.organisation.models import Reorganisation, ReorganisationStep
from lantoa.organisation.queries.hand_overs import hand_overs_under
from lantoa.organisation.queries.reorganisations import drafts, lists, previews
from lantoa.organisation.queries.reorganisations.staged_trees import branch_on
from lantoa.organisation.services.reorganisations import acts as applying
from lantoa.organisation.services.reorganisations import drafts as drafting
from lantoa.organisation.views.reorganisations.framing import ACT, common, row_version_of, saved, trail

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
        return saved(request, made.row_version)
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
    shown = common(request, made) | {
        "form": form,
        "file_form": file_form or DecisionFileForm(),
        "steps": drafts.steps_shown(made, tree),
        "offered": [(kind.value, kind.label) for kind in OFFERED],
        "stale": made.preview is not None and previews.is_stale(made),
        "is_empty_tree": not tree.units,
    }
    return render(request, "organisation/reorganisations/draft.html", shown, status=status)


def _applied_page(request: SignedInRequest, made: Reorganisation) -> HttpResponse:
    shown = common(request, made) | {
        "preview": previews.preview_of(made),
        "events": lists.events_of_reorganisation(made),
        "hand_overs": hand_overs_under(request.user, made),
        "running": made.state == ReorganisationState.APPLYING,
    }
    return render(request, "organisation/reorganisations/applied.html", shown)


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


@acts(ACT, post=ACT)
def reorganisation_drop(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/sap-xep/TC-2025-001/bo/: throw the draft away, once it was asked."""
    made = lists.get_reorganisation(request.user, code)
    if made.state not in EDITABLE:
        raise Refused(_("Phương án này không còn là bản nháp nên không bỏ được."))
    if request.method == "POST":
        drafting.drop_reorganisation(
            actor=request.user, reorganisation=made, row_version=row_version_of(request)
        )
        messages.success(request, _("Đã bỏ phương án %(code)s.") % {"code": made.code})
        return redirect("organisation:reorganisations")
    shown = {
        "made": made,
        "form": RowVersionForm(initial={"row_version": made.row_version}),
        "trail": trail(
            (made.code, reverse("organisation:reorganisation", args=[made.code])), (_("Bỏ phương án"), "")
        ),
    }
    return render(request, "organisation/reorganisations/drop.html", shown)
