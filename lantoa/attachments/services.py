"""Put bytes into the store."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from lantoa.attachments.models import StoredFile


@transaction.atomic
def store(content: bytes, media_type: str) -> StoredFile:
    """Keep `content`; the same bytes are kept once. A file that a rolled-back transaction leaves behind harms nobody:
    it lies under its own hash and is taken up by the next who stores the same."""
    digest = hashlib.sha256(content).hexdigest()
    file, _created = StoredFile.objects.get_or_create(
        sha256=digest, defaults={"size": len(content), "media_type": media_type}
    )
    if not default_storage.exists(file.path):
        default_storage.save(file.path, ContentFile(content))
    return file
