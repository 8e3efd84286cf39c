"""Put what the registers hold into a report. In memory only: a page shows it, a service stores it."""

from decimal import Decimal

from django.utils.translation import gettext as _

from lantoa.reporting import sources
from lantoa.reporting.checks import missing_lines
from lantoa.reporting.divided import add_up, figure_faults
from lantoa.reporting.models import Submission
from lantoa.reporting.queries.sheets import Shape


def fill_from_sources(submission: Submission, shape: Shape) -> dict[int, sources.SourceCount]:
    """Put the registers' figures of today into the submission (not stored yet); overruled lines keep the
    unit's figure. Totals of divided lines follow from their parts.
    """
    counts = source_counts(submission, shape)
    submission.source_values = [None] * shape.width
    for position, count in counts.items():
        said = Decimal(count.value)
        submission.source_values[position] = said
        if position in submission.overruled and submission.values[position] == said:
            submission.overruled = [one for one in submission.overruled if one != position]
        if position not in submission.overruled and position not in submission.not_applicable:
            submission.values[position] = said
    add_up(submission, shape)
    return counts


def source_counts(submission: Submission, shape: Shape) -> dict[int, sources.SourceCount]:
    """Position → what its register holds for the unit and period; one question per register."""
    period = submission.collection.period
    asked = {line.source for line in shape.lines if line.source}
    by_code = {code: sources.counts_for(code, [submission.unit_id], period) for code in sorted(asked)}
    return {
        line.position: by_code[line.source][submission.unit_id]
        for line in shape.lines
        if line.source and submission.unit_id in by_code[line.source]
    }


def send_faults(shape: Shape, submission: Submission) -> dict[str, str]:
    """v-<position> → sentence, for every cell that stops the sending, in the order of the sheet."""
    found: dict[int, str] = {}
    for fault in figure_faults(shape, submission.values, submission.not_applicable):
        if fault.hard:
            found.setdefault(fault.position, fault.sentence)
    for position in submission.said_not_applicable:
        line = shape.lines[position]
        if line.required and line.typed and str(position) not in submission.notes:
            found[position] = _("Không áp dụng cho đơn vị: ghi lý do.")
    for line in missing_lines(shape.lines, submission.values, submission.not_applicable):
        found[line.position] = _("Chưa nhập. Không có thì ghi 0.")
    for position in submission.overruled:
        if str(position) not in submission.notes and submission.source_values[position] is not None:
            found.setdefault(position, _("Khác số trong sổ. Ghi lý do, hoặc xóa số này để lấy số trong sổ."))
    return {f"v-{position}": found[position] for position in sorted(found)}
