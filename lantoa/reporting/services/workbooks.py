"""Take workbooks that came back: read all, show what they would change, then change it in one transaction or not at all."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.parcels import Parcel
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation import access
from lantoa.organisation.access import require
from lantoa.reporting.checks import show_figure
from lantoa.reporting.choices import IntakeState
from lantoa.reporting.models import Submission, WorkbookIntake
from lantoa.reporting.queries.sheets import Shape
from lantoa.reporting.queries.workbooks import Judged, Taken, judged
from lantoa.reporting.reading import NOT_APPLICABLE, stored_cell, word_of
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.workbook_differences import Change, entries_positions
from lantoa.reporting.workbook_files import LIST_NAME
from lantoa.reporting.workbook_readings import Reading, read_book

MOST_TOLD: Final = 20  # files whose refusals are told one by one
KEPT_FOR: Final = timedelta(days=7)
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
    count, _per_model = WorkbookIntake.objects.filter(sent_at__lt=clock.now() - KEPT_FOR).delete()
    return count


def _locked(intake: WorkbookIntake) -> WorkbookIntake:
    """The row, held until the transaction ends; Conflict if it was put aside meanwhile."""
    found = WorkbookIntake.objects.select_for_update().filter(pk=intake.pk).first()
    if found is None:
        raise Conflict(_("Lần gửi này đã bỏ. Hãy gửi lại bảng tính."))
    return found
