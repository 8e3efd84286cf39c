"""Situation by theme: a unit's own page of a quarter, the board for who stands above, a line taken out, sheets that carry it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Conflict, Refused
from lantoa.core.periods import Period, from_code
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.organisation.queries.units import sector_names
from lantoa.reporting.forms.situations import SituationForm
from lantoa.reporting.models import SituationLine, SituationRule, SituationTheme
from lantoa.reporting.printouts.situations import situations_workbook
from lantoa.reporting.queries.designs import registry
from lantoa.reporting.queries.situations import own, people, reading
from lantoa.reporting.queries.situations.rules import kept_quarters, open_quarters, rule_on, themes_on
from lantoa.reporting.services.situations import sending as services
from lantoa.reporting.services.situations import settling, sheets, writing
from lantoa.ui.forms import now_seen
from lantoa.ui.lists import PER_PAGE, file_answer
from lantoa.ui.steps import INVALID

LONGEST_CODE = 40
MOST_EXPORTED = 20_000


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("reporting:situations") if more else ""
    return [
        (_("Báo cáo"), reverse("reporting:collections")),
        (_("Tình hình theo chủ đề"), here),
        *more,
    ]


def _wanted(request: HttpRequest) -> reading.Wanted:
    get = request.GET
    return reading.Wanted(
        *(get.get(name, "")[:LONGEST_CODE].strip() for name in ("don-vi", "khoi", "quy", "chu-de"))
    )


@acts(own.READ)
def board(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/tinh-hinh/: ?don-vi= with all below it, ?khoi= a sector narrow the board; ?quy= ?chu-de= the lines below it."""
    user, rule, wanted = request.user, rule_on(), _wanted(request)
    found = reading.board(user, rule, wanted)
    page = Paginator(reading.lines_seen(user, rule, wanted), PER_PAGE).get_page(request.GET.get("page"))
    lines = list(page.object_list)
    strikable = reading.strikable(user, lines)
    told = [(from_code(one.situation.period_code), one, one.pk in strikable) for one in lines]
    shown = {
        "board": found,
        "rows": [(row.theme, _cells(request, found, row, wanted)) for row in found.rows if any(row.units)],
        "untold": [row.theme.name for row in found.rows if not any(row.units)],
        "told": list(zip(found.quarters, found.told, strict=True)),
        "separately": list(zip(found.quarters, found.separately, strict=True)),
        "page": page,
        "lines": told,
        "folds": _folds(told),
        "wanted": wanted,
        "narrowed": any((wanted.node, wanted.sector)),
        "chosen": any((wanted.quarter, wanted.theme)),
        "quarters": [(one.code, one.label_title) for one in kept_quarters(rule)],
        "nodes": reading.nodes_of(user),
        "sectors": sector_names(),
        "own": own.own_quarters(user),
        "rule": rule,
        "trail": trail(),
    }
    return render(request, "reporting/situations/board.html", shown)


def _folds(told: list[tuple[Period, SituationLine, bool]]) -> list[tuple[SituationTheme, list[Any]]]:
    """The lines of a page by theme, as a phone shows them: the theme of which most is told first."""
    found: dict[uuid.UUID, list[Any]] = {}
    for one in told:
        found.setdefault(one[1].theme_id, []).append(one)
    themes = [(lines[0][1].theme, lines) for lines in found.values()]
    return sorted(themes, key=lambda one: (-len(one[1]), one[0].position))


def _cells(
    request: HttpRequest, found: reading.Board, row: reading.ThemeRow, wanted: reading.Wanted
) -> list[tuple[Period, int, str, bool]]:
    """Quarter, units, the address of their lines, whether they are those shown."""
    cells = []
    for quarter, count in zip(found.quarters, row.units, strict=True):
        query = request.GET.copy()
        query.pop("page", None)
        query["quy"], query["chu-de"] = quarter.code, row.theme.code
        is_open = (wanted.quarter, wanted.theme) == (quarter.code, row.theme.code)
        cells.append((quarter, count, f"?{query.urlencode()}#lines", is_open))
    return cells


@acts(own.READ)
def board_export(request: SignedInRequest) -> HttpResponse:
    """/bao-cao/tinh-hinh/xuat/: the board and the lines as they are narrowed, as a workbook."""
    user, rule, wanted = request.user, rule_on(), _wanted(request)
    lines = list(reading.lines_seen(user, rule, wanted)[: MOST_EXPORTED + 1])
    if len(lines) > MOST_EXPORTED:
        sentence = _("Có hơn %(most)s dòng. Chọn một quý, một chủ đề hoặc một đơn vị rồi xuất lại.")
        raise Refused(sentence % {"most": format_count(MOST_EXPORTED)})
    content = situations_workbook(
        reading.board(user, rule, wanted),
        lines,
        _words_of(wanted, user),
        author=user.actor_label,
    )
    return file_answer(content, "tinh-hinh-theo-chu-de.xlsx")


def _words_of(wanted: reading.Wanted, user: Any) -> list[str]:
    """The filters of the board in words."""
    found = []
    if wanted.node:
        names = {one.code: getattr(one, "short_name", one.code) for one in reading.nodes_of(user)}
        found.append(_("Đơn vị: %(unit)s và cấp dưới") % {"unit": names.get(wanted.node, wanted.node)})
    if wanted.sector:
        found.append(_("Khối: %(sector)s") % {"sector": sector_names().get(wanted.sector, wanted.sector)})
    return found


@acts(own.WRITE, post=own.WRITE)
def situation(request: SignedInRequest, unit: str, period: str) -> HttpResponse:
    """/bao-cao/tinh-hinh/ghi/<đơn vị>/<quý>/: write, while it is not sent; then read what was sent."""
    found, rule = own.get_written(request.user, unit, period), rule_on()
    status = 200
    if request.method == "POST":
        form = _form(found, rule, request)
        status = INVALID
        if form.is_valid():
            try:
                writing.save_situation(
                    actor=request.user,
                    unit=found.unit,
                    period=found.period,
                    lines=form.lines(),
                    told_separately=form.cleaned_data["told_separately"],
                    row_version=form.cleaned_data["row_version"],
                )
            except Conflict as conflict:
                found = own.written(found.unit, found.period)
                now_seen(form, found.row_version)
                form.add_error(None, conflict.sentence)
                status = conflict.status
            except Refused as refused:
                form.show(refused)
            else:
                messages.success(request, _("Đã lưu. Phần này chưa gửi."))
                return redirect("reporting:situation", unit, period)
    else:
        form = _form(found, rule)
    return _own_page(request, found, rule, form, status)


def _form(found: own.Written, rule: SituationRule, request: HttpRequest | None = None) -> SituationForm:
    themes = [(one.code, one.name) for one in themes_on(found.period.last_day)]
    ticked = found.situation is not None and found.situation.told_separately
    return SituationForm(
        request.POST if request is not None else None,
        themes=themes,
        rows=max(rule.most_lines, len(found.lines)),
        longest=rule.longest,
        initial=SituationForm.initial_of(found.lines, ticked, found.row_version),
    )


def _own_page(
    request: SignedInRequest, found: own.Written, rule: SituationRule, form: SituationForm, status: int
) -> HttpResponse:
    telling = people.telling_for(found.unit, found.period, rule)
    shown = {
        "found": found,
        "form": form,
        "rule": rule,
        "telling": telling,
        "small": people.small_below(found.unit, found.period, rule) if telling.is_itself else [],
        "is_told": own.is_told_in(found.unit),
        "may_send": own.may_send(request.user, found.unit),
        "themes": themes_on(found.period.last_day),
        "quarters": [
            (
                one.label_title,
                reverse("reporting:situation", args=[found.unit.code, one.code]),
                one == found.period,
            )
            for one in open_quarters()
        ],
        "trail": trail((getattr(found.unit, "short_name", found.unit.code), "")),
    }
    return render(request, "reporting/situations/own.html", shown, status=status)


@acts(post=own.SEND, takes=("row_version",))
def situation_send(request: SignedInRequest, unit: str, period: str) -> HttpResponse:
    """Send what is saved and the page showed, where no report takes it along."""
    found = own.get_written(request.user, unit, period)
    require(own.may_send(request.user, found.unit), _("Chỉ người đứng đầu đơn vị gửi phần này."))
    typed = request.POST.get("row_version", "")
    seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    services.send_situation(actor=request.user, unit=found.unit, period=found.period, row_version=seen)
    messages.success(request, _("Đã gửi. Cấp trên đọc được theo chủ đề và quý."))
    return redirect("reporting:situation", unit, period)


@acts(post=own.SEND, takes=())
def situation_recall(request: SignedInRequest, unit: str, period: str) -> HttpResponse:
    """Take back what was sent."""
    found = own.get_written(request.user, unit, period)
    require(own.may_send(request.user, found.unit), _("Chỉ người đứng đầu đơn vị thu hồi phần này."))
    services.recall_situation(actor=request.user, unit=found.unit, period=found.period)
    messages.success(request, _("Đã thu hồi. Cấp trên không còn đọc được; sửa xong thì gửi lại."))
    return redirect("reporting:situation", unit, period)


@acts(own.STRIKE, post=own.STRIKE, takes=())
def situation_strike(request: SignedInRequest, line: uuid.UUID) -> HttpResponse:
    """/bao-cao/tinh-hinh/go/<dòng>/: ask once more, then take a sent line out for good."""
    found = reading.get_line(request.user, line)
    if request.method == "POST":
        settling.strike_line(actor=request.user, line=found)
        messages.success(request, _("Đã gỡ dòng. Nội dung không còn được lưu."))
        return redirect("reporting:situations")
    shown = {
        "line": found,
        "quarter": from_code(found.situation.period_code),
        "trail": trail((_("Gỡ một dòng"), "")),
    }
    return render(request, "reporting/situations/strike.html", shown)


@acts(post="sheet.edit", takes=("viec",))
def sheet_situation(request: SignedInRequest, code: str) -> HttpResponse:
    """Have the reports of a quarterly sheet carry the situation along from now on (viec=kem), or no longer (viec=thoi)."""
    sheet = registry.get_sheet(request.user, code)
    require(registry.may_redesign(request.user, sheet))
    try:
        if request.POST.get("viec") == "thoi":
            sheets.stop_carrying(actor=request.user, sheet=sheet)
            messages.success(request, _("Từ nay biểu này không kèm phần tình hình theo chủ đề."))
        else:
            sheets.carry_situation(actor=request.user, sheet=sheet)
            messages.success(request, _("Từ quý này, báo cáo theo biểu này kèm phần tình hình theo chủ đề."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("reporting:sheet", code)
