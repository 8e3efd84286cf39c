"""Divide a target among units."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.models import Unit as OrganisationUnit
from lantoa.reporting.choices import TargetMethod
from lantoa.reporting.forms.targets import DivisionForm, Unit, unit_name
from lantoa.reporting.models import Target
from lantoa.reporting.queries.over_time import Catalogue
from lantoa.reporting.queries.targets import divisions
from lantoa.reporting.queries.targets.registry import DIVIDE, get_place_to_divide, get_target
from lantoa.reporting.services import targets as services
from lantoa.reporting.targets.words import plain
from lantoa.reporting.views.targets import trail, year_of
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts(DIVIDE, post=DIVIDE)
def target_divide(request: SignedInRequest, code: str) -> HttpResponse:
    """/bao-cao/chi-tieu/<mã>/chia/: ?don-vi= whose part, ?nam= of which year, ?cach= and ?theo= how."""
    target = get_target(request.user, code)
    get = request.GET
    year = year_of(get, target.years, min(max(clock.today().year, target.first_year), target.last_year))
    node = get_place_to_divide(request.user, target, get.get("don-vi", ""), year)
    catalogue = Catalogue()
    methods = divisions.methods_for(target, catalogue)
    method = TargetMethod(get["cach"]) if get.get("cach") in [*methods] else methods[0]
    posted = request.method == "POST"
    if not posted and "cach" not in get and year in divisions.years_divided(target, node):
        method = TargetMethod.HAND  # what was given stands in the table until another way is asked for
    proposal = divisions.propose(target, node, year, method, get.get("theo", ""), catalogue)
    unit = Unit.of_target(target)
    names = {one.unit.code: one.unit.short_name for one in proposal.parts}
    initial: dict[str, Any] = {unit_name(one.unit.code): unit.typed(one.proposed) for one in proposal.parts}
    initial |= {
        "row_version": target.row_version,
        "decided_on": clock.today(),
        "method": method,
        "basis": get.get("theo", "") if method == TargetMethod.SHARE else "",
    }
    form = DivisionForm(request.POST if posted else None, initial=initial, unit=unit, units=names)
    status = 200
    if posted:
        valid = form.is_valid()
        if valid and request.POST.get("viec") != "tinh":
            status = INVALID
            try:
                return _divided(request, target, node, year, form, proposal, catalogue)
            except Refused as refused:
                show_refusal(form, refused)
                status = refused.status
        elif not valid:
            status = INVALID
    wholes = divisions.whole_of(target, node)
    values = form.values() if posted else {one.unit.code: one.proposed for one in proposal.parts}
    given = [one for one in values.values() if one is not None]
    total = sum(given, Decimal(0)) if given else None
    context = {
        "target": target,
        "node": node,
        "year": year,
        "whole": wholes.get(year),
        "whole_typed": plain(target.is_share, wholes.get(year)),
        "total": total,
        "difference": total - wholes[year] if total is not None and year in wholes else None,
        "is_parted": divisions.is_parted(target, catalogue),
        "form": form,
        "rows": [(one, form[unit_name(one.unit.code)]) for one in proposal.parts],
        "proposal": proposal,
        "method": method,
        "methods": methods,
        "bases": divisions.bases(catalogue) if TargetMethod.SHARE in methods else [],
        "basis": get.get("theo", ""),
        "years": [one for one in target.years if one in wholes],
        "back": _back(target, node, year),
        "trail": trail((target.name, _back(target, node, year)), (_("Chia cho đơn vị"), "")),
    }
    return render(request, "reporting/targets/divide.html", context, status=status)


def _back(target: Target, node: OrganisationUnit, year: int) -> str:
    return (
        f"{reverse('reporting:target', args=[target.code])}?{urlencode({'don-vi': node.code, 'nam': year})}"
    )


def _divided(
    request: SignedInRequest,
    target: Target,
    node: OrganisationUnit,
    year: int,
    form: DivisionForm,
    proposal: divisions.Proposal,
    catalogue: Catalogue,
) -> HttpResponse:
    """Raises Refused."""
    found = form.cleaned_data
    ids = {one.unit.code: one.unit.pk for one in proposal.parts}
    if not ids:
        raise Refused(_("Đơn vị này không có đơn vị trực thuộc trong năm %(year)s để chia.") % {"year": year})
    method = TargetMethod(found["method"])
    typed = form.values()
    # What was corrected by hand is no longer the method's.
    asked = proposal
    if method != TargetMethod.HAND:
        asked = divisions.propose(target, node, year, method, found["basis"], catalogue)
        if any(typed[one.unit.code] != one.proposed for one in asked.parts):
            method = TargetMethod.HAND
    given = {year: {ids[code]: value for code, value in typed.items()}}
    following = found["following"] and method != TargetMethod.HAND
    if following:
        done = divisions.years_divided(target, node)
        for later in (one for one in divisions.whole_of(target, node) if one > year and one not in done):
            more = divisions.propose(target, node, later, method, found["basis"], catalogue)
            given[later] = {one.unit.pk: one.proposed for one in more.parts}
    services.divide_target(
        actor=request.user,
        target=target,
        unit=node,
        values=given,
        method=method,
        basis=asked.basis if method != TargetMethod.HAND else "",
        reason=found["reason"],
        decided_on=found["decided_on"],
        row_version=found["row_version"],
    )
    count = sum(value is not None for value in typed.values())
    sentence = ngettext(
        "Đã giao chỉ tiêu năm %(years)s cho %(count)s đơn vị.",
        "Đã giao chỉ tiêu năm %(years)s cho %(count)s đơn vị.",
        count,
    )
    years = ", ".join(str(one) for one in sorted(given))
    messages.success(request, sentence % {"years": years, "count": format_count(count)})
    return redirect(_back(target, node, year))
