"""Full text over the practices that a person may see."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, QuerySet

from lantoa.accounts.models import User
from lantoa.practices.models import Abbreviation, Practice
from lantoa.practices.queries.practices import PracticeFilter, listed
from lantoa.practices.searching import Pieces, Wording, mark, read_search

# Of D, C, B, A: code and title are A, what is told is D (the function practices_words).
WEIGHTS: Final = [0.1, 0.2, 0.4, 1.0]
LENGTH_COUNTS: Final = 1  # a hit in a short text tells more: the rank is divided by 1 + log of the length
TOLD: Final = ("problem", "goal", "method", "result", "lesson")


@dataclass(frozen=True)
class Found:
    """A practice of the list, its title and the passage that meets the search best, in pieces that are hits or not.

    `part` names the passage's field.
    """

    practice: Practice
    title: Pieces
    part: str
    passage: Pieces


def wording(text: str) -> Wording:
    """What is typed, with the abbreviations of the office. One statement."""
    return read_search(text, Abbreviation.objects.values_list("short", "meaning"))


def found_practices(user: User, wanted: PracticeFilter, said: Wording) -> QuerySet[Any]:
    """Rows of `listed` that hold every word of the search, the best first; none where nothing is searched for.

    Only practices the person sees are searched, so nothing else can be counted, ranked or shown.
    """
    rows = listed(user, replace(wanted, text=""))
    if not said.groups:
        return rows.none()
    query = SearchQuery(said.expression, config="simple", search_type="raw")
    rank = SearchRank(F("words"), query, weights=WEIGHTS, normalization=LENGTH_COUNTS)
    return rows.filter(words=query).annotate(rank=rank).order_by("-rank", "-code")


def with_passages(practices: Iterable[Practice], said: Wording) -> list[Found]:
    """For the rows of a page: what to show of each."""
    forms = said.forms
    shown = []
    for practice in practices:
        told = {part: mark(getattr(practice, part), forms) for part in TOLD if getattr(practice, part)}
        best = max(told, key=lambda part: len(set(told[part].met)), default="")
        passage = told[best].snippet() if best else []
        shown.append(Found(practice, mark(practice.title, forms).pieces(), best, passage))
    return shown
