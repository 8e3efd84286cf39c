"""Files as bytes under their own hash. What a file is called and who may read it belongs to the thing that points to it."""

from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record


class StoredFile(Record):
    """One content, stored once, at `<first two characters>/<SHA-256>` in the default storage."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()  # bytes
    media_type = models.CharField(max_length=120)
    stored_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256}"
