"""Read and verify the record."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from lantoa.audit import chain as chains
from lantoa.audit.models import Entry, Head


@dataclass(frozen=True)
class Break:
    """The first place of a chain that does not hold, and why (`changed`, `missing`, `order`, `truncated`)."""

    chain: str
    sequence: int
    reason: str


def history_of(kind: str, subject_id: uuid.UUID) -> QuerySet[Entry]:
    """What was done to one thing, newest first."""
    return Entry.objects.filter(subject_kind=kind, subject_id=subject_id).order_by("-at", "-id")


def breaks() -> Iterator[Break]:
    """Recompute every chain from its rows; yields the first break of each chain that has one."""
    heads = {head.chain: head for head in Head.objects.all()}
    rows = Entry.objects.order_by("chain", "sequence").values(*chains.FIELDS, "previous", "digest")
    seen: dict[str, tuple[int, str]] = {}
    broken: set[str] = set()
    for row in rows.iterator(chunk_size=2000):
        name = row["chain"]
        if name in broken:
            continue
        sequence, digest = seen.get(name, (0, ""))
        reason = ""
        if row["sequence"] != sequence + 1:
            reason = "missing"
        elif row["previous"] != digest:
            reason = "order"
        elif chains.digest(digest, row) != row["digest"]:
            reason = "changed"
        if reason:
            broken.add(name)
            yield Break(name, sequence + 1, reason)
        seen[name] = (row["sequence"], row["digest"])
    for name, head in heads.items():
        if name not in broken and seen.get(name, (0, "")) != (head.sequence, head.digest):
            yield Break(name, seen.get(name, (0, ""))[0] + 1, "truncated")
