"""The check of a reorganisation, and the acts that let it happen or take it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, acts, second_person_needed
from lantoa.organisation.choices import EDITABLE, ReorganisationState
from lantoa.organisation.forms.reorganisations.drafts import ReasonForm, RowVersionForm
from lantoa.organisation.models import Reorganisation
from lantoa.organisation.printouts.reorganisations import reorganisation_workbook
from lantoa.organisation.queries.reorganisations import lists, previews
from lantoa.organisation.services.reorganisations import acts as applying
from lantoa.organisation.views.reorganisations.framing import ACT, common, row_version_of, trail
from lantoa.ui.lists import file_answer


@acts(ACT)
def reorganisation_check(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/sap-xep/TC-2025-001/xem-truoc/: what the last check found, both trees side by side."""
    made = lists.get_reorganisation(request.user, code)
    preview = previews.preview_of(made)
    if preview is None:
        return redirect("organisation:reorganisation", code=code)
    shown = common(request, made) | {
        "preview": preview,
        "form": RowVersionForm(initial={"row_version": made.row_version}),
        "editable": made.state in EDITABLE,
        "may_apply": _may_apply(made, preview.is_stale),
        "trail": trail(
            (made.code, reverse("organisation:reorganisation", args=[made.code])), (_("Xem trước"), "")
        ),
    }
    return render(request, "organisation/reorganisations/check.html", shown)


def _may_apply(made: Reorganisation, stale: bool) -> bool:
    ready = {ReorganisationState.APPROVED}
    if not second_person_needed("unit.reorganise"):
        ready.add(ReorganisationState.CHECKED)
    return made.state in ready and not stale


@acts(post=ACT)
def reorganisation_recheck(request: SignedInRequest, code: str) -> HttpResponse:
    """Check again, as the page of the check offers it."""
    made = lists.get_reorganisation(request.user, code)
    applying.check_reorganisation(
        actor=request.user, reorganisation=made, row_version=row_version_of(request)
    )
    return redirect("organisation:reorganisation_check", code=code)


@acts(post=ACT)
def reorganisation_approve(request: SignedInRequest, code: str) -> HttpResponse:
    """The second person agrees to what was checked."""
    made = lists.get_reorganisation(request.user, code)
    applying.approve_reorganisation(
        actor=request.user, reorganisation=made, row_version=row_version_of(request)
    )
    messages.success(request, _("Đã phê duyệt phương án. Có thể áp dụng."))
    return redirect("organisation:reorganisation_check", code=code)


@acts(post=ACT)
def reorganisation_apply(request: SignedInRequest, code: str) -> HttpResponse:
    """Let it happen."""
    made = lists.get_reorganisation(request.user, code)
    done = applying.apply_reorganisation(
        actor=request.user, reorganisation=made, row_version=row_version_of(request)
    )
    if done.state == ReorganisationState.APPLIED:
        messages.success(request, _("Đã áp dụng phương án."))
    return redirect("organisation:reorganisation", code=code)


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
        "trail": trail(
            (made.code, reverse("organisation:reorganisation", args=[made.code])), (_("Hoàn tác"), "")
        ),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "organisation/reorganisations/undo.html", shown, status=status)


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
