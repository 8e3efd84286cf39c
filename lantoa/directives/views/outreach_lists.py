"""A list of activities at once: read, looked over line by line, entered as a whole, taken back."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.reading import read_workbook
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key
from lantoa.core.vi_numbers import format_count
from lantoa.directives.forms.outreach import OutreachListForm
from lantoa.directives.outreach_lists import MOST_COLUMNS, MOST_LINES, Line, best_sheet, read_list, table_text
from lantoa.directives.outreach_texts import ActivityText
from lantoa.directives.queries import outreach
from lantoa.directives.queries.serving import directives_concerning
from lantoa.directives.services.outreach import NewActivity, enter_activities, undo_batch
from lantoa.directives.views.outreach import trail
from lantoa.directives.views.outreach_entry import chosen_unit, own_units, usual_directives
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.ui.steps import INVALID

TEMPLATE = "directives/outreach/import.html"
MOST_SHOWN = 200  # lines of a list on the page


@acts("outreach.record", post="outreach.record")
def outreach_import(request: SignedInRequest) -> HttpResponse:
    """/tuyen-truyen/nhap-danh-sach/: paste a list or choose its file, see what each line says, enter all of it."""
    unit = chosen_unit(request)
    served = list(directives_concerning(unit))
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = {"directives": usual_directives(request.user, unit, served)}
    form = OutreachListForm(*bound, served=served, initial=initial)
    shown: dict[str, Any] = {
        "form": form,
        "unit": unit,
        "units": list(own_units(request.user)),
        "trail": trail((_("Nhập danh sách"), "")),
    }
    if request.method != "POST":
        return render(request, TEMPLATE, shown)
    if not form.is_valid():
        return render(request, TEMPLATE, shown, status=INVALID)
    table, file = form.cleaned_data["table"], form.cleaned_data["file"]
    if file is not None:
        try:
            sheets = read_workbook(file, max_rows=MOST_LINES * 2, max_columns=MOST_COLUMNS)
            sheet = best_sheet(sheets, form.cleaned_data["sheet"])
            table = table_text(sheet)
        except Refused as refused:
            form.add_error("file", refused.sentence)
            return render(request, TEMPLATE, shown, status=INVALID)
        typed = {"table": table, "directives": form.cleaned_data["directives"]}
        shown["form"] = OutreachListForm(served=served, initial=typed)
        shown["sheet"] = sheet.name
        shown["other_sheets"] = [
            one.name for one in sheets if one.rows and not one.hidden and one.name != sheet.name
        ]
    by_code = {one.code: one for one in shown["units"]}
    found = read_list(table, clock.today(), words_of(shown["units"]) | {"": unit.code})
    kept = outreach.kept_already(
        {by_code[line.unit].pk for line in found.lines if line.unit},
        {line.day for line in found.lines if line.day},
    )
    lines = [(line, _kept(line, by_code, kept)) for line in found.lines]
    fresh = [line for line, code in lines if not code]
    faulty = sum(bool(line.faults) for line in fresh)
    # A long list is shown by its faults first; what is entered is all of it.
    first = sorted(lines, key=lambda one: bool(one[1]) or not one[0].faults) if faulty else lines
    shown |= {"found": found, "lines": first[:MOST_SHOWN], "count": len(fresh), "faulty": faulty}
    shown["beyond"] = max(0, len(lines) - MOST_SHOWN)
    shown["several"] = len({line.unit for line in found.lines}) > 1
    shown["known"] = len(lines) - len(fresh)
    if found.faults:
        if file is None:
            form.add_error("table", found.faults[0])
        return render(request, TEMPLATE, shown, status=INVALID)
    if faulty or not fresh:
        return render(request, TEMPLATE, shown, status=INVALID)
    if file is None and request.POST.get("viec") == "nhap" and request.POST.get("counted") == str(len(fresh)):
        batch = uuid.uuid4()
        directives = form.chosen()
        rows = [NewActivity(by_code[line.unit], _text(line, directives)) for line in fresh]
        try:
            made = enter_activities(actor=request.user, activities=rows, batch=batch)
        except Refused as refused:
            form.add_error("table", refused.sentence)
            return render(request, TEMPLATE, shown, status=INVALID)
        messages.success(request, _("Đã nhập %(count)s hoạt động.") % {"count": format_count(len(made))})
        return redirect(f"{reverse('directives:outreach')}?lan-nhap={batch}")
    return render(request, TEMPLATE, shown)


def words_of(units: Sequence[Any]) -> dict[str, str]:
    """Folded code or name → code; a name that two units share names none."""
    found: dict[str, str] = {}
    for name in ("short_name", "name"):
        shared = Counter(folding_key(getattr(one, name)) for one in units)
        found |= {word: one.code for one in units if shared[word := folding_key(getattr(one, name))] == 1}
    return found | {folding_key(one.code): one.code for one in units}


def _kept(line: Line, units: Mapping[str, Any], kept: Mapping[tuple[uuid.UUID, str, date], str]) -> str:
    """The code under which the register has it; "" where it has not, or the line cannot be read."""
    if line.day is None or not line.unit:
        return ""
    return kept.get((units[line.unit].pk, folding_key(line.title), line.day), "")


def _text(line: Line, directives: list[Any]) -> ActivityText:
    if line.kind is None or line.day is None:
        raise ValueError(f"line {line.number} has faults")
    return ActivityText(
        title=line.title,
        kind=line.kind,
        held_on=line.day,
        channel=line.channel,
        audience=line.audience,
        directives=directives,
        state=line.state,
        pieces=line.pieces,
        reach=line.reach,
        measure=line.measure,
        link=line.link,
    )


@acts(post="outreach.record", takes=())
def outreach_undo(request: SignedInRequest, batch: uuid.UUID) -> HttpResponse:
    """Take back what was entered with a list and stands as it was entered."""
    count = undo_batch(actor=request.user, batch=outreach.get_batch(request.user, batch))
    messages.success(
        request,
        _("Đã hoàn tác: %(count)s hoạt động chuyển sang Đã hủy.") % {"count": format_count(count)},
    )
    return redirect(f"{reverse('directives:outreach')}?lan-nhap={batch}")
