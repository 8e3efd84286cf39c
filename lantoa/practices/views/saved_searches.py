"""«Tìm kiếm đã lưu»: one's own searches, opened with all their filters."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.practices.forms.searching import KeepForm
from lantoa.practices.models import SavedSearch
from lantoa.practices.queries import saved_searches as queries
from lantoa.practices.queries import searching
from lantoa.practices.queries.practices import PracticeFilter
from lantoa.practices.services.saved_searches import keep_search, open_search, remove_search, restore_search
from lantoa.practices.views.lists import choices_for, filters_in_words, wanted_in
from lantoa.practices.views.searching import FILTERS
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

ACT = "practice.learn"
UNDO = "hoan-tac"


@dataclass(frozen=True)
class Shown:
    """A saved search as the list shows it. `new`: None where it finds too many to be counted."""

    search: SavedSearch
    words: list[str]
    new: int | None

    @property
    def is_many(self) -> bool:
        return (self.new or 0) > queries.MOST_NEW


def _kept(get: QueryDict) -> dict[str, str]:
    """Words and filters of an address, nothing else."""
    said = {name: get.get(name, "").strip() for name in ("q", *FILTERS)}
    return {name: value for name, value in said.items() if value}


def _parameters(search: SavedSearch) -> QueryDict:
    return QueryDict(urlencode(json.loads(search.query)))


def _wanted(search: SavedSearch) -> PracticeFilter:
    return wanted_in(_parameters(search))


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Mô hình"), reverse("practices:list")),
        (_("Tìm mô hình"), reverse("practices:search")),
        *more,
    ]


@acts(ACT)
def saved_view(request: SignedInRequest) -> HttpResponse:
    """/mo-hinh/tim/da-luu/"""
    user = request.user
    saved = queries.saved_by(user)
    offered = choices_for(user)
    new = queries.new_in(user, saved, {one.pk: _wanted(one) for one in saved})
    try:
        gone = queries.get_saved(user, request.GET.get(UNDO, ""), removed=True)
    except NotFound:
        gone = None
    shown = {
        "saved": [Shown(one, filters_in_words(_wanted(one), offered), new.get(one.pk)) for one in saved],
        "most_new": queries.MOST_NEW,
        "most": searching.MOST,
        "gone": gone,
        "trail": _trail((_("Tìm kiếm đã lưu"), "")),
    }
    return render(request, "practices/saved_searches.html", shown)


@acts(ACT, post=ACT)
def search_keep_view(request: SignedInRequest) -> HttpResponse:
    """/mo-hinh/tim/luu/?q=…: give the words and filters of this address a name."""
    user = request.user
    form = KeepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        parameters = QueryDict(request.POST.get("query", "")[:3000])
    else:
        parameters = request.GET
        form = KeepForm(
            initial={"query": urlencode(_kept(parameters)), "name": parameters.get("q", "")[:100]}
        )
    kept, wanted = _kept(parameters), wanted_in(parameters)
    if request.method == "POST" and form.is_valid():
        try:
            keep_search(
                actor=user,
                name=form.cleaned_data["name"],
                query=json.dumps(kept, ensure_ascii=False),
                wanted=wanted,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu lần tìm. Mở lại ở đây bất cứ lúc nào."))
            return redirect("practices:saved_searches")
    shown = {
        "form": form,
        "words": filters_in_words(wanted, choices_for(user)),
        "back": f"{reverse('practices:search')}?{urlencode(kept)}",
        "trail": _trail((_("Lưu lần tìm này"), "")),
    }
    return render(request, "practices/search_keep.html", shown, status=INVALID if form.errors else 200)


@acts(post=ACT, takes=("search",))
def saved_open_view(request: SignedInRequest) -> HttpResponse:
    """To the search with all its filters; what it finds is new no more."""
    found = queries.get_saved(request.user, request.POST.get("search", ""))
    open_search(actor=request.user, search=found, wanted=_wanted(found))
    return redirect(f"{reverse('practices:search')}?{_parameters(found).urlencode()}")


@acts(post=ACT, takes=("search",))
def saved_remove_view(request: SignedInRequest) -> HttpResponse:
    found = queries.get_saved(request.user, request.POST.get("search", ""))
    remove_search(actor=request.user, search=found)
    # The page offers to put it back, and says what it was.
    return redirect(f"{reverse('practices:saved_searches')}?{UNDO}={found.pk}")


@acts(post=ACT, takes=("search",))
def saved_restore_view(request: SignedInRequest) -> HttpResponse:
    """Put back what was taken away."""
    found = queries.get_saved(request.user, request.POST.get("search", ""), removed=True)
    restore_search(actor=request.user, search=found)
    messages.success(request, _("Đã khôi phục lần tìm."))
    return redirect("practices:saved_searches")
