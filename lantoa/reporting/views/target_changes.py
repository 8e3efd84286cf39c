"""Change a target, or end it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.reporting.forms.targets import ChangeForm, EndForm, Unit, year_name
from lantoa.reporting.models import Target
from lantoa.reporting.queries.targets import divisions
from lantoa.reporting.queries.targets.registry import ISSUE, get_target_to_change
from lantoa.reporting.services import targets as services
from lantoa.reporting.views.targets import trail
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts(ISSUE, post=ISSUE)
def target_change(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/chi-tieu/<mã>/dieu-chinh/: other values for the owner's years, with a reason."""
    target = get_target_to_change(request.user, code)
    own = divisions.whole_of(target, target.owner)
    unit = Unit.of_target(target)
    posted = request.method == "POST"
    initial: dict[str, Any] = {year_name(year): unit.typed(value) for year, value in own.items()}
    initial |= {"row_version": target.row_version, "decided_on": clock.today()}
    form = ChangeForm(request.POST if posted else None, initial=initial, unit=unit, years=target.years)
    status = 200
    if posted:
        status = INVALID
        if form.is_valid():
            try:
                services.change_target(
                    actor=request.user,
                    target=target,
                    values=form.values(),
                    reason=form.cleaned_data["reason"],
                    decided_on=form.cleaned_data["decided_on"],
                    row_version=form.cleaned_data["row_version"],
                )
            except Refused as refused:
                show_refusal(form, refused)
                status = refused.status
            else:
                messages.success(
                    request,
                    _(
                        "Đã điều chỉnh. Số cũ vẫn xem được; phần đã chia cho đơn vị giữ nguyên, hãy xem chênh lệch."
                    ),
                )
                return redirect("reporting:target", target.code)
    return _change_page(request, target, form, EndForm(initial={"row_version": target.row_version}), status)


def _change_page(
    request: SignedInRequest, target: Target, form: ChangeForm, end_form: EndForm, status: int
) -> HttpResponse:
    address = reverse("reporting:target", args=[target.code])
    context = {
        "target": target,
        "form": form,
        "end_form": end_form,
        "trail": trail((target.name, address), (_("Điều chỉnh"), "")),
    }
    return render(request, "reporting/targets/change.html", context, status=status)


@acts(post=ISSUE)
def target_end(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/chi-tieu/<mã>/thoi/: follow it no longer, with a reason."""
    target = get_target_to_change(request.user, code)
    end_form = EndForm(request.POST)
    status = INVALID
    if end_form.is_valid():
        try:
            services.end_target(
                actor=request.user,
                target=target,
                reason=end_form.cleaned_data["end_reason"],
                row_version=end_form.cleaned_data["row_version"],
            )
        except Refused as refused:
            show_refusal(end_form, refused)
            status = refused.status
        else:
            messages.success(request, _("Đã thôi theo dõi. Số đã giao và lịch sử vẫn xem được."))
            return redirect("reporting:target", target.code)
    own, unit = divisions.whole_of(target, target.owner), Unit.of_target(target)
    initial: dict[str, Any] = {year_name(year): unit.typed(value) for year, value in own.items()}
    initial |= {"row_version": target.row_version, "decided_on": clock.today()}
    form = ChangeForm(initial=initial, unit=unit, years=target.years)
    return _change_page(request, target, form, end_form, status)
