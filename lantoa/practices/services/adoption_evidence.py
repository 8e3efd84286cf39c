"""Files that prove the result of an adoption: added, described, taken away and put back until it is verified."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.audit.services import record
from lantoa.organisation.access import require
from lantoa.practices.models import Adoption, AdoptionEvidence
from lantoa.practices.permissions import can_prove_adoption
from lantoa.practices.services.adoptions import lock_adoption
from lantoa.practices.services.proofs import (
    describe_proof,
    place_proof,
    put_away_proof,
    put_back_proof,
    shift_proof,
)

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
    made = place_proof(
        added_by=actor,
        among=adoption.proofs,
        accepted=accepted,
        caption=caption,
        shows_people=shows_people,
        consent=consent,
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
    before = describe_proof(
        proof=evidence, caption=caption, shows_people=shows_people, consent=consent, row_version=row_version
    )
    after = {"caption": caption, "shows_people": shows_people}
    adoption = evidence.adoption
    record(actor, "adoption.evidence_changed", adoption, chain=adoption.unit_id, before=before, after=after)
    return evidence


@transaction.atomic
def move_adoption_evidence(*, actor: User, evidence: AdoptionEvidence, up: bool) -> None:
    """One place up or down among those of its result; at the edge nothing moves. Raises Forbidden."""
    evidence = _held(actor, evidence)
    adoption = evidence.adoption
    place = shift_proof(among=adoption.proofs, proof=evidence, up=up)
    if place is not None:
        after = {"position": place}
        record(actor, "adoption.evidence_moved", adoption, chain=adoption.unit_id, after=after)


@transaction.atomic
def remove_adoption_evidence(*, actor: User, evidence: AdoptionEvidence) -> AdoptionEvidence:
    """Take it away; its file stays until it can no longer be put back. Raises Forbidden."""
    evidence = _held(actor, evidence)
    put_away_proof(proof=evidence)
    adoption = evidence.adoption
    before = {"caption": evidence.caption}
    record(actor, "adoption.evidence_removed", adoption, chain=adoption.unit_id, before=before)
    return evidence


@transaction.atomic
def restore_adoption_evidence(*, actor: User, evidence: AdoptionEvidence) -> AdoptionEvidence:
    """Put back what was taken away. Raises Forbidden, and Refused: too many files meanwhile, the same file again."""
    evidence = _held(actor, evidence)
    adoption = evidence.adoption
    put_back_proof(among=adoption.proofs, proof=evidence)
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
