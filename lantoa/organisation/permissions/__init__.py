"""Grants and predicates: `units` of the tree, `people` of names, roles, accounts and posts."""

from lantoa.organisation.permissions.people import (
    appointing_act,
    can_appoint,
    can_fill_posts,
    can_give_to,
    can_manage_account,
)
from lantoa.organisation.permissions.units import (
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
    "can_fill_posts",
    "can_give_to",
    "can_manage_account",
    "can_undo",
    "may_approve",
    "may_prepare",
    "require_may_begin_a_tree",
    "require_may_reorganise",
    "require_may_undo",
]
