"""Outreach as it is entered: one activity in two steps, its change, its cancellation and its coming back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.directives.choices import COUNTED_IN_PIECES, Audience, Channel, OutreachKind, OutreachState
from lantoa.directives.forms.outreach import (
    FIRST_STEP,
    ActivityForm,
    OutreachCancelForm,
    activity_initial,
)
from lantoa.directives.models import Directive, OutreachActivity
from lantoa.directives.outreach_lists import USUAL_CHANNEL
from lantoa.directives.permissions import outreach as permissions
from lantoa.directives.queries import outreach
from lantoa.directives.queries.serving import directives_concerning
from lantoa.directives.queries.study import topics_for
from lantoa.directives.services.outreach import (
    bring_back_activity,
    cancel_activity,
    change_activity,
    enter_activity,
)
from lantoa.directives.views.outreach import facts_of, trail
from lantoa.organisation.access import SignedInRequest, acts, require, units_in_scope
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import named_on
from lantoa.ui.forms import now_seen, show_refusal
from lantoa.ui.steps import INVALID


def own_units(user: User) -> Any:
    return named_on(units_in_scope(user, "outreach.record")).order_by("position", "code")


def chosen_unit(request: SignedInRequest) -> Unit:
    """For which of one's units; ?don-vi= says it. NotFound for another's."""
    units, code = own_units(request.user), request.GET.get("don-vi", "")
    unit: Unit | None = units.filter(code=code).first() if code else units.first()
    if unit is None:
        raise NotFound()
    return unit


def usual_directives(user: User, unit: Unit, served: list[Directive]) -> list[str]:
    """What most activities serve: the directive that the newest topic of the unit is for, else the newest of all."""
    topic = topics_for(user, unit).first()
    in_force = [str(one.pk) for one in served]
    of_topic = str(topic.directive_id) if topic is not None else ""
    return [of_topic] if of_topic in in_force else in_force[:1]


@acts("outreach.record", post="outreach.record")
def outreach_new(request: SignedInRequest) -> HttpResponse:
    """/tuyen-truyen/moi/: first what and when, then where, for whom and how far; what was typed goes along both ways."""
    unit = chosen_unit(request)
    served = list(directives_concerning(unit))
    shown: dict[str, Any] = {
        "unit": unit,
        "units": list(own_units(request.user)),
        "trail": trail((_("Ghi hoạt động"), "")),
        "cancel_url": reverse("directives:outreach"),
    }
    if request.method != "POST":
        first = {
            "kind": OutreachKind.ARTICLE,
            "state": OutreachState.HELD,
            "held_on": clock.today(),
            "audience": Audience.BOTH,
        }
        return _step(request, 1, ActivityForm(served=served, initial=first), shown)
    form = ActivityForm(request.POST, request.FILES, served=served)
    step = request.POST.get("buoc", "")
    form.is_valid()
    if step == "lai":  # back to the first: nothing is judged, everything is kept
        return _step(request, 1, ActivityForm(served=served, initial=_typed(request)), shown)
    if any(name in form.errors for name in FIRST_STEP):
        for name in [name for name in form.errors if name not in FIRST_STEP]:
            del form.errors[name]
        return _step(request, 1, form, shown, INVALID)
    if step == "tiep":
        typed = _typed(request)
        kind = OutreachKind(form.cleaned_data["kind"])
        typed.setdefault("channel", USUAL_CHANNEL.get(kind, Channel.ON_SITE))
        typed.setdefault("audience", Audience.BOTH)
        typed.setdefault("directives", usual_directives(request.user, unit, served))
        return _step(request, 2, ActivityForm(served=served, initial=typed), shown)
    if form.is_valid():
        try:
            made = enter_activity(
                actor=request.user, unit=unit, text=form.text(), file=form.cleaned_data["file"]
            )
        except Refused as refused:
            show_refusal(form, refused)
            wrong_at = 1 if any(name in form.errors for name in FIRST_STEP) else 2
            return _step(request, wrong_at, form, shown, INVALID)
        if made.state == OutreachState.HELD:
            messages.success(
                request, _("Đã ghi %(code)s; được tính vào báo cáo của kỳ.") % {"code": made.code}
            )
        else:
            messages.success(request, _("Đã lập kế hoạch %(code)s.") % {"code": made.code})
        return redirect("directives:outreach_activity", made.code)
    return _step(request, 2, form, shown, INVALID)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was sent, as a form shows it again; a file cannot go along."""
    typed: dict[str, Any] = {
        name: request.POST[name]
        for name in ActivityForm.base_fields
        if name != "directives" and request.POST.get(name)
    }
    if "directives" in request.POST:
        typed["directives"] = request.POST.getlist("directives")
    return typed


def _step(
    request: HttpRequest, step: int, form: ActivityForm, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The fields of this step; those of the other go along hidden, as they were typed."""
    here = [name for name in ActivityForm.base_fields if (name in FIRST_STEP) == (step == 1)]
    kind = str(form["kind"].value() or "")
    if step == 2 and kind not in COUNTED_IN_PIECES:
        here.remove("pieces")
    hidden = []
    for name in ActivityForm.base_fields:
        if name in here or name in ("file", "row_version", "no_secrets"):
            continue
        if name == "pieces" and step == 2:
            continue  # what is not counted in pieces has none
        value = form[name].value()
        if name == "held_on" and not isinstance(value, str):
            value = form[name].field.prepare_value(value)
        values = value if isinstance(value, list | tuple) else [value]
        hidden += [(name, one) for one in values if one not in (None, "")]
    shown = shown | {
        "form": form,
        "step": step,
        "fields": [form[name] for name in here if name != "row_version"],
        "hidden": hidden,
        "chosen_kind": dict(OutreachKind.choices).get(kind, ""),
    }
    return render(request, "directives/outreach/new.html", shown, status=status)


@acts("outreach.record", post="outreach.record")
def outreach_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """/tuyen-truyen/<mã>/sua/: everything on one page; a planned one is told as held here."""
    user, found = request.user, outreach.get_activity(request.user, code)
    require(permissions.can_record_outreach(user, found.unit_id))
    if not permissions.can_change_activity(user, found):
        raise Refused(_("Hoạt động đã hủy. Khôi phục trước, rồi mới sửa được."))
    initial = activity_initial(found)
    if request.GET.get("ket-qua") and found.held_on <= clock.today():
        initial["state"] = OutreachState.HELD
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ActivityForm(
        *bound,
        served=list(directives_concerning(found.unit)),
        activity=found,
        initial=initial,
    )
    address = reverse("directives:outreach_activity", args=[code])
    shown: dict[str, Any] = {
        "activity": found,
        "form": form,
        "cancel_url": address,
        "trail": trail((code, address), (_("Sửa"), "")),
    }
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                change_activity(
                    actor=user,
                    activity=found,
                    text=form.text(),
                    row_version=form.cleaned_data["row_version"] or 0,
                    file=form.cleaned_data["file"],
                    drop_file=request.POST.get("bo_tep") == "1",
                )
            except Conflict as conflict:
                kept = outreach.get_activity(user, code)
                now_seen(form, kept.row_version)
                shown |= {
                    "conflict": conflict.sentence,
                    "stored": [(_("Tên"), kept.title), (_("Ngày"), kept.held_on), *facts_of(kept)],
                }
                status = conflict.status
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(request, _("Đã lưu."))
                return redirect("directives:outreach_activity", code)
    return render(request, "directives/outreach/edit.html", shown, status=status)


@acts("outreach.record", post="outreach.record")
def outreach_cancel(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, outreach.get_activity(request.user, code)
    require(permissions.can_record_outreach(user, found.unit_id))
    if not permissions.can_cancel_activity(user, found):
        raise Refused(_("Hoạt động này đã hủy."))
    form = OutreachCancelForm(request.POST or None, initial={"row_version": found.row_version})
    if request.method == "POST" and form.is_valid():
        try:
            cancel_activity(
                actor=user,
                activity=found,
                reason=form.cleaned_data["reason"],
                row_version=form.cleaned_data["row_version"] or 0,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã hủy; không tính vào báo cáo nữa. Có thể khôi phục."))
            return redirect("directives:outreach_activity", code)
    shown = {
        "activity": found,
        "form": form,
        "trail": trail((code, reverse("directives:outreach_activity", args=[code])), (_("Hủy"), "")),
    }
    status = INVALID if form.errors else 200
    return render(request, "directives/outreach/cancel.html", shown, status=status)


@acts(post="outreach.record", takes=())
def outreach_bring_back(request: SignedInRequest, code: str) -> HttpResponse:
    found: OutreachActivity = outreach.get_activity(request.user, code)
    require(permissions.can_record_outreach(request.user, found.unit_id))
    back = bring_back_activity(actor=request.user, activity=found)
    if back.state == OutreachState.HELD:
        messages.success(request, _("Đã khôi phục; hoạt động lại được tính vào báo cáo của kỳ."))
    else:
        messages.success(request, _("Đã khôi phục kế hoạch."))
    return redirect("directives:outreach_activity", code)
