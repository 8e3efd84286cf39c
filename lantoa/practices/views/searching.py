"""«Tìm mô hình»: full text, without accents, with the passage that was met."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.organisation.access import acts, person
from lantoa.practices.choices import YearState
from lantoa.practices.queries import searching
from lantoa.practices.views.lists import STATES, choices_for, wanted_by

PER_PAGE = 20  # each with its passages: a page of them is read, not run over
MOST_SUGGESTED = 6
FILTERS = ("nam", "linh-vuc", "don-vi", "trang-thai")


def _changed(request: HttpRequest, **values: str) -> str:
    """The address of the same search with these parameters, from its first page."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in values.items():
        query[name] = value
    return f"{reverse('practices:search')}?{query.urlencode()}"


def _suggestions(request: HttpRequest, text: str) -> list[tuple[str, str]]:
    """Where nothing is found: the same words without filters, then without one of the words, as (words, address)."""
    plain = f"{reverse('practices:search')}?"
    offered = []
    if any(request.GET.get(name) for name in FILTERS):
        query = request.GET.copy()
        for name in (*FILTERS, "page"):
            query.pop(name, None)
        offered.append((_("Tìm trong mọi đơn vị, lĩnh vực, năm, tình trạng"), plain + query.urlencode()))
    words = text.split()
    if len(words) > 1:
        for place in range(len(words))[:MOST_SUGGESTED]:
            fewer = " ".join(words[:place] + words[place + 1 :])
            offered.append((_("Tìm «%(words)s»") % {"words": fewer}, _changed(request, q=fewer)))
    return offered


def _place_words(place: str) -> str:
    """Where in a file: `page:3` → «trang 3»."""
    kind, _colon, which = place.partition(":")
    if kind == "page":
        return _("trang %(number)s") % {"number": which}
    return _("trang tính «%(name)s»") % {"name": which} if kind == "sheet" and which else ""


@acts("practice.learn")
def search_view(request: HttpRequest) -> HttpResponse:
    user, wanted = person(request), wanted_by(request)
    said = searching.wording(wanted.text)
    ranked = searching.ranked(user, wanted, said)
    page = Paginator(ranked.practices, PER_PAGE).get_page(request.GET.get("page"))
    parts = {
        "problem": _("Vấn đề"),
        "goal": _("Mục tiêu"),
        "method": _("Cách làm"),
        "result": _("Kết quả"),
        "lesson": _("Kinh nghiệm"),
    }
    context = {
        "wanted": wanted,
        "offered": choices_for(user),
        "states": [(state.value, state.label) for state in STATES],
        "state_chosen": YearState(wanted.state).value if wanted.state else "",
        "page": page,
        "found": [
            (one, parts.get(one.part, ""), [(hit, _place_words(hit.place)) for hit in one.files])
            for one in searching.shown(user, wanted, said, ranked, list(page))
        ],
        "is_cut": ranked.is_cut,
        "most": searching.MOST,
        "keep_url": f"{reverse('practices:search_keep')}?{request.GET.urlencode()}",
        "is_asked": bool(said.groups),
        "suggestions": _suggestions(request, wanted.text),
        "trail": [(_("Mô hình"), reverse("practices:list")), (_("Tìm mô hình"), "")],
    }
    template = "practices/parts/search_body.html" if request.htmx else "practices/search.html"  # type: ignore[attr-defined]
    return render(request, template, context)
