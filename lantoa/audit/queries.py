"""Read the record, and hand it out for others to verify."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from lantoa.audit import verify_audit
from lantoa.audit.models import Entry, Head, HeadsExport
from lantoa.audit.verify_audit import Exports, Fault, Row


def history_of(kind: str, subject_id: uuid.UUID) -> QuerySet[Entry]:
    """What was done to one thing, newest first, with contents."""
    return (
        Entry.objects.filter(subject_kind=kind, subject_id=subject_id)
        .select_related("content")
        .order_by("-at", "-id")
    )


def entries() -> QuerySet[Entry]:
    """All entries, newest first, without contents: who may read those is for the caller to say."""
    return Entry.objects.order_by("-at", "-id")


def last_exports(limit: int) -> list[HeadsExport]:
    """The newest exports of heads, newest first."""
    return list(HeadsExport.objects.order_by("-number")[:limit])


def newest_heads_file() -> Path | None:
    """The file of the newest export that lies in AUDIT_HEADS_DIR; None where there is none (any more)."""
    folder = Path(settings.AUDIT_HEADS_DIR)
    names = HeadsExport.objects.order_by("-number").values_list("file_name", flat=True)[:24]
    return next((folder / name for name in names if (folder / name).is_file()), None)


def verifier_source() -> bytes:
    return Path(verify_audit.__file__).read_bytes()


def heads_now() -> list[list[Any]]:
    """`[chain, sequence, digest]` of every chain that has an entry, by chain: all of one moment."""
    rows = Head.objects.filter(sequence__gt=0).values_list("chain", "sequence", "digest")
    return sorted([list(row) for row in rows])


def find_faults(exports: Exports | None = None) -> list[Fault]:
    """The first bad place of each broken chain, found by the stand-alone verifier over this database."""
    with _one_moment() as raw:
        return verify_audit.verify(verify_audit.rows_of(raw), verify_audit.ends_of(raw), exports or [])


def lines_of_dump(*, contents: bool) -> Iterator[str]:
    """One line of JSON for each entry, in the order in which the verifier reads them."""
    with _one_moment() as raw:
        for row in verify_audit.rows_of(raw):
            yield json.dumps(row if contents else _without_contents(row), ensure_ascii=False) + "\n"


def _without_contents(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("values", "salts")}


@contextmanager
def _one_moment() -> Iterator[Any]:
    """The driver's own connection, in a transaction that sees one moment of the database where none is open yet."""
    inside = connection.in_atomic_block
    with transaction.atomic():
        if not inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.ensure_connection()
        yield connection.connection
