"""Issue a target, change it, divide it among units, end it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock, periods
from lantoa.core.errors import NotFound, Refused
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.models import Unit as OrganisationUnit
from lantoa.reporting.choices import BaselineSource, TargetDirection, TargetMethod
from lantoa.reporting.forms.targets import (
    ChangeForm,
    DivisionForm,
    EndForm,
    IssueForm,
    Unit,
    YearsForm,
    unit_name,
    year_name,
)
from lantoa.reporting.models import Line, Target
from lantoa.reporting.queries.over_time import Catalogue, period_total
from lantoa.reporting.queries.targets import divisions
from lantoa.reporting.queries.targets.overview import indicators_to_choose
from lantoa.reporting.queries.targets.registry import (
    DIVIDE,
    ISSUE,
    get_owner,
    get_place_to_divide,
    get_target,
    get_target_to_change,
    owners_to_choose,
)
from lantoa.reporting.services import targets as services
from lantoa.reporting.targets.words import places_of, plain, shown
from lantoa.reporting.views.targets import trail, year_of
from lantoa.ui.forms import show_refusal

INVALID = 422


@acts(ISSUE, post=ISSUE)
def target_issue(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/chi-tieu/moi/: ?indicator=U03&first=2021&last=2025 says what and when; then the paper and the values."""
    if request.method == "POST":
        return _issue_posted(request)
    sheets = indicators_to_choose(request.user)
    lines = _lines(sheets)
    if "indicator" not in request.GET:
        return _choose_page(request, sheets, None)
    chosen = YearsForm(request.GET)
    line = lines.get(request.GET["indicator"])
    if not chosen.is_valid() or line is None:
        return _choose_page(request, sheets, chosen if line is not None else None, INVALID)
    first, last = chosen.cleaned_data["first"], chosen.cleaned_data["last"]
    form = _issue_form(request, line, first, last)
    return _issue_page(request, line, form)


def _lines(sheets: Sequence[tuple[str, list[Line]]]) -> dict[str, Line]:
    return {line.indicator.code: line for _sheet, rows in sheets for line in rows}


def _choose_page(
    request: SignedInRequest, sheets: Sequence[Any], form: YearsForm | None, status: int = 200
) -> HttpResponse:
    year = clock.today().year
    get = request.GET
    context = {
        "sheets": sheets,
        "form": form,
        "chosen": get.get("indicator", ""),
        "first": get.get("first", str(year)),
        "last": get.get("last", str(year + 4)),
        "path": _path(0),
        "trail": trail((_("Giao chỉ tiêu"), "")),
    }
    return render(request, "reporting/targets/choose.html", context, status=status)


def _path(now: int) -> list[tuple[str, str]]:
    labels = [_("Chọn chỉ tiêu"), _("Văn bản và số giao"), _("Xem lại")]
    return [
        (label, "done" if at < now else "now" if at == now else "later") for at, label in enumerate(labels)
    ]


def _issue_form(
    request: SignedInRequest, line: Line, first: int, last: int, said: QueryDict | None = None
) -> IssueForm:
    owners = [(one.code, getattr(one, "short_name", one.code)) for one in owners_to_choose(request.user)]
    given: dict[str, Any] = {
        "unit": Unit.of_line(line),
        "years": range(first, last + 1),
        "owners": owners,
    }
    if said is not None:
        return IssueForm(said, **given)
    initial = {
        "indicator": line.indicator.code,
        "first": first,
        "last": last,
        "owner": owners[0][0] if owners else "",
        "name": line.label,
        "baseline_year": str(first - 1),  # a year is not written as a count
    }
    return IssueForm(initial=initial, **given)


def _issue_page(request: SignedInRequest, line: Line, form: IssueForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "line": line, "path": _path(1), "trail": trail((_("Giao chỉ tiêu"), ""))}
    return render(request, "reporting/targets/issue.html", context, status=status)


def _issue_posted(request: SignedInRequest) -> HttpResponse:
    post = request.POST
    # Names that it does not declare are refused before anything is looked up.
    IssueForm(post, unit=Unit(False, 0), years=[], owners=[]).full_clean()
    chosen = YearsForm(post)
    line = _lines(indicators_to_choose(request.user)).get(post.get("indicator", ""))
    if not chosen.is_valid() or line is None:
        raise NotFound()
    form = _issue_form(request, line, chosen.cleaned_data["first"], chosen.cleaned_data["last"], post)
    if post.get("viec") == "sua":
        # Going back is no mistake: what is lacking is said when one goes on.
        form.full_clean()
        form.errors.clear()
        return _issue_page(request, line, form)
    if not form.is_valid():
        return _issue_page(request, line, form, INVALID)
    owner = get_owner(request.user, form.cleaned_data["owner"])
    new = _new_target(owner, line, form)
    if new is None or form.errors:
        return _issue_page(request, line, form, INVALID)
    if post.get("viec") != "giao":
        return _look_page(request, owner, line, form, new)
    try:
        target = services.issue_target(actor=request.user, owner=owner, new=new)
    except Refused as refused:
        show_refusal(form, refused)
        return _issue_page(request, line, form, refused.status)
    messages.success(
        request, _("Đã giao chỉ tiêu %(code)s. Chia tiếp cho các đơn vị.") % {"code": target.code}
    )
    return redirect("reporting:target", target.code)


def _new_target(owner: OrganisationUnit, line: Line, form: IssueForm) -> services.NewTarget | None:
    """What the form sets; None where the baseline is to come from totals that are not there (said at its field)."""
    found = form.cleaned_data
    source = BaselineSource(found["baseline_source"])
    baseline = None
    if source == BaselineSource.TYPED:
        value = form.unit.kept(found["baseline_value"])
        if value is not None:
            baseline = services.Baseline(source, value, found["baseline_year"], found["baseline_note"])
    elif source == BaselineSource.TOTALS:
        year = found["baseline_year"]
        total = period_total(line.indicator.code, owner, periods.year(year))
        if total.value is None:
            form.add_error(
                "baseline_year",
                _(
                    "Năm %(year)s chưa có số liệu đã duyệt của chỉ tiêu này. Chọn năm khác, hoặc nhập theo văn bản."
                )
                % {"year": year},
            )
            return None
        note = ngettext(
            "Tổng các báo cáo đã duyệt của %(count)s đơn vị",
            "Tổng các báo cáo đã duyệt của %(count)s đơn vị",
            total.units,
        ) % {"count": format_count(total.units)}
        baseline = services.Baseline(source, round(total.value, 4), year, note)
    return services.NewTarget(
        line=line,
        name=found["name"],
        direction=TargetDirection(found["direction"]),
        paper_number=found["paper_number"],
        paper_day=found["paper_day"],
        paper_issuer=found["paper_issuer"],
        values=form.values(),
        citation=found["citation"],
        baseline=baseline,
    )


def _look_page(
    request: SignedInRequest, owner: OrganisationUnit, line: Line, form: IssueForm, new: services.NewTarget
) -> HttpResponse:
    measured = Target(
        unit_of_measure="%" if line.computed else line.unit_of_measure,
        is_share=line.computed,
        places=places_of(line),
        direction=new.direction,
        name=new.name,
    )
    rows: list[tuple[str, Any]] = [
        (_("Chỉ tiêu"), new.name),
        (_("Số liệu lấy từ dòng"), line.label),
        (_("Cấp ủy đề ra"), getattr(owner, "name", owner.code)),
        (_("Chiều so sánh"), new.direction.label),
        (
            _("Văn bản"),
            _("%(number)s ngày %(day)s") % {"number": new.paper_number, "day": format_day(new.paper_day)},
        ),
        (_("Nơi ban hành"), new.paper_issuer),
    ]
    if new.citation:
        rows.append((_("Trích văn bản"), new.citation))
    if new.baseline is not None:
        words = {
            "year": new.baseline.year,
            "value": shown(measured, new.baseline.value),
            "note": new.baseline.note,
        }
        rows.append((_("Mốc so sánh"), _("%(value)s, năm %(year)s. %(note)s") % words))
    context = {
        "rows": rows,
        "new": new,
        "values": [(year, value) for year, value in sorted(new.values.items())],
        "measured": measured,
        "kept": [(name, value) for name, value in request.POST.items() if name in form.fields],
        "path": _path(2),
        "trail": trail((_("Giao chỉ tiêu"), "")),
    }
    return render(request, "reporting/targets/look.html", context)


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
