"""Points of a report by both scorers, beside each other, with what they come to. Reads only.

What counts is the upper level's where it gave points, else the unit's own; both are kept. The unit learns the upper level's
points when its report is accepted or returned, not before.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.reporting.choices import SkipRule, SubmissionState
from lantoa.reporting.models import Line, Scoring, Section, Submission
from lantoa.reporting.queries.sheets import Shape
from lantoa.reporting.queries.submissions import Report, get_report
from lantoa.reporting.reading import Reading, shown_cell, stored_cell
from lantoa.reporting.scoring import Result, Scale, result


@dataclass(frozen=True)
class UpperScore:
    """The level above about one criterion. `given` is empty where it gave nothing; `difference`: its points minus the unit's
    own.
    """

    given: str
    reason: str
    differs: bool
    difference: Decimal | None

    @property
    def lacks_reason(self) -> bool:
        return self.differs and not self.reason


@dataclass(frozen=True)
class Group:
    """A section's criteria with what they come to by either. `given`: the upper level gave points of its own in it."""

    section: Section
    own: Result
    final: Result
    given: bool


@dataclass(frozen=True)
class Scores:
    """All of a report's points. `upper` by position, empty while the reader may not know; `own` is what the unit's points come
    to, `final` what counts."""

    scale: Scale
    scoring: Scoring | None
    own: Result
    final: Result
    groups: Mapping[uuid.UUID, Group]
    upper: Mapping[int, UpperScore]

    @property
    def both(self) -> bool:
        """The upper level gave points of its own."""
        return any(one.given for one in self.upper.values())

    @property
    def own_grade(self) -> str:
        return grade(self.scale, self.own)

    @property
    def final_grade(self) -> str:
        return grade(self.scale, self.final)

    @property
    def lacking(self) -> list[int]:
        """Criteria of which it is not said why the points differ."""
        return [place for place, one in self.upper.items() if one.lacks_reason]


def grade(scale: Scale, found: Result) -> str:
    return scale.bands[found.band].label if found.band is not None else ""


def given_cell(scoring: Scoring | None, line: Line) -> Reading | None:
    """What the upper level gave; None where the unit's own stands."""
    if scoring is None:
        return None
    if line.position in scoring.skipped:
        return Reading(applies=False)
    value = scoring.points[line.position] if line.position < len(scoring.points) else None
    return None if value is None else Reading(value)


def final_cell(submission: Submission, scoring: Scoring | None, line: Line) -> Reading:
    """What counts: the upper level's where it gave points, else the unit's."""
    return given_cell(scoring, line) or stored_cell(submission, line)


def counted_points(line: Line, cell: Reading) -> Decimal | None:
    """The points that count of a criterion; None where it is left out of the scale, or open."""
    if cell.applies:
        return cell.value
    if line.skip_rule == SkipRule.FULL:
        return line.most
    return Decimal(0) if line.skip_rule == SkipRule.ZERO else None


def added_up(scale: Scale, lines: Sequence[Line], cells: Sequence[Reading]) -> Result:
    return result(scale, lines, [one.value for one in cells], [not one.applies for one in cells])


def upper_scores(
    submission: Submission, scoring: Scoring | None, lines: Sequence[Line]
) -> dict[int, UpperScore]:
    found = {}
    for line in lines:
        own, given = stored_cell(submission, line), given_cell(scoring, line)
        differs = given is not None and given != own
        difference = (
            given.value - own.value if given and given.value is not None and own.value is not None else None
        )
        reason: str = scoring.reasons.get(str(line.position), "") if scoring else ""
        shown = shown_cell(line, given) if given else ""
        found[line.position] = UpperScore(shown, reason, differs, difference if differs else None)
    return found


def is_known_to_the_unit(submission: Submission, scoring: Scoring | None) -> bool:
    """Points that were given before the report was last decided; what was given since is not, also of a report that was
    recalled.
    """
    if scoring is None or submission.decided_at is None or submission.state == SubmissionState.SUBMITTED:
        return False
    return scoring.saved_at is None or scoring.saved_at <= submission.decided_at


def scores_of(submission: Submission, shape: Shape, *, judging: bool = False) -> Scores | None:
    """None where the sheet scores nothing. `judging`: for who gives the second points, who sees them while the report waits.

    One statement for a scored sheet, none for another.
    """
    scale, lines = shape.scale, shape.criteria
    if scale is None:
        return None
    scoring = Scoring.objects.select_related("saved_by").filter(submission=submission).first()
    knows = judging or is_known_to_the_unit(submission, scoring)
    scoring = scoring if knows else None
    own = {line.position: stored_cell(submission, line) for line in lines}
    final = {line.position: final_cell(submission, scoring, line) for line in lines}

    def sum_of(cells: Mapping[int, Reading], among: Sequence[Line]) -> Result:
        return added_up(scale, among, [cells[line.position] for line in among])

    groups = {}
    for section in shape.sections:
        among = [line for line in lines if line.section_id == section.pk]
        if among:
            given = any(given_cell(scoring, line) is not None for line in among)
            groups[section.pk] = Group(section, sum_of(own, among), sum_of(final, among), given)
    upper = upper_scores(submission, scoring, lines) if knows else {}
    return Scores(scale, scoring, sum_of(own, lines), sum_of(final, lines), groups, upper)


def get_scored_report(user: User, collection_code: str, unit_code: str) -> Report:
    """The report of a sheet whose criteria are scored; NotFound for another's, and as `get_report`."""
    found = get_report(user, collection_code, unit_code)
    if not found.collection.sheet_version.scale:
        raise NotFound()
    return found
