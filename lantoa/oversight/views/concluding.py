"""Conclude, print the notice, and look again at what was put right."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.attachments.answers import download
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import SignedInRequest, acts, holds, require
from lantoa.oversight import permissions
from lantoa.oversight.choices import FindingKind, InspectionState, RemedyState
from lantoa.oversight.forms.inspections import CheckForm, ConcludeForm
from lantoa.oversight.models import Inspection
from lantoa.oversight.printouts import notice_document
from lantoa.oversight.queries import findings as queries
from lantoa.oversight.queries.inspections import get_inspection
from lantoa.oversight.services import concluding as services
from lantoa.oversight.views.steps import form_page, trail
from lantoa.printing.docx_rendering import to_docx
from lantoa.tasks.queries import get_proof, proofs_of, tasks_visible_to
from lantoa.ui.lists import file_answer

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@acts("inspection.conclude", post="inspection.conclude")
def conclude(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/cuoc/<mã>/ket-luan/"""
    user, found = request.user, get_inspection(request.user, code)
    require(
        permissions.can_conclude(user, found),
        _(
            "Lãnh đạo hoặc thành viên đoàn kết luận, sau khi đoàn đã trình: người không viết nhận xét và từ ngày %(day)s trở "
            "lại đây không thuộc đơn vị được kiểm tra hoặc đơn vị bên dưới."
        )
        % {"day": format_day(found.period_from)},
    )
    form = ConcludeForm(
        request.POST or None,
        initial={
            "row_version": found.row_version,
            "issued_on": clock.today(),
            "members": found.members,
        },
    )

    def step(data: dict[str, Any]) -> str:
        made = services.conclude_inspection(actor=user, inspection=found, **data)
        return _("Đã kết luận, Thông báo %(number)s. Yêu cầu khắc phục đã giao cho đơn vị.") % {
            "number": made.notice_number
        }

    findings: list[Any] = list(queries.findings_of(found))
    for one in findings:
        one.badge = FindingKind(one.kind).badge
    return form_page(
        request,
        form,
        step,
        title=_("Kết luận"),
        second=found.title,
        back=reverse("oversight:inspection", args=[code]),
        button=_("Kết luận và ra thông báo"),
        page="oversight/conclude.html",
        findings=findings,
        asking=sum(one.asks for one in findings),
        heard=found.responded_at,
        trail=trail((code, reverse("oversight:inspection", args=[code])), (_("Kết luận"), "")),
    )


def _require_read(request: SignedInRequest, found: Inspection) -> None:
    require(permissions.can_read_findings(request.user, found))


@acts("inspection.see")
def notice(request: SignedInRequest, code: str) -> HttpResponse:
    """The notice as a Word file."""
    found = get_inspection(request.user, code)
    if found.state != InspectionState.CONCLUDED:
        raise Refused(_("Cuộc này chưa kết luận nên chưa có thông báo."))
    _require_read(request, found)
    document = notice_document(found, list(queries.findings_of(found)))
    return file_answer(to_docx(document), f"thong-bao-{found.code}.docx", DOCX)


@acts("inspection.see")
def remedy(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/khac-phuc/<mã nhiệm vụ>/"""
    user, found = request.user, queries.get_remedy(request.user, code)
    waits = found.task.state == "waiting"
    own = waits and holds(user, "remedy.check", found.finding.inspection.unit_id)
    shown = {
        "remedy": found,
        "finding": found.finding,
        "inspection": found.finding.inspection,
        "task": found.task,
        "badge": RemedyState(found.state).badge,
        "earlier": queries.earlier_of(found.finding),
        "checks": queries.checks_of(found),
        "proofs": proofs_of(found.task),
        "may_check": permissions.may_check(user, found),
        "another_checks": own and not permissions.may_check(user, found),
        "may_open_task": tasks_visible_to(user).filter(pk=found.task_id).exists(),
        "steps": _steps(found.state),
        "trail": trail((_("Khắc phục"), reverse("oversight:remedies")), (code, "")),
    }
    return render(request, "oversight/remedy.html", shown)


@acts("inspection.see")
def remedy_file(request: SignedInRequest, code: str, proof: uuid.UUID) -> HttpResponse:
    """A file that the unit has reported its remedy with: who checks need not read the unit's tasks."""
    row = get_proof(queries.get_remedy(request.user, code).task, proof)
    return download(row.file, row.name)


def _steps(state: str) -> list[tuple[str, str]]:
    at = {"open": 0, "late": 0, "reported": 1, "checked": 2}[state]
    names = [_("Đang khắc phục"), _("Chờ kiểm tra lại"), _("Đã kiểm tra lại")]
    return [
        (name, "done" if place < at or at == 2 else "now" if place == at else "later")
        for place, name in enumerate(names)
    ]


@acts("remedy.check", post="remedy.check")
def remedy_check(request: SignedInRequest, code: str) -> HttpResponse:
    """/kiem-tra-giam-sat/khac-phuc/<mã nhiệm vụ>/kiem-tra-lai/"""
    user, found = request.user, queries.get_remedy(request.user, code)
    require(
        permissions.may_check(user, found),
        _(
            "Người không viết nhận xét, không báo khắc phục và từ ngày %(day)s trở lại đây không thuộc đơn vị được kiểm tra hoặc "
            "đơn vị bên dưới thì kiểm tra lại, khi đơn vị đã báo xong."
        )
        % {"day": format_day(found.finding.inspection.period_from)},
    )
    form = CheckForm(request.POST or None, initial={"row_version": found.task.row_version})
    pressed = request.POST.get("viec", "")
    passed = pressed == "dat"

    def step(data: dict[str, Any]) -> str:
        if pressed not in ("dat", "chua-dat"):
            raise Refused(_("Chưa rõ đạt hay chưa. Bấm «Xác nhận đã khắc phục» hoặc «Trả lại làm tiếp»."))
        services.check_remedy(
            actor=user, remedy=found, passed=passed, words=data["words"], row_version=data["row_version"]
        )
        return _("Đã xác nhận khắc phục xong.") if passed else _("Đã trả lại để đơn vị làm tiếp.")

    back = reverse("oversight:remedy", args=[code])
    return form_page(
        request,
        form,
        step,
        title=_("Kiểm tra lại"),
        second=found.task.title,
        back=back,
        button="",
        page="oversight/check.html",
        task=found.task,
        proofs=proofs_of(found.task),
        trail=trail((_("Khắc phục"), reverse("oversight:remedies")), (code, back), (_("Kiểm tra lại"), "")),
    )
