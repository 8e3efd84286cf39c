"""What the unit answers: its self-report, and its word on what was found."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.answers import download
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.oversight import permissions
from lantoa.oversight.forms.answers import RespondForm, SelfReportForm
from lantoa.oversight.models import Inspection
from lantoa.oversight.queries import inspections as queries
from lantoa.oversight.queries.findings import findings_of
from lantoa.oversight.services import working as services
from lantoa.oversight.views.steps import form_page, trail


def _trail(found: Inspection, here: str) -> list[tuple[str, str]]:
    return trail((found.code, reverse("oversight:inspection", args=[found.code])), (here, ""))


@acts("inspection.answer", post="inspection.answer")
def self_report(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/tu-kiem-tra/"""
    user, found = request.user, queries.get_inspection(request.user, code)
    require(
        permissions.can_report(user, found),
        _("Người đứng đầu đơn vị được kiểm tra gửi báo cáo, đến khi đoàn trình nhận xét."),
    )
    form = SelfReportForm(
        request.POST or None,
        request.FILES or None,
        sent=queries.files_of(found),
        initial={"row_version": found.row_version, "text": found.self_report},
    )

    def step(data: dict[str, Any]) -> str:
        services.send_self_report(
            actor=user,
            inspection=found,
            text=data["text"],
            files=[data["file"]] if data["file"] else [],
            dropped=form.dropped(),
            row_version=data["row_version"],
        )
        return _("Đã gửi báo cáo tự kiểm tra cho đoàn.")

    return form_page(
        request,
        form,
        step,
        title=_("Báo cáo tự kiểm tra"),
        second=_("Gửi trước hoặc trong ngày %(day)s. Gửi lại được cho đến khi đoàn trình nhận xét.")
        % {"day": format_day(found.self_report_due_on)},
        back=reverse("oversight:inspection", args=[code]),
        button=_("Gửi báo cáo tự kiểm tra"),
        page="oversight/self_report.html",
        inspection=found,
        trail=_trail(found, _("Báo cáo tự kiểm tra")),
    )


@acts("inspection.see")
def self_report_file(request: SignedInRequest, code: str, file: uuid.UUID) -> HttpResponse:
    """A file that came with the self-report."""
    found, row = queries.get_file(request.user, code, file)
    require(
        permissions.can_read_inside(request.user, found),
        _("Tệp này chỉ đoàn, lãnh đạo nơi kiểm tra và đơn vị đọc."),
    )
    return download(row.file, row.name)


@acts("inspection.answer", post="inspection.answer")
def respond(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/y-kien/"""
    user, found = request.user, queries.get_inspection(request.user, code)
    require(
        permissions.can_respond(user, found),
        _("Người đứng đầu đơn vị được kiểm tra có ý kiến, sau khi đoàn trình và trước khi kết luận."),
    )
    findings = list(findings_of(found))
    initial = {"row_version": found.row_version} | {f"y-{one.number}": one.response for one in findings}
    form = RespondForm(request.POST or None, findings=findings, initial=initial)

    def step(data: dict[str, Any]) -> str:
        services.respond(actor=user, inspection=found, words=form.words(), row_version=data["row_version"])
        return _("Đã gửi ý kiến của đơn vị.")

    return form_page(
        request,
        form,
        step,
        title=_("Ý kiến của đơn vị"),
        second=_("Để trống là đồng ý với nhận xét đó."),
        back=reverse("oversight:inspection", args=[code]),
        button=_("Gửi ý kiến của đơn vị"),
        page="oversight/respond.html",
        pairs=[(one, form[f"y-{one.number}"]) for one in findings],
        trail=_trail(found, _("Ý kiến")),
    )
