"""Files that prove the result of an adoption: added, described, taken away and put back until it is verified."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation.access import require
from lantoa.practices.models import Adoption, AdoptionEvidence
from lantoa.practices.permissions import can_prove_adoption
from lantoa.practices.proving import check_words
from lantoa.practices.services.adoptions import lock_adoption
from lantoa.practices.services.evidence import MOST_FILES

SENTENCE_NOT_NOW = gettext_noop(
    "Chỉ đơn vị áp dụng thêm, sửa minh chứng, từ khi báo đã áp dụng đến khi được kiểm chứng."
)


@transaction.atomic
def add_adoption_evidence(
    *,
    actor: User,
    adoption: Adoption,
    accepted: AcceptedFile,
    caption: str,
    shows_people: bool = False,
    consent: bool = False,
) -> AdoptionEvidence:
    """Keep a file that passed the gate (pictures come without their metadata), last in the order of the result.

    Raises Forbidden, or Refused: no caption, people in the picture without their consent, the same file twice, too many files.
    """
    adoption = _locked(actor, adoption)
    check_words(caption, accepted.media_type, shows_people, consent)
    standing = AdoptionEvidence.objects.filter(adoption=adoption, removed_at=None)
    if standing.count() >= MOST_FILES:
        raise Refused(
            _("Kết quả này đã đủ %(most)d minh chứng. Bỏ bớt trước khi thêm.") % {"most": MOST_FILES}
        )
    file = keep(accepted)
    same = standing.filter(file=file).first()
    if same is not None:
        sentence = _("Tệp này đã có trong minh chứng: «%(caption)s».") % {"caption": same.caption}
        raise Refused(sentence, fields={"file": sentence})
    last = AdoptionEvidence.objects.filter(adoption=adoption).aggregate(last=Max("position"))["last"]
    made = AdoptionEvidence.objects.create(
        adoption=adoption,
        file=file,
        name=accepted.name,
        caption=caption,
        position=0 if last is None else last + 1,
        shows_people=shows_people,
        added_by=actor,
    )
    after = {"caption": caption, "size": accepted.size}
    record(actor, "adoption.evidence_added", adoption, chain=adoption.unit_id, after=after)
    return made


@transaction.atomic
def change_adoption_evidence(
    *,
    actor: User,
    evidence: AdoptionEvidence,
    caption: str,
    shows_people: bool,
    consent: bool,
    row_version: int,
) -> AdoptionEvidence:
    """Say anew what it shows. Raises Forbidden, Conflict, Refused as `add_adoption_evidence`."""
    evidence = _held(actor, evidence)
    if evidence.row_version != row_version:
        raise Conflict(_("Minh chứng này vừa được người khác sửa. Tải lại trang rồi sửa lại."))
    check_words(caption, evidence.file.media_type, shows_people, consent)
    before = {"caption": evidence.caption, "shows_people": evidence.shows_people}
    evidence.caption, evidence.shows_people = caption, shows_people
    evidence.row_version += 1
    evidence.save()
    after = {"caption": caption, "shows_people": shows_people}
    adoption = evidence.adoption
    record(actor, "adoption.evidence_changed", adoption, chain=adoption.unit_id, before=before, after=after)
    return evidence


@transaction.atomic
def remove_adoption_evidence(*, actor: User, evidence: AdoptionEvidence) -> AdoptionEvidence:
    """Take it away; its file stays until it can no longer be put back. Raises Forbidden."""
    evidence = _held(actor, evidence)
    evidence.removed_at = clock.now()
    evidence.save(update_fields=["removed_at"])
    adoption = evidence.adoption
    before = {"caption": evidence.caption}
    record(actor, "adoption.evidence_removed", adoption, chain=adoption.unit_id, before=before)
    return evidence


@transaction.atomic
def restore_adoption_evidence(*, actor: User, evidence: AdoptionEvidence) -> AdoptionEvidence:
    """Put back what was taken away. Raises Forbidden, and Refused where the same file stands there again."""
    evidence = _held(actor, evidence)
    adoption = evidence.adoption
    if AdoptionEvidence.objects.filter(adoption=adoption, file=evidence.file, removed_at=None).exists():
        raise Refused(_("Tệp này đã được thêm lại. Không cần khôi phục."))
    evidence.removed_at = None
    evidence.save(update_fields=["removed_at"])
    after = {"caption": evidence.caption}
    record(actor, "adoption.evidence_restored", adoption, chain=adoption.unit_id, after=after)
    return evidence


def _locked(actor: User, adoption: Adoption) -> Adoption:
    found = lock_adoption(adoption)
    require(can_prove_adoption(actor, found), _(SENTENCE_NOT_NOW))
    return found


def _held(actor: User, evidence: AdoptionEvidence) -> AdoptionEvidence:
    _locked(actor, evidence.adoption)
    return AdoptionEvidence.objects.select_related("file", "adoption").get(pk=evidence.pk)
