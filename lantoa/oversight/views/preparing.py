"""Open, prepare, decide, extend, cancel."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import SignedInRequest, acts, holds, require
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import unit_by_code
from lantoa.oversight import permissions
from lantoa.oversight.choices import InspectionKind, TeamPart
from lantoa.oversight.forms.inspections import (
    CancelForm,
    DecideForm,
    EditForm,
    ExtendForm,
    MemberForm,
    OpenForm,
    TextForm,
)
from lantoa.oversight.models import Inspection
from lantoa.oversight.queries import inspections as queries
from lantoa.oversight.queries.programmes import get_item, units_to_prepare_for
from lantoa.oversight.queries.rules import Limits, limits_of, past_extending, themes
from lantoa.oversight.services import preparing as services
from lantoa.oversight.views.steps import form_page, pressed, trail
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


def _trail(found: Inspection, here: str) -> list[tuple[str, str]]:
    return trail((found.code, reverse("oversight:inspection", args=[found.code])), (here, ""))


def _back(found: Inspection) -> str:
    return reverse("oversight:inspection", args=[found.code])


@acts("inspection.prepare", post="inspection.prepare")
def open_planned(request: SignedInRequest, item: uuid.UUID) -> HttpResponse:
    """/kiem-tra-giam-sat/dong/<dòng>/mo/: what the programme says stands in the form already."""
    user, row = request.user, get_item(request.user, item)
    body: Unit = row.programme.unit
    require(holds(user, "inspection.prepare", body))
    year = row.programme.year
    form = TextForm(
        request.POST or None,
        themes=themes(row.theme),
        directives=queries.directives_to_choose(user),
        initial={
            "kind": row.kind,
            "theme": row.theme.code,
            "title": _("%(kind)s: %(theme)s")
            % {"kind": InspectionKind(row.kind).label, "theme": row.theme.name},
            "period_from": clock.today().replace(year=year - 1, month=1, day=1),
            "period_until": min(clock.today(), clock.today().replace(year=year - 1, month=12, day=31)),
        },
    )
    made: list[Inspection] = []

    def step(data: dict[str, Any]) -> str:
        made.append(
            services.open_inspection(actor=user, unit=body, subject=row.subject, text=form.text(), item=row)
        )
        return _("Đã mở cuộc %(code)s. Tiếp theo: cử đoàn.") % {"code": made[0].code}

    programme = reverse("oversight:programme", args=[row.programme.code])
    return form_page(
        request,
        form,
        step,
        title=_("Mở cuộc theo chương trình: %(unit)s") % {"unit": row.subject_name},
        second=row.reason,
        back=programme,
        done=lambda: _back(made[0]),
        button=_("Mở cuộc"),
        trail=trail((str(year), programme), (row.subject_name, "")),
    )


@acts("inspection.prepare", post="inspection.prepare")
def open_beside(request: SignedInRequest) -> HttpResponse:
    """/kiem-tra-giam-sat/mo/: one that the programme does not hold. ?don-vi= the code of the unit."""
    user = request.user
    units = list(units_to_prepare_for(user))
    form = OpenForm(
        request.POST or None,
        units=units,
        themes=themes(),
        directives=queries.directives_to_choose(user),
        initial={"subject": request.GET.get("don-vi", "")[:40]},
    )
    made: list[Inspection] = []

    def step(data: dict[str, Any]) -> str:
        try:
            subject = unit_by_code(data["subject"].strip())
        except NotFound:
            sentence = _("Không có đơn vị mang mã này.")
            raise Refused.at("subject", sentence) from None
        made.append(services.open_inspection(actor=user, unit=form.body(), subject=subject, text=form.text()))
        return _("Đã mở cuộc %(code)s. Tiếp theo: cử đoàn.") % {"code": made[0].code}

    return form_page(
        request,
        form,
        step,
        title=_("Mở cuộc ngoài chương trình"),
        second=_(
            "Kiểm tra khi có dấu hiệu cần xem, hoặc giám sát đột xuất. Đối tượng luôn là đơn vị, không phải một người."
        ),
        back=reverse("oversight:inspections"),
        done=lambda: _back(made[0]),
        button=_("Mở cuộc"),
        trail=trail((_("Mở cuộc"), "")),
    )


@acts("inspection.prepare", post="inspection.prepare")
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/sua/"""
    user, found = request.user, queries.get_inspection(request.user, code)
    require(permissions.can_prepare(user, found), _("Nơi kiểm tra sửa được khi chưa có quyết định."))
    form = EditForm(
        request.POST or None,
        themes=themes(found.theme),
        directives=queries.directives_to_choose(user, found.directive),
        initial={
            "title": found.title,
            "kind": found.kind,
            "theme": found.theme.code,
            "directive": str(found.directive_id or ""),
            "period_from": found.period_from,
            "period_until": found.period_until,
            "members": found.members,
            "outline": found.outline,
            "row_version": found.row_version,
        },
    )

    def step(data: dict[str, Any]) -> str:
        services.change_inspection(
            actor=user, inspection=found, text=form.text(), row_version=data["row_version"]
        )
        return _("Đã lưu.")

    return form_page(
        request,
        form,
        step,
        title=_("Sửa nội dung, đề cương"),
        second=found.title,
        back=_back(found),
        button=_("Lưu"),
        trail=_trail(found, _("Sửa")),
    )


@acts("inspection.assign", post="inspection.assign")
def team(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/doan/: who carries it out; add one more, or take one out."""
    user, found = request.user, queries.get_inspection(request.user, code)
    require(
        permissions.can_assign(user, found),
        _("Chuyên viên hoặc lãnh đạo nơi kiểm tra cử đoàn, khi chưa có quyết định."),
    )
    people = list(queries.team_to_choose(found))
    members = list(queries.team_of(found))
    has_head = any(one.part == TeamPart.HEAD for one in members)
    form = MemberForm(
        request.POST or None,
        people=people,
        initial={
            "row_version": found.row_version,
            "part": TeamPart.MEMBER if has_head else TeamPart.HEAD,
        },
    )
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                services.add_member(
                    actor=user,
                    inspection=found,
                    person=form.chosen(),
                    part=TeamPart(form.cleaned_data["part"]),
                    row_version=form.cleaned_data["row_version"],
                )
            except Refused as refused:
                show_refusal(form, refused)
                status = refused.status
            else:
                return redirect("oversight:team", code)
    shown = {
        "inspection": found,
        "form": form,
        "members": members,
        "people": people,
        "cancel_url": _back(found),
        "trail": _trail(found, _("Đoàn")),
    }
    return render(request, "oversight/team.html", shown, status=status)


@acts(post="inspection.assign", takes=("row_version",))
def team_remove(request: SignedInRequest, code: str, member: uuid.UUID) -> HttpResponse:
    user, found = request.user, queries.get_inspection(request.user, code)
    require(
        permissions.can_assign(user, found),
        _("Chuyên viên hoặc lãnh đạo nơi kiểm tra cử đoàn, khi chưa có quyết định."),
    )
    row = queries.team_of(found).filter(pk=member).first()
    if row is None:
        raise NotFound()
    row.inspection = found
    services.remove_member(actor=user, member=row, row_version=pressed(request))
    return redirect("oversight:team", code)


def _limit_words(limits: Limits) -> list[tuple[str, str]]:
    """What the rules of the day allow, with the paper that says so."""
    rows = []
    if limits.length is not None:
        words = _("tối đa %(days)d ngày, %(source)s")
        said = {"days": limits.length.value, "source": limits.length.source}
        rows.append((_("Thời gian"), words % said))
    if limits.extension is not None:
        words = _("một lần, tối đa %(part)s thời gian, %(source)s")
        part = f"{limits.extension.value}/{limits.extension.per}"
        rows.append((_("Gia hạn"), words % {"part": part, "source": limits.extension.source}))
    if limits.period is not None:
        words = _("tối đa %(years)d năm trở lại, %(source)s")
        known = {"years": limits.period.value, "source": limits.period.source}
        rows.append((_("Thời kỳ được xem"), words % known))
    return rows or [(_("Thời hạn"), _("chưa khai văn bản nào cho cấp này"))]


@acts("inspection.decide", post="inspection.decide")
def decide(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/quyet-dinh/"""
    user, found = request.user, queries.get_inspection(request.user, code)
    require(permissions.can_decide(user, found), _("Lãnh đạo của nơi kiểm tra ra quyết định, một lần."))
    today = clock.today()
    form = DecideForm(
        request.POST or None,
        initial={"row_version": found.row_version, "issued_on": today, "begins_on": today},
    )

    def step(data: dict[str, Any]) -> str:
        made = services.decide_inspection(actor=user, inspection=found, **data)
        return _("Đã ra Quyết định %(number)s. Đơn vị được báo, kèm đề cương.") % {
            "number": made.decision_number
        }

    return form_page(
        request,
        form,
        step,
        title=_("Ra quyết định"),
        second=found.title,
        back=_back(found),
        button=_("Ra quyết định và báo đơn vị"),
        facts=_limit_words(limits_of(found.unit_id, today)),
        trail=_trail(found, _("Ra quyết định")),
    )


@acts("inspection.decide", post="inspection.decide")
def extend(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/gia-han/"""
    user, found = request.user, queries.get_inspection(request.user, code)
    require(
        permissions.can_extend(user, found),
        _("Lãnh đạo của nơi kiểm tra gia hạn, một lần, khi cuộc đang tiến hành."),
    )
    last = past_extending(found)
    if last is not None:
        raise Refused(
            _(
                "Không gia hạn được nữa: theo thời hạn đang dùng, cuộc này chỉ kéo dài đến %(day)s là muộn nhất."
            )
            % {"day": format_day(last)}
        )
    form = ExtendForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        services.extend_inspection(actor=user, inspection=found, **data)
        return _("Đã gia hạn đến %(day)s.") % {"day": format_day(data["ends_on"])}

    return form_page(
        request,
        form,
        step,
        title=_("Gia hạn"),
        second=_("Hạn đang có: %(day)s.") % {"day": format_day(found.ends_on)},
        back=_back(found),
        button=_("Gia hạn"),
        facts=_limit_words(limits_of(found.unit_id, found.begins_on)),
        trail=_trail(found, _("Gia hạn")),
    )


@acts("inspection.decide", post="inspection.decide")
def cancel(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/huy/"""
    user, found = request.user, queries.get_inspection(request.user, code)
    require(permissions.can_cancel(user, found), _("Lãnh đạo của nơi kiểm tra hủy được cuộc chưa kết luận."))
    form = CancelForm(request.POST or None, initial={"row_version": found.row_version})

    def step(data: dict[str, Any]) -> str:
        services.cancel_inspection(actor=user, inspection=found, **data)
        return _("Đã hủy cuộc này.")

    return form_page(
        request,
        form,
        step,
        title=_("Hủy cuộc"),
        second=found.title,
        back=_back(found),
        button=_("Hủy cuộc này"),
        trail=_trail(found, _("Hủy")),
    )
