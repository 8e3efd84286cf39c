"""Add what proves a practice, say what it shows, put it in order, take it away and put it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.audit.services import record
from lantoa.organisation.access import require
from lantoa.practices.models import Evidence, PracticeYear
from lantoa.practices.permissions import can_prove
from lantoa.practices.services import file_words
from lantoa.practices.services.proofs import (
    describe_proof,
    place_proof,
    put_away_proof,
    put_back_proof,
    shift_proof,
)


@transaction.atomic
def add_evidence(
    *,
    actor: User,
    year: PracticeYear,
    accepted: AcceptedFile,
    caption: str,
    shows_people: bool = False,
    consent: bool = False,
) -> Evidence:
    """Keep a file that passed the gate (pictures come without their metadata), last in the order of its year.

    Raises Forbidden, or Refused: no caption, people in the picture without their consent, the same file twice, too many files, a
    year that is decided.
    """
    year = _locked(actor, year)
    made = place_proof(
        added_by=actor,
        among=year.evidence,
        accepted=accepted,
        caption=caption,
        shows_people=shows_people,
        consent=consent,
    )
    _note(actor, "evidence.added", made, after={"caption": caption, "size": accepted.size})
    file_words.read_later(made)
    return made


@transaction.atomic
def change_evidence(
    *, actor: User, evidence: Evidence, caption: str, shows_people: bool, consent: bool, row_version: int
) -> Evidence:
    """Say anew what it shows. Raises Forbidden, Conflict, Refused as `add_evidence`."""
    evidence = _held(actor, evidence)
    before = describe_proof(
        proof=evidence, caption=caption, shows_people=shows_people, consent=consent, row_version=row_version
    )
    file_words.name_anew(evidence)
    _note(
        actor,
        "evidence.changed",
        evidence,
        before=before,
        after={"caption": caption, "shows_people": shows_people},
    )
    return evidence


@transaction.atomic
def move_evidence(*, actor: User, evidence: Evidence, up: bool) -> None:
    """One place up or down among those of its year; at the edge nothing moves. Raises Forbidden."""
    evidence = _held(actor, evidence)
    place = shift_proof(among=evidence.year.evidence, proof=evidence, up=up)
    if place is not None:
        _note(actor, "evidence.moved", evidence, after={"position": place})


@transaction.atomic
def remove_evidence(*, actor: User, evidence: Evidence) -> Evidence:
    """Take it away; its file stays until it can no longer be put back. Raises Forbidden."""
    evidence = _held(actor, evidence)
    put_away_proof(proof=evidence)
    _note(actor, "evidence.removed", evidence, before={"caption": evidence.caption})
    return evidence


@transaction.atomic
def restore_evidence(*, actor: User, evidence: Evidence) -> Evidence:
    """Put back what was taken away. Raises Forbidden, or Refused: too many files meanwhile, the same file again."""
    evidence = _held(actor, evidence)
    put_back_proof(among=evidence.year.evidence, proof=evidence)
    _note(actor, "evidence.restored", evidence, after={"caption": evidence.caption})
    return evidence


def _locked(actor: User, year: PracticeYear) -> PracticeYear:
    rows = PracticeYear.with_set_aside.select_for_update(of=("self",)).select_related("practice")
    found = rows.get(pk=year.pk)  # one that a merger has set aside takes no more
    require(
        can_prove(actor, found),
        _("Chỉ đơn vị có mô hình thêm, sửa minh chứng, và chỉ khi năm này chưa được quyết định."),
    )
    return found


def _held(actor: User, evidence: Evidence) -> Evidence:
    _locked(actor, evidence.year)
    return Evidence.objects.select_related("file", "year__practice").get(pk=evidence.pk)


def _note(actor: User, act: str, evidence: Evidence, **pictures: object) -> None:
    practice = evidence.year.practice
    label = f"{practice.code}/{evidence.year.year}"
    record(actor, act, practice, chain=practice.unit_id, label=label, **pictures)  # type: ignore[arg-type]
