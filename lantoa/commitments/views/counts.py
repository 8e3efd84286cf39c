"""Numbers by unit, their workbook, what a unit states, and the drafts that a head begins for the people of the unit."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.commitments import withholding
from lantoa.commitments.forms import BeginUnitForm, CountsForm
from lantoa.commitments.printouts import counts_workbook
from lantoa.commitments.queries import counts as queries
from lantoa.commitments.queries.own import without_pledge
from lantoa.commitments.services.counts import state_counts
from lantoa.commitments.services.writing import begin_for_unit
from lantoa.commitments.views.own import tabs, trail
from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE, file_answer
from lantoa.ui.steps import INVALID


def _wanted(request: HttpRequest) -> tuple[int, str]:
    """Year and words in the address; what it cannot mean is left out."""
    typed = request.GET.get("nam", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else clock.today().year
    return year, request.GET.get("q", "")[:LONGEST_SEARCH].strip()


@dataclass(frozen=True)
class Cell:
    """One number of a row: under which head, out of how many, and whether it is withheld."""

    label: str
    value: int | None
    of: int | None
    withheld: bool


def cells_of(seen: queries.SeenCounts) -> list[Cell]:
    """The row from left to right. A denominator that is withheld is left out."""
    heads = (
        ("signed", _("Ký trên phần mềm"), "working"),
        ("reviewed", _("Tự nhận xét"), ""),
        ("remarked", _("Được nhận xét"), ""),
        ("members_signed", _("Đảng viên ký"), "members_due"),
        ("leaders_signed", _("Lãnh đạo"), ""),
        ("others_signed", _("Quần chúng"), ""),
        ("fulfilled", _("Thực hiện tốt"), ""),
    )
    row = seen.row
    nobody = not seen.counts.working  # nothing to say of a unit without accounts, and nothing to hide
    return [
        Cell(label, None, None, False)
        if nobody and name in queries.ACTS
        else Cell(label, row.seen(name), row.seen(of) if of else None, row.withholds(name))
        for name, label, of in heads
    ]


@acts("commitment.count")
def counts(request: SignedInRequest) -> HttpResponse:
    """/cam-ket/so-lieu/: ?nam= ?q= how many of each unit, in numbers alone."""
    user, (year, text) = request.user, _wanted(request)
    rows = queries.seen_counts(user, list(queries.counted_units(user, text)), year)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    cells = [one.row for one in rows]
    shown = {
        "page": page,
        "rows": [(one, cells_of(one)) for one in page],
        "sums": withholding.sums_of_shown(cells),
        # Of a choice of units never: two choices could be subtracted.
        "whole": None if text else withholding.sums_of_all(cells),
        "withheld": any(one.withholds(name) for one in cells for name in withholding.NESTED),
        "least": withholding.LEAST,
        "year": year,
        "years": queries.years_counted(),
        "text": text,
        "may_state": holds_somewhere(user, "commitment.state_count"),
        "may_begin_unit": holds_somewhere(user, "commitment.start_unit"),
        "export_url": f"{reverse('commitments:counts_export')}?{request.GET.urlencode()}",
        "tabs": tabs(user, "counts"),
    }
    return render(request, "commitments/counts.html", shown)


@acts("commitment.count")
def counts_export(request: SignedInRequest) -> HttpResponse:
    """The numbers as they are seen, all pages, as a workbook."""
    year, text = _wanted(request)
    rows = queries.seen_counts(request.user, list(queries.counted_units(request.user, text)), year)
    content = counts_workbook(rows, year, f"«{text}»" if text else "")
    return file_answer(content, f"cam-ket-{year}.xlsx")


@acts("commitment.state_count", post="commitment.state_count")
def state(request: SignedInRequest) -> HttpResponse:
    """/cam-ket/so-lieu/ghi/: ?don-vi= ?nam= what one's unit states of a year."""
    year, _text = _wanted(request)
    code, status = request.GET.get("don-vi", "")[:40], 200
    if request.method == "POST":
        form, status = CountsForm(request.POST), INVALID
        if form.is_valid():
            code, year = form.cleaned_data["unit"], form.cleaned_data["year"]
            unit = queries.get_unit_to_state(request.user, code)
            try:
                state_counts(
                    actor=request.user,
                    unit=unit,
                    year=year,
                    counts=form.counts(),
                    row_version=form.cleaned_data["row_version"],
                )
            except Conflict as conflict:
                form.add_error(None, conflict.sentence)
                status = conflict.status
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(request, _("Đã ghi số liệu năm %(year)d.") % {"year": year})
                return redirect(f"{reverse('commitments:counts')}?nam={year}")
        else:
            code = request.POST.get("unit", "")[:40]
        unit = queries.get_unit_to_state(request.user, code)
    else:
        unit = queries.get_unit_to_state(request.user, code)
        form = CountsForm(initial=_stated(unit, year))
    [here] = queries.counts_of([unit], year)
    shown = {
        "form": form,
        "unit": unit,
        "here": here,
        "year": year,
        "trail": trail((_("Số liệu"), reverse("commitments:counts")), (_("Ghi số liệu"), "")),
    }
    return render(request, "commitments/state.html", shown, status=status)


def _stated(unit: object, year: int) -> dict[str, object]:
    found = queries.stated(unit, year)  # type: ignore[arg-type]
    names = ("members_due", "members_signed", "leaders_signed", "others_signed", "fulfilled")
    initial: dict[str, object] = {"unit": unit.code, "year": year, "row_version": 0}  # type: ignore[attr-defined]
    if found is not None:
        initial |= {name: getattr(found, name) for name in names} | {"row_version": found.row_version}
    return initial


@acts("commitment.start_unit", post="commitment.start_unit")
def begin_unit(request: SignedInRequest) -> HttpResponse:
    """/cam-ket/don-vi/: ?don-vi= begin an empty draft for everybody of one's unit who has none this year."""
    year, status = clock.today().year, 200
    code = request.GET.get("don-vi", "")[:40]
    form = BeginUnitForm()
    if request.method == "POST":
        form, status = BeginUnitForm(request.POST), INVALID
        if form.is_valid():
            unit = queries.get_unit_to_begin(request.user, form.cleaned_data["unit"])
            try:
                count = begin_for_unit(actor=request.user, unit=unit, year=year)
            except Refused as refused:
                show_refusal(form, refused)
            else:
                said = _(
                    "Đã mở bản trống cho %(count)d người. Ai nấy tự viết; anh/chị chỉ đọc được khi họ đã ký."
                )
                messages.success(request, said % {"count": count})
                return redirect("commitments:counts")
        code = request.POST.get("unit", "")[:40]
    unit = queries.get_unit_to_begin(request.user, code)
    form.initial = {"unit": unit.code}
    shown = {
        "form": form,
        "unit": unit,
        "year": year,
        "people": without_pledge(unit, year),
        "trail": trail((_("Số liệu"), reverse("commitments:counts")), (_("Bắt đầu cho cả đơn vị"), "")),
    }
    return render(request, "commitments/begin_unit.html", shown, status=status)
