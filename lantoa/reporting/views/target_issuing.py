"""Issue a target: what and when, the paper and the values, a last look."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock, periods
from lantoa.core.errors import NotFound, Refused
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.models import Unit as OrganisationUnit
from lantoa.reporting.choices import BaselineSource, TargetDirection
from lantoa.reporting.forms.targets import IssueForm, Unit, YearsForm
from lantoa.reporting.models import Line, Target
from lantoa.reporting.queries.over_time import period_total
from lantoa.reporting.queries.targets.overview import indicators_to_choose
from lantoa.reporting.queries.targets.registry import ISSUE, get_owner, owners_to_choose
from lantoa.reporting.services import targets as services
from lantoa.reporting.targets.words import places_of, shown
from lantoa.reporting.views.targets import trail
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


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
