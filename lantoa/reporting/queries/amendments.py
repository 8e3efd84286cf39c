"""The versions of a report: what each says, who did what to it, and two of them side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.reporting.choices import READABLE_ABOVE, WITH_UNIT, SubmissionState
from lantoa.reporting.models import Line, Narrative, Section, Submission
from lantoa.reporting.queries.entry.making import share_of
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.submissions import Report, texts_of
from lantoa.reporting.reading import shown_cell, stored_cell


@dataclass(frozen=True)
class Version:
    """One version of a report."""

    submission: Submission

    @property
    def number(self) -> int:
        return self.submission.version_number

    @property
    def state(self) -> SubmissionState:
        return SubmissionState(self.submission.state)

    @property
    def counts(self) -> bool:
        """It is the one in the totals."""
        return self.state == SubmissionState.ACCEPTED and self.submission.superseded_at is None


def versions_of(report: Report) -> list[Version]:
    """Newest first; of another unit's only what was sent and not returned. One statement."""
    rows = Submission.objects.filter(collection=report.collection, unit=report.unit)
    if not report.own:
        rows = rows.filter(state__in=[*READABLE_ABOVE])
    people = ("submitted_by", "decided_by", "saved_by")
    return [Version(one) for one in rows.select_related(*people).order_by("-version_number")]


def can_amend(user: User, report: Report) -> bool:
    """The head of the unit, while the last version is the accepted one."""
    last = report.submission
    return (
        last.state == SubmissionState.ACCEPTED
        and last.is_latest
        and access.holds(user, "submission.amend", report.unit)
    )


def can_withdraw(user: User, report: Report) -> bool:
    """The head of the unit, while the amendment is with it."""
    last = report.submission
    return (
        last.is_amendment and last.state in WITH_UNIT and access.holds(user, "submission.amend", report.unit)
    )


@dataclass(frozen=True)
class ComparedLine:
    line: Line
    before: str
    after: str
    note_before: str
    note_after: str
    differs: bool


@dataclass(frozen=True)
class ComparedText:
    narrative: Narrative
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class ComparedSection:
    section: Section
    lines: list[ComparedLine]
    texts: list[ComparedText]


@dataclass(frozen=True)
class Comparison:
    """Two versions of one report, `before` the older one. `changes` counts figures and texts that differ."""

    before: Version
    after: Version
    sections: list[ComparedSection]

    @property
    def changes(self) -> int:
        figures = sum(one.differs for section in self.sections for one in section.lines)
        return figures + sum(one.differs for section in self.sections for one in section.texts)


def compare(versions: Sequence[Version], since: int | None, to: int | None) -> Comparison:
    """Versions by their numbers; where none is said, the newest and the one before it. NotFound for others, or fewer than two."""
    by_number = {one.number: one for one in versions}
    numbers = sorted(by_number)
    if len(numbers) < 2 or {since, to} - {None} - set(numbers):
        raise NotFound()
    last = to if to is not None else numbers[-1]
    earlier = [one for one in numbers if one < last]
    first = since if since is not None else (earlier[-1] if earlier else last)
    if first >= last:
        raise NotFound()
    before, after = by_number[first], by_number[last]
    shape = shape_of(after.submission.collection.sheet_version_id)
    return Comparison(before, after, _sections(shape, before.submission, after.submission))


def _sections(shape: Shape, before: Submission, after: Submission) -> list[ComparedSection]:
    old, new = texts_of(before), texts_of(after)
    return [
        ComparedSection(
            section,
            [_line(shape, line, before, after) for line in shape.lines if line.section_id == section.pk],
            [
                ComparedText(one, old.get(one.pk, ""), new.get(one.pk, ""))
                for one in shape.narratives
                if one.section_id == section.pk
            ],
        )
        for section in shape.sections
    ]


def _line(shape: Shape, line: Line, before: Submission, after: Submission) -> ComparedLine:
    place = line.position
    if line.computed:
        was, now = share_of(shape, line, before.values), share_of(shape, line, after.values)
    else:
        was, now = shown_cell(line, stored_cell(before, line)), shown_cell(line, stored_cell(after, line))
    notes = before.notes.get(str(place), ""), after.notes.get(str(place), "")
    return ComparedLine(line, was, now, *notes, differs=was != now or notes[0] != notes[1])
