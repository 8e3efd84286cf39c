"""The narratives of a collection together: what units wrote, what became of it, and the draft that comes out of it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.errors import Forbidden, NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit, UnitVersion
from lantoa.organisation.queries.lineage import past_units_in_scope
from lantoa.organisation.queries.units import children_of, named_on, short_name_on, version_on
from lantoa.reporting.choices import ObligationState, PointKind, SubmissionState
from lantoa.reporting.likeness import alike_among, are_alike
from lantoa.reporting.models import (
    Collection,
    Narrative,
    NarrativePoint,
    Obligation,
    PointSource,
    Section,
    Submission,
    SubmissionText,
    TextMark,
)
from lantoa.reporting.queries.collections import get_collection
from lantoa.reporting.sentences import spans_of

ACT = "narrative.compile"
MOST_COMPARED = 2_000  # texts of one question between which likeness is looked for


def get_compiled(user: User, code: str) -> Collection:
    """A collection whose narratives the person compiles. NotFound outside one's sight, Forbidden for who only sees its totals."""
    collection = get_collection(user, code)
    if not access.holds(user, ACT, collection.owner):
        raise Forbidden(
            _("Chỉ chuyên viên, lãnh đạo của đơn vị thu báo cáo được tổng hợp lời văn của đợt này.")
        )
    return collection


def compiles(user: User, collection: Collection) -> bool:
    """Whether to offer the page: the sheet asks for words, and the person may compile them."""
    return (
        access.holds_somewhere(user, ACT)
        and access.holds(user, ACT, collection.owner)
        and Narrative.objects.filter(version=collection.sheet_version_id).exists()
    )


def _counted(path: str = "") -> Q:
    return Q(**{f"{path}state": SubmissionState.ACCEPTED, f"{path}superseded_at__isnull": True})


def texts_shown(user: User, collection: Collection) -> QuerySet[Any]:
    """One text a unit and question: of the accepted report that counts, else of the one that waits. Never what is with the unit.

    Annotated with unit_name (today's, or the last), is_quoted, is_merged, is_left_out.
    """
    scope = past_units_in_scope(user, "submission.read", collection.tree_day)
    settled = Submission.objects.filter(_counted(), collection=collection)
    waiting = Q(submission__state=SubmissionState.SUBMITTED, submission__is_latest=True)
    sources = PointSource.objects.filter(text=OuterRef("pk"))
    return (
        SubmissionText.objects.filter(
            _counted("submission__") | waiting & ~Q(submission__unit__in=settled.values("unit")),
            submission__collection=collection,
            submission__unit__in=scope.values("pk"),
        )
        .exclude(text="")
        .annotate(
            is_quoted=Exists(sources.filter(point__kind=PointKind.QUOTED)),
            is_merged=Exists(sources.filter(point__kind=PointKind.WORDED)),
            is_left_out=Exists(TextMark.objects.filter(text=OuterRef("pk"), left_out=True)),
        )
    )


@dataclass(frozen=True)
class QuestionRow:
    """A question and how many texts stand where. A text may be both quoted and merged, so these two may overlap."""

    narrative: Narrative
    written: int = 0
    waiting: int = 0
    unread: int = 0
    quoted: int = 0
    merged: int = 0
    left_out: int = 0
    points: int = 0

    @property
    def number(self) -> int:
        return self.narrative.position + 1

    @property
    def settled(self) -> int:
        """Accepted texts on which was decided."""
        return self.written - self.waiting - self.unread


def questions_of(user: User, collection: Collection) -> list[QuestionRow]:
    """Every question of the sheet in its order. Three statements beyond the scope."""
    accepted = Q(submission__state=SubmissionState.ACCEPTED)
    unmarked = Q(is_quoted=False, is_merged=False, is_left_out=False)
    rows = (
        texts_shown(user, collection)
        .order_by()
        .values("narrative")
        .annotate(
            written=Count("pk"),
            waiting=Count("pk", filter=~accepted),
            unread=Count("pk", filter=accepted & unmarked),
            quoted=Count("pk", filter=Q(is_quoted=True)),
            merged=Count("pk", filter=Q(is_merged=True)),
            left_out=Count("pk", filter=Q(is_left_out=True)),
        )
    )
    counts = {row.pop("narrative"): row for row in rows}
    points = dict(
        NarrativePoint.objects.filter(collection=collection)
        .order_by()
        .values_list("narrative")
        .annotate(Count("pk"))
    )
    return [
        QuestionRow(one, points=points.get(one.pk, 0), **counts.get(one.pk, {}))
        for one in _narratives(collection)
    ]


def _narratives(collection: Collection) -> QuerySet[Narrative]:
    asked = Narrative.objects.filter(version=collection.sheet_version_id)
    return asked.select_related("section").order_by("position")


def owing_units(collection: Collection) -> int:
    """How many units owe a report of the collection."""
    return Obligation.objects.filter(collection=collection).exclude(state=ObligationState.EXEMPT).count()


def get_question(collection: Collection, position: int) -> Narrative:
    """NotFound for a place where the sheet asks nothing in words."""
    found = _narratives(collection).filter(position=position).first()
    if found is None:
        raise NotFound()
    return found


def next_question(narrative: Narrative) -> Narrative | None:
    """The question after this one on the sheet."""
    later = Narrative.objects.filter(version=narrative.version_id, position__gt=narrative.position)
    return later.order_by("position").first()


def get_text(user: User, collection: Collection, narrative: Narrative, unit_code: str) -> SubmissionText:
    """What a unit wrote, as far as it is shown. NotFound otherwise."""
    found: SubmissionText | None = (
        texts_shown(user, collection)
        .select_related("submission__collection__owner", "submission__unit", "narrative")
        .filter(narrative=narrative, submission__unit__code=unit_code)
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def get_point(collection: Collection, narrative: Narrative, point_id: uuid.UUID) -> NarrativePoint:
    found = NarrativePoint.objects.filter(collection=collection, narrative=narrative, pk=point_id).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class SourceRow:
    """A source of a point. `amended`: a later version of the report counts now; `changed`: its text is another."""

    source: PointSource
    unit_code: str
    unit_name: str
    version_number: int
    amended: bool
    changed: bool
    anchor: str


@dataclass
class PointRow:
    """`mark`: in a draft, the numbers of its sources as «[3, 7]»; empty for the compiler's own."""

    point: NarrativePoint
    sources: list[SourceRow]
    mark: str = ""

    @property
    def is_quoted(self) -> bool:
        return self.point.kind == PointKind.QUOTED

    @property
    def is_own(self) -> bool:
        """The compiler's own words: no unit stands behind them."""
        return not self.sources

    @cached_property
    def passages(self) -> list[str]:
        """What the point says: the quoted passages letter by letter, or its wording."""
        return self.sources[0].source.quoted if self.is_quoted else [self.point.wording]


def points_of(collection: Collection, narrative: Narrative | None = None) -> dict[uuid.UUID, list[PointRow]]:
    """Narrative → its points in order, with their sources in official order of the units. Three statements."""
    points = NarrativePoint.objects.filter(collection=collection)
    if narrative is not None:
        points = points.filter(narrative=narrative)
    sources = (
        PointSource.objects.select_related("text__submission__unit")
        .annotate(unit_name=short_name_on("text__submission__unit"))
        .order_by("text__submission__unit__position", "text__submission__unit__code")
    )
    found = list(points.prefetch_related(Prefetch("sources", sources)))
    current = _current_texts(collection, found)
    rows: dict[uuid.UUID, list[PointRow]] = defaultdict(list)
    for point in found:
        told = [_source_row(one, current) for one in point.sources.all()]
        rows[point.narrative_id].append(PointRow(point, told))
    return rows


def _current_texts(
    collection: Collection, points: Sequence[NarrativePoint]
) -> Mapping[tuple[uuid.UUID, uuid.UUID], str]:
    """(Unit, narrative) → what the report that counts now says, for the superseded sources."""
    old = [
        one.text.submission.unit_id
        for point in points
        for one in point.sources.all()
        if one.text.submission.superseded_at is not None
    ]
    rows = SubmissionText.objects.filter(
        _counted("submission__"), submission__collection=collection, submission__unit__in=old
    )
    return {
        (unit, narrative): text
        for unit, narrative, text in rows.values_list("submission__unit", "narrative", "text")
    }


def _source_row(source: PointSource, current: Mapping[tuple[uuid.UUID, uuid.UUID], str]) -> SourceRow:
    submission = source.text.submission
    amended = submission.superseded_at is not None
    now = current.get((submission.unit_id, source.text.narrative_id), "")
    return SourceRow(
        source,
        submission.unit.code,
        submission.short_name_then or getattr(source, "unit_name", None) or submission.unit.code,
        submission.version_number,
        amended,
        amended and now != source.text.text,
        f"dv-{submission.unit.code}",
    )


@dataclass(frozen=True)
class TextFilter:
    """`mark` is a key of MARKS or empty, `branch` as in `Branch.key`, `search` words without diacritics."""

    mark: str = ""
    branch: str = ""
    search: str = ""


@dataclass
class TextRow:
    """A text to be read, with what became of it and what it resembles."""

    text: Any  # SubmissionText as annotated by texts_shown
    unit_name: str
    mark: TextMark | None
    points: list[PointRow] = field(default_factory=list)
    like: list[str] = field(default_factory=list)  # units that wrote (nearly) the same
    like_last_period: bool = False
    used_before: bool = False  # an earlier version of the report is a source of a point

    @property
    def unit(self) -> Unit:
        found: Unit = self.text.submission.unit
        return found

    @property
    def is_waiting(self) -> bool:
        return bool(self.text.submission.state == SubmissionState.SUBMITTED)

    @property
    def is_unread(self) -> bool:
        return not (self.is_waiting or self.text.is_quoted or self.text.is_merged or self.text.is_left_out)

    @property
    def row_version(self) -> int:
        return self.mark.row_version if self.mark else 0

    @cached_property
    def sentences(self) -> list[str]:
        return [self.text.text[start:end] for start, end in spans_of(self.text.text)]

    @cached_property
    def quoted_sentences(self) -> set[int]:
        """Sentences that some quote of the draft holds."""
        taken = [
            span
            for point in self.points
            if point.is_quoted
            for one in point.sources
            for span in zip(one.source.passages[::2], one.source.passages[1::2], strict=True)
        ]
        return {
            place
            for place, (start, end) in enumerate(spans_of(self.text.text))
            if any(first <= start and end <= last for first, last in taken)
        }


MARKS: dict[str, Any] = {
    "chua-xem": lambda row: row.is_unread,
    "trich": lambda row: row.text.is_quoted,
    "gop": lambda row: row.text.is_merged,
    "khong-dung": lambda row: row.text.is_left_out,
    "cho-duyet": lambda row: row.is_waiting,
}


@dataclass(frozen=True)
class Branch:
    """Units by which the list narrows: a sector, or a direct subordinate with what stands below it."""

    key: str
    label: str
    units: frozenset[uuid.UUID]


@dataclass(frozen=True)
class Reading:
    """Everything written under one question. `rows` are what the filter leaves, in official order; `counts` are of all."""

    narrative: Narrative
    rows: list[TextRow]
    counts: dict[str, int]
    branches: list[Branch]
    points: list[PointRow]


def read_question(user: User, collection: Collection, narrative: Narrative, wanted: TextFilter) -> Reading:
    """The texts of one question with marks, points and hints. As many statements for one unit as for a hundred."""
    points = points_of(collection, narrative)[narrative.pk]
    rows = _rows(user, collection, narrative, points)
    _hint(collection, narrative, rows)
    branches = _branches(collection, [row.unit.pk for row in rows])
    return Reading(
        narrative,
        _narrowed(rows, wanted, branches),
        {"": len(rows), **{name: sum(map(test, rows)) for name, test in MARKS.items()}},
        branches,
        points,
    )


def _rows(
    user: User, collection: Collection, narrative: Narrative, points: Sequence[PointRow]
) -> list[TextRow]:
    texts = (
        texts_shown(user, collection)
        .filter(narrative=narrative)
        .select_related("submission__unit", "mark")
        .annotate(unit_name=short_name_on("submission__unit"))
        .order_by("submission__unit__position", "submission__unit__code")
    )
    by_text: dict[uuid.UUID, list[PointRow]] = defaultdict(list)
    amended = set()
    for point in points:
        for one in point.sources:
            by_text[one.source.text_id].append(point)
            if one.amended:
                amended.add(one.source.text.submission.unit_id)
    return [
        TextRow(
            text,
            text.submission.short_name_then or text.unit_name or text.submission.unit.code,
            getattr(text, "mark", None),
            by_text[text.pk],
            used_before=text.submission.unit_id in amended,
        )
        for text in texts
    ]


def _hint(collection: Collection, narrative: Narrative, rows: Sequence[TextRow]) -> None:
    """Say at each text which others say the same: of other units now, and the unit's own of the period before."""
    if len(rows) > MOST_COMPARED:
        return
    earlier = dict(
        SubmissionText.objects.filter(
            _counted("submission__"),
            submission__unit__in=[row.unit.pk for row in rows],
            submission__collection__period_code=collection.period.previous.code,
            submission__collection__sheet_version__sheet=collection.sheet_version.sheet_id,
            narrative__question=narrative.question,
        ).values_list("submission__unit", "text")
    )
    alike = alike_among({row.unit.pk: row.text.text for row in rows})
    names = {row.unit.pk: row.unit_name for row in rows}
    for row in rows:
        row.like = [names[one] for one in alike.get(row.unit.pk, [])]
        row.like_last_period = are_alike(row.text.text, earlier.get(row.unit.pk, ""))


def _branches(collection: Collection, units: Sequence[uuid.UUID]) -> list[Branch]:
    day = collection.tree_day
    sectors: dict[str, tuple[str, set[uuid.UUID]]] = {}
    for unit in named_on(Unit.objects.filter(pk__in=units), day):
        if unit.sector_code:  # type: ignore[attr-defined]
            key = f"k-{unit.sector_code}"  # type: ignore[attr-defined]
            sectors.setdefault(key, (unit.sector, set()))[1].add(unit.pk)  # type: ignore[attr-defined]
    below: dict[str, tuple[str, set[uuid.UUID]]] = {}
    links = (
        Ancestry.objects.filter(
            valid__contains=day,
            descendant__in=units,
            ancestor__in=children_of(collection.owner_id, day).values("pk"),
        )
        .annotate(name=short_name_on("ancestor", day))
        .order_by("ancestor__position", "ancestor__code")
    )
    for code, name, unit_id in links.values_list("ancestor__code", "name", "descendant_id"):
        below.setdefault(f"d-{code}", (name or code, set()))[1].add(unit_id)
    deep = [item for item in below.items() if len(item[1][1]) > 1]
    chosen = [*(sorted(sectors.items()) if len(sectors) > 1 else []), *deep]
    return [Branch(key, label, frozenset(held)) for key, (label, held) in chosen]


def _narrowed(rows: Iterable[TextRow], wanted: TextFilter, branches: Sequence[Branch]) -> list[TextRow]:
    words = folding_key(wanted.search).split()
    branch = next((one.units for one in branches if one.key == wanted.branch), None)
    test = MARKS.get(wanted.mark)
    found = []
    for row in rows:
        if test is not None and not test(row):
            continue
        if wanted.branch and (branch is None or row.unit.pk not in branch):
            continue
        if words:
            said = folding_key(f"{row.unit_name} {row.unit.code} {row.text.text}")
            if not all(word in said for word in words):
                continue
        found.append(row)
    return found


@dataclass(frozen=True)
class DraftQuestion:
    narrative: Narrative
    number: int  # within its section, from 1
    points: list[PointRow]


@dataclass(frozen=True)
class DraftSource:
    """A unit whose texts the draft comes from, by the number that stands at its points."""

    number: int
    unit_code: str
    name: str
    version_number: int
    points: int
    quoted: int
    is_amended: bool


@dataclass(frozen=True)
class Draft:
    """The draft of the consolidated report. Sources are numbered in order of appearance."""

    collection: Collection
    issuer: UnitVersion
    superior: UnitVersion | None
    sections: list[tuple[Section, list[DraftQuestion]]]
    sources: list[DraftSource]

    @property
    def points(self) -> int:
        return sum(len(one.points) for _section, questions in self.sections for one in questions)


def draft_of(collection: Collection) -> Draft:
    """The sections that ask in words, their questions and points. The caller has checked the right to compile."""
    points = points_of(collection)
    sections: dict[uuid.UUID, tuple[Section, list[DraftQuestion]]] = {}
    for one in _narratives(collection):
        _section, questions = sections.setdefault(one.section_id, (one.section, []))
        questions.append(DraftQuestion(one, len(questions) + 1, points.get(one.pk, [])))
    ordered = [row for _section, questions in sections.values() for one in questions for row in one.points]
    sources = _sources(ordered)
    numbers = {one.unit_code: one.number for one in sources}
    for row in ordered:
        own = sorted({numbers[one.unit_code] for one in row.sources})
        row.mark = f"[{', '.join(map(str, own))}]" if own else ""
    issuer = version_on(collection.owner_id, collection.tree_day)
    return Draft(
        collection,
        issuer,
        version_on(issuer.parent_id, collection.tree_day) if issuer.parent_id else None,
        list(sections.values()),
        sources,
    )


def _sources(points: Iterable[PointRow]) -> list[DraftSource]:
    by_unit: dict[str, list[tuple[PointRow, SourceRow]]] = {}
    for point in points:
        for one in point.sources:
            by_unit.setdefault(one.unit_code, []).append((point, one))
    return [
        DraftSource(
            number,
            code,
            used[0][1].unit_name,
            max(one.version_number for _point, one in used),
            len(used),
            sum(point.is_quoted for point, _one in used),
            any(one.amended for _point, one in used),
        )
        for number, (code, used) in enumerate(by_unit.items(), start=1)
    ]
