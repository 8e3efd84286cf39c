"""Which files of evidence were read, and how that went."""

import uuid

from lantoa.practices.models import Evidence


def unread(most: int) -> list[uuid.UUID]:
    """Evidence whose file nobody has read yet, the oldest first."""
    rows = Evidence.objects.filter(file_words=None).order_by("added_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def every_file() -> list[uuid.UUID]:
    """All evidence, also what is taken away, for it may be put back; the oldest first."""
    return list(Evidence.objects.order_by("added_at", "pk").values_list("pk", flat=True))
