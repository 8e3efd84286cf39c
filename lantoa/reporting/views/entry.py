"""The unit's own side of a report: enter, save, hand over, send; and the report as anyone in scope reads
it.
"""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.core.vi_dates import format_moment
from lantoa.organisation import access
from lantoa.organisation.access import acts, person, require
from lantoa.organisation.queries.lineage import past_units_in_scope
from lantoa.reporting import sources
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.filling import fill_from_sources
from lantoa.reporting.forms.entry import (
    ENTRY_BOXES,
    FIGURE_CHOICES,
    NOT_APPLICABLE_CHOICE,
    read_entries,
    read_key,
    read_row_version,
)
from lantoa.reporting.models import Line, TargetValue
from lantoa.reporting.permissions import (
    can_accept,
    can_assess,
    can_edit,
    can_hand_over,
    can_recall,
    can_send_back,
    can_submit,
    is_sole_author,
)
from lantoa.reporting.queries.amendments import can_amend, can_withdraw, versions_of
from lantoa.reporting.queries.entry.cells import Cell
from lantoa.reporting.queries.entry.making import report_view
from lantoa.reporting.queries.entry.pages import Refusals, ReportView
from lantoa.reporting.queries.late_decisions import late_for
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.queries.situations.own import carried_with
from lantoa.reporting.queries.submissions import (
    Report,
    get_report,
    history_of_line,
    last_confirmation,
    next_waiting,
    takes,
    unit_series,
)
from lantoa.reporting.queries.successions import predecessors_of
from lantoa.reporting.queries.targets.registry import year_targets
from lantoa.reporting.services.entry import Saved, save_values
from lantoa.reporting.services.submissions import hand_over, save_and_submit
from lantoa.reporting.views.drawing import series_chart
from lantoa.ui.lists import is_fragment


@acts("submission.read")
def report(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """/bao-cao/<đợt>/<đơn vị>/: the entry grid for the unit while it may change, else the report as sent."""
    user = person(request)
    found = get_report(user, code, unit)
    if can_edit(user, found.submission):
        return _entry_page(request, found, chosen=request.GET.get("dong", ""))
    return read_page(request, user, found)


def _entry_page(
    request: HttpRequest,
    found: Report,
    *,
    refusals: Refusals | None = None,
    sentence: str = "",
    chosen: str = "",
    stopped: bool = False,
    status: int = 200,
) -> HttpResponse:
    """`stopped`: the sending was; what holds it up is listed, and the first of it gets the cursor."""
    view = report_view(found, refusals, editing=True)
    first = next(iter(view.stops), None) if stopped else None
    if isinstance(first, Cell) and first.wants_reason_only:
        chosen = str(first.line.position)
    position = int(chosen) if chosen.isdecimal() and int(chosen) < view.shape.width else None
    shown = {
        **_frame(person(request), view),
        "stops": view.stops if stopped else [],
        "cursor": first.box if first is not None else "",
        "year_targets": _year_targets(view),
        "predecessors": predecessors_of(found.obligation),
        "situation": carried_with(found),
        "sentence": sentence,
        "chosen": position,
        **(_panel(view, position) if position is not None else {}),
    }
    return render(request, "reporting/entry.html", shown, status=status)


def _frame(user: User, view: ReportView) -> dict[str, object]:
    submission, collection = view.submission, view.report.collection
    return {
        "view": view,
        "report": view.report,
        "submission": submission,
        "collection": collection,
        "badge": SubmissionState(submission.state).badge,
        "handed": submission.state == SubmissionState.HANDED,
        "returned": submission.state == SubmissionState.RETURNED,
        "may_hand_over": can_hand_over(user, submission),
        "may_submit": can_submit(user, submission),
        "sole_author": can_submit(user, submission) and is_sole_author(user, submission),
        "is_late": clock.now() > (view.report.obligation.agreed_until or collection.due_at),
        "due": view.report.obligation.agreed_until or collection.due_at,
        "key": uuid.uuid4(),
        "address": [collection.code, view.report.unit.code],
        "may_withdraw": can_withdraw(user, view.report),
    }


def _year_targets(view: ReportView) -> dict[int, list[TargetValue]]:
    """Position of a line → what the unit is to reach in the period's year."""
    indicators = {line.indicator_id: line.position for line in view.shape.lines}
    return year_targets(view.report.unit.pk, view.report.collection.tree_day.year, indicators)


def _choices(line: Line) -> list[tuple[str, object]]:
    """What a figure may be; points are exact, and only some criteria may be said not to apply."""
    if not line.scored:
        return [*FIGURE_CHOICES]
    allowed = {"", NOT_APPLICABLE_CHOICE} if line.skip_rule else {""}
    return [(value, words) for value, words in FIGURE_CHOICES if value in allowed]


def _panel(view: ReportView, position: int) -> dict[str, object]:
    cell = view.cell(position)
    count = fill_from_sources(view.submission, view.shape).get(position) if cell.line.source else None
    source = sources.SOURCES.get(cell.line.source)
    records = []
    if count and source:
        records = [(code, count.titles.get(code, ""), source.link(code)) for code in count.codes]
    points = unit_series(view.submission.unit_id, cell.line.indicator.code, view.report.collection.period)
    return {
        "cell": cell,
        "choices": _choices(cell.line),
        "source": source,
        "records": records,
        "count": count,
        "confirmed_by": last_confirmation(view.submission, cell.line.indicator.code)
        if cell.confirmed
        else None,
        "chart": None if cell.line.computed else series_chart(cell, points, view.submission.values[position]),
        "history": history_of_line(view.submission, cell.line.indicator.code),
    }


def read_page(
    request: HttpRequest,
    user: User,
    found: Report,
    *,
    sentence: str = "",
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    judging = _judges(user, found)
    view = report_view(found, judging=judging)
    following = next_waiting(user, found.collection, found.unit)
    shown = {
        **_frame(user, view),
        "may_accept": can_accept(user, found.submission),
        "may_send_back": can_send_back(user, found.submission),
        "may_score": judging,
        "following": following,
        "may_amend": can_amend(user, found),
        "may_recall": can_recall(user, found.submission) and takes(found.submission),
        "amends": found.submission.is_amendment and found.submission.state == SubmissionState.SUBMITTED,
        "rows": versions_of(found),
        "late": late_for(found.submission),
        "situation": carried_with(found),
        "writes_situation": access.holds(user, "situation.write", found.unit),
        "reads_totals": past_units_in_scope(user, "rollup.read", found.collection.tree_day)
        .filter(pk=found.collection.owner_id)
        .exists(),
        "sentence": sentence,
        "typed": typed or {},
    }
    return render(request, "reporting/report.html", shown, status=status)


def _judges(user: User, found: Report) -> bool:
    """Whether this person gives the second points of a report that waits."""
    return bool(found.collection.sheet_version.scale) and can_assess(user, found.submission)


def _own(request: HttpRequest, code: str, unit: str) -> Report:
    """The report, for who may change it."""
    found = get_report(person(request), code, unit)
    require(can_edit(person(request), found.submission), _("Báo cáo đã gửi hoặc không thuộc đơn vị anh/chị."))
    return found


@acts(post="submission.edit", takes=ENTRY_BOXES)
def save(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Save the whole form, or one cell of it when asked by a fragment."""
    found = _own(request, code, unit)
    entries, row_version = read_entries(request.POST), read_row_version(request.POST)
    try:
        saved = save_values(
            actor=person(request), submission=found.submission, entries=entries, row_version=row_version
        )
    except Refused as error:
        if is_fragment(request) or isinstance(error, Conflict):
            raise
        return _entry_page(request, found, sentence=error.sentence, status=error.status)
    if is_fragment(request):
        return _saved_fragment(request, found, saved)
    if not saved.clean:
        return _with_refusals(request, found, saved)
    messages.success(request, " ".join([_("Đã lưu."), *_understood(saved)]))
    return redirect("reporting:report", code, unit)


def _understood(saved: Saved) -> list[str]:
    """What was read in a way the person may not have meant; the page that follows shows the cells alone."""
    lines = shape_of(saved.submission.collection.sheet_version_id).lines if saved.echoes else []
    return [f"{lines[place].full_label}: {saved.echoes[place]}" for place in sorted(saved.echoes)]


def _refusals(saved: Saved) -> Refusals:
    return Refusals(saved.refused, saved.refused_texts, saved.echoes)


def _with_refusals(request: HttpRequest, found: Report, saved: Saved) -> HttpResponse:
    fresh = Report(found.obligation, saved.submission, found.own)
    sentence = _("Các ô đúng đã lưu. Còn ô chưa lưu được: xem lời nhắc ở từng ô.")
    if saved.refused_notes:
        sentence = " ".join(cell.sentence for cell in saved.refused_notes.values())
    return _entry_page(request, fresh, refusals=_refusals(saved), sentence=sentence, status=422)


def _saved_fragment(request: HttpRequest, found: Report, saved: Saved) -> HttpResponse:
    """The row that was saved, the rows that speak of it, the section list and the bar below."""
    view = report_view(Report(found.obligation, saved.submission, found.own), _refusals(saved), editing=True)
    touched = read_entries(request.POST)
    typed = request.headers.get("HX-Trigger-Name", "")
    # A button sends no name of its own to tell by: what came along says which cell it is.
    places = {int(typed[2:])} if typed[2:].isdecimal() and typed[:1] in "vnqkdf" else set(touched.values)
    places = {place for place in places if place < view.shape.width}
    related = _related(view, places) - places
    shown = {
        **_frame(person(request), view),
        "year_targets": _year_targets(view),
        "rows": [view.cell(place) for place in sorted(places)],
        "related": [view.cell(place) for place in sorted(related)],
        "chosen_questions": [
            one
            for part in view.sections
            for one in part.questions
            if typed[:2] in ("m-", "o-", "u-") and typed[2:] == str(one.narrative.position)
        ],
        "questions": [
            one
            for part in view.sections
            for one in part.questions
            if one.narrative.position in touched.texts and typed[:2] == "t-"
        ],
        "taken_back": found.submission.state != saved.submission.state,
    }
    return render(request, "reporting/parts/saved.html", shown, status=200 if saved.clean else 422)


def _related(view: ReportView, places: set[int]) -> set[int]:
    """Lines whose state hangs on these: totals of their parts, the other side of relations, and ratios."""
    found = {
        total for total, parts in view.shape.divided.items() if places & {part.position for part in parts}
    }
    places = places | {total for total in found if view.shape.lines[total].summed}
    lines = view.shape.by_id
    for relation in view.shape.relations:
        sides = [relation.left_id, relation.right_id, *([relation.plus_id] if relation.plus_id else [])]
        if places & {lines[side].position for side in sides}:
            found.add(lines[relation.left_id].position)
    for line in view.shape.lines:
        if line.computed and places & set(view.shape.parts(line)):
            found.add(line.position)
    return found


@acts("submission.read_draft")
def line_help(request: HttpRequest, code: str, unit: str, position: int) -> HttpResponse:
    """The panel of one line: what it means, its nine last periods, its reason, its changes."""
    found = _own(request, code, unit)
    if not is_fragment(request):
        return _entry_page(request, found, chosen=str(position))
    view = report_view(found, editing=True)
    if position >= view.shape.width:
        raise NotFound()
    shown = {**_frame(person(request), view), **_panel(view, position)}
    return render(request, "reporting/parts/line_help.html", shown)


@acts(post="submission.hand_over", takes=ENTRY_BOXES)
def hand(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Save what is on the form, then leave the sending to the head."""
    found = _own(request, code, unit)
    user = person(request)
    require(can_hand_over(user, found.submission), _("Báo cáo đã chuyển hoặc đã gửi."))
    try:
        saved = save_values(
            actor=user,
            submission=found.submission,
            entries=read_entries(request.POST),
            row_version=read_row_version(request.POST),
        )
        if not saved.clean:
            return _with_refusals(request, found, saved)
        handed = hand_over(actor=user, submission=saved.submission)
    except Conflict:
        raise
    except Refused as error:
        return _entry_page(
            request, get_report(user, code, unit), sentence=error.sentence, status=error.status
        )
    messages.success(request, _("Đã chuyển Bí thư xem. Báo cáo được gửi khi Bí thư bấm gửi."))
    left = report_view(Report(found.obligation, handed, found.own), editing=True).stopping
    if left:
        sentence = ngettext(
            "Còn %(count)d dòng trống, sai hoặc thiếu lý do; xong các dòng này Bí thư mới gửi được.",
            "Còn %(count)d dòng trống, sai hoặc thiếu lý do; xong các dòng này Bí thư mới gửi được.",
            left,
        )
        messages.warning(request, sentence % {"count": left})
    return redirect("reporting:collections")


@acts(post="submission.submit", takes=ENTRY_BOXES)
def send(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Save what is on the form, then send; the same key again gets the same answer."""
    user = person(request)
    found = get_report(user, code, unit)
    require(access.holds(user, "submission.submit", found.unit), _("Chỉ người đứng đầu đơn vị gửi báo cáo."))
    try:
        sent, saved = save_and_submit(
            actor=user,
            submission=found.submission,
            entries=read_entries(request.POST),
            key=read_key(request.POST),
            row_version=read_row_version(request.POST),
        )
    except Conflict:
        raise
    except Refused as error:
        fresh = get_report(user, code, unit)
        if not can_edit(user, fresh.submission):
            raise
        return _entry_page(
            request, fresh, sentence=error.sentence, stopped=bool(error.fields), status=error.status
        )
    if saved is not None and not saved.clean:
        return _with_refusals(request, found, saved)
    at = clock.now() if sent.submitted_at is None else sent.submitted_at
    messages.success(request, _("Báo cáo đã gửi lúc %(time)s.") % {"time": format_moment(at)})
    return redirect("reporting:report", code, unit)


@acts("submission.read")
def printed(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The report on paper, as it stands."""
    found = get_report(person(request), code, unit)
    user = person(request)
    view = report_view(found, editing=can_edit(user, found.submission), judging=_judges(user, found))
    shown = {**_frame(person(request), view), "back": reverse("reporting:report", args=[code, unit])}
    return render(request, "reporting/print.html", shown)
