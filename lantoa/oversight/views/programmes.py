"""Programmes: the list, one with its board, choosing units by facts, announcing, amending."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import SignedInRequest, acts, holds, holds_somewhere, require
from lantoa.oversight import permissions
from lantoa.oversight.choices import InspectionKind, InspectionState, ProgrammeState
from lantoa.oversight.forms.programmes import AnnounceForm, DropForm, ProgrammeForm
from lantoa.oversight.models import Programme
from lantoa.oversight.queries import programmes as queries
from lantoa.oversight.queries.completion import completion_of
from lantoa.oversight.services import programmes as services
from lantoa.oversight.views.steps import form_page, trail
from lantoa.ui.lists import page_of

QUARTERS = {1: "I", 2: "II", 3: "III", 4: "IV"}


def _home() -> tuple[str, str]:
    return _("Chương trình"), reverse("oversight:programmes")


def programme_trail(found: Programme, *more: tuple[str, str]) -> list[tuple[str, str]]:
    address = reverse("oversight:programme", args=[found.code]) if more else ""
    return trail(_home(), (str(found.year), address), *more)


@acts("programme.read")
def programmes(request: SignedInRequest) -> HttpResponse:
    """/kiem-tra-giam-sat/chuong-trinh/"""
    shown = {
        "page": page_of(queries.programmes_visible_to(request.user), request),
        "may_plan": holds_somewhere(request.user, "programme.plan"),
        "trail": trail((_("Chương trình"), "")),
    }
    return render(request, "oversight/programmes.html", shown)


@acts("programme.plan", post="programme.plan")
def programme_new(request: SignedInRequest) -> HttpResponse:
    """/kiem-tra-giam-sat/chuong-trinh/lap/"""
    user, today = request.user, clock.today()
    units = list(queries.units_to_plan_for(user))
    form = ProgrammeForm(request.POST or None, units=units, initial={"year": today.year})
    made: list[Programme] = []

    def step(data: dict[str, Any]) -> str:
        made.append(services.lay_out_programme(actor=user, unit=form.chosen(), year=data["year"]))
        return _("Đã lập. Giờ chọn đơn vị.")

    return form_page(
        request,
        form,
        step,
        title=_("Lập chương trình kiểm tra, giám sát"),
        back=reverse("oversight:programmes"),
        done=lambda: reverse("oversight:programme", args=[made[0].code]),
        button=_("Lập chương trình"),
        trail=trail(_home(), (_("Lập chương trình"), "")),
    )


def _column(item: Any) -> str:
    """Where a line stands on the board."""
    if item.inspection_state is None:
        return "planned"
    return str(item.inspection_state)


@acts("programme.read")
def programme(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/chuong-trinh/<mã>/: what was chosen, by state, and what was left out again."""
    user, found = request.user, queries.get_programme(request.user, code)
    items: list[Any] = list(queries.items_of(found))
    for item in items:
        item.kind_words = InspectionKind(item.kind).label
        item.quarter_words = _("Quý %(number)s") % {"number": QUARTERS[item.quarter]}
        item.badge = InspectionState(item.inspection_state).badge if item.inspection_state else None
    live = [one for one in items if one.dropped_at is None]
    order = [("planned", _("Chưa mở")), *((one.value, str(one.label)) for one in InspectionState)]
    columns = [(label, [one for one in live if _column(one) == key]) for key, label in order]
    may_plan = permissions.can_plan(user, found)
    announced = found.state == ProgrammeState.ANNOUNCED
    shown = {
        "programme": found,
        "columns": [(label, rows) for label, rows in columns if rows],
        "dropped": [one for one in items if one.dropped_at is not None],
        "count": len(live),
        "announced": announced,
        "may_plan": may_plan,
        "may_open": announced and holds(user, "inspection.prepare", found.unit_id),
        "may_announce": bool(live) and permissions.can_announce(user, found),
        "steps": _steps(found),
        "completion": completion_of(found),
        "trail": programme_trail(found),
    }
    return render(request, "oversight/programme.html", shown)


def _steps(found: Programme) -> list[tuple[str, str]]:
    announced = found.state == ProgrammeState.ANNOUNCED
    return [
        (_("Chọn đơn vị"), "done" if announced else "now"),
        (_("Ban hành"), "done" if announced else "later"),
        (_("Thực hiện"), "now" if announced else "later"),
    ]


@acts("programme.plan", post="programme.plan")
def item_drop(request: SignedInRequest, item: uuid.UUID) -> HttpResponse:
    """/kiem-tra-giam-sat/dong/<dòng>/bo/"""
    user, row = request.user, queries.get_item(request.user, item)
    found = row.programme
    require(permissions.can_plan(user, found))
    form = DropForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        services.drop_item(actor=user, item=row, reason=data["reason"], row_version=data["row_version"])
        return _("Đã đưa %(unit)s ra khỏi chương trình.") % {"unit": row.subject_name}

    return form_page(
        request,
        form,
        step,
        title=_("Đưa %(unit)s ra khỏi chương trình") % {"unit": row.subject_name},
        second=_("Dòng này ở lại chương trình, gạch bỏ, kèm lý do."),
        back=reverse("oversight:programme", args=[found.code]),
        button=_("Đưa ra khỏi chương trình"),
        trail=programme_trail(found, (row.subject_name, "")),
    )


@acts("programme.announce", post="programme.announce")
def announce(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/chuong-trinh/<mã>/ban-hanh/"""
    user, found = request.user, queries.get_programme(request.user, code)
    require(permissions.can_announce(user, found), _("Lãnh đạo của nơi lập ban hành chương trình, một lần."))
    form = AnnounceForm(
        request.POST or None, initial={"row_version": found.row_version, "issued_on": clock.today()}
    )

    def step(data: dict[str, Any]) -> str:
        made = services.announce_programme(
            actor=user,
            programme=found,
            issued_on=data["issued_on"],
            number=data["number"],
            row_version=data["row_version"],
        )
        return _("Đã ban hành chương trình số %(number)s, ngày %(day)s. Các đơn vị được báo.") % {
            "number": made.number,
            "day": format_day(data["issued_on"]),
        }

    return form_page(
        request,
        form,
        step,
        title=_("Ban hành %(title)s") % {"title": found.title},
        second=_("%(count)s dòng. Sau khi ban hành vẫn bổ sung, đưa ra được, có lý do.")
        % {"count": found.lines},
        back=reverse("oversight:programme", args=[code]),
        button=_("Ban hành chương trình"),
        trail=programme_trail(found, (_("Ban hành"), "")),
    )
