"""Files on a disk, so that a name never shows half a content: written aside, synced, then moved to their name."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

ASIDE = "incoming"


class DurableStorage(FileSystemStorage):
    """For content that lies under its own hash: two writers of one name write the same, and the later one wins nothing."""

    def _save(self, name: str, content: "File[Any]") -> str:
        target = Path(self.path(name))
        aside = Path(self.base_location) / ASIDE
        for folder in (aside, target.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = aside / secrets.token_hex(16)
        try:
            with written.open("xb") as stream:
                for piece in content.chunks():
                    stream.write(piece)
                stream.flush()
                os.fsync(stream.fileno())
            written.replace(target)
        except BaseException:
            written.unlink(missing_ok=True)
            raise
        _sync(target.parent)
        return name


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
