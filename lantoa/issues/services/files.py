"""Files that show a matter: added by the unit that raised it, taken away and put back while it is open."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.issues.models import IssueFile, PressingIssue
from lantoa.issues.permissions import can_attach
from lantoa.issues.services.shared import locked, require_no_persons
from lantoa.organisation.access import require

MOST_FILES = 10


@transaction.atomic
def add_file(*, actor: Actor, issue: PressingIssue, accepted: AcceptedFile, caption: str) -> IssueFile:
    """Keep a file that passed the gate (pictures come without their metadata). It is called by the code of the matter.

    The screen reads the caption and the name that it came with, never what stands inside. Raises Forbidden, or Refused: no
    caption, a person in it or in the name, not open, the same file twice, too many files.
    """
    issue = _held(actor, issue)
    if looks_empty(caption):
        raise Refused.at("caption", _("Ghi tệp cho thấy điều gì."))
    require_no_persons(caption=caption, file=_words_of(accepted.name))
    if issue.files.filter(removed_at=None).count() >= MOST_FILES:
        raise Refused.at("file", _("Đã đủ %(most)d tệp. Bỏ bớt trước khi thêm.") % {"most": MOST_FILES})
    file = keep(accepted)
    if issue.files.filter(removed_at=None, file=file).exists():
        raise Refused.at("file", _("Tệp này đã có. Chọn tệp khác."))
    suffix = accepted.name.rpartition(".")[2][:5].lower()
    number = issue.files.count() + 1
    made = IssueFile.objects.create(
        issue=issue, file=file, name=f"{issue.code}-{number}.{suffix}", caption=caption
    )
    _note(actor, "issue.file_added", issue, made)
    return made


@transaction.atomic
def remove_file(*, actor: Actor, file: IssueFile) -> IssueFile:
    """Take it away; it can be put back. Raises Forbidden, Refused (not open)."""
    issue = _held(actor, file.issue)
    found = issue.files.get(pk=file.pk)
    found.removed_at = clock.now()
    found.save(update_fields=["removed_at"])
    _note(actor, "issue.file_removed", issue, found)
    return found


@transaction.atomic
def restore_file(*, actor: Actor, file: IssueFile) -> IssueFile:
    """Put back what was taken away. Raises Forbidden, Refused (not open, too many, the same file again meanwhile)."""
    issue = _held(actor, file.issue)
    found = issue.files.get(pk=file.pk)
    if issue.files.filter(removed_at=None, file=found.file_id).exists():
        raise Refused(_("Tệp này đã có. Không cần khôi phục."))
    if issue.files.filter(removed_at=None).count() >= MOST_FILES:
        raise Refused(_("Đã đủ %(most)d tệp. Bỏ bớt trước khi thêm.") % {"most": MOST_FILES})
    found.removed_at = None
    found.save(update_fields=["removed_at"])
    _note(actor, "issue.file_restored", issue, found)
    return found


def _words_of(name: str) -> str:
    """The words of a file's name: numbers of cameras and telephones tell of the file, not of a person."""
    stem, dot, _ending = name.rpartition(".")
    return " ".join(re.sub(r"[\W\d_]+", " ", stem if dot else name).split())


def _held(actor: Actor, issue: PressingIssue) -> PressingIssue:
    found = locked(issue)
    allowed = not isinstance(actor, User) or can_attach(actor, found)
    require(allowed, _("Chỉ đơn vị đã nêu vấn đề thêm, bỏ tệp được, khi vấn đề chưa đóng."))
    return found


def _note(actor: Actor, act: str, issue: PressingIssue, file: IssueFile) -> None:
    after = {"file": file.file.sha256, "size": file.file.size}
    record(actor, act, issue, chain=issue.unit_id, label=issue.code, after=after)
