"""Points of the draft, each with the texts that it comes from."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch

from lantoa.core.word_changes import Piece, word_changes
from lantoa.organisation.queries.units import short_name_on
from lantoa.reporting.choices import WITH_UNIT, PointKind, SubmissionState
from lantoa.reporting.models import (
    Collection,
    Narrative,
    NarrativePoint,
    PointSource,
    SubmissionText,
)
from lantoa.reporting.queries.narratives.questions import counted_texts


@dataclass(frozen=True)
class SourceRow:
    """A source of a point. `amended`: a later version of the report counts now. `now`: what the unit says now, None while the
    report is with it: nobody above reads that.
    """

    source: PointSource
    unit_code: str
    unit_name: str
    version_number: int
    amended: bool
    state: SubmissionState
    now: str | None
    anchor: str

    @property
    def changed(self) -> bool:
        """The unit says something else now than when the point was made of it."""
        return self.now is not None and self.now != self.source.words

    @property
    def changes(self) -> list[Piece]:
        """From the words that the point was made of to those of now; empty where they are the same."""
        return word_changes(self.source.words, self.now or "") if self.changed else []

    @property
    def renewable(self) -> bool:
        """The point may be made to come from what the unit says now."""
        return self.amended or self.changed

    @property
    def is_waiting(self) -> bool:
        return self.state == SubmissionState.SUBMITTED

    @property
    def is_with_unit(self) -> bool:
        return self.state in WITH_UNIT


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
        counted_texts("submission__"), submission__collection=collection, submission__unit__in=old
    )
    return {
        (unit, narrative): text
        for unit, narrative, text in rows.values_list("submission__unit", "narrative", "text")
    }


def _source_row(source: PointSource, current: Mapping[tuple[uuid.UUID, uuid.UUID], str]) -> SourceRow:
    submission = source.text.submission
    amended = submission.superseded_at is not None
    state = SubmissionState(submission.state)
    now: str | None = None if state in WITH_UNIT else source.text.text
    if amended:
        now = current.get((submission.unit_id, source.text.narrative_id), "")
    return SourceRow(
        source,
        submission.unit.code,
        submission.short_name_then or getattr(source, "unit_name", None) or submission.unit.code,
        submission.version_number,
        amended,
        state,
        now,
        f"dv-{submission.unit.code}",
    )
