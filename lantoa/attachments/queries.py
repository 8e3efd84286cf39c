from django.core.files.storage import default_storage

from lantoa.attachments.models import StoredFile


def content_of(file: StoredFile) -> bytes:
    """The bytes of a stored file; OSError if the storage has lost it."""
    with default_storage.open(file.path) as stream:
        content: bytes = stream.read()
    return content
