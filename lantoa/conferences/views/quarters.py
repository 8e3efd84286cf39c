"""The quarterly review: the quarter's figures, what came of the last conclusions, and what is carried over."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lantoa.conferences import permissions
from lantoa.conferences.models import Conference
from lantoa.conferences.printouts.quarter import quarter_workbook
from lantoa.conferences.queries import quarters as queries
from lantoa.conferences.queries.reviews import get_conference
from lantoa.conferences.views.frame import head_of
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.ui.lists import file_answer


def reviewing(request: SignedInRequest, code: str) -> Conference:
    """Of those that review a quarter."""
    conference = get_conference(request.user, code)
    if not conference.also_reviews:
        raise NotFound()
    return conference


def _shown(request: SignedInRequest, conference: Conference) -> dict[str, Any]:
    user = request.user
    earlier = queries.what_came_of(user, conference)
    carried = queries.carried_counts(conference)
    rows = list(queries.carried_at(user, conference)[: queries.SHOWN_TASKS])
    return {
        **head_of(user, conference, "quarter"),
        "figures": queries.figures_of_quarter(user, conference),
        "earlier": earlier,
        "tasks": sum(one.sums.tasks for one in earlier),
        "open": sum(one.sums.open for one in earlier),
        "late": sum(one.sums.late for one in earlier),
        "carried": carried["count"],
        "carried_rows": rows,
        "carried_more": carried["count"] - len(rows),
        "now": clock.now(),
        "may_carry": permissions.can_write(user, conference) and not conference.is_cancelled,
    }


def quarter_page(request: SignedInRequest, conference: Conference) -> HttpResponse:
    return render(request, "conferences/quarter.html", _shown(request, conference))


@acts("conference.read")
def quarter(request: SignedInRequest, code: str) -> HttpResponse:
    """/hoi-nghi/<mã>/quy/."""
    return quarter_page(request, reviewing(request, code))


@acts("conference.read")
def quarter_print(request: SignedInRequest, code: str) -> HttpResponse:
    """The same on paper."""
    conference = reviewing(request, code)
    back = reverse("conferences:quarter", args=[code])
    return render(request, "conferences/quarter_print.html", {**_shown(request, conference), "back": back})


@acts("conference.read")
def quarter_export(request: SignedInRequest, code: str) -> HttpResponse:
    """Every task of the earlier conclusions by its sentence, and the quarter's figures, as a workbook."""
    conference = reviewing(request, code)
    content = quarter_workbook(
        conference,
        queries.figures_of_quarter(request.user, conference),
        queries.tasks_by_sentence(request.user, conference),
    )
    return file_answer(content, f"so-ket-quy-{conference.code}.xlsx")
