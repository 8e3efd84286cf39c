"""A booklet as files: asked for by people, made by a job, kept as stored files."""

import logging
import uuid

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.services import store
from lantoa.audit.services import record
from lantoa.core import clock, queue
from lantoa.core.errors import Refused
from lantoa.organisation.access import require
from lantoa.practices.choices import PrintKind, PrintState
from lantoa.practices.models import Booklet, BookletFile
from lantoa.practices.permissions import can_edit_booklets
from lantoa.practices.printouts.booklets import MEDIA_TYPES, drawn
from lantoa.printing.errors import TypesettingFailed

logger = logging.getLogger(__name__)


def ask_for_all(booklet: Booklet) -> None:
    """Every file of a booklet that was just published; proofs of the draft give way."""
    for kind in PrintKind:
        _ask(booklet, kind)


@transaction.atomic
def ask_for_file(*, actor: User, booklet: Booklet, kind: PrintKind) -> BookletFile:
    """Have a proof made of a draft, or a file of a published booklet that could not be made. One that is being made is enough.

    Raises Refused for a file of a published booklet that is there.
    """
    require(can_edit_booklets(actor, booklet.unit_id))
    booklet = Booklet.objects.select_for_update().get(pk=booklet.pk)
    there = BookletFile.objects.filter(booklet=booklet, kind=kind).first()
    if there is not None and there.state == PrintState.DONE and not booklet.is_draft:
        raise Refused(_("Tệp của tập đã ban hành đã có, không làm lại."))
    record(actor, "booklet.file_asked", booklet, chain=booklet.unit_id, after={"kind": kind.value})
    return _ask(booklet, kind)


def _ask(booklet: Booklet, kind: PrintKind) -> BookletFile:
    values = {"state": PrintState.MAKING, "asked_at": clock.now()}
    if not booklet.is_draft:
        values |= {"file": None, "made_at": None}  # what lies there is a proof of the draft
    row, _created = BookletFile.objects.update_or_create(booklet=booklet, kind=kind, defaults=values)
    queue.defer("practices.make_booklet_file", queueing_lock=f"booklet-{row.pk}", file_id=str(row.pk))
    return row


def make_file(*, file_id: uuid.UUID) -> BookletFile | None:
    """Draw the booklet as it stands and keep it. A file that is gone meanwhile, or is made already, is none of our business.

    Who asked for it is recorded. What cannot be set (a letter without a shape) is told at the file.
    """
    row = BookletFile.objects.select_related("booklet__unit", "booklet__follows").filter(pk=file_id).first()
    if row is None or row.state != PrintState.MAKING:
        return row
    read_at, revision = clock.now(), row.booklet.revision
    with translation.override("vi"):
        try:
            content = drawn(row.booklet, PrintKind(row.kind))
        except TypesettingFailed:
            logger.exception("booklet %s could not be set as %s", row.booklet.code, row.kind)
            BookletFile.objects.filter(pk=row.pk, asked_at=row.asked_at).update(state=PrintState.FAILED)
            row.refresh_from_db()
            return row
    with transaction.atomic():
        held = BookletFile.objects.select_for_update().filter(pk=row.pk, asked_at=row.asked_at).first()
        if held is None:
            return None  # asked for anew meanwhile, with a job of its own
        held.file = store(content, MEDIA_TYPES[PrintKind(row.kind)])
        held.state, held.made_at, held.revision = PrintState.DONE, read_at, revision
        held.save()
    return held
