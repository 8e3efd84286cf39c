"""Versions of a directive and their parts, and what differs between two of them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lantoa.attachments.choices import PAPERS
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.queries import content_of
from lantoa.attachments.reading import text_of
from lantoa.core.errors import NotFound, Refused
from lantoa.core.word_changes import Piece, word_changes
from lantoa.directives.cutting import unwrapped
from lantoa.directives.models import Directive, DirectivePart, DirectiveVersion


def published_versions(directive: Directive) -> QuerySet[DirectiveVersion]:
    """Newest first, with their parts."""
    rows = directive.versions.filter(published_at__isnull=False)
    return rows.order_by("-number").prefetch_related("parts")


def draft_of(directive: Directive) -> DirectiveVersion | None:
    """The one draft of a directive with its parts."""
    return directive.versions.filter(published_at=None).prefetch_related("parts").first()


def words_of_file(directive: Directive) -> str:
    """What the file of a directive says, read in the capped child; its own line breaks within sentences are undone.

    Raises Refused: there is no file, or it has no words (a scan).
    """
    if directive.file is None:
        raise Refused(_("Văn bản chưa có tệp. Đính kèm tệp ở «Sửa thông tin», hoặc dán toàn văn."))
    kind = next(one for one in PAPERS if one.media_type == directive.file.media_type)
    passages = text_of(AcceptedFile(kind, directive.file_name, content_of(directive.file)))
    return unwrapped(line for passage in passages for line in passage.lines)


def get_version(directive: Directive, number: int) -> DirectiveVersion:
    """A published one; NotFound else."""
    found = published_versions(directive).filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class PartChange:
    """`kind`: «same», «changed», «new» or «gone». `pieces` are of heading and text together, where it changed."""

    kind: str
    label: str
    heading: str
    text: str
    pieces: Sequence[Piece] = ()
    old_label: str = ""


def compared(old: DirectiveVersion, new: DirectiveVersion) -> list[PartChange]:
    """Part by part in the order of the new one, by their threads; what is gone stands after what came before it."""
    before = {one.thread: one for one in old.parts.all()}
    after = {one.thread: one for one in new.parts.all()}
    found: list[PartChange] = []
    gone_after: dict[uuid.UUID | None, list[DirectivePart]] = {}
    last: uuid.UUID | None = None
    for thread, one in before.items():
        if thread in after:
            last = thread
        else:
            gone_after.setdefault(last, []).append(one)
    found += [_gone(one) for one in gone_after.get(None, [])]
    for thread, one in after.items():
        found.append(_change(before.get(thread), one))
        found += [_gone(part) for part in gone_after.get(thread, [])]
    return found


def changed_threads(old: DirectiveVersion, new: DirectiveVersion) -> set[uuid.UUID]:
    """The parts of the new version that are new or say something else than in the old one."""
    before = {one.thread: (one.heading, one.text) for one in old.parts.all()}
    return {one.thread for one in new.parts.all() if before.get(one.thread) != (one.heading, one.text)}


def _gone(part: DirectivePart) -> PartChange:
    return PartChange("gone", part.label, part.heading, part.text)


def _change(old: DirectivePart | None, new: DirectivePart) -> PartChange:
    if old is None:
        return PartChange("new", new.label, new.heading, new.text)
    if (old.heading, old.text) == (new.heading, new.text):
        return PartChange("same", new.label, new.heading, new.text, (), old.label)
    pieces = word_changes(_whole(old), _whole(new))
    return PartChange("changed", new.label, new.heading, new.text, pieces, old.label)


def _whole(part: DirectivePart) -> str:
    return "\n".join(one for one in (part.heading, part.text) if one)
