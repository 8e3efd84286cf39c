"""The text at one side, what it makes units do at the other."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.directives.forms.duties import DutyForm, becomes_offered, duty_initial
from lantoa.directives.queries import issuings as queries
from lantoa.directives.services import duties
from lantoa.directives.views.issuings import draft_to_change, step_trail
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts("issuing.draft", post="issuing.draft")
def duty_new(request: SignedInRequest, code: str) -> HttpResponse:
    """…/viec/: the text at one side, what it makes units do at the other."""
    return _duty(request, draft_to_change(request, code), None)


@acts("issuing.draft", post="issuing.draft")
def duty_edit(request: SignedInRequest, code: str, position: int) -> HttpResponse:
    found = draft_to_change(request, code)
    return _duty(request, found, position)


def _duty(request: SignedInRequest, found: Any, position: int | None) -> HttpResponse:
    duty = queries.get_duty(found, position) if position is not None else None
    parts = queries.parts_of(found.version)
    initial = duty_initial(duty) if duty else {}
    form = DutyForm(
        request.POST or None,
        parts=parts,
        becomes=becomes_offered(request.user, found.unit),
        initial={**initial, "row_version": found.row_version},
    )
    words = _("Sửa việc") if duty else _("Thêm việc")
    shown = {"form": form, "issuing": found, "parts": parts, "duty": duty, "trail": step_trail(found, words)}
    if request.method != "POST":
        return render(request, "directives/duty_form.html", shown)
    if duty is not None and request.POST.get("viec") == "xoa":
        form.is_valid()  # only the state that was seen counts
        seen = form.cleaned_data.get("row_version", 0)
        duties.drop_duty(actor=request.user, issuing=found, duty=duty, row_version=seen)
        messages.success(request, _("Đã bỏ việc «%(title)s».") % {"title": duty.title})
        return redirect("directives:issuing", found.code)
    if form.is_valid():
        try:
            duties.put_duty(
                actor=request.user,
                issuing=found,
                text=form.text(),
                row_version=form.cleaned_data["row_version"],
                duty=duty,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            if request.POST.get("viec") == "them-nua":
                messages.success(request, _("Đã thêm việc. Đánh dấu câu tiếp theo."))
                return redirect("directives:duty_new", found.code)
            messages.success(request, _("Đã lưu việc."))
            return redirect("directives:issuing", found.code)
    return render(request, "directives/duty_form.html", shown, status=INVALID)
