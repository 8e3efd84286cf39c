"""The quarterly review: the quarter's figures, what came of the last conclusions, and what is carried over."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.conferences import permissions
from lantoa.conferences.forms import CarryForm
from lantoa.conferences.models import Conference
from lantoa.conferences.printouts.quarter import quarter_workbook
from lantoa.conferences.queries import quarters as queries
from lantoa.conferences.queries.reviews import get_conference
from lantoa.conferences.services.raising import carry_over
from lantoa.conferences.views.frame import INVALID, head_of, trail
from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.ui.forms import show_refusal
from lantoa.ui.lists import file_answer


def _conference(request: SignedInRequest, code: str) -> Conference:
    """Of those that review a quarter."""
    conference = get_conference(request.user, code)
    if not conference.also_reviews:
        raise NotFound()
    return conference


def _shown(request: SignedInRequest, conference: Conference) -> dict[str, Any]:
    user = request.user
    earlier = queries.what_came_of(user, conference)
    carried = queries.carried_counts(conference)
    return {
        **head_of(user, conference, "quarter"),
        "figures": queries.figures_of_quarter(user, conference),
        "earlier": earlier,
        "tasks": sum(one.sums.tasks for one in earlier),
        "open": sum(one.sums.open for one in earlier),
        "late": sum(one.sums.late for one in earlier),
        "carried": carried["count"],
        "carried_rows": list(queries.carried_at(user, conference)[: queries.SHOWN_TASKS]),
        "now": clock.now(),
        "may_carry": permissions.can_write(user, conference) and not conference.is_cancelled,
    }


def quarter_page(request: SignedInRequest, conference: Conference) -> HttpResponse:
    return render(request, "conferences/quarter.html", _shown(request, conference))


@acts("conference.read")
def quarter(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoi-nghi/<mã>/quy/."""
    return quarter_page(request, _conference(request, code))


@acts("conference.read")
def quarter_print(request: SignedInRequest, code: str) -> HttpResponse:
    """The same on paper."""
    conference = _conference(request, code)
    back = reverse("conferences:quarter", args=[code])
    return render(request, "conferences/quarter_print.html", {**_shown(request, conference), "back": back})


@acts("conference.read")
def quarter_export(request: SignedInRequest, code: str) -> HttpResponse:
    """Every task of the earlier conclusions by its sentence, and the quarter's figures, as a workbook."""
    conference = _conference(request, code)
    content = quarter_workbook(
        conference,
        queries.figures_of_quarter(request.user, conference),
        queries.tasks_by_sentence(request.user, conference),
    )
    return file_answer(content, f"so-ket-quy-{conference.code}.xlsx")


@acts("conclusion.write", post="conclusion.write")
def quarter_carry(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoi-nghi/<mã>/quy/chuyen-tiep/: give unfinished tasks a new day with a reason; those that are late are marked."""
    user, conference = request.user, _conference(request, code)
    require(permissions.can_write(user, conference))
    if conference.is_cancelled:
        raise Refused(_("Hội nghị đã hủy nên không chuyển việc sang được."))
    offered = list(queries.to_carry_over(user, conference))
    late = [row.code for row in offered if row.is_overdue]
    first: dict[str, Any] = {"tasks": late}
    if conference.launched:
        first["due_on"] = conference.launched.last_day
    form = CarryForm(request.POST or None, offered=offered, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = carry_over(
                actor=user,
                conference=conference,
                tasks=form.chosen(),
                due_on=data["due_on"],
                reason=data["reason"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request,
                _("Đã chuyển tiếp %(count)d nhiệm vụ; các đơn vị được báo hạn mới.") % {"count": len(made)},
            )
            return redirect("conferences:quarter", code)
    address = reverse("conferences:quarter", args=[code])
    shown = {
        "form": form,
        "conference": conference,
        "offered": offered,
        "chosen": set(form["tasks"].value() or ()),
        "cancel_url": address,
        "trail": trail((code, address), (_("Chuyển tiếp việc chưa xong"), "")),
    }
    return render(request, "conferences/carry.html", shown, status=INVALID if form.errors else 200)
