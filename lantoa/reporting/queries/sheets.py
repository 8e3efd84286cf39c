"""The shape of a sheet version."""

import uuid
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from lantoa.core.errors import NotFound
from lantoa.reporting import scoring
from lantoa.reporting.models import Line, LineRelation, Narrative, Section, SheetVersion


@dataclass(frozen=True)
class Shape:
    """A sheet version with all its parts, in order. `lines[i].position == i`."""

    version: SheetVersion
    sections: list[Section]
    lines: list[Line]
    relations: list[LineRelation]
    narratives: list[Narrative]

    @cached_property
    def by_id(self) -> dict[object, Line]:
        return {line.pk: line for line in self.lines}

    @cached_property
    def by_code(self) -> dict[str, Line]:
        return {line.indicator.code: line for line in self.lines}

    @cached_property
    def divided(self) -> dict[int, list[Line]]:
        """Position of each divided line → its parts, in order."""
        found: dict[int, list[Line]] = {}
        for line in self.lines:
            if line.part_of_id:
                found.setdefault(self.by_id[line.part_of_id].position, []).append(line)
        return found

    @cached_property
    def scale(self) -> scoring.Scale | None:
        """What the criteria come to; None where nothing is scored."""
        return scoring.read_scale(self.version.scale)

    @cached_property
    def criteria(self) -> list[Line]:
        return [line for line in self.lines if line.scored]

    @property
    def width(self) -> int:
        return len(self.lines)

    def parts(self, line: Line) -> tuple[int, int]:
        """Positions of a ratio's numerator and denominator."""
        return self.by_id[line.numerator_id].position, self.by_id[line.denominator_id].position


def shape_of(version_id: uuid.UUID) -> Shape:
    """Five statements, whatever the size of the sheet."""
    version = SheetVersion.objects.select_related("sheet").get(pk=version_id)
    lines = list(version.lines.select_related("indicator").all())
    by_id = {line.pk: line for line in lines}
    for line in lines:
        if line.part_of_id:
            line.part_of = by_id[line.part_of_id]  # a part is named with its total, without asking again
    return Shape(
        version,
        list(version.sections.all()),
        lines,
        list(version.relations.all()),
        list(version.narratives.all()),
    )


def latest_version(sheet_code: str) -> SheetVersion:
    """The newest published version; NotFound if there is none."""
    version = SheetVersion.objects.filter(sheet__code=sheet_code).order_by("-number").first()
    if version is None:
        raise NotFound()
    return version


def versions_with(indicator_code: str) -> QuerySet[Line]:
    """The lines that ask for an indicator, over all sheets and versions."""
    return Line.objects.filter(indicator__code=indicator_code).select_related("version")
