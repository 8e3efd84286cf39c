"""The team's work: minutes and findings."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.oversight import permissions
from lantoa.oversight.choices import InspectionKind
from lantoa.oversight.forms.inspections import FindingForm, SessionForm
from lantoa.oversight.models import Inspection, WorkSession
from lantoa.oversight.queries import inspections as queries
from lantoa.oversight.queries.findings import get_finding
from lantoa.oversight.queries.rules import themes
from lantoa.oversight.services import working as services
from lantoa.oversight.views.steps import after_button, form_page, pressed, trail


def _trail(found: Inspection, here: str) -> list[tuple[str, str]]:
    return trail((found.code, reverse("oversight:inspection", args=[found.code])), (here, ""))


def _require_work(user: User, found: Inspection) -> None:
    require(
        permissions.can_work(user, found),
        _(
            "Chỉ thành viên đoàn ghi được, khi cuộc đang tiến hành; ai nay có vai trò, chức vụ ở đơn vị được kiểm tra thì không "
            "ghi nữa."
        ),
    )


def _session_page(request: SignedInRequest, found: Inspection, session: WorkSession | None) -> HttpResponse:
    user = request.user
    _require_work(user, found)
    initial: dict[str, Any] = {"row_version": found.row_version}
    if session is not None:
        names = ("held_on", "place", "present", "minutes")
        initial |= {name: getattr(session, name) for name in names}
    form = SessionForm(request.POST or None, initial=initial)

    def step(data: dict[str, Any]) -> str:
        services.write_minutes(actor=user, inspection=found, session=session, **data)
        return _("Đã lưu biên bản.")

    return form_page(
        request,
        form,
        step,
        title=_("Sửa biên bản") if session else _("Ghi biên bản buổi làm việc"),
        second=found.title,
        back=reverse("oversight:inspection", args=[found.code]),
        button=_("Lưu biên bản"),
        trail=_trail(found, _("Biên bản")),
    )


@acts("inspection.work", post="inspection.work")
def session_new(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/bien-ban/"""
    return _session_page(request, queries.get_inspection(request.user, code), None)


@acts("inspection.work", post="inspection.work")
def session_edit(request: SignedInRequest, code: str, session: uuid.UUID) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/bien-ban/<buổi>/"""
    found, row = queries.get_session(request.user, code, session)
    return _session_page(request, found, row)


@acts("inspection.work", post="inspection.work")
def finding_new(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/nhan-xet/"""
    user, found = request.user, queries.get_inspection(request.user, code)
    _require_work(user, found)
    form = FindingForm(
        request.POST or None,
        themes=themes(found.theme),
        breach=found.kind == InspectionKind.INSPECTION,
        initial={"row_version": found.row_version, "theme": found.theme.code},
    )

    def step(data: dict[str, Any]) -> str:
        services.write_finding(
            actor=user, inspection=found, text=form.finding(), row_version=data["row_version"]
        )
        return _("Đã ghi nhận xét.")

    return form_page(
        request,
        form,
        step,
        title=_("Ghi nhận xét"),
        second=_("Nhận xét về đơn vị. Chỉ đoàn và lãnh đạo nơi kiểm tra đọc được cho đến khi trình."),
        back=reverse("oversight:inspection", args=[code]),
        button=_("Lưu nhận xét"),
        trail=_trail(found, _("Nhận xét")),
    )


@acts("inspection.work", post="inspection.work")
def finding_edit(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/nhan-xet/<số>/"""
    user, row = request.user, get_finding(request.user, code, number)
    found = row.inspection
    _require_work(user, found)
    names = ("kind", "text", "cause", "request", "post", "proof_wanted", "due_on")
    form = FindingForm(
        request.POST or None,
        themes=themes(found.theme, row.theme),
        breach=found.kind == InspectionKind.INSPECTION,
        initial={
            "row_version": found.row_version,
            "theme": row.theme.code,
            **{name: getattr(row, name) for name in names},
        },
    )

    def step(data: dict[str, Any]) -> str:
        services.write_finding(
            actor=user, inspection=found, text=form.finding(), row_version=data["row_version"], finding=row
        )
        return _("Đã lưu nhận xét.")

    return form_page(
        request,
        form,
        step,
        title=_("Sửa nhận xét số %(number)d") % {"number": number},
        second=found.title,
        back=reverse("oversight:inspection", args=[code]),
        button=_("Lưu nhận xét"),
        trail=_trail(found, _("Nhận xét")),
    )


@acts(post="inspection.work", takes=("row_version",))
def finding_withdraw(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    user, row = request.user, get_finding(request.user, code, number)
    _require_work(user, row.inspection)
    return after_button(
        request,
        lambda: services.withdraw_finding(actor=user, finding=row, row_version=pressed(request)),
        _("Đã bỏ nhận xét số %(number)d.") % {"number": number},
        code,
    )


@acts(post="inspection.work", takes=("row_version",))
def present(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, queries.get_inspection(request.user, code)
    _require_work(user, found)
    return after_button(
        request,
        lambda: services.present_findings(actor=user, inspection=found, row_version=pressed(request)),
        _("Đã trình. Đơn vị được báo để có ý kiến."),
        code,
    )


@acts(post="inspection.work", takes=("row_version",))
def take_up_again(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, queries.get_inspection(request.user, code)
    require(
        permissions.can_take_up_again(user, found),
        _("Chỉ thành viên đoàn lấy lại được, sau khi trình và trước khi kết luận."),
    )
    return after_button(
        request,
        lambda: services.take_up_again(actor=user, inspection=found, row_version=pressed(request)),
        _("Đã lấy lại để sửa."),
        code,
    )
