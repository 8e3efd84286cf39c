"""The measures of a plan one by one: add, change and leave them out of the draft, give those in force as tasks."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.directives.choices import PlanState
from lantoa.directives.forms.plans import (
    GiveMeasureForm,
    MeasureForm,
    measure_initial,
)
from lantoa.directives.models import PlanMeasure, UnitPlan
from lantoa.directives.permissions import plans as permissions
from lantoa.directives.queries import plans
from lantoa.directives.services.plans import measures as measure_services
from lantoa.directives.views.plans import editing, page, to_draft, writable_draft
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.ui.forms import now_seen, show_refusal


@acts("plan.write", post="plan.write")
def measure_add(request: SignedInRequest, code: str) -> HttpResponse:
    """/ke-hoach/<mã>/bien-phap/moi/: one more measure of the draft."""
    user, found = request.user, plans.get_plan(request.user, code)
    draft = writable_draft(user, found)
    form = MeasureForm(request.POST or None, initial={"row_version": draft.row_version})
    if request.method == "POST" and form.is_valid():
        try:
            measure_services.add_measure(actor=user, plan=found, measure=form.measure())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã thêm biện pháp."))
            return to_draft(found)
    return page(request, "directives/plans/measure.html", editing(found, form, _("Thêm biện pháp")), form)


@acts("plan.write", post="plan.write")
def measure_edit(request: SignedInRequest, code: str, measure: uuid.UUID) -> HttpResponse:
    """/ke-hoach/<mã>/bien-phap/<id>/sua/"""
    user, found = request.user, plans.get_plan(request.user, code)
    writable_draft(user, found)
    one = _of_draft(found, measure)
    form = MeasureForm(request.POST or None, initial=measure_initial(one))
    shown = editing(found, form, _("Sửa biện pháp")) | {"measure": one}
    if request.method == "POST" and form.is_valid():
        try:
            measure_services.change_measure(
                actor=user, measure=one, text=form.measure(), row_version=form.seen()
            )
        except Conflict as conflict:
            one = _of_draft(found, measure)
            now_seen(form, one.version.row_version)
            rows = [
                (_("Biện pháp"), one.text),
                (_("Chức danh lo việc"), one.owner_post or "–"),
                (_("Hạn"), format_day(one.due_on) if one.due_on else "–"),
                (_("Minh chứng"), one.proof or "–"),
            ]
            shown |= {"conflict": conflict.sentence, "stored": rows}
            return page(request, "directives/plans/measure.html", shown, form, conflict.status)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu."))
            return to_draft(found)
    return page(request, "directives/plans/measure.html", shown, form)


@acts(post="plan.write", takes=())
def measure_remove(request: SignedInRequest, code: str, measure: uuid.UUID) -> HttpResponse:
    """/ke-hoach/<mã>/bien-phap/<id>/bo/"""
    user, found = request.user, plans.get_plan(request.user, code)
    writable_draft(user, found)
    measure_services.remove_measure(actor=user, measure=_of_draft(found, measure))
    messages.success(request, _("Đã bỏ biện pháp."))
    return to_draft(found)


@acts("plan.give", post="plan.give")
def measure_give(request: SignedInRequest, code: str, measure: uuid.UUID) -> HttpResponse:
    """/ke-hoach/<mã>/bien-phap/<id>/giao/: give a measure in force as tasks."""
    user, found = request.user, plans.get_plan(request.user, code)
    require(permissions.can_give_for(user, found.unit_id))
    one = plans.get_measure(found, measure, with_draft=False)
    if one.version.state != PlanState.ADOPTED:
        raise Refused(_("Biện pháp này thuộc bản đã thay. Mở bản đang có hiệu lực để giao."))
    due = one.due_on if one.due_on and one.due_on >= clock.today() else None
    form = GiveMeasureForm(request.POST or None, initial={"codes": found.unit.code, "due_on": due})
    if request.method == "POST" and form.is_valid():
        units, unknown = plans.called_below(found.unit, form.cleaned_data["codes"])
        if unknown:
            sentence = _("Không có đơn vị mình hay bên dưới mang mã: %(codes)s.")
            form.add_error("codes", sentence % {"codes": ", ".join(unknown[:10])})
        else:
            try:
                made = measure_services.give_measure(
                    actor=user, measure=one, units=units, due_on=form.cleaned_data["due_on"]
                )
            except Refused as refused:
                show_refusal(form, refused)
            else:
                words = ngettext("Đã giao %(count)s nhiệm vụ.", "Đã giao %(count)s nhiệm vụ.", len(made))
                messages.success(request, words % {"count": format_count(len(made))})
                return redirect("directives:plan", code)
    shown = editing(found, form, _("Giao biện pháp thành nhiệm vụ")) | {"measure": one}
    return page(request, "directives/plans/give.html", shown, form)


def _of_draft(found: UnitPlan, identity: uuid.UUID) -> PlanMeasure:
    one = plans.get_measure(found, identity, with_draft=True)
    if not one.version.is_draft:
        raise Refused(_("Biện pháp này thuộc bản đã ban hành nên không sửa được."))
    return one
