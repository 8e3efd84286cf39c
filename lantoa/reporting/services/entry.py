"""Enter figures and words: good cells are saved, a wrong one is refused with a sentence and what was
typed.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import TextError, clean_line, clean_text, text_mark
from lantoa.core.vi_numbers import NumberError
from lantoa.organisation.access import require
from lantoa.reporting.checks import Figure, read_figure, show_figure
from lantoa.reporting.choices import ObligationState, SubmissionState
from lantoa.reporting.filling import fill_from_sources
from lantoa.reporting.models import Obligation, Submission, SubmissionText
from lantoa.reporting.permissions import can_edit
from lantoa.reporting.queries.sheets import Shape, shape_of

LONGEST_NOTE = 500
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Entries:
    """What a form sent, by position: typed figures, reasons, estimate marks, narrative texts.

    `bases` are the figures the form was opened with: with them a stale form still saves the cells nobody else
    touched; `text_marks` do the same for the texts.
    """

    values: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    estimates: Mapping[int, bool] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)
    bases: Mapping[int, str] | None = None
    text_marks: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RefusedCell:
    typed: str
    sentence: str


@dataclass(frozen=True)
class Saved:
    """The submission as stored, and the cells that were refused: figures, reasons and texts apart."""

    submission: Submission
    refused: dict[int, RefusedCell]
    refused_notes: dict[int, RefusedCell]
    refused_texts: dict[int, RefusedCell]

    @property
    def clean(self) -> bool:
        return not (self.refused or self.refused_notes or self.refused_texts)


def lock(submission: Submission) -> Submission:
    """The row, locked until the transaction ends."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related(
        "unit", "collection__owner", "saved_by"
    )
    return rows.get(pk=submission.pk)


def require_open(submission: Submission) -> None:
    """Refuse when the collection takes nothing more from this unit. An amendment mends what is on record, and is taken always."""
    collection, now = submission.collection, clock.now()
    if collection.is_open or submission.is_amendment:
        return
    if now < collection.opens_at:
        raise Refused(_("Đợt báo cáo này chưa mở. Số liệu được nhập từ ngày mở đợt."))
    late = Obligation.objects.filter(
        collection=collection, unit=submission.unit, state=ObligationState.LATE_AGREED, agreed_until__gt=now
    )
    if not late.exists():
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
    stale = row_version is not None and row_version != submission.row_version
    if stale and entries.bases is None:
        raise Conflict(
            _("%(who)s đã lưu báo cáo này sau khi anh/chị mở. Tải lại trang để xem.") % _who(submission)
        )
    shape = shape_of(submission.collection.sheet_version_id)
    before = list(submission.values)
    marks_before = (list(submission.estimates), list(submission.overruled))
    refused = _take_values(actor, submission, shape, entries, stale=stale)
    notes_before = dict(submission.notes)
    refused_notes = _take_notes(submission, shape, entries)
    _take_estimates(submission, shape, entries)
    texts, refused_texts = _take_texts(actor, submission, shape, entries)
    typed = (
        submission.values != before
        or submission.notes != notes_before
        or (submission.estimates, submission.overruled) != marks_before
        or bool(texts)
    )
    fill_from_sources(submission, shape)
    _store(actor, submission, typed=typed)
    _record(actor, submission, shape, before, notes_before, texts)
    return Saved(submission, refused, refused_notes, refused_texts)


def _who(submission: Submission) -> dict[str, str]:
    return {"who": submission.saved_by.actor_label if submission.saved_by else _("Người khác")}


def _take_values(
    actor: User, submission: Submission, shape: Shape, entries: Entries, *, stale: bool
) -> dict[int, RefusedCell]:
    refused: dict[int, RefusedCell] = {}
    for position, typed in entries.values.items():
        if not 0 <= position < shape.width:
            raise Refused(_("Biểu không có dòng này. Tải lại trang."))
        line = shape.lines[position]
        try:
            if position in submission.not_applicable:
                raise NumberError(_("Dòng này được cộng từ các đơn vị trực thuộc, không nhập ở đây."))
            value = read_figure(line, typed)
            if stale:
                _refuse_if_changed(actor, submission, shape, entries, position, value)
        except NumberError as error:
            refused[position] = RefusedCell(typed, error.sentence)
            continue
        submission.values[position] = value
        if line.source:
            _mark_overruled(submission, position, value)
    return refused


def _refuse_if_changed(
    actor: User, submission: Submission, shape: Shape, entries: Entries, position: int, value: Figure
) -> None:
    """The form is older than the row: a cell that somebody else changed meanwhile is not overwritten."""
    line = shape.lines[position]
    stored: Figure = submission.values[position]
    base = (entries.bases or {}).get(position)
    if base is None or value == stored or show_figure(line, stored) == base:
        return
    if submission.saved_by_id == actor.pk:
        own = _("Anh/chị đã lưu %(stored)s ở ô này trong một trang khác. Giữ số nào, hãy nhập lại số đó.")
        raise NumberError(own % {"stored": show_figure(line, stored) or _("trống")})
    words = {**_who(submission), "stored": show_figure(line, stored) or _("trống")}
    raise NumberError(_("%(who)s đã lưu %(stored)s ở ô này. Giữ số nào, hãy nhập lại số đó.") % words)


def _mark_overruled(submission: Submission, position: int, value: Figure) -> None:
    marks = set(submission.overruled) - {position}
    # Emptied: back to what the register says.
    if value is not None:
        marks.add(position)
    submission.overruled = sorted(marks)


def _take_notes(submission: Submission, shape: Shape, entries: Entries) -> dict[int, RefusedCell]:
    refused: dict[int, RefusedCell] = {}
    notes: dict[str, str] = dict(submission.notes)
    for position, typed in entries.notes.items():
        if not 0 <= position < shape.width:
            raise Refused(_("Biểu không có dòng này. Tải lại trang."))
        try:
            note = clean_line(" ".join(typed.split()))
            if len(note) > LONGEST_NOTE:
                raise TextError(_("Lý do dài quá 500 ký tự. Hãy viết ngắn lại."), LONGEST_NOTE + 1)
        except TextError as error:
            refused[position] = RefusedCell(typed, error.sentence)
            continue
        if note:
            notes[str(position)] = note
        else:
            notes.pop(str(position), None)
    submission.notes = notes
    return refused


def _text_changed(submission: Submission, actor: User) -> str:
    if submission.saved_by_id == actor.pk:
        return _(
            "Anh/chị đã lưu mục này trong một trang khác. Xem bản đang lưu, giữ ý nào thì ghi vào ô rồi lưu lại."
        )
    sentence = _(
        "%(who)s đã lưu mục này sau khi anh/chị mở. Xem bản đang lưu, giữ ý nào thì ghi vào ô rồi lưu lại."
    )
    return sentence % _who(submission)


def _take_estimates(submission: Submission, shape: Shape, entries: Entries) -> None:
    marks = set(submission.estimates)
    for position, marked in entries.estimates.items():
        if 0 <= position < shape.width:
            marks = marks | {position} if marked else marks - {position}
    submission.estimates = sorted(marks)


def _take_texts(
    actor: User, submission: Submission, shape: Shape, entries: Entries
) -> tuple[dict[int, str], dict[int, RefusedCell]]:
    refused: dict[int, RefusedCell] = {}
    taken: dict[int, str] = {}
    rows = SubmissionText.objects.filter(submission=submission)
    stored = dict(rows.values_list("narrative__position", "text"))
    for position, typed in entries.texts.items():
        if not 0 <= position < len(shape.narratives):
            raise Refused(_("Biểu không có mục này. Tải lại trang."))
        try:
            text = clean_text(typed)
            if len(text) > LONGEST_TEXT:
                raise TextError(_("Nội dung dài quá 20.000 ký tự. Hãy rút gọn."), LONGEST_TEXT + 1)
        except TextError as error:
            refused[position] = RefusedCell(typed, error.sentence)
            continue
        kept, mark = stored.get(position, ""), entries.text_marks.get(position)
        if text == kept or mark == text_mark(text):
            continue  # as it was when the form was opened: another's later words stand
        if mark and mark != text_mark(kept):
            refused[position] = RefusedCell(typed, _text_changed(submission, actor))
            continue
        taken[position] = text
    SubmissionText.objects.bulk_create(
        [
            SubmissionText(submission=submission, narrative=shape.narratives[position], text=text)
            for position, text in taken.items()
        ],
        update_conflicts=True,
        unique_fields=["submission", "narrative"],
        update_fields=["text"],
    )
    return taken, refused


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
    before: list[Figure],
    notes_before: Mapping[str, str],
    texts: Mapping[int, str],
) -> None:
    changed = [line for line in shape.lines if submission.values[line.position] != before[line.position]]
    was: dict[str, object] = {line.indicator.code: before[line.position] for line in changed}
    now: dict[str, object] = {line.indicator.code: submission.values[line.position] for line in changed}
    if submission.notes != notes_before:
        was["notes"], now["notes"] = dict(notes_before), dict(submission.notes)
    if texts:
        now["texts"] = sorted(texts)
    if now:
        record(actor, "submission.saved", submission, chain=submission.unit_id, before=was, after=now)
