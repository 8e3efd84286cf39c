"""Reopen a closed collection by two people: one proposes, another decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.text import looks_empty
from lantoa.notifications.services import notify
from lantoa.organisation.access import holds, require, second_person_needed
from lantoa.reporting.choices import ProposalState
from lantoa.reporting.models import Collection, ReopenProposal
from lantoa.reporting.services.collections import take_again


@transaction.atomic
def propose_reopening(
    *, actor: User, collection: Collection, closes_at: datetime, reason: str
) -> ReopenProposal:
    """Ask for the collection to take reports again until `closes_at`.

    Raises Forbidden, or Refused with `fields`: still open, one proposal waiting, no reason, a time that is past.
    """
    require(holds(actor, "collection.open", collection.owner_id))
    collection = Collection.objects.select_for_update().get(pk=collection.pk)
    if not collection.has_closed:
        raise Refused(_("Đợt thu đang mở, không cần mở lại. Muốn thêm thời gian thì lùi hạn."))
    if ReopenProposal.objects.filter(collection=collection, state=ProposalState.WAITING).exists():
        raise Refused(_("Đã có đề nghị mở lại đang chờ quyết định."))
    if looks_empty(reason):
        raise Refused(_("Ghi lý do mở lại."), fields={"reason": _("Ghi lý do mở lại.")})
    if closes_at <= clock.now():
        sentence = _("Chọn một ngày sau hôm nay.")
        raise Refused.at("closes_on", sentence)
    made = ReopenProposal.objects.create(
        collection=collection,
        reason=reason.strip(),
        closes_at=closes_at,
        proposed_by=actor,
        proposed_at=clock.now(),
    )
    record(
        actor,
        "collection.reopening_proposed",
        collection,
        chain=collection.owner_id,
        label=collection.code,
        after={"closes_at": closes_at, "reason": made.reason},
    )
    notify(
        actor=actor,
        kind="reopening_to_decide",
        about=Reference("reporting.collection", collection.pk),
        number=collection.code,
        to_units=[collection.owner],
    )
    return made


@transaction.atomic
def confirm_reopening(*, actor: User, proposal: ReopenProposal) -> Collection:
    """Reopen as proposed, also where the proposer has left office since.

    Forbidden for who proposed it, unless the setting SECOND_PERSON lets one person act.
    """
    proposal = _waiting(proposal)
    require(holds(actor, "collection.reopen", proposal.collection.owner_id))
    require(
        actor.pk != proposal.proposed_by_id or not second_person_needed("collection.reopen"),
        _("Người đề nghị và người quyết định mở lại phải là hai người."),
    )
    collection = take_again(
        actor=actor,
        proposed_by=proposal.proposed_by,
        collection=proposal.collection,
        closes_at=proposal.closes_at,
        reason=proposal.reason,
    )
    _settle(proposal, actor, ProposalState.CONFIRMED)
    _tell_proposer(actor, proposal)
    return collection


@transaction.atomic
def return_reopening(*, actor: User, proposal: ReopenProposal, note: str) -> ReopenProposal:
    """Refuse the proposal with a word why; or who made it takes it back. The collection stays closed."""
    proposal = _waiting(proposal)
    own = actor.pk == proposal.proposed_by_id
    require(own or holds(actor, "collection.reopen", proposal.collection.owner_id))
    if not own and not note.strip():
        raise Refused(_("Ghi lý do không mở lại."), fields={"note": _("Ghi lý do không mở lại.")})
    _settle(proposal, actor, ProposalState.WITHDRAWN if own else ProposalState.SENT_BACK, note.strip())
    act = "collection.reopening_withdrawn" if own else "collection.reopening_refused"
    collection = proposal.collection
    record(
        actor,
        act,
        collection,
        chain=collection.owner_id,
        label=collection.code,
        after={"note": proposal.note},
    )
    _tell_proposer(actor, proposal)
    return proposal


def _tell_proposer(actor: User, proposal: ReopenProposal) -> None:
    """Who takes the own proposal back is the one who acts, and is not told."""
    notify(
        actor=actor,
        kind="reopening_settled",
        about=Reference("reporting.collection", proposal.collection_id),
        number=proposal.collection.code,
        to_people=[proposal.proposed_by],
    )


def _waiting(proposal: ReopenProposal) -> ReopenProposal:
    found = (
        ReopenProposal.objects.select_for_update(of=("self",))
        .select_related("collection__owner", "proposed_by")
        .get(pk=proposal.pk)
    )
    if found.state != ProposalState.WAITING:
        raise Refused(_("Đề nghị mở lại này đã được giải quyết."))
    return found


def _settle(proposal: ReopenProposal, actor: User, state: ProposalState, note: str = "") -> None:
    proposal.state, proposal.settled_by, proposal.settled_at, proposal.note = state, actor, clock.now(), note
    proposal.save(update_fields=["state", "settled_by", "settled_at", "note"])
