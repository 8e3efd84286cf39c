"""Take a certificate back: one person proposes, another confirms."""

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.commendation.choices import Outcome
from lantoa.commendation.models import Certificate, RevocationProposal
from lantoa.commendation.permissions import can_propose_revocation, can_revoke, is_about
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.text import looks_empty
from lantoa.documents.services import issue_document
from lantoa.notifications.services import notify
from lantoa.organisation.access import require, second_person_needed


@transaction.atomic
def propose_revocation(*, actor: User, certificate: Certificate, reason: str) -> RevocationProposal:
    """Ask for a certificate to be taken back. Raises Refused without a reason, when one waits, or when it was revoked."""
    require(can_propose_revocation(actor, certificate))
    locked = _locked(certificate)
    if RevocationProposal.objects.filter(certificate=locked, outcome=Outcome.WAITING).exists():
        raise Refused(_("Đã có đề nghị thu hồi giấy khen này, đang chờ ký."))
    if looks_empty(reason):
        raise Refused(_("Ghi lý do thu hồi."), fields={"reason": _("Chưa có lý do.")})
    proposal = RevocationProposal.objects.create(
        certificate=locked, reason=reason, proposed_by=actor, proposed_at=clock.now()
    )
    chain = locked.decision.round.unit_id
    record(actor, "certificate.revocation_proposed", locked, chain=chain, after={"reason": reason})
    notify(
        actor=actor,
        kind="revocation_to_sign",
        about=_about(locked),
        number=locked.decision.round.code,
        to_units=[locked.decision.round.unit],
    )
    return proposal


@transaction.atomic
def confirm_revocation(*, actor: User, proposal: RevocationProposal) -> Certificate:
    """Take the certificate back by a decision of today; its check page says so from the next look on.

    Raises Forbidden when the same person proposed it, unless the setting SECOND_PERSON says otherwise.
    """
    proposal = _waiting(proposal)
    certificate = _locked(proposal.certificate)
    require(can_revoke(actor, certificate))
    require(
        actor.pk != proposal.proposed_by_id or not second_person_needed("certificate.revoke"),
        _("Người đề nghị và người ký thu hồi phải là hai người."),
    )
    require(not is_about(actor, certificate.nomination), _("Anh/chị không xét giấy khen của chính mình."))
    unit = certificate.decision.round.unit
    document = issue_document(
        actor=actor,
        unit=unit,
        type_code="QĐ",
        issued_on=clock.today(),
        abstract=_("Thu hồi Giấy khen vào sổ số %(number)s, Quyết định số %(decision)s")
        % {"number": certificate.printed_register, "decision": certificate.decision},
    )
    certificate.revoked_on = document.issued_on
    certificate.revoked_reason = proposal.reason
    certificate.revoking_document = document
    certificate.save(update_fields=["revoked_on", "revoked_reason", "revoking_document"])
    _settle(proposal, actor, Outcome.CONFIRMED)
    after = {"reason": proposal.reason, "decision": str(document)}
    record(actor, "certificate.revoked", certificate, chain=unit.pk, after=after)
    notify(
        actor=actor,
        kind="certificate_revoked",
        about=_about(certificate),
        number=certificate.decision.round.code,
        to_units=[certificate.nomination.unit],
    )
    return certificate


@transaction.atomic
def return_revocation(*, actor: User, proposal: RevocationProposal, note: str) -> RevocationProposal:
    """The signer refuses with a word why, or who proposed it takes it back; the certificate stays in force."""
    proposal = _waiting(proposal)
    own = actor.pk == proposal.proposed_by_id
    require(own or can_revoke(actor, proposal.certificate))
    if not own and looks_empty(note):
        raise Refused(_("Ghi lý do trả lại."), fields={"note": _("Chưa có lý do.")})
    _settle(proposal, actor, Outcome.WITHDRAWN if own else Outcome.SENT_BACK, note)
    chain = proposal.certificate.decision.round.unit_id
    act = "certificate.revocation_withdrawn" if own else "certificate.revocation_returned"
    record(actor, act, proposal.certificate, chain=chain, after={"note": note})
    if not own:
        notify(
            actor=actor,
            kind="revocation_returned",
            about=_about(proposal.certificate),
            number=proposal.certificate.decision.round.code,
            to_people=[proposal.proposed_by],
        )
    return proposal


def _about(certificate: Certificate) -> Reference:
    return Reference("commendation.certificate", certificate.pk)


def _locked(certificate: Certificate) -> Certificate:
    """The certificate, locked and in force."""
    found = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("decision__document__type", "decision__round__unit", "nomination")
        .get(pk=certificate.pk)
    )
    if found.revoked_on is not None:
        raise Refused(_("Giấy khen này đã thu hồi."))
    return found


def _waiting(proposal: RevocationProposal) -> RevocationProposal:
    found = (
        RevocationProposal.objects.select_for_update(of=("self",))
        .select_related("certificate__decision__round", "certificate__nomination")
        .get(pk=proposal.pk)
    )
    if found.outcome != Outcome.WAITING:
        raise Refused(_("Đề nghị thu hồi này đã được giải quyết."))
    return found


def _settle(proposal: RevocationProposal, actor: User, outcome: Outcome, note: str = "") -> None:
    proposal.outcome, proposal.settled_by, proposal.note = outcome, actor, note
    proposal.settled_at = clock.now()
    proposal.save(update_fields=["outcome", "settled_by", "settled_at", "note"])
