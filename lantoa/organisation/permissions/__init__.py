"""Grants and predicates: `units` of the tree, `people` of names, roles, accounts and posts, `hand_overs` between units."""

from lantoa.organisation.permissions.hand_overs import (
    confirms_in_stead,
    has_head_account,
    may_confirm_hand_over,
    may_prepare_hand_over,
    may_settle_hand_over,
)
from lantoa.organisation.permissions.people import (
    appointing_act,
    can_appoint,
    can_fill_posts,
    can_give_to,
    can_manage_account,
)
from lantoa.organisation.permissions.units import (
    can_edit_profile,
    can_undo,
    may_approve,
    may_prepare,
    require_may_begin_a_tree,
    require_may_reorganise,
    require_may_undo,
)

__all__ = [
    "appointing_act",
    "can_appoint",
    "can_edit_profile",
    "can_fill_posts",
    "can_give_to",
    "can_manage_account",
    "can_undo",
    "confirms_in_stead",
    "has_head_account",
    "may_approve",
    "may_confirm_hand_over",
    "may_prepare",
    "may_prepare_hand_over",
    "may_settle_hand_over",
    "require_may_begin_a_tree",
    "require_may_reorganise",
    "require_may_undo",
]
