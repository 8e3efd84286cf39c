"""What heads and members of committees have chosen to show of their own pledges."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from lantoa.accounts.models import User
from lantoa.commitments.choices import CommitmentState
from lantoa.commitments.models import Commitment, CommitmentItem
from lantoa.core.errors import NotFound
from lantoa.organisation.access import units_in_scope
from lantoa.organisation.queries.units import short_name_on


def shown_in_tree(user: User) -> QuerySet[Any]:
    """Pledges with at least one item shown, of one's own tree; with unit_name. Names only: the texts stand on each one's page."""
    shown = CommitmentItem.objects.filter(commitment=OuterRef("pk"), public_since__isnull=False)
    return (
        Commitment.objects.filter(
            Exists(shown),
            state=CommitmentState.SIGNED,
            unit__in=units_in_scope(user, "commitment.read_public"),
        )
        .select_related("person")
        .annotate(unit_name=short_name_on("unit"))
        .order_by("-year", "unit__position", "unit__code", "person__full_name")
    )


def get_shown(user: User, code: str) -> Any:
    found = shown_in_tree(user).filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def items_shown(commitment: Commitment) -> QuerySet[CommitmentItem]:
    return commitment.items.filter(public_since__isnull=False)
