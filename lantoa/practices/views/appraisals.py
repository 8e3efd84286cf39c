"""One's own appraisals, one practice at a time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.organisation.access import acts, person
from lantoa.practices.choices import CallState
from lantoa.practices.forms.calls import AppraisalForm
from lantoa.practices.models import Appraisal, Assignment
from lantoa.practices.queries import appraisals as queries
from lantoa.practices.services import appraisals as services
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID


@acts("appraisal.give")
def work_view(request: HttpRequest) -> HttpResponse:
    rows = list(queries.work_of(person(request)))
    waiting = [one for one in rows if not _is_handed(one)]
    context = {
        "rows": rows,
        "waiting": len(waiting),
        "handed": len(rows) - len(waiting),
        "next": waiting[0] if waiting else None,
        "trail": [
            (_("Mô hình"), reverse("practices:list")),
            (_("Đợt xét"), reverse("practices:calls")),
            (_("Việc chấm của tôi"), ""),
        ],
    }
    return render(request, "practices/appraisals.html", context)


@acts("appraisal.give", post="appraisal.give")
def appraise_view(request: HttpRequest, call: str, code: str) -> HttpResponse:
    """Points in words and numbers. `viec=nop` hands in, anything else keeps a draft."""
    user = person(request)
    assignment = queries.get_assignment(user, call, code)
    criteria = queries.criteria_of(assignment.entry.call)
    kept = queries.appraisal_of(assignment)
    form = AppraisalForm(
        request.POST if request.method == "POST" else None, criteria=criteria, initial=_initial(kept)
    )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["row_version"] or 0
        try:
            if request.POST.get("viec") == "nop":
                handed = services.hand_in(
                    actor=user, assignment=assignment, given=form.told(), row_version=version
                )
                _say(request, handed.late)
                following = queries.next_after(user, assignment)
                if following is None or handed.late:
                    return redirect("practices:appraisals")
                return redirect("practices:appraise", call, following.entry.practice_year.practice.code)
            services.save_appraisal(actor=user, assignment=assignment, given=form.told(), row_version=version)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu bản nháp. Chỉ anh/chị thấy cho tới khi nộp."))
            return redirect("practices:appraise", call, code)
    shown = assignment.entry.call
    context = {
        "assignment": assignment,
        "call": shown,
        "practice": assignment.entry.practice_year.practice,
        "form": form,
        "handed": _is_handed(assignment),
        "open": shown.state == CallState.APPRAISING and not _is_handed(assignment),
        "kept": kept,
        "levels": list(shown.standard.levels.all()),
        "given": list(zip(criteria, kept.points, strict=True)) if kept else [],
        "next": queries.next_after(user, assignment),
        "trail": [
            (_("Việc chấm của tôi"), reverse("practices:appraisals")),
            (code, ""),
        ],
    }
    return render(request, "practices/appraise.html", context, status=INVALID if form.errors else 200)


@acts(post="appraisal.give", takes=())
def conflict_view(request: HttpRequest, call: str, code: str) -> HttpResponse:
    user = person(request)
    assignment = queries.get_assignment(user, call, code)
    try:
        services.declare_conflict(actor=user, assignment=assignment)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("practices:appraise", call, code)
    messages.success(
        request,
        _("Đã ghi: anh/chị không chấm %(code)s. Lần phân công tới sẽ giao cho người khác.") % {"code": code},
    )
    return redirect("practices:appraisals")


def _say(request: HttpRequest, late: bool) -> None:
    if late:
        messages.warning(
            request,
            _(
                "Đợt vừa chuyển sang bước tuyển chọn nên phần chấm này chưa được tính. Điểm và nhận xét đã được lưu là bản "
                "nháp; nếu cuộc họp mở lại bước chấm, anh/chị chỉ cần bấm nộp."
            ),
        )
    else:
        messages.success(request, _("Đã nộp phần chấm."))


def _is_handed(assignment: Assignment) -> bool:
    found = queries.appraisal_of(assignment)
    return found is not None and found.handed_at is not None


def _initial(kept: Appraisal | None) -> dict[str, object]:
    if kept is None:
        return {"row_version": 0}
    points: dict[str, object] = {f"p{place}": point for place, point in enumerate(kept.points)}
    return points | {"comment": kept.comment, "row_version": kept.row_version}
