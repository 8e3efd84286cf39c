"""Full text over the practices that a person may see, and over the files that prove them."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, Expression, F, FloatField, Q, QuerySet, Value, When

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.organisation.models import Unit
from lantoa.practices.models import Abbreviation, FileWords, Practice, PracticeField
from lantoa.practices.queries.practices import PracticeFilter, listed, years_visible_to
from lantoa.practices.searching import Pieces, Wording, best_passage, mark, read_search

# More is not ranked, counted or shown: the screen says «hơn 500 kết quả» and asks for another word or a filter. Hits in a title
# come first into this number, then the newest practices.
MOST: Final = 500
STRETCH: Final = 600  # of what is met, asked for at once whether it may be seen; then four times as many
LONGEST_STRETCH: Final = 16_000
TOLD: Final = ("problem", "goal", "method", "result", "lesson")
MOST_FILES_SHOWN: Final = 2  # of one practice

# What a hit is worth. Measured on the judged searches of tests/practices/judged_searches.py.
SPELLED: Final = 6.0  # every word that was typed with accents as it was typed: another accent is another word
PARTLY: Final = 1.0  # the share of them
TITLE: Final = 3.0
TOGETHER: Final = 2.0
IN_FILE: Final = -0.5  # beside the same hit in what the practice itself tells
# Of D, C, B, A: code and title (of a file: caption and name) are A, what is told is D.
WEIGHTS: Final = [0.1, 0.2, 0.4, 1.0]
CLOSENESS: Final = 1 | 32  # by cover density: over 1 + log of the length, brought between 0 and 1


@dataclass(frozen=True)
class FileHit:
    """A file that meets the search: its evidence, where in it (`page:3`, `sheet:…`), and the passage; the caption in pieces."""

    words: FileWords
    caption: Pieces
    place: str
    passage: Pieces


@dataclass(frozen=True)
class Found:
    """A practice of the list, its title and the passage that meets the search best, in pieces that are hits or not.

    `part` names the passage's field. `files`: those that meet the search by themselves; `more_files`: how many are not shown.
    """

    practice: Practice
    title: Pieces
    part: str
    passage: Pieces
    files: tuple[FileHit, ...] = ()
    more_files: int = 0


@dataclass(frozen=True)
class Ranked:
    """What is found, the best first. `is_cut`: there is more than is told."""

    practices: tuple[uuid.UUID, ...]
    files: dict[uuid.UUID, tuple[uuid.UUID, ...]]  # practice → its FileWords, the best first
    is_cut: bool

    def __len__(self) -> int:
        return len(self.practices)


NOTHING: Final = Ranked((), {}, False)


def wording(text: str) -> Wording:
    """What is typed, with the abbreviations that the office uses today. One statement."""
    return wordings([text])[0]


def wordings(texts: Sequence[str]) -> list[Wording]:
    """The same of many. One statement."""
    rows = Abbreviation.objects.filter(in_force__contains=clock.today())
    known = list(rows.values_list("short", "meaning"))
    return [read_search(text, known) for text in texts]


def hits(user: User, wanted: PracticeFilter, said: Wording) -> list[QuerySet[Practice]]:
    """Practices that hold every word in their own text, and those of which one file does; none where nothing is searched for.
    No statement yet."""
    if not said.groups:
        return []
    sought = listed(user, replace(wanted, text="")).order_by()
    query = _query(said.expression)
    files = _files(user, wanted).filter(words=query).values("evidence__year__practice")
    return [sought.filter(words=query), sought.filter(pk__in=files)]


def ranked(user: User, wanted: PracticeFilter, said: Wording) -> Ranked:
    """The practices that hold every word of the search, in their own text or in one file. Eight statements, more where much of
    what is met may not be seen.

    Only practices, years and files that the person sees are searched, so nothing else can be counted, ranked or shown.
    """
    if not said.groups:
        return NOTHING
    query = _query(said.expression)

    def seen(_stretch: list[uuid.UUID], codes: list[str]) -> QuerySet[Any]:
        return listed(user, replace(wanted, text=""), among=codes).order_by()

    plain = Practice.objects.filter(_columns(wanted)).order_by("-code")
    titled = _seen(plain.filter(titled=query), "code", seen)
    told = _seen(plain.filter(words=query), "code", seen)
    own = list(dict.fromkeys([*titled, *told]))[: MOST + 1]
    scores: dict[uuid.UUID, tuple[float, str]] = {}
    for pk, code, score in _scored(Practice.objects.filter(pk__in=own), said, "titled").values_list(
        "pk", "code", "score"
    ):
        scores[pk] = (score, code)
    files: dict[uuid.UUID, list[uuid.UUID]] = {}
    for pk, practice, code, score in _file_hits(user, wanted, said):
        files.setdefault(practice, []).append(pk)
        scores[practice] = max(scores.get(practice, (0.0, code)), (score + IN_FILE, code))
    order = sorted(sorted(scores, key=lambda pk: scores[pk][1], reverse=True), key=lambda pk: -scores[pk][0])
    return Ranked(
        tuple(order[:MOST]), {pk: tuple(hits) for pk, hits in files.items()}, is_cut=len(order) > MOST
    )


def _seen(
    met: QuerySet[Any, Any], code: str, seen: Callable[[list[uuid.UUID], list[str]], QuerySet[Any, Any]]
) -> list[uuid.UUID]:
    """The first of what a search met, in its order, that the person sees: MOST + 1 at most. `code` names the code of a row's
    practice; `seen` gives those of a stretch (identities, codes) that the person sees.

    By stretches: what is met comes off an index in the order of the list, and only a stretch of it is asked whether the person
    sees it. Asked in one statement, the database looks at the sight of the whole registry first.
    """
    found: list[uuid.UUID] = []
    at, size = 0, STRETCH
    while True:
        stretch = list(met.values_list("pk", code)[at : at + size])
        identities = [pk for pk, _code in stretch]
        passed: set[uuid.UUID] = set()
        if stretch:
            passed = set(seen(identities, [one for _pk, one in stretch]).values_list("pk", flat=True))
        found += [pk for pk in identities if pk in passed]
        if len(found) > MOST or len(stretch) < size:
            return found[: MOST + 1]
        at, size = at + size, min(size * 4, LONGEST_STRETCH)


def _columns(wanted: PracticeFilter) -> Q:
    """The filters that are columns of the practice itself."""
    narrowed = Q()
    if wanted.field:
        narrowed &= Q(field__in=PracticeField.objects.filter(code__in=wanted.field.split(",")).values("pk"))
    if wanted.unit:
        narrowed &= Q(unit__in=Unit.objects.filter(code=wanted.unit).values("pk"))
    return narrowed


def _file_hits(user: User, wanted: PracticeFilter, said: Wording) -> QuerySet[Any]:
    """(file words, practice, its code, score) of the files of years that the person sees, the latest of them, the best first."""
    met = FileWords.objects.filter(words=_query(said.expression)).order_by("-read_at", "pk")

    def seen(stretch: list[uuid.UUID], codes: list[str]) -> QuerySet[Any]:
        sought = listed(user, replace(wanted, text=""), among=codes).order_by()
        narrowed = _files(user, wanted, among=codes).filter(pk__in=stretch)
        return narrowed.filter(evidence__year__practice__in=list(sought.values_list("pk", flat=True)))

    return (
        _scored(FileWords.objects.filter(pk__in=_seen(met, "evidence__year__practice__code", seen)), said)
        .order_by("-score", "-evidence__added_at")
        .values_list("pk", "evidence__year__practice", "evidence__year__practice__code", "score")
    )


def _files(user: User, wanted: PracticeFilter, among: Sequence[str] | None = None) -> QuerySet[FileWords]:
    """Of years that the person sees, not taken away; of the practices of these codes."""
    years = years_visible_to(user)
    if wanted.year:
        years = years.filter(year=wanted.year)
    if among is not None:
        years = years.filter(practice__code__in=among)
    return FileWords.objects.filter(evidence__removed_at=None, evidence__year__in=years)


def _scored(rows: QuerySet[Any, Any], said: Wording, titled: str = "") -> QuerySet[Any, Any]:
    """Annotate hits with `score`: spelled as typed, in the title (where `titled` names its words), together, close."""
    score: Any = SearchRank(
        F("words"), _query(said.expression), weights=WEIGHTS, normalization=CLOSENESS, cover_density=True
    )
    if titled:
        score = score + _worth(Q(**{titled: _query(said.expression)}), TITLE)
    if sum(len(group.typed) for group in said.groups) > 1:
        score = score + _worth(Q(words=_query(said.together)), TOGETHER)
    spelled = [f"({one})" for one in said.as_spelled]
    for spelling in spelled:
        score = score + _worth(Q(spelled=_query(spelling)), PARTLY / len(spelled))
    if spelled:
        score = score + _worth(Q(spelled=_query(" & ".join(spelled))), SPELLED)
    scored: QuerySet[Any, Any] = rows.annotate(score=score)
    return scored


def _worth(condition: Q, value: float) -> Expression:
    return Case(When(condition, then=Value(value)), default=Value(0.0), output_field=FloatField())


def _query(expression: str) -> SearchQuery:
    return SearchQuery(expression, config="simple", search_type="raw")


def shown(
    user: User, wanted: PracticeFilter, said: Wording, found: Ranked, page: Sequence[uuid.UUID]
) -> list[Found]:
    """For a page of what is found: what to show of each. Three statements."""
    codes = Practice.objects.filter(pk__in=page).values_list("code", flat=True)
    rows = listed(user, replace(wanted, text=""), among=list(codes))
    practices = {one.pk: one for one in rows}
    wanted_files = [pk for one in page for pk in found.files.get(one, ())[:MOST_FILES_SHOWN]]
    files = {
        one.pk: one for one in FileWords.objects.filter(pk__in=wanted_files).select_related("evidence__year")
    }
    return [
        _found(practices[pk], said, [files[one] for one in found.files.get(pk, ()) if one in files], found)
        for pk in page
        if pk in practices
    ]


def _found(practice: Practice, said: Wording, files: Sequence[FileWords], found: Ranked) -> Found:
    forms = said.forms
    told = {part: mark(getattr(practice, part), forms) for part in TOLD if getattr(practice, part)}
    best = max(told, key=lambda part: len(set(told[part].met)), default="")
    passage = told[best].snippet() if best and (told[best].hits or not files) else []
    return Found(
        practice,
        mark(practice.title, forms).pieces(),
        best,
        passage,
        tuple(_file_hit(one, said) for one in files),
        max(0, len(found.files.get(practice.pk, ())) - MOST_FILES_SHOWN),
    )


def _file_hit(words: FileWords, said: Wording) -> FileHit:
    place, passage = best_passage(words.passages, said.forms) or ("", [])
    return FileHit(words, mark(words.evidence.caption, said.forms).pieces(), place, passage)
