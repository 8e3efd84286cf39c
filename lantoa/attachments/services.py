"""Put bytes into the store, take out what nobody points to, and record what was refused as secret."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.models import StoredFile
from lantoa.attachments.queries import is_pointed_to
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.secret_refusals import SecretRefusal

STILL_FRESH = timedelta(hours=1)


@transaction.atomic
def store(content: bytes, media_type: str) -> StoredFile:
    """Keep `content`; the same bytes are kept once.

    The row is written first but seen by nobody until the bytes lie safely on the disk (`storage.DurableStorage`) and the
    transaction ends: no row without its bytes. Bytes that a rolled-back transaction leaves behind harm nobody: they lie
    under their own hash, are taken up by the next who stores the same, or go with `lantoa sweep-files`.
    """
    digest = hashlib.sha256(content).hexdigest()
    file, created = StoredFile.objects.select_for_update().get_or_create(
        sha256=digest, defaults={"size": len(content), "media_type": media_type}
    )
    if not created and clock.now() - file.stored_at > STILL_FRESH:
        file.stored_at = clock.now()  # asked for again: a sweep that waits for this row leaves it
        file.save(update_fields=["stored_at"])
    if not default_storage.exists(file.path):
        default_storage.save(file.path, ContentFile(content))
    return file


def keep(accepted: AcceptedFile) -> StoredFile:
    """Store a file that passed the gate. The name belongs to whatever points to the file."""
    return store(accepted.content, accepted.media_type)


@transaction.atomic
def record_secret_refusals(*, actor: Actor, refusals: Iterable[SecretRefusal], route: str) -> None:
    """One entry for each thing refused: where and by what form the mark was found, never what was written or its name."""
    record_many(
        actor,
        [
            Act(
                "attachment.secret_refused",
                after={"what": one.what, "place": one.place, "form": one.form, "route": route},
            )
            for one in refusals
        ],
    )


@transaction.atomic
def discard(*, actor: Actor, file: StoredFile, older_than: timedelta) -> bool:
    """Delete a file that nothing points to; False if something does by now, or it was stored again meanwhile.

    The bytes go while the row is still locked: whoever stores the same waits for us, finds no bytes and writes them.
    """
    held = StoredFile.objects.select_for_update().filter(pk=file.pk).first()
    if held is None or held.stored_at > clock.now() - older_than or is_pointed_to(held):
        return False
    record(actor, "attachment.swept", held, label=held.sha256, before={"size": held.size})
    path = held.path
    held.delete()
    default_storage.delete(path)
    return True


@transaction.atomic
def discard_stray(*, actor: Actor, path: str) -> bool:
    """Delete bytes that have no row; False if somebody stores the same at this moment.

    For the time of the deletion a row of ours takes the place: who stores the same waits, then finds no bytes.
    """
    digest = path.rsplit("/", 1)[-1]
    try:
        with transaction.atomic():
            held = StoredFile.objects.create(sha256=digest, size=0, media_type="")
    except IntegrityError:
        return False
    default_storage.delete(path)
    held.delete()
    record(actor, "attachment.swept", label=digest)
    return True
