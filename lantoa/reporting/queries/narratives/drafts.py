"""The first draft of the consolidated report: points in order, and where they come from."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from lantoa.organisation.models import UnitVersion
from lantoa.organisation.queries.units import version_on
from lantoa.reporting.models import (
    Collection,
    Narrative,
    Section,
)
from lantoa.reporting.queries.narratives.points import PointRow, SourceRow, points_of
from lantoa.reporting.queries.narratives.questions import narratives_of


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
    is_waiting: bool = False
    is_with_unit: bool = False
    is_changed: bool = False  # the unit says something else now than the draft was made of


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
    for one in narratives_of(collection):
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
            any(one.is_waiting for _point, one in used),
            any(one.is_with_unit for _point, one in used),
            any(one.changed for _point, one in used),
        )
        for number, (code, used) in enumerate(by_unit.items(), start=1)
    ]
