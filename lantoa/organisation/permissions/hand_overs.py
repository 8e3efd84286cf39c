"""Who prepares, confirms and closes hand-overs."""

import uuid

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.organisation.access import Reach, grant, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import HandOver, RoleAssignment

# A unit that ended has no roles left, so the committee that stood above it prepares for it; who receives confirms.
grant(
    "hand_over.read",
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.SUBTREE, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE},
    past=True,
)
grant("hand_over.prepare", {Role.STAFF: Reach.BELOW, Role.LEADER: Reach.TREE}, past=True)
grant("hand_over.confirm", {Role.HEAD: Reach.OWN})
# Where the receiver has no account of a head yet; the record and the minutes say so.
grant("hand_over.confirm_in_stead", {Role.STAFF: Reach.BELOW})


def may_prepare_hand_over(actor: Actor, hand_over: HandOver) -> bool:
    """For the giving side; the system may."""
    return not isinstance(actor, User) or holds(actor, "hand_over.prepare", hand_over.giver_id)


def may_settle_hand_over(actor: Actor, hand_over: HandOver) -> bool:
    """Close a difference that stays: the committee above, but not by who stated the giver's counts."""
    return may_prepare_hand_over(actor, hand_over) and (
        not isinstance(actor, User) or actor.pk != hand_over.stated_by_id
    )


def has_head_account(unit_id: uuid.UUID) -> bool:
    """Whether somebody with an open account holds the role of the unit's head today."""
    held = RoleAssignment.objects.filter(unit=unit_id, role=Role.HEAD, valid__contains=clock.today())
    return held.filter(person__user__is_active=True).exists()


def confirms_in_stead(actor: Actor, hand_over: HandOver) -> bool:
    """Whether somebody confirms only because the receiver has nobody yet who could."""
    if not isinstance(actor, User) or holds(actor, "hand_over.confirm", hand_over.receiver_id):
        return False
    above = holds(actor, "hand_over.confirm_in_stead", hand_over.receiver_id)
    return above and not has_head_account(hand_over.receiver_id)


def may_confirm_hand_over(actor: Actor, hand_over: HandOver) -> bool:
    if not isinstance(actor, User) or holds(actor, "hand_over.confirm", hand_over.receiver_id):
        return True
    return confirms_in_stead(actor, hand_over)
