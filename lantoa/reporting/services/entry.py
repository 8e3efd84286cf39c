"""Enter figures and words: good cells are saved, a wrong one is refused with a sentence and what was
typed.
"""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation.access import require
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.entries import Entries, RefusedCell, Saved
from lantoa.reporting.filling import fill_from_sources
from lantoa.reporting.models import Line, Submission
from lantoa.reporting.permissions import can_edit
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.submissions import takes
from lantoa.reporting.reading import Reading, shown_cell, stored_cell
from lantoa.reporting.services.taking import Taker

__all__ = ["Entries", "RefusedCell", "Saved", "lock", "require_open", "save_values"]


def lock(submission: Submission) -> Submission:
    """The row, locked until the transaction ends."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related(
        "unit", "collection__owner", "saved_by"
    )
    return rows.get(pk=submission.pk)


def require_open(submission: Submission) -> None:
    """Refuse when the collection takes nothing more from this unit."""
    if takes(submission):
        return
    if clock.now() < submission.collection.opens_at:
        raise Refused(_("Đợt báo cáo này chưa mở. Số liệu được nhập từ ngày mở đợt."))
    sentence = _("Kỳ báo cáo đã đóng. Bản nháp vẫn được giữ; liên hệ %(owner)s để xin nộp bổ sung.")
    raise Refused(sentence % {"owner": _("đơn vị thu báo cáo")})


@transaction.atomic
def save_values(
    *, actor: User, submission: Submission, entries: Entries, row_version: int | None = None
) -> Saved:
    """Save what can be saved.

    Raises Forbidden, Refused (collection closed), and Conflict when `row_version` is stale and no bases were
    sent.
    """
    submission = lock(submission)
    require(can_edit(actor, submission), _("Báo cáo đã gửi hoặc không thuộc đơn vị anh/chị, không sửa được."))
    require_open(submission)
    shape = shape_of(submission.collection.sheet_version_id)
    taker = Taker(actor, submission, shape, entries)
    if row_version is not None and row_version != submission.row_version and entries.bases is None:
        raise Conflict(
            _("%(who)s đã lưu báo cáo này sau khi anh/chị mở. Tải lại trang để xem.") % {"who": taker.saver}
        )
    before = {line.position: stored_cell(submission, line) for line in shape.lines}
    overruled_before, notes_before = list(submission.overruled), dict(submission.notes)
    confirmed_before = dict(submission.confirmed)
    taker.take_cells()
    taker.take_notes()
    taker.take_texts()
    typed = (
        any(stored_cell(submission, line) != before[line.position] for line in shape.lines)
        or submission.notes != notes_before
        or submission.overruled != overruled_before
        or bool(taker.texts)
    )
    fill_from_sources(submission, shape)
    taker.take_confirmations()
    # Who only confirms a register's figure has typed nothing, and takes nothing back from the head.
    _store(actor, submission, typed=typed)
    _record(actor, submission, shape, before, notes_before, confirmed_before, taker.texts)
    return Saved(submission, taker.refused, taker.refused_notes, taker.refused_texts, taker.echoes)


def _store(actor: User, submission: Submission, *, typed: bool) -> None:
    """Only who typed something becomes an author; what a register filled in has none."""
    submission.row_version += 1
    if not typed:
        submission.save()
        return
    submission.saved_at = clock.now()
    submission.saved_by = actor
    authors: set[uuid.UUID] = set(submission.authors)
    submission.authors = sorted(authors | {actor.pk}, key=str)
    if submission.state == SubmissionState.HANDED and submission.handed_by_id == actor.pk:
        # Whoever handed it over and goes on typing has taken it back.
        submission.state = SubmissionState.DRAFT
    submission.save()


def _record(
    actor: User,
    submission: Submission,
    shape: Shape,
    before: Mapping[int, Reading],
    notes_before: Mapping[str, str],
    confirmed_before: Mapping[str, str],
    texts: Mapping[int, str],
) -> None:
    after = {line.position: stored_cell(submission, line) for line in shape.lines}
    changed = [line for line in shape.lines if after[line.position] != before[line.position]]
    was: dict[str, object] = {line.indicator.code: _recorded(line, before[line.position]) for line in changed}
    now: dict[str, object] = {line.indicator.code: _recorded(line, after[line.position]) for line in changed}
    if submission.notes != notes_before:
        was["notes"], now["notes"] = dict(notes_before), dict(submission.notes)
    if submission.confirmed != confirmed_before:
        was["confirmed"] = _named(shape, confirmed_before, submission.confirmed)
        now["confirmed"] = _named(shape, submission.confirmed, confirmed_before)
    if texts:
        now["texts"] = sorted(texts)
    if now:
        record(actor, "submission.saved", submission, chain=submission.unit_id, before=was, after=now)


def _named(shape: Shape, figures: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
    """By indicator code, those that the others do not have."""
    return {
        shape.lines[int(place)].indicator.code: figure
        for place, figure in figures.items()
        if others.get(place) != figure
    }


def _recorded(line: Line, cell: Reading) -> object:
    """A plain figure as a number; with its word, or not applicable, as it is read."""
    return cell.value if cell.applies and not cell.qualifier else shown_cell(line, cell)
