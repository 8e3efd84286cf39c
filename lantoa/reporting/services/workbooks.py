"""Take workbooks that came back: read all, show what they would change, then change it in one transaction or not at all."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.parcels import Book, Parcel, Unread, read_on
from lantoa.attachments.services import record_secret_refusals
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.queue import defer
from lantoa.core.sealing import Unreadable, seal, unseal
from lantoa.core.secret_refusals import gathered
from lantoa.organisation import access
from lantoa.organisation.access import require
from lantoa.reporting.checks import show_figure
from lantoa.reporting.choices import IntakeState
from lantoa.reporting.models import Submission, UnreadWorkbooks, WorkbookIntake
from lantoa.reporting.queries.sheets import Shape
from lantoa.reporting.queries.workbooks import Judged, Taken, judged
from lantoa.reporting.reading import NOT_APPLICABLE, stored_cell, word_of
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.workbook_differences import Change, entries_positions
from lantoa.reporting.workbook_files import LIST_NAME
from lantoa.reporting.workbook_readings import Reading, read_book

MOST_TOLD: Final = 20  # files whose refusals are told one by one
KEPT_FOR: Final = timedelta(days=7)
PURPOSE: Final = "unread workbooks"
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@transaction.atomic
def take_workbooks(*, actor: User, parcel: Parcel) -> WorkbookIntake:
    """Keep what workbooks say until their sender decides; no report changes.

    Raises Forbidden, and Refused where there is nothing to decide on: no workbook, or none that can be read.
    """
    require(access.holds_somewhere(actor, "workbook.send"))
    if not parcel.books:
        raise Refused(_("Không có bảng tính nào (.xlsx) trong những gì đã gửi. Hãy chọn lại tệp."))
    readings = [read_book(one) for one in parcel.books]
    if all(one.refusal for one in readings):
        raise Refused(_refusals(readings))
    intake = WorkbookIntake.objects.create(
        code=f"BT-{get_random_string(8, ALPHABET)}",
        sender=actor,
        books=[one.kept() for one in readings],
        skipped=[one for one in parcel.skipped if not one.endswith(LIST_NAME)],
    )
    record(actor, "workbook.sent", intake, label=intake.code, after={"workbooks": len(parcel.books)})
    return intake


@transaction.atomic
def begin_workbooks(*, actor: User, begun: Unread) -> WorkbookIntake:
    """Keep what the first workbooks of a long sending say, and have a job read the others; its sender may go away meanwhile.

    Raises Forbidden.
    """
    require(access.holds_somewhere(actor, "workbook.send"))
    intake = WorkbookIntake.objects.create(
        code=f"BT-{get_random_string(8, ALPHABET)}",
        sender=actor,
        state=IntakeState.READING,
        books=[read_book(one).kept() for one in begun.books],
        count=begun.count,
        skipped=[one for one in begun.skipped if not one.endswith(LIST_NAME)],
    )
    UnreadWorkbooks.objects.create(intake=intake, sealed=seal(begun.rest, purpose=PURPOSE), first=begun.first)
    record(actor, "workbook.sent", intake, label=intake.code, after={"workbooks": begun.count})
    defer("reporting.read_workbooks", intake_id=str(intake.pk))
    return intake


@transaction.atomic
def read_on_workbooks(*, actor: Actor, intake_id: uuid.UUID) -> bool:
    """Read the next workbooks of a long sending; whether more wait. A sending put aside meanwhile is none of our business.

    Where one bears the mark of a secret paper nothing of the sending is kept; where they cannot be read, why is. The actor stands
    in no entry but that of the refusal, which is the sender's.
    """
    waiting = UnreadWorkbooks.objects.filter(intake=intake_id).first()
    if waiting is None:
        return False
    refusal = ""
    read: list[Book] = []
    with gathered() as notes:
        try:
            read = read_on(unseal(bytes(waiting.sealed), purpose=PURPOSE), waiting.first)
        except (Refused, Unreadable) as error:
            refusal = (
                error.sentence
                if isinstance(error, Refused)
                else _("Không mở lại được những gì đã gửi. Hãy gửi lại.")
            )
    intake = WorkbookIntake.objects.select_for_update().filter(pk=intake_id).first()
    held = UnreadWorkbooks.objects.filter(intake=intake_id, first=waiting.first).first()
    if intake is None or held is None:
        return False
    intake.books = [*intake.books, *(read_book(one).kept() for one in read)]
    held.first += len(read)
    if refusal:
        intake.state, intake.refusal, intake.books = IntakeState.FAILED, refusal, []
        record_secret_refusals(actor=intake.sender, refusals=notes, route="reporting:workbooks")
    elif not read or len(intake.books) >= intake.count:
        readings = [Reading.from_kept(one) for one in intake.books]
        unreadable = all(one.refusal for one in readings)
        intake.state = IntakeState.FAILED if unreadable else IntakeState.OPEN
        intake.refusal = _refusals(readings) if unreadable else ""
    intake.save(update_fields=["books", "state", "refusal"])
    if intake.is_reading:
        held.save(update_fields=["first"])
    else:
        held.delete()
    return intake.is_reading


def _refusals(readings: Sequence[Reading]) -> str:
    """Why nothing can be read, file by file."""
    if len(readings) == 1:
        return readings[0].refusal
    told = [f"{one.file}: {one.refusal}" for one in readings[:MOST_TOLD]]
    left = len(readings) - len(told)
    return " ".join(told + ([_("Còn %(count)d tệp nữa.") % {"count": left}] if left else []))


@transaction.atomic
def apply_workbooks(
    *, actor: User, intake: WorkbookIntake, mark: str, chosen: Collection[str] = ()
) -> WorkbookIntake:
    """Write every workbook without a fault into its report: all of them or, where one is stopped, none.

    `mark` is that of the judgement which the sender saw, `chosen` the boxes of clashes decided for the workbook; other clashes
    stay as the report has them. Given twice, it happens once. Raises Forbidden, Refused where there is nothing to write, and
    Conflict where a report was changed since.
    """
    intake = _locked(intake)
    require(intake.sender_id == actor.pk and access.holds_somewhere(actor, "workbook.send"))
    if intake.state == IntakeState.APPLIED:
        return intake
    if intake.state != IntakeState.OPEN:
        raise Refused(_("Các bảng tính này chưa đọc xong nên chưa ghi được."))
    judgement = judged(actor, intake, lock=True)
    if judgement.mark != mark:
        raise Conflict(
            _("Có báo cáo đã được lưu sau khi anh/chị xem. Chưa ghi gì cả; xem lại các ô khác nhau rồi ghi.")
        )
    if not judgement.applicable:
        raise Refused(_("Không có ô nào để ghi. Sửa các lỗi trong tệp rồi gửi lại."))
    taken = [_write(actor, one, chosen) for one in judgement.applicable]
    intake.books, intake.state, intake.applied_at = (
        [one.kept() for one in taken],
        IntakeState.APPLIED,
        clock.now(),
    )
    intake.save(update_fields=["books", "state", "applied_at"])
    done = [one.submission for one in judgement.applicable if one.submission]
    acts = [
        Act("workbook.applied", one, one.unit_id, intake.code, {}, {"changes": count.changes})
        for one, count in zip(done, taken, strict=True)
    ]
    record_many(actor, acts)
    return intake


def _write(actor: User, book: Judged, chosen: Collection[str]) -> Taken:
    """One workbook into its report, through the rules of the entry."""
    submission, shape = book.submission, book.shape
    assert submission is not None and shape is not None  # noqa: S101  (an applicable workbook has its report)
    changes = [one for one in book.found.changes if not one.clash or book.box(one) in chosen]
    if changes:
        saved = save_values(
            actor=actor,
            submission=submission,
            entries=_entries(submission, shape, changes),
            row_version=submission.row_version,
        )
        refused = [*saved.refused.values(), *saved.refused_notes.values(), *saved.refused_texts.values()]
        if refused:
            sentence = _("Chưa ghi gì cả. %(file)s: %(sentence)s")
            raise Refused(sentence % {"file": book.file, "sentence": refused[0].sentence})
    collection = submission.collection
    return Taken(
        book.file, collection.code, collection.title, submission.unit.code, book.unit_name, len(changes)
    )


def _entries(submission: Submission, shape: Shape, changes: Iterable[Change]) -> Entries:
    """Each line that a figure or a word changes, as it is typed on a page; of what is not changed the report is asked."""
    changes = list(changes)
    figures, words = entries_positions(changes, "figure"), entries_positions(changes, "word")
    values = {}
    for place in sorted({*figures, *words}):
        stored = stored_cell(submission, shape.lines[place])
        figure = figures.get(place, show_figure(shape.lines[place], stored.value))
        word = words.get(place, word_of(stored))
        if word == NOT_APPLICABLE and place in words:
            values[place] = word
        elif word == NOT_APPLICABLE:  # a figure says that the line does apply
            values[place] = figure
        else:
            values[place] = f"{word} {figure}".strip() if figure else ""
    return Entries(
        values=values, notes=entries_positions(changes, "note"), texts=entries_positions(changes, "text")
    )


@transaction.atomic
def discard_workbooks(*, actor: User, intake: WorkbookIntake) -> None:
    """Forget a sending; no report changes. One that was applied stays in the list until it is old."""
    intake = _locked(intake)
    require(intake.sender_id == actor.pk)
    if intake.state == IntakeState.APPLIED:
        raise Refused(_("Các bảng tính này đã ghi vào báo cáo, không bỏ được nữa. Sửa số ở trang báo cáo."))
    record(actor, "workbook.discarded", intake, label=intake.code)
    intake.delete()


@transaction.atomic
def forget_old_workbooks(*, actor: Actor) -> int:
    """Delete what was sent longer ago than `KEPT_FOR`; returns how many sendings. The record keeps what was written.

    The actor stands in no entry: nothing is lost that anybody still has to decide.
    """
    _count, per_model = WorkbookIntake.objects.filter(sent_at__lt=clock.now() - KEPT_FOR).delete()
    return per_model.get(WorkbookIntake._meta.label, 0)


def _locked(intake: WorkbookIntake) -> WorkbookIntake:
    """The row, held until the transaction ends; Conflict if it was put aside meanwhile."""
    found = WorkbookIntake.objects.select_for_update().filter(pk=intake.pk).first()
    if found is None:
        raise Conflict(_("Lần gửi này đã bỏ. Hãy gửi lại bảng tính."))
    return found
