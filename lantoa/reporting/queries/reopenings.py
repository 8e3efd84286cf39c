"""Proposals to reopen a closed collection."""

import uuid

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.reporting.choices import ProposalState
from lantoa.reporting.models import Collection, ReopenProposal
from lantoa.reporting.queries.obligations import get_running


def waiting_reopening(collection: Collection) -> ReopenProposal | None:
    rows = ReopenProposal.objects.filter(collection=collection, state=ProposalState.WAITING)
    return rows.select_related("proposed_by").first()


def get_reopening(user: User, code: str, pk: uuid.UUID) -> ReopenProposal:
    """A proposal to reopen, for who runs the collection."""
    collection = get_running(user, code)
    found = (
        ReopenProposal.objects.select_related("collection__owner", "proposed_by")
        .filter(collection=collection, pk=pk)
        .first()
    )
    if found is None:
        raise NotFound()
    return found
