"""The number of articles of the steering board 35 by quarter: a bare count of a unit."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.core.periods import Period, PeriodKind, period_on, quarter
from lantoa.core.vi_numbers import format_count, roman
from lantoa.directives.forms.outreach import Board35Form
from lantoa.directives.queries import outreach
from lantoa.directives.services.board35 import count_board35
from lantoa.directives.views.outreach import trail
from lantoa.directives.views.outreach_entry import chosen_unit, own_units
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.ui.forms import now_seen, show_refusal
from lantoa.ui.steps import INVALID

QUARTERS_OPEN = 8  # back from the present one


def _open_quarters() -> list[Period]:
    found = [period_on(PeriodKind.QUARTER, clock.today())]
    while len(found) < QUARTERS_OPEN:
        found.append(found[-1].previous)
    return found


@acts("outreach.read", post="outreach.record")
def board35(request: SignedInRequest) -> HttpResponse:
    """/tuyen-truyen/bcd-35/: what one's unit has said, and of a year the sums of the units one may read; ?nam= ?don-vi= ?quy=."""
    user = request.user
    may_count = holds_somewhere(user, "outreach.record")
    said = request.GET.get("nam", "")
    today = clock.today()
    year = int(said) if len(said) == 4 and said.isascii() and said.isdigit() else today.year
    shown: dict[str, Any] = {
        "year": year,
        "before": f"?nam={year - 1}",
        "after": f"?nam={year + 1}" if year < today.year else "",
        "totals": [
            (quarter(year, number).label_title, units, total)
            for number, units, total in (
                outreach.board35_totals(user, year) if 1990 <= year <= today.year else []
            )
        ],
        "trail": trail((_("BCĐ 35"), "")),
    }
    if not may_count:
        return render(request, "directives/outreach/board35.html", shown)
    unit = chosen_unit(request)
    numbers = {f"{one.year}Q{one.quarter}": one for one in outreach.board35_numbers(user, unit)[: 4 * 10]}
    wanted = request.GET.get("quy", "")
    offered = _open_quarters()
    code = wanted if wanted in {one.code for one in offered} else offered[0].code
    standing = numbers.get(code)
    initial = {
        "period": code,
        "number": standing.number if standing else None,
        "row_version": standing.row_version if standing else 0,
    }
    form = Board35Form(request.POST if request.method == "POST" else None, periods=offered, initial=initial)
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            data = form.cleaned_data
            try:
                count_board35(
                    actor=user,
                    unit=unit,
                    period=form.periods[data["period"]],
                    number=data["number"],
                    row_version=data["row_version"] or 0,
                )
            except Conflict as conflict:
                kept = outreach.board35_number(unit, form.periods[data["period"]])
                if kept is not None:
                    now_seen(form, kept.row_version)
                    sentence = _(
                        "Quý này đã ghi %(number)s. Bấm Ghi số lần nữa thì số anh/chị vừa gõ thay số đó."
                    )
                    form.add_error("number", sentence % {"number": format_count(kept.number)})
                status = conflict.status
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(request, _("Đã ghi số của quý."))
                return redirect(f"{reverse('directives:board35')}?don-vi={unit.code}")
    shown |= {
        "form": form,
        "unit": unit,
        "units": list(own_units(user)),
        "rows": [
            (
                code,
                _("Quý %(quarter)s/%(year)d") % {"quarter": roman(one.quarter), "year": one.year},
                one.number,
                code in {period.code for period in offered},
            )
            for code, one in numbers.items()
        ],
    }
    return render(request, "directives/outreach/board35.html", shown, status=status)
