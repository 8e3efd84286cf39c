"""The list of reorganisations, and beginning one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lantoa.organisation.access import SignedInRequest, acts
from lantoa.organisation.choices import ReorganisationState
from lantoa.organisation.forms.reorganisations.drafts import StartForm
from lantoa.organisation.queries.reorganisations import lists
from lantoa.organisation.queries.units import get_unit
from lantoa.organisation.services.reorganisations import drafts as drafting
from lantoa.organisation.services.reorganisations.drafts import Paper
from lantoa.organisation.views.reorganisations.framing import ACT, trail
from lantoa.ui.lists import LONGEST_SEARCH, page_of


@acts(ACT)
def reorganisation_list(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/sap-xep/: drafts and what was applied, counted by state."""
    wanted = _wanted(request)
    return render(
        request,
        "organisation/reorganisations/list.html",
        {
            "page": page_of(lists.listed(request.user, wanted), request),
            "counters": lists.counters(request.user, wanted),
            "years": lists.years(request.user),
            "wanted": wanted,
            "is_narrowed": bool(wanted.text or wanted.state or wanted.year),
            "trail": trail(),
        },
    )


def _wanted(request: SignedInRequest) -> lists.Wanted:
    """The filter in the address; what it cannot mean is left out rather than refused."""
    get = request.GET
    year, state, sort = get.get("nam", ""), get.get("trangthai", ""), get.get("sort", "")
    return lists.Wanted(
        get.get("q", "")[:LONGEST_SEARCH].strip(),
        state if state in ReorganisationState.values else "",
        int(year) if len(year) == 4 and year.isascii() and year.isdigit() and year != "0000" else None,
        sort if sort.removeprefix("-") in lists.SORTS else "",
    )


@acts(ACT, post=ACT)
def create(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/sap-xep/lap/: choose the committee and a title."""
    committees = lists.committees(request.user)
    form = StartForm(request.POST or None, committees=committees)
    if request.method == "POST" and form.is_valid():
        unit = get_unit(request.user, form.cleaned_data["unit"], ACT)
        made = drafting.draft_reorganisation(
            actor=request.user, unit=unit, paper=Paper(form.cleaned_data["title"])
        )
        return redirect("organisation:reorganisation", code=made.code)
    status = 422 if request.method == "POST" else 200
    shown = {"form": form, "trail": trail((_("Lập phương án"), ""))}
    return render(request, "organisation/reorganisations/create.html", shown, status=status)
