"""What is done alike with every file that proves something, whatever it proves: who may, and the record, are the caller's."""

from typing import TypeVar

from django.db.models import Manager, Max
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.practices.models import Proof
from lantoa.practices.proving import check_words

MOST_FILES = 20  # of one thing
P = TypeVar("P", bound=Proof)


def place_proof(
    *,
    added_by: User,
    among: Manager[P],
    accepted: AcceptedFile,
    caption: str,
    shows_people: bool,
    consent: bool,
) -> P:
    """Keep a file that passed the gate (pictures come without their metadata), last of those `among` which it stands.

    Raises Refused: no caption, people in the picture without their consent, the same file twice, too many files.
    """
    check_words(caption, accepted.media_type, shows_people, consent)
    _refuse_too_many(among)
    file = keep(accepted)
    same = among.filter(removed_at=None, file=file).first()
    if same is not None:
        sentence = _("Tệp này đã có trong minh chứng: «%(caption)s».") % {"caption": same.caption}
        raise Refused.at("file", sentence)
    last = among.aggregate(last=Max("position"))["last"]
    return among.create(
        file=file,
        name=accepted.name,
        caption=caption,
        position=0 if last is None else last + 1,
        shows_people=shows_people,
        added_by=added_by,
    )


def describe_proof(
    *, proof: Proof, caption: str, shows_people: bool, consent: bool, row_version: int
) -> dict[str, object]:
    """Say anew what it shows; what it said before. Raises Conflict where somebody did so meanwhile, Refused as `place_proof`."""
    if proof.row_version != row_version:
        raise Conflict(_("Minh chứng này vừa được người khác sửa. Tải lại trang rồi sửa lại."))
    check_words(caption, proof.file.media_type, shows_people, consent)
    before: dict[str, object] = {"caption": proof.caption, "shows_people": proof.shows_people}
    proof.caption, proof.shows_people = caption, shows_people
    proof.row_version += 1
    proof.save()
    return before


def shift_proof(*, among: Manager[P], proof: P, up: bool) -> int | None:
    """One place up or down; the place from 1 on which it stands now, None at the edge, where nothing moves."""
    rows = list(among.filter(removed_at=None))
    at = [row.pk for row in rows].index(proof.pk)
    to = at + (-1 if up else 1)
    if not 0 <= to < len(rows):
        return None
    rows[at], rows[to] = rows[to], rows[at]
    for place, row in enumerate(rows):
        row.position = place
    among.bulk_update(rows, ["position"])
    return to + 1


def put_away_proof(*, proof: Proof) -> None:
    """Its file stays until it can no longer be put back."""
    proof.removed_at = clock.now()
    proof.save(update_fields=["removed_at"])


def put_back_proof(*, among: Manager[P], proof: P) -> None:
    """Raises Refused: too many files meanwhile, the same file again."""
    _refuse_too_many(among)
    if among.filter(removed_at=None, file=proof.file_id).exists():
        raise Refused(_("Tệp này đã được thêm lại. Không cần khôi phục."))
    proof.removed_at = None
    proof.save(update_fields=["removed_at"])


def _refuse_too_many(among: Manager[P]) -> None:
    if among.filter(removed_at=None).count() >= MOST_FILES:
        raise Refused(_("Đã đủ %(most)d minh chứng. Bỏ bớt trước khi thêm.") % {"most": MOST_FILES})
