"""What proves the result of an adoption, for whom the adoption itself is readable."""

import uuid

from lantoa.core.errors import NotFound
from lantoa.practices.models import Adoption, AdoptionEvidence


def evidence_of_adoption(adoption: Adoption) -> list[AdoptionEvidence]:
    """What stands, in order, of an adoption that `get_adoption` has found. One statement."""
    return list(AdoptionEvidence.objects.filter(adoption=adoption, removed_at=None).select_related("file"))


def adoption_evidence(adoption: Adoption, identity: uuid.UUID, *, removed: bool = False) -> AdoptionEvidence:
    """One file of an adoption that `get_adoption` has found; NotFound where it is another's, or taken away (`removed` asks for
    those)."""
    found = (
        AdoptionEvidence.objects.filter(pk=identity, adoption=adoption, removed_at__isnull=not removed)
        .select_related("file", "adoption")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def taken_away_of_adoption(adoption: Adoption, identity: str) -> AdoptionEvidence | None:
    """What was just taken away, by what the address says; None where that is nothing of this adoption."""
    try:
        return adoption_evidence(adoption, uuid.UUID(identity), removed=True)
    except (ValueError, NotFound):
        return None
