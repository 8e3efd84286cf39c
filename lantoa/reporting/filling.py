"""What the registers hold, put into a report, and what stops its sending. In memory: a page shows it, a service stores it."""

import uuid
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from lantoa.core.periods import Period
from lantoa.core.text import looks_empty
from lantoa.core.vi_numbers import format_decimal
from lantoa.reporting import sources
from lantoa.reporting.checks import Figure, jump, missing_lines, show_figure
from lantoa.reporting.choices import Confirmation
from lantoa.reporting.divided import add_up, figure_faults
from lantoa.reporting.models import Line, Narrative, Submission
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
    # A figure of the unit's own was not confirmed from the register: when it goes, the register's is asked about anew.
    submission.confirmed = {
        key: figure for key, figure in submission.confirmed.items() if int(key) not in submission.overruled
    }
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


def confirmation_of(submission: Submission, line: Line) -> Confirmation | None:
    """How the unit stands to the register's figure at a line; None where nothing is asked: no register, overruled, or not
    applicable.
    """
    place = line.position
    said = submission.source_values[place] if line.source else None
    if said is None or not line.typed or place in submission.overruled or place in submission.not_applicable:
        return None
    seen = submission.confirmed.get(str(place))
    if seen is None:
        return Confirmation.WAITING
    return Confirmation.CONFIRMED if Decimal(seen) == said else Confirmation.LAPSED


def confirmation_words(submission: Submission, line: Line) -> str:
    """What a line of a register still asks of the unit; empty where nothing."""
    state = confirmation_of(submission, line)
    now = show_figure(line, submission.source_values[line.position]) if state else ""
    if state == Confirmation.WAITING:
        return _("Sổ có %(now)s. Xác nhận, hoặc nhập số khác và ghi lý do.") % {"now": now}
    if state == Confirmation.LAPSED:
        seen = show_figure(line, Decimal(submission.confirmed[str(line.position)]))
        sentence = _(
            "Số trong sổ nay là %(now)s, anh/chị đã xác nhận %(seen)s. Xác nhận lại, hoặc nhập số khác và ghi lý do."
        )
        return sentence % {"now": now, "seen": seen}
    return ""


def reason_of(submission: Submission, position: int) -> str:
    """Why the figure of a line is as it is; empty also where the words say nothing («…», «Không»)."""
    note: str = submission.notes.get(str(position), "")
    return "" if looks_empty(note) else note


def doubts(
    shape: Shape, submission: Submission, before: Mapping[str, Figure], period: Period
) -> dict[int, str]:
    """Position → sentence, for figures that may be right but want a reason: a soft relation does not hold, or the figure is an
    unlikely jump from `before` (accepted figures of `period`, by indicator code).
    """
    found: dict[int, str] = {}
    for fault in figure_faults(shape, submission.values, submission.not_applicable):
        if not fault.hard:
            found.setdefault(fault.position, fault.sentence)
    for line in shape.lines:
        if (
            not line.typed
            or line.scored
            or line.position in submission.not_applicable
            or line.position in found
        ):
            continue
        times = jump(submission.values[line.position], before.get(line.indicator.code))
        if times is not None:
            shown = format_decimal(times, 1).removesuffix(",0")
            found[line.position] = _("Gấp %(times)s lần %(period)s.") % {
                "times": shown,
                "period": period.label,
            }
    return found


def stops(
    shape: Shape,
    submission: Submission,
    before: Mapping[str, Figure],
    period: Period,
    texts: Mapping[uuid.UUID, str],
) -> dict[str, str]:
    """v-<position>, n-<position> where a reason is all that is wanted, f-<position> where a register's figure is not
    confirmed, or t-<position> where a question wants an answer → sentence, for all that stops the sending.

    Lines in the order of the sheet, then questions; `before` as for `doubts`, `texts` narrative → answer.
    """
    found = send_faults(shape, submission)
    ask = _("Nếu đúng, ghi lý do.")
    for position, sentence in doubts(shape, submission, before, period).items():
        if f"v-{position}" not in found and not reason_of(submission, position):
            found[f"n-{position}"] = f"{sentence} {ask}"
    stopped = {int(name[2:]) for name in found}
    for line in shape.lines:
        words = confirmation_words(submission, line)
        if words and line.position not in stopped:
            found[f"f-{line.position}"] = words
    found = {name: found[name] for name in sorted(found, key=lambda name: int(name[2:]))}
    for asked in shape.narratives:
        words = answer_words(asked, texts.get(asked.pk, ""))
        if words:
            found[f"t-{asked.position}"] = words
    return found


def answer_words(asked: Narrative, text: str) -> str:
    """What a question still asks of the unit; empty where nothing."""
    if not asked.required or not looks_empty(text):
        return ""
    return _(
        "Câu này bắt buộc trả lời. Không có gì để nêu thì viết một câu, ví dụ: Trong kỳ không phát sinh."
    )


def empty_words(line: Line) -> str:
    """What is asked for where a line that must be given is empty: no points is not the same as 0 points."""
    return _("Chưa chấm tiêu chí này.") if line.scored else _("Chưa nhập. Không có thì ghi 0.")


def send_faults(shape: Shape, submission: Submission) -> dict[str, str]:
    """v-<position> → sentence, for every cell that is wrong by itself or beside another, in the order of the sheet.

    Reports from before the system are held to these; nobody can be asked any more for the reasons and confirmations that
    `stops` wants.
    """
    found: dict[int, str] = {}
    for fault in figure_faults(shape, submission.values, submission.not_applicable):
        if fault.hard:
            found.setdefault(fault.position, fault.sentence)
    for position in submission.said_not_applicable:
        line = shape.lines[position]
        if line.required and line.typed and not reason_of(submission, position):
            found[position] = _("Không áp dụng cho đơn vị: ghi lý do.")
    for line in missing_lines(shape.lines, submission.values, submission.not_applicable):
        found[line.position] = empty_words(line)
    for position in submission.overruled:
        if not reason_of(submission, position) and submission.source_values[position] is not None:
            found.setdefault(position, _("Khác số trong sổ. Ghi lý do, hoặc xóa số này để lấy số trong sổ."))
    return {f"v-{position}": found[position] for position in sorted(found)}
