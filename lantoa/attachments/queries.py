import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import Exists, ForeignKey, Model, OuterRef, QuerySet

from lantoa.attachments.models import StoredFile
from lantoa.attachments.storage import ASIDE

_FOLDER: Final = re.compile(r"[0-9a-f]{2}$")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}$")


def content_of(file: StoredFile) -> bytes:
    """The bytes of a stored file; OSError if the storage has lost it."""
    with default_storage.open(file.path) as stream:
        content: bytes = stream.read()
    return content


def pointers() -> list[tuple[type[Model], str]]:
    """Every (model, field) of the house that points to a stored file: an app registers by having the foreign key."""
    return [
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is StoredFile
    ]


def is_pointed_to(file: StoredFile) -> bool:
    return any(model._base_manager.filter(**{name: file}).exists() for model, name in pointers())


def unreferenced(stored_before: datetime) -> QuerySet[StoredFile]:
    """Files that nothing points to, stored before an instant, oldest first."""
    found = StoredFile.objects.filter(stored_at__lt=stored_before)
    for model, name in pointers():
        pointing: Any = model._base_manager.filter(**{name: OuterRef("pk")})
        found = found.filter(~Exists(pointing))
    return found.order_by("stored_at", "pk")


def strays(stored_before: datetime) -> Iterator[str]:
    """Paths of bytes without a row, written before an instant, in order; other things in the storage are left alone.

    Bytes set aside by a writer that was killed are among them.
    """
    if not default_storage.exists(""):
        return  # nothing was ever stored
    for folder in sorted(filter(_FOLDER.match, default_storage.listdir("")[0])):
        names = [name for name in default_storage.listdir(folder)[1] if _DIGEST.match(name)]
        known = set(StoredFile.objects.filter(sha256__in=names).values_list("sha256", flat=True))
        yield from _older(folder, set(names) - known, stored_before)
    if default_storage.exists(ASIDE):
        yield from _older(ASIDE, default_storage.listdir(ASIDE)[1], stored_before)


def _older(folder: str, names: Iterable[str], stored_before: datetime) -> Iterator[str]:
    for path in sorted(f"{folder}/{name}" for name in names):
        if default_storage.get_modified_time(path) < stored_before:
            yield path


def lost() -> Iterator[StoredFile]:
    """Files whose bytes are gone."""
    for file in StoredFile.objects.order_by("stored_at", "pk").iterator():
        if not default_storage.exists(file.path):
            yield file
