"""One plan: read it, write it, take measures over, adopt it, revise it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.accounts.models import User
from lantoa.attachments.answers import download
from lantoa.core import clock
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.core.vi_numbers import format_count
from lantoa.directives.choices import PlanState
from lantoa.directives.forms.plans import (
    AdoptForm,
    NewPlanForm,
    PaperForm,
    PlanTextForm,
    ReviseForm,
    Versioned,
)
from lantoa.directives.models import PlanVersion, UnitPlan
from lantoa.directives.permissions import plans as permissions
from lantoa.directives.queries import plans
from lantoa.directives.queries.serving import concerning
from lantoa.directives.services.plans import measures as measure_services
from lantoa.directives.services.plans import versions as version_services
from lantoa.directives.services.plans import writing
from lantoa.directives.views.plan_lists import chosen, trail
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.ui.forms import ViForm, now_seen, show_refusal
from lantoa.ui.steps import INVALID

WHOSE = ("cap-tren", "nam-truoc")


def address_of(code: str) -> str:
    return reverse("directives:plan", args=[code])


def _versions(user: User, plan: UnitPlan) -> list[PlanVersion]:
    return plans.versions_of(plan, with_draft=permissions.can_see_draft(user, plan.unit_id))


def _shown_version(request: HttpRequest, versions: list[PlanVersion]) -> PlanVersion:
    """The one in the address by its number; else the one in force; else the newest. NotFound for a number that is none."""
    typed = request.GET.get("ban", "")
    if typed:
        found = next((one for one in versions if str(one.number) == typed), None)
    else:
        found = next((one for one in versions if one.state == PlanState.ADOPTED), None)
        found = found or next(iter(versions), None)
    if found is None:
        raise NotFound()
    return found


@acts("plan.read")
def plan(request: SignedInRequest, code: str) -> HttpResponse:
    """/ke-hoach/<mã>/: what is in force; ?ban= another version."""
    user, found = request.user, plans.get_plan(request.user, code)
    versions = _versions(user, found)
    version = _shown_version(request, versions)
    draft = next((one for one in versions if one.is_draft), None)
    line = plans.line_of(user, found)
    measures = plans.measures_of(version)
    served = plans.directives_of(found)
    upper = line[-1] if line else None
    delay = (version.dated_on - upper.dated_on).days if upper and version.dated_on else None
    may_write = permissions.can_write_for(user, found.unit_id)
    may_adopt = permissions.can_adopt_for(user, found.unit_id)
    shown = {
        "plan": found,
        "version": version,
        "versions": versions,
        "draft": draft,
        "badge": PlanState(version.state).badge,
        "measures": measures,
        "taken": sum(one.taken_from_id is not None for one in measures),
        "line": line,
        "served": served,
        "delay": delay,
        "upper": upper,
        "may_write": may_write,
        "may_edit": may_write and version.is_draft,
        "may_adopt": may_adopt and version.is_draft,
        "may_revise": may_write and draft is None,
        "may_give": version.state == PlanState.ADOPTED and permissions.can_give_for(user, found.unit_id),
        "may_keep_paper": may_write and (version.is_draft or (draft is None and version.file_id is None)),
        "trail": trail((found.code, "")),
    }
    return render(request, "directives/plans/plan.html", shown)


@acts("plan.write", post="plan.write")
def plan_new(request: SignedInRequest) -> HttpResponse:
    """/ke-hoach/moi/: begin the draft of a unit of one's own. ?don-vi= ?nam= ?van-ban="""
    user, about = request.user, chosen(request)
    units = plans.own_units(user, "plan.write")
    typed = request.GET.get("don-vi", "")[:40]
    unit = units.filter(code=typed).first() if typed else units.first()
    if unit is None:
        raise NotFound()
    directive = about["directive"]
    concerned = set(concerning(unit).values_list("pk", flat=True))
    form = NewPlanForm(
        request.POST or None,
        directives=[one for one in about["directives"] if one.pk in concerned],
        initial={"year": about["year"], "directives": [str(directive.pk)] if directive else []},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = writing.begin_plan(
                actor=user,
                unit=unit,
                year=form.cleaned_data["year"],
                directives=form.chosen(),
                text=form.text(),
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã mở dự thảo %(code)s. Thêm biện pháp tiếp.") % {"code": made.code})
            return redirect("directives:plan", made.code)
    shown = {
        "form": form,
        "unit": unit,
        "units": list(units),
        "title": _("Lập kế hoạch"),
        "cancel_url": reverse("directives:plans"),
        "trail": trail((_("Lập kế hoạch"), "")),
    }
    return page(request, "directives/plans/form.html", shown, form)


@acts("plan.write", post="plan.write")
def plan_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """/ke-hoach/<mã>/sua/: title and aim of the draft."""
    user, found = request.user, plans.get_plan(request.user, code)
    draft = writable_draft(user, found)
    initial = {"title": draft.title, "aim": draft.aim, "row_version": draft.row_version}
    form = PlanTextForm(request.POST or None, initial=initial)
    shown = editing(found, form, _("Sửa kế hoạch"))
    if request.method == "POST" and form.is_valid():
        try:
            writing.change_plan(actor=user, plan=found, text=form.text(), row_version=form.seen())
        except Conflict as conflict:
            stored = writable_draft(user, found)
            now_seen(form, stored.row_version)
            rows = [(_("Tên kế hoạch"), stored.title), (_("Mục tiêu"), stored.aim or "–")]
            shown |= {"conflict": conflict.sentence, "stored": rows}
            return page(request, "directives/plans/form.html", shown, form, conflict.status)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu."))
            return to_draft(found)
    return page(request, "directives/plans/form.html", shown, form)


@acts("plan.write", post="plan.write", takes=("bien-phap",))
def plan_take(request: SignedInRequest, code: str) -> HttpResponse:
    """/ke-hoach/<mã>/lay/: take measures over from the plan above, or from one's own of last year."""
    user, found = request.user, plans.get_plan(request.user, code)
    writable_draft(user, found)
    refusal, ticked = "", request.POST.getlist("bien-phap")
    if request.method == "POST":
        try:
            count = measure_services.take_measures(actor=user, plan=found, ids=_identities(ticked))
        except Refused as refused:
            refusal = refused.sentence
        else:
            words = ngettext(
                "Đã lấy %(count)s biện pháp. Sửa cho đúng việc của đơn vị mình.",
                "Đã lấy %(count)s biện pháp. Sửa cho đúng việc của đơn vị mình.",
                count,
            )
            messages.success(request, words % {"count": format_count(count)})
            return to_draft(found)
    offered = plans.takeable_measures(found)
    heads = {"cap-tren": _("Từ kế hoạch của cấp trên"), "nam-truoc": _("Từ kế hoạch năm trước của đơn vị")}
    shown = {
        "plan": found,
        "groups": [
            (heads[whose], [one for one in offered if one.whose == whose])
            for whose in WHOSE
            if any(one.whose == whose for one in offered)
        ],
        "ticked": ticked,
        "refusal": refusal,
        "trail": trail((code, address_of(code)), (_("Lấy biện pháp"), "")),
    }
    return render(request, "directives/plans/take.html", shown, status=INVALID if refusal else 200)


@acts("plan.adopt", post="plan.adopt")
def plan_adopt(request: SignedInRequest, code: str) -> HttpResponse:
    """/ke-hoach/<mã>/ban-hanh/: the head adopts the draft with the number and date of the paper."""
    user, found = request.user, plans.get_plan(request.user, code)
    require(permissions.can_adopt_for(user, found.unit_id), _("Người đứng đầu đơn vị ban hành kế hoạch."))
    draft = _draft_or_refused(found)
    initial = {"dated_on": clock.today(), "row_version": draft.row_version}
    form = AdoptForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            version_services.adopt_plan(
                actor=user,
                plan=found,
                reference=data["reference"],
                dated_on=data["dated_on"],
                row_version=form.seen(),
            )
        except Conflict as conflict:
            draft = _draft_or_refused(found)
            now_seen(form, draft.row_version)
            form.add_error(None, conflict.sentence)
            shown = editing(found, form, _("Ban hành kế hoạch")) | _to_adopt(draft)
            return page(request, "directives/plans/adopt.html", shown, form, conflict.status)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ban hành kế hoạch. Các đơn vị bên dưới xem được ngay."))
            return redirect("directives:plan", code)
    shown = editing(found, form, _("Ban hành kế hoạch")) | _to_adopt(draft)
    return page(request, "directives/plans/adopt.html", shown, form)


@acts("plan.write", post="plan.write")
def plan_revise(request: SignedInRequest, code: str) -> HttpResponse:
    """/ke-hoach/<mã>/ban-moi/: begin a further version; the one in force stays until that is adopted."""
    user, found = request.user, plans.get_plan(request.user, code)
    require(permissions.can_write_for(user, found.unit_id))
    form = ReviseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version_services.revise_plan(actor=user, plan=found, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Đã mở dự thảo bản mới; bản đang có hiệu lực giữ đến khi bản mới ban hành.")
            )
            return to_draft(found)
    return page(request, "directives/plans/revise.html", editing(found, form, _("Lập bản mới")), form)


@acts(post="plan.write")
def plan_drop(request: SignedInRequest, code: str) -> HttpResponse:
    """/ke-hoach/<mã>/bo-du-thao/: throw the draft away."""
    user, found = request.user, plans.get_plan(request.user, code)
    writable_draft(user, found)
    form = Versioned(request.POST)
    gone = writing.drop_draft(actor=user, plan=found, row_version=form.seen() if form.is_valid() else 0)
    messages.success(request, _("Đã bỏ dự thảo."))
    return redirect("directives:plans") if gone else redirect("directives:plan", code)


@acts("plan.read")
def plan_paper(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """/ke-hoach/<mã>/ban-<số>/tep/: the paper of a version."""
    found = plans.get_plan(request.user, code)
    version = next((one for one in _versions(request.user, found) if one.number == number), None)
    if version is None or version.file is None:
        raise NotFound()
    return download(version.file, version.file_name)


@acts("plan.write", post="plan.write")
def plan_paper_keep(request: SignedInRequest, code: str) -> HttpResponse:
    """/ke-hoach/<mã>/tep/: put the signed paper to the plan."""
    user, found = request.user, plans.get_plan(request.user, code)
    require(permissions.can_write_for(user, found.unit_id))
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.keep_paper(actor=user, plan=found, accepted=form.cleaned_data["file"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu tệp kế hoạch."))
            return redirect("directives:plan", code)
    return page(request, "directives/plans/paper.html", editing(found, form, _("Tệp kế hoạch")), form)


def writable_draft(user: User, found: UnitPlan) -> PlanVersion:
    require(
        permissions.can_write_for(user, found.unit_id),
        _("Chỉ đơn vị có kế hoạch soạn kế hoạch của mình."),
    )
    return _draft_or_refused(found)


def _draft_or_refused(found: UnitPlan) -> PlanVersion:
    draft = next((one for one in plans.versions_of(found, with_draft=True) if one.is_draft), None)
    if draft is None:
        raise Refused(_("Không có bản dự thảo nào. Muốn sửa kế hoạch đã ban hành thì lập bản mới."))
    return draft


def _identities(ticked: list[str]) -> list[uuid.UUID]:
    """What was ticked; an identity that is none counts as one that is not to be had."""
    found = []
    for one in ticked:
        try:
            found.append(uuid.UUID(one))
        except ValueError:
            found.append(uuid.UUID(int=0))
    return found


def _to_adopt(draft: PlanVersion) -> dict[str, Any]:
    """The measures, and the numbers of those that still stop it: told before a number and a day are typed."""
    measures = plans.measures_of(draft)
    unready = [str(place) for place, one in enumerate(measures, 1) if not one.is_ready]
    return {"measures": measures, "unready": ", ".join(unready)}


def to_draft(found: UnitPlan) -> HttpResponse:
    draft = _draft_or_refused(found)
    return redirect(f"{address_of(found.code)}?ban={draft.number}")


def editing(found: UnitPlan, form: ViForm, title: str) -> dict[str, Any]:
    return {
        "plan": found,
        "form": form,
        "unit": None,
        "title": title,
        "second": f"{found.code}, {found.unit_name}",  # type: ignore[attr-defined]
        "cancel_url": address_of(found.code),
        "trail": trail((found.code, address_of(found.code)), (title, "")),
    }


def page(
    request: HttpRequest, template: str, shown: dict[str, Any], form: ViForm, status: int = 0
) -> HttpResponse:
    return render(request, template, shown, status=status or (INVALID if form.errors else 200))
