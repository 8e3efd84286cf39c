"""Read what the files of evidence say, so that search finds it."""

import uuid
from collections.abc import Sequence
from typing import Final

from django.db import transaction

from lantoa.attachments.choices import PICTURES, Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.queries import content_of
from lantoa.attachments.reading import Passage, text_of
from lantoa.attachments.sandbox import UnreadableFile
from lantoa.core import clock
from lantoa.core.errors import Conflict
from lantoa.core.queue import defer
from lantoa.core.text import folding_key, nfc
from lantoa.practices.choices import FileReading
from lantoa.practices.models import Evidence, FileWords

MOST_CHARACTERS: Final = (
    200_000  # of one file: some eighty pages; what follows is not searched, and the page says so
)
LONGEST_PLACE: Final = 110
PASSAGE_END: Final = "\f"


def read_later(evidence: Evidence) -> None:
    """Queue the reading; it is done when the surrounding transaction has ended."""
    defer("practices.read_file", queueing_lock=f"read_file:{evidence.pk}", evidence_id=str(evidence.pk))


def read_file(*, evidence_id: uuid.UUID) -> FileReading | None:
    """Read one file in the capped child and keep what it says; None where there is no such evidence any more.

    A file that cannot be read is marked so, and nothing fails: its caption is found all the same. Raises `Conflict` only where
    too many files are being read at this moment: then it is tried again later. No transaction is open while the child works.
    """
    evidence = Evidence.objects.select_related("file").filter(pk=evidence_id).first()
    if evidence is None:
        return None
    reading, passages = _read(evidence)
    keep_words(evidence_id=evidence_id, reading=reading, passages=passages)
    return reading


def _read(evidence: Evidence) -> tuple[FileReading, Sequence[Passage]]:
    kind = next((one for one in Kind if one.media_type == evidence.file.media_type), None)
    if kind in PICTURES:
        return FileReading.PICTURE, ()
    if kind is None:
        return FileReading.UNREADABLE, ()
    try:
        return FileReading.READ, text_of(AcceptedFile(kind, evidence.name, content_of(evidence.file)))
    except OSError:
        return FileReading.LOST, ()
    except UnreadableFile as fault:
        if fault.code == "busy":
            raise Conflict(fault.sentence) from fault
        return FileReading.WORDLESS if fault.code == "wordless" else FileReading.UNREADABLE, ()
    except (KeyError, TypeError, ValueError):  # no child of ours speaks so: it was taken over, or broke
        return FileReading.UNREADABLE, ()


@transaction.atomic
def keep_words(*, evidence_id: uuid.UUID, reading: FileReading, passages: Sequence[Passage]) -> None:
    """Keep what a file was read to say, in the place of what was kept before; the caption is that of this moment."""
    evidence = Evidence.objects.select_for_update(of=("self",)).filter(pk=evidence_id).first()
    if evidence is None:
        return
    places, texts, is_cut = _cut(passages)
    text = PASSAGE_END.join(texts)
    named = _named(evidence)
    FileWords.objects.update_or_create(
        evidence=evidence,
        defaults={
            "reading": reading,
            "named": named,
            "text": text,
            "places": places,
            "is_cut": is_cut,
            "search_key": f"{folding_key(named)}\n{folding_key(text)}",
            "read_at": clock.now(),
        },
    )


def _cut(passages: Sequence[Passage]) -> tuple[list[str], list[str], bool]:
    """Places and texts up to the most that is kept; a table's row loses its tabs, a text the characters that no text may hold."""
    places: list[str] = []
    texts: list[str] = []
    left = MOST_CHARACTERS
    for passage in passages:
        said = _clean(" \n".join(passage.lines))
        if not said.strip():
            continue
        if left <= 0:
            return places, texts, True
        places.append(_clean(passage.place)[:LONGEST_PLACE])
        texts.append(said[:left])
        left -= len(said)
    return places, texts, left < 0


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else " " for c in nfc(text))


def _named(evidence: Evidence) -> str:
    return f"{evidence.caption} · {evidence.name}"


def name_anew(evidence: Evidence) -> None:
    """After its caption changed, inside that transaction."""
    kept = FileWords.objects.select_for_update().filter(evidence=evidence).first()
    if kept is None:
        return  # the reading that is queued takes the caption as it is then
    kept.named = _named(evidence)
    kept.search_key = f"{folding_key(kept.named)}\n{kept.search_key.partition(chr(10))[2]}"
    kept.save(update_fields=["named", "search_key"])
